"""Follow-up: the five questions, and the next review."""

from pydantic import model_validator

from pk_fhir.contract import codes
from pk_fhir.contract.base import Model, Ref, Text, said
from pk_fhir.contract.part import Keyed, Part
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import DateTime, Note, Period

# Word for word, as the regional guideline asks them.
FIVE_QUESTIONS = {
    "fixed_contact": "Har du en fast vårdkontakt som stöd för att samordna din vård?",
    "planning": "Har du en planering med vården som utgår från vad som är viktigt för dig?",
    "overview": "Har du en överblick över dina planer och nästa steg i vården?",
    "easy_contact": "Har du enkla sätt att ta kontakt med vården när du behöver?",
    "next_time": "Har du och vården tillsammans kommit överens om din nästa tid?",
}


class Answered(Model):
    """An answer to one question, with a comment or not."""

    answer: codes.Answer | None = said(None, en="Answer", sv="Svar")
    comment: Text | None = said(None, en="Comment", sv="Kommentar")

    @model_validator(mode="after")
    def _says_something(self) -> "Answered":
        if self.answer is None and self.comment is None:
            raise BrokenValueError("pk-json-answer")
        return self


class FollowUp(Keyed):
    """The five questions, asked at one time."""

    status: codes.FormStatus = said(codes.FormStatus.COMPLETED, en="Status", sv="Status")
    when: DateTime | None = said(None, en="When", sv="När")
    answered_by: Ref | None = said(None, en="Answered by", sv="Besvarad av")
    asked_by: Ref | None = said(None, en="Asked by", sv="Ställd av")
    reason: codes.ReviewReason | None = said(None, en="Why", sv="Varför")
    fixed_contact: Answered | None = said(
        None, en="Question 1: a named contact", sv=FIVE_QUESTIONS["fixed_contact"]
    )
    planning: Answered | None = said(
        None, en="Question 2: planning from what matters", sv=FIVE_QUESTIONS["planning"]
    )
    overview: Answered | None = said(
        None, en="Question 3: overview and next step", sv=FIVE_QUESTIONS["overview"]
    )
    easy_contact: Answered | None = said(
        None, en="Question 4: easy ways of contact", sv=FIVE_QUESTIONS["easy_contact"]
    )
    next_time: Answered | None = said(
        None, en="Question 5: the next time", sv=FIVE_QUESTIONS["next_time"]
    )
    comment: Text | None = said(None, en="Comment", sv="Kommentar")


class Review(Part):
    """The next follow-up of the contract, or one that was made."""

    status: codes.TaskStatus = said(codes.TaskStatus.REQUESTED, en="Status", sv="Status")
    owner: Ref | None = said(None, en="Who makes it", sv="Vem som gör den")
    planned: Period | None = said(
        None,
        en="Planned",
        sv="Planerad",
        about="its end is when it is due",
        om="slutet är när den senast ska göras",
    )
    reason: codes.ReviewReason | None = said(None, en="Why", sv="Varför")
    description: Text | None = said(None, en="Description", sv="Beskrivning")
    done: Period | None = said(None, en="Done", sv="Genomförd")
    follow_up: Ref | None = said(None, en="The answers", sv="Svaren")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")
