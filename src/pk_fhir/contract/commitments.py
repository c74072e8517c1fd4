"""Who does what: the patient, care, external actors; and what to watch for."""

from pydantic import model_validator

from pk_fhir.contract import codes
from pk_fhir.contract.base import Model, Ref, Text, said
from pk_fhir.contract.part import PATIENT, Part
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import Coding, ContactPoint, DateTime, Note, Period, Repetition


class PatientCommitment(Part):
    """What the patient, or a relative, can do and wants to do."""

    what: Text | None = said(None, en="Commitment", sv="Åtagande")
    description: Text | None = said(None, en="Description", sv="Beskrivning")
    kind: codes.CommitmentKind | None = said(None, en="Kind", sv="Slag")
    codings: tuple[Coding, ...] = said((), en="Codes", sv="Koder")
    owner: Ref = said(PATIENT, en="Who does it", sv="Vem som gör det")
    status: codes.TaskStatus = said(codes.TaskStatus.ACCEPTED, en="Status", sv="Status")
    status_reason: Text | None = said(None, en="Reason for the status", sv="Skäl till status")
    written: DateTime | None = said(None, en="Written down", sv="Nedtecknat")
    planned: Period | None = said(
        None,
        en="Planned",
        sv="Planerat",
        about="its end is when it is due",
        om="slutet är när det ska vara klart",
    )
    done: Period | None = said(None, en="Done", sv="Genomfört")
    repeated: Repetition | None = said(None, en="Repeated", sv="Upprepas")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    notes: tuple[Note, ...] = said((), en="How it goes", sv="Hur det går")

    @model_validator(mode="after")
    def _says_something(self) -> "PatientCommitment":
        if self.what is None and self.description is None:
            raise BrokenValueError("pk-json-commitment")
        return self


class Effort(Part):
    """What is done by somebody other than the patient."""

    what: Text = said(en="Effort", sv="Insats")
    codings: tuple[Coding, ...] = said((), en="Codes", sv="Koder")
    status: codes.EffortStatus = said(codes.EffortStatus.ACTIVE, en="Status", sv="Status")
    period: Period | None = said(
        None,
        en="Period",
        sv="Period",
        about="an ongoing effort has a start",
        om="en pågående insats har en början",
    )
    when: DateTime | None = said(None, en="When", sv="När")
    repeated: Repetition | None = said(None, en="Repeated", sv="Upprepas")
    written: DateTime | None = said(None, en="Written down", sv="Nedtecknat")
    performers: tuple[Ref, ...] = said((), en="Who does it", sv="Vem som gör det")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")

    @model_validator(mode="after")
    def _one_occurrence(self) -> "Effort":
        if sum(value is not None for value in (self.period, self.when, self.repeated)) > 1:
            raise BrokenValueError("pk-json-occurrence")
        return self


class CareCommitment(Effort):
    """What care does, or an alternative that could be chosen."""

    aim: codes.EffortAim | None = said(None, en="Aim", sv="Inriktning")
    kind: codes.EffortKind | None = said(None, en="Kind", sv="Slag")
    standing: codes.Standing = said(
        codes.Standing.COMMITTED, en="Commitment or alternative", sv="Åtagande eller alternativ"
    )
    chosen_from: Ref | None = said(
        None,
        en="The alternative that was chosen",
        sv="Alternativet som valdes",
        about="a chosen alternative is a new commitment, and the alternative is completed",
        om="ett valt alternativ blir ett nytt åtagande, och alternativet avslutas",
    )


class ExternalEffort(Effort):
    """What an external actor does: `performers` are the responsible organisations."""


class WhereToTurn(Model):
    """One place to turn to: a party of the contract, or a way to reach it."""

    name: Text | None = said(None, en="Name of the place", sv="Platsens namn")
    party: Ref | None = said(None, en="Who", sv="Vem")
    telecom: ContactPoint | None = said(None, en="How to reach", sv="Kontaktuppgift")

    @model_validator(mode="after")
    def _one_place(self) -> "WhereToTurn":
        if (self.party is None) == (self.telecom is None):
            raise BrokenValueError("pk-json-where-to-turn")
        return self


class WarningSign(Part):
    """What to watch for, and where to turn then."""

    sign: Text = said(en="What to watch for", sv="Att hålla koll på")
    urgency: codes.Urgency | None = said(None, en="How soon", sv="Hur bråttom")
    status: codes.TaskStatus = said(codes.TaskStatus.IN_PROGRESS, en="Status", sv="Status")
    watched_by: Ref = said(PATIENT, en="Who watches", sv="Vem som håller koll")
    do_first: tuple[Text, ...] = said((), en="What to do first", sv="Vad man gör först")
    where_to_turn: tuple[WhereToTurn, ...] = said((), en="Where to turn", sv="Vart man vänder sig")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")


class MediatedContact(Part):
    """That the fast vårdkontakt puts the patient in touch with somebody."""

    description: Text = said(en="Which contact", sv="Vilken kontakt")
    owner: Ref | None = said(None, en="Who puts in touch", sv="Vem som förmedlar")
    to_party: Ref | None = said(None, en="To whom", sv="Till vem")
    to_telecom: ContactPoint | None = said(None, en="To where", sv="Till vilken kontaktuppgift")
    to_text: Text | None = said(None, en="To whom, in words", sv="Till vem, i ord")
    status: codes.TaskStatus = said(codes.TaskStatus.REQUESTED, en="Status", sv="Status")
    planned: Period | None = said(None, en="Planned", sv="Planerat")
    done: Period | None = said(None, en="Done", sv="Genomfört")
    goals: tuple[Ref, ...] = said((), en="Goals", sv="Mål")
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")
