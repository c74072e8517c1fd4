"""The patientkontrakt: one agreement, whole."""

from typing import Any, cast

from pydantic import field_validator, model_validator

from pk_fhir.contract import codes, links
from pk_fhir.contract.agreement import (
    Agreement,
    Custody,
    Goal,
    Indication,
    OtherPlan,
    OwnPlan,
    PartDiscussed,
    Story,
)
from pk_fhir.contract.base import Model, Ref, Text, said
from pk_fhir.contract.commitments import (
    CareCommitment,
    ExternalEffort,
    MediatedContact,
    PatientCommitment,
    WarningSign,
)
from pk_fhir.contract.contacts import FixedContact, Preference, Reception
from pk_fhir.contract.follow_up import FollowUp, Review
from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.contract.people import HsaId, Organization, Patient, Professional, Relative, Team, Wish
from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.contract.times import CareTime
from pk_fhir.contract.values import DateTime, Identifier, Note, Period, Uri


class PatientContract(Model):
    """A documented agreement that a patient and care shape together."""

    identifier: Identifier = said(en="Identifier of the contract", sv="Kontraktets identitet")
    other_identifiers: tuple[Identifier, ...] = said(
        (), en="Other identifiers", sv="Andra identiteter"
    )
    version: int = said(1, en="Version", sv="Version", ge=1, le=2_147_483_647, strict=True)
    status: codes.ContractStatus = said(en="Status", sv="Status")
    title: Text | None = said(None, en="Title", sv="Rubrik")
    period: Period | None = said(None, en="Period", sv="Period")
    established: DateTime | None = said(None, en="Established", sv="Upprättat")
    author: Ref | None = said(None, en="Drawn up by", sv="Upprättat av")
    contributors: tuple[Ref, ...] = said((), en="Shaped with", sv="Utformat tillsammans med")
    initiative: codes.Initiative | None = said(None, en="Initiative", sv="Initiativ")
    agreements: tuple[Agreement, ...] = said((), en="Who agreed", sv="Vilka som godkänt")
    custody: Custody | None = said(None, en="Whose records", sv="Journalförande enhet")
    source_system: HsaId | None = said(
        None, en="HSA-id of the sending system", sv="Källsystemets HSA-id"
    )
    withheld_from_patient: bool = said(
        False, en="Not released to the patient", sv="Inte utlämnat till patienten", strict=True
    )
    indications: tuple[Indication, ...] = said((), en="Indications", sv="Indikationer")
    discussed: tuple[PartDiscussed, ...] = said((), en="The four parts", sv="De fyra delarna")

    patient: Patient = said(en="The patient", sv="Patienten")
    relatives: tuple[Relative, ...] = said((), en="People close to the patient", sv="Närstående")
    participation_wish: Wish | None = said(
        None,
        en="Wish about people close taking part",
        sv="Önskan om närståendes delaktighet",
        about="may name nobody",
        om="behöver inte nämna någon",
    )
    organizations: tuple[Organization, ...] = said((), en="Organisations", sv="Organisationer")
    professionals: tuple[Professional, ...] = said((), en="Professionals", sv="Personal")
    teams: tuple[Team, ...] = said((), en="Teams", sv="Team")
    fixed_contacts: tuple[FixedContact, ...] = said(
        (), en="Fixed contacts", sv="Fasta vårdkontakter"
    )
    mediated_contacts: tuple[MediatedContact, ...] = said(
        (), en="Contacts put in touch with", sv="Förmedlade kontakter"
    )
    receptions: tuple[Reception, ...] = said(
        (), en="Units as one meets them", sv="Mottagningar och deras kontaktvägar"
    )
    contact_preferences: tuple[Preference, ...] = said(
        (),
        en="Preferred ways of contact",
        sv="Önskade kontaktsätt",
        about="most preferred first",
        om="det mest önskade först",
    )

    story: Story | None = said(None, en="My story", sv="Min berättelse")
    goals: tuple[Goal, ...] = said((), en="Goals and expectations", sv="Mål och förväntningar")
    patient_commitments: tuple[PatientCommitment, ...] = said(
        (), en="The patient's commitments", sv="Patientens åtaganden"
    )
    care_commitments: tuple[CareCommitment, ...] = said(
        (), en="Care's commitments", sv="Vårdens åtaganden"
    )
    external_efforts: tuple[ExternalEffort, ...] = said(
        (), en="Efforts by external actors", sv="Övriga insatser"
    )
    warning_signs: tuple[WarningSign, ...] = said(
        (), en="What to watch for", sv="Att hålla koll på"
    )
    times: tuple[CareTime, ...] = said((), en="Times", sv="Tider")

    plans: tuple[OwnPlan, ...] = said((), en="Own plans", sv="Egna vårdplaner")
    other_plans: tuple[OtherPlan, ...] = said(
        (), en="Plans of other providers", sv="Andra vårdgivares planer"
    )
    coordination_wished: bool | None = said(
        None,
        en="The patient wishes the plans coordinated",
        sv="Patienten önskar att planerna samordnas",
        strict=True,
    )
    follows: tuple[Uri, ...] = said(
        (), en="Guidelines followed", sv="Vårdförlopp och riktlinjer som följs"
    )
    follow_ups: tuple[FollowUp, ...] = said((), en="Follow-ups", sv="Uppföljningar")
    reviews: tuple[Review, ...] = said((), en="Next review", sv="Nästa uppföljning")
    notes: tuple[Note, ...] = said((), en="Remarks", sv="Anmärkningar")

    @field_validator("identifier")
    @classmethod
    def _names_no_person(cls, value: Identifier) -> Identifier:
        if holds_personal_number(value.value):
            raise BrokenValueError("pk-json-personal-number")
        return value

    @model_validator(mode="after")
    def _links_hold(self) -> "PatientContract":
        broken = links.problems(self)
        if broken:
            raise links.BrokenLinksError(broken)
        return self

    def to_json(self) -> dict[str, Any]:
        """The contract JSON: camelCase, in the order of the schema, without what is not said."""
        said_aloud = _without_silence(self.model_dump(mode="json"))
        return cast("dict[str, Any]", said_aloud)


def _without_silence(value: object) -> object:
    """Without null, empty arrays, and the flags that are false unless they are said."""
    if isinstance(value, dict):
        cleaned = {name: _without_silence(member) for name, member in value.items()}
        return {
            name: member
            for name, member in cleaned.items()
            if member is not None and member != [] and not (member is False and name in _FLAGS)
        }
    if isinstance(value, list):
        return [_without_silence(member) for member in value]
    return value


_FLAGS = frozenset({"withheldFromPatient", "forPatient"})
