"""The people and the organisations of the contract. The others are named by their keys.

An organisation's key is its HSA-id, else its organisationsnummer, else its `id`; a professional, a
relative and a team have an `id`; the patient's key is ``patient``.
"""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints, field_validator, model_validator

from pk_fhir.contract import codes, identifiers
from pk_fhir.contract.base import Key, Model, Ref, Text, code_or_words, said, words_beside
from pk_fhir.contract.part import Keyed, Part
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.values import (
    Coding,
    ContactPoint,
    Date,
    Name,
    Note,
    OpeningHours,
    Period,
    Uri,
)

_SYSTEM = {
    codes.PersonIdentifierKind.PERSONNUMMER: identifiers.PERSONNUMMER,
    codes.PersonIdentifierKind.SAMORDNINGSNUMMER: identifiers.SAMORDNINGSNUMMER,
    codes.PersonIdentifierKind.RESERVNUMMER: identifiers.RESERVNUMMER,
}
_KIND = {system: kind for kind, system in _SYSTEM.items()}


class PersonIdentifier(Model):
    """A number that names a person. The first of a person's numbers is the one in use."""

    kind: codes.PersonIdentifierKind = said(en="Kind", sv="Slag")
    value: Text = said(en="Number", sv="Nummer")
    local_system: Uri | None = said(
        None,
        en="System of a local number",
        sv="System för lokalt nummer",
        about="only with kind `local`",
        om="endast med slaget `local`",
    )

    @model_validator(mode="after")
    def _can_be_right(self) -> "PersonIdentifier":
        if (self.kind is codes.PersonIdentifierKind.LOCAL) != (self.local_system is not None):
            raise BrokenValueError("pk-json-local-system")
        if self.local_system in _KIND or self.local_system in identifiers.ALIASES:
            raise BrokenValueError("pk-json-national-system")
        value = identifiers.canonical_value(self.system, self.value)
        object.__setattr__(self, "value", value)
        identifiers.require(self.system, value)
        return self

    @property
    def system(self) -> str:
        """The canonical system."""
        return _SYSTEM.get(self.kind) or self.local_system or ""

    @classmethod
    def of(cls, system: str, value: str) -> "PersonIdentifier":
        """From a system (alias or canonical) and a value. ValueError when it cannot be right."""
        kind = _KIND.get(identifiers.canonical_system(system))
        if kind is None:
            return cls(kind=codes.PersonIdentifierKind.LOCAL, value=value, local_system=system)
        return cls(kind=kind, value=value)


class Patient(Model):
    """The person whose contract it is."""

    identifiers: tuple[PersonIdentifier, ...] = said(
        (), en="Numbers", sv="Nummer", about="the one in use first", om="det som gäller först"
    )
    name: Name | None = said(None, en="Name", sv="Namn")
    birth_date: Date | None = said(None, en="Date of birth", sv="Födelsedatum")
    gender: codes.Gender | None = said(None, en="Gender", sv="Kön")
    language: Text | None = said(
        None,
        en="Language",
        sv="Språk",
        about="language of communication, as a BCP 47 tag such as `sv` or `ar`",
        om="språk för samtal, som BCP 47-kod, till exempel `sv` eller `ar`",
        pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
    )
    telecom: tuple[ContactPoint, ...] = said((), en="How to reach", sv="Kontaktuppgifter")
    interpreter_required: bool | None = said(
        None, en="Needs an interpreter", sv="Behöver tolk", strict=True
    )
    protection: codes.Protection | None = said(
        None, en="Protected identity", sv="Skyddade personuppgifter"
    )


def _checked_hsa_id(value: str) -> str:
    identifiers.require(identifiers.HSA_ID, value)
    return value


HsaId = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_checked_hsa_id)]
"""A HSA-id: ``SE2321000131-E000000000001``."""


class Organization(Model):
    """A care giver, a care unit, a municipality or an external actor."""

    id: Key | None = said(
        None,
        en="Key",
        sv="Nyckel",
        about="only where there is neither HSA-id nor organisationsnummer",
        om="endast när varken HSA-id eller organisationsnummer finns",
    )
    hsa_id: HsaId | None = said(None, en="HSA-id", sv="HSA-id")
    organisation_number: Text | None = said(
        None, en="Organisation number", sv="Organisationsnummer"
    )
    name: Text | None = said(None, en="Name", sv="Namn")
    kind: codes.OrganizationKind | None = said(None, en="Kind", sv="Slag")
    part_of: Ref | None = said(None, en="Part of", sv="Del av")
    telecom: tuple[ContactPoint, ...] = said((), en="How to reach", sv="Kontaktuppgifter")

    @field_validator("organisation_number")
    @classmethod
    def _checked_number(cls, value: str | None) -> str | None:
        if value is None:
            return None
        value = identifiers.canonical_value(identifiers.ORGANISATION_NUMBER, value)
        identifiers.require(identifiers.ORGANISATION_NUMBER, value)
        return value

    @model_validator(mode="after")
    def _has_one_key(self) -> "Organization":
        named = self.hsa_id is not None or self.organisation_number is not None
        if named == (self.id is not None):
            raise BrokenValueError("pk-json-organization-key")
        return self

    @property
    def key(self) -> str:
        """What the rest of the contract calls it."""
        return self.hsa_id or self.organisation_number or self.id or ""


