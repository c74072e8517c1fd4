"""Fasta vårdkontakter, the ways of contact that units offer, and those the patient prefers."""

from pydantic import model_validator

from pk_fhir.contract import codes
from pk_fhir.contract.base import Model, Ref, Text, code_or_words, said
from pk_fhir.contract.part import Part
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import ContactPoint, DateTime, Note, OpeningHours, Period


class Appointment(Model):
    """Who appointed a fast vårdkontakt: by law the head of operations (verksamhetschef)."""

    by: Ref | None = said(None, en="Appointed by", sv="Utsedd av")
    by_name: Text | None = said(None, en="Appointed by (name)", sv="Utsedd av (namn)")
    role: Text | None = said(
        None,
        en="Role",
        sv="Roll",
        about="when it is not the head of operations",
        om="när det inte är verksamhetschefen",
    )
    when: DateTime | None = said(None, en="Appointed when", sv="Utsedd när")

    @model_validator(mode="after")
    def _one_appointer(self) -> "Appointment":
        if (self.by is None) == (self.by_name is None):
            raise BrokenValueError("pk-json-appointer")
        return self


class FixedContact(Part):
    """A fast vårdkontakt. The professional says name, unit and how to reach."""

    professional: Ref = said(en="Who", sv="Vem")
    kind: codes.FixedContactKind = said(
        codes.FixedContactKind.CARE_CONTACT, en="Kind", sv="Typ av fast kontakt"
    )
    coordinating: bool = said(
        False,
        en="Coordinating responsibility",
        sv="Samordningsansvar",
        strict=True,
        about="true for one of several contacts",
        om="sant för en av flera kontakter",
    )
    unit: Ref | None = said(None, en="Unit", sv="Enhet")
    status: codes.TeamStatus = said(codes.TeamStatus.ACTIVE, en="Status", sv="Status")
    period: Period | None = said(None, en="Period", sv="Period")
    appointed: Appointment | None = said(None, en="Appointed", sv="Utsedd")
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")


class OfferedWay(Model):
    """One way of contact that a unit offers."""

    way: codes.ContactWay | None = said(None, en="Way", sv="Kontaktväg")
    text: Text | None = said(None, en="In words", sv="I ord")
    status: codes.ServiceStatus | None = said(None, en="New or existing", sv="Ny eller befintlig")

    _settled = model_validator(mode="after")(code_or_words("way", "text"))


class Reception(Part):
    """A unit as one meets it: where times are, and the ways of contact that it offers."""

    name: Text | None = said(None, en="Name", sv="Namn")
    organization: Ref | None = said(None, en="Unit", sv="Enhet")
    telecom: tuple[ContactPoint, ...] = said((), en="How to reach", sv="Kontaktuppgifter")
    hours: tuple[OpeningHours, ...] = said((), en="Hours", sv="Öppettider")
    hours_note: Text | None = said(None, en="Exceptions from the hours", sv="Avvikande tider")
    offers: tuple[OfferedWay, ...] = said(
        (), en="Ways of contact offered", sv="Kontaktvägar som erbjuds"
    )
    comment: Text | None = said(None, en="Comment", sv="Kommentar")


class Preference(Model):
    """A way in which the patient wants to book and be contacted."""

    way: codes.ContactWay | None = said(None, en="Way", sv="Sätt")
    text: Text | None = said(None, en="In words", sv="I ord")

    _settled = model_validator(mode="after")(code_or_words("way", "text"))
