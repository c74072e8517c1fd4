"""Times: agreed, offered (kallelse) and wished; with form, support and the patient's answer."""

from pydantic import model_validator

from pk_fhir.contract import codes
from pk_fhir.contract.base import Model, Ref, Text, code_or_words, said
from pk_fhir.contract.part import Part
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import Date, DateTime, Instant, Period


class Support(Model):
    """Special support that the patient needs before or at the visit."""

    need: codes.SupportNeed | None = said(None, en="Need", sv="Behov")
    text: Text | None = said(None, en="In words", sv="I ord")
    phase: codes.SupportPhase | None = said(
        None, en="Before or at the visit", sv="Inför eller vid besöket"
    )

    _settled = model_validator(mode="after")(code_or_words("need", "text"))


class Participant(Model):
    """Somebody who takes part besides the patient, or the place."""

    party: Ref = said(en="Who or where", sv="Vem eller var")
    reply: codes.Reply = said(codes.Reply.ACCEPTED, en="Reply to the time", sv="Svar på tiden")


class TimeAnswer(Part):
    """An answer to an offered time."""

    by: Ref = said(en="Who answers", sv="Vem som svarar")
    reply: codes.Reply = said(en="Answer", sv="Svar")
    other_start: Instant | None = said(
        None, en="Another start that suits", sv="Annan starttid som passar"
    )
    other_end: Instant | None = said(
        None, en="Another end that suits", sv="Annan sluttid som passar"
    )
    comment: Text | None = said(None, en="Comment", sv="Kommentar")


class CareTime(Part):
    """A time with care."""

    status: codes.TimeStatus = said(en="Status", sv="Status")
    what: Text | None = said(None, en="What it is about", sv="Vad det gäller")
    start: Instant | None = said(None, en="Start", sv="Start")
    end: Instant | None = said(None, en="End", sv="Slut")
    wished: tuple[Period, ...] = said((), en="Wished times", sv="Önskade tider")
    latest_by: Date | None = said(
        None,
        en="Within reasonable time: at the latest",
        sv="Inom rimlig tid: senast",
        pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
    )
    form: codes.ContactForm | None = said(None, en="Form", sv="Form")
    form_text: Text | None = said(None, en="Form in words", sv="Form i ord")
    level: codes.CareLevel | None = said(None, en="Level of care", sv="Vårdnivå")
    patient_reply: codes.Reply | None = said(
        None,
        en="The patient's reply",
        sv="Patientens svar",
        about="follows from the status where it is not said: accepted when agreed or wished",
        om="följer av status när det inte sägs: accepterat när tiden är överenskommen eller önskad",
    )
    participants: tuple[Participant, ...] = said((), en="Who and where", sv="Vem och var")
    support: tuple[Support, ...] = said((), en="Special support", sv="Särskilt stöd")
    instructions: Text | None = said(
        None, en="Instructions to the patient", sv="Instruktioner till patienten"
    )
    comment: Text | None = said(None, en="Comment", sv="Kommentar")
    cancel_reason: Text | None = said(None, en="Reason for cancelling", sv="Skäl till avbokning")
    created: DateTime | None = said(
        None, en="Booked or offered when", sv="Bokad eller erbjuden när"
    )
    efforts: tuple[Ref, ...] = said((), en="From which efforts", sv="Från vilka insatser")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    answers: tuple[TimeAnswer, ...] = said((), en="Answers", sv="Svar")

    @model_validator(mode="after")
    def _settled(self) -> "CareTime":
        if (self.start is None) != (self.end is None):
            raise BrokenValueError("pk-json-start-end")
        if self.form is not None and self.form_text == self.form.sv:
            object.__setattr__(self, "form_text", None)
        if self.patient_reply is None:
            object.__setattr__(self, "patient_reply", usual_reply(self.status))
        return self


def usual_reply(status: codes.TimeStatus) -> codes.Reply:
    """What the patient has said to a time of this status, unless something else is stated."""
    if status in (codes.TimeStatus.OFFERED, codes.TimeStatus.WAITLIST):
        return codes.Reply.NEEDS_ACTION
    return codes.Reply.ACCEPTED