class Professional(Part):
    """A person who works in care, in one role at one unit."""

    hsa_id: HsaId | None = said(None, en="HSA-id", sv="HSA-id")
    name: Name | None = said(None, en="Name", sv="Namn")
    profession: codes.Profession | None = said(None, en="Profession", sv="Yrkesroll")
    profession_text: Text | None = said(
        None,
        en="Profession in words",
        sv="Yrkesroll i ord",
        about="where no code fits, or to say more",
        om="när ingen kod passar, eller för att säga mer",
    )
    profession_codes: tuple[Coding, ...] = said(
        (), en="Other codes of profession", sv="Andra yrkeskoder"
    )
    organization: Ref | None = said(None, en="Unit", sv="Enhet")
    telecom: tuple[ContactPoint, ...] = said((), en="How to reach", sv="Kontaktuppgifter")
    hours: tuple[OpeningHours, ...] = said((), en="Hours", sv="Telefontider")
    hours_note: Text | None = said(None, en="Exceptions from the hours", sv="Avvikande tider")
    period: Period | None = said(None, en="Period", sv="Period")

    _settled = model_validator(mode="after")(words_beside("profession", "profession_text"))


class Wish(Model):
    """How the patient wants one person, or people close in general, to take part."""

    how: codes.Participation | None = said(None, en="How", sv="Hur")
    text: Text | None = said(None, en="In the patient's words", sv="Med patientens ord")

    _settled = model_validator(mode="after")(code_or_words("how", "text"))


class RelationStated(Model):
    """One relation to the patient: a code, words, or both."""

    code: codes.Relation | None = said(None, en="Relation", sv="Relation")
    text: Text | None = said(None, en="In words", sv="I ord")

    _settled = model_validator(mode="after")(code_or_words("code", "text"))


class Relative(Keyed):
    """A relative, somebody close, or a representative of the patient."""

    numbers: tuple[PersonIdentifier, ...] = said((), en="Numbers", sv="Nummer")
    name: Name | None = said(None, en="Name", sv="Namn")
    relations: tuple[RelationStated, ...] = said((), en="Relations", sv="Relationer")
    may_decide: tuple[codes.RepresentationScope, ...] = said(
        (),
        en="May decide",
        sv="Får besluta",
        about="only for a representative, and only what the representative may decide",
        om="endast för företrädare, och endast det som företrädaren får besluta",
    )
    wish: Wish | None = said(
        None, en="The patient's wish about taking part", sv="Patientens önskan om delaktighet"
    )
    telecom: tuple[ContactPoint, ...] = said((), en="How to reach", sv="Kontaktuppgifter")
    birth_date: Date | None = said(
        None,
        en="Date of birth",
        sv="Födelsedatum",
        about="for children as relatives",
        om="för barn som anhöriga",
    )
    gender: codes.Gender | None = said(None, en="Gender", sv="Kön")
    period: Period | None = said(None, en="Period", sv="Period")
    active: bool | None = said(None, en="In force", sv="Gäller", strict=True)


class Member(Model):
    """Somebody in a team."""

    party: Ref = said(en="Who", sv="Vem")
    role: Text | None = said(None, en="Role", sv="Roll")
    role_codes: tuple[Coding, ...] = said((), en="Codes of role", sv="Rollkoder")
    period: Period | None = said(None, en="Period", sv="Period")


class Team(Part):
    """The people and units around the patient, or those who do something together."""

    name: Text | None = said(None, en="Name", sv="Namn")
    status: codes.TeamStatus = said(codes.TeamStatus.ACTIVE, en="Status", sv="Status")
    members: tuple[Member, ...] = said((), en="Members", sv="Medlemmar")
    organizations: tuple[Ref, ...] = said(
        (), en="Responsible organisations", sv="Ansvariga organisationer"
    )
    period: Period | None = said(None, en="Period", sv="Period")
    telecom: tuple[ContactPoint, ...] = said((), en="How to reach", sv="Kontaktuppgifter")
    notes: tuple[Note, ...] = said((), en="Notes", sv="Anteckningar")
