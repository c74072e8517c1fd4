"""One row of the audit trail as a log entry (LogType of informationsecurity:auditing:log 2.0), or why it is none.

The national service keeps what care providers' staff have done, by HSA-id, care unit and care giver. What
patients do themselves, what was refused, and what programs do in their own name stays in our own trail alone.
"""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from pk_fhir.contract import identifiers
from pk_fhir.store.plan import AuditRow

SWEDEN = ZoneInfo("Europe/Stockholm")
MICROS = 1_000_000
# What StoreLog's text fields hold.
SHORT, LONG, HSA = 256, 8192, 32
# Of the values that the contract has: Läsa, Skriva, Signera, Utskrift, Vidimera, Radera, Nödöppning.
_ACTIVITIES = {
    "create": "Skriva",
    "update": "Skriva",
    "patch": "Skriva",
    "transaction": "Skriva",
    "delete": "Radera",
    "emergency": "Nödöppning",
}
# Of the values that the contract has; v3-PurposeOfUse on our side.
_PURPOSES = {
    "TREAT": "Vård och behandling",
    "ETREAT": "Vård och behandling",
    "CAREMGT": "Vård och behandling",
    "BTG": "Vård och behandling",
    "HQUALIMP": "Kvalitetssäkring",
    "HOPERAT": "Administration",
    "HSYSADMIN": "Administration",
    "PATRQT": "Annan dokumentation enligt lag",
}
# Which kind of information, in Swedish; the national list of kinds could not be read.
_KINDS = {
    "Appointment": "Bokning",
    "CarePlan": "Vård- och omsorgsplan",
    "CareTeam": "Vårdkontakter",
    "Condition": "Diagnos",
    "DocumentReference": "Dokument",
    "Flag": "Uppmärksamhetsinformation",
    "Goal": "Vård- och omsorgsplan",
    "MedicationRequest": "Läkemedel",
    "Observation": "Undersökningsresultat",
    "Patient": "Personuppgifter",
    "QuestionnaireResponse": "Formulär",
    "ServiceRequest": "Vård- och omsorgsplan",
    "Task": "Vård- och omsorgsplan",
}
_ANY = "Patientjournal"
_FAILED = frozenset({"4", "8", "12"})

Reason = Literal["own", "refused", "received", "no-hsa-id", "no-unit", "no-care-giver", "purpose"]

LEFT_OUT: dict[Reason, str] = {
    "own": "patientens egen eller en ställföreträdares åtkomst",
    "refused": "nekades, så ingen åtkomst skedde",
    "received": "kommer från ett annat system, som loggar själv",
    "no-hsa-id": "användaren har inget HSA-id",
    "no-unit": "vårdenheten är okänd",
    "no-care-giver": "vårdgivarens HSA-id är okänt",
    "purpose": "syftet har inget motsvarande värde",
}


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What a row does not say itself: the system's HSA-id, each care provider's, names by HSA-id, and the
    national identifier of each Patient (tenant, id)."""

    system: str
    owners: Mapping[str, str]
    names: Mapping[str, str]
    persons: Mapping[tuple[str, str], tuple[str, str]]


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A LogType with one resource; times are Swedish local time, as the contract asks."""

    log_id: str
    system_id: str
    activity_type: str
    activity_level: str | None
    activity_args: str | None
    start_date: str
    purpose: str
    user_id: str
    user_name: str | None
    assignment: str | None
    title: str | None
    care_provider: tuple[str, str | None]
    care_unit: tuple[str, str | None]
    resource_type: str
    patient: tuple[str, str] | None
    owner_provider: tuple[str, str | None]
    owner_unit: tuple[str, str | None] | None


def entry_of(row: AuditRow, context: Context) -> Entry | Reason:
    """The log entry of a row, or why there is none."""
    reason = _reason(row, context)
    if reason is not None:
        return reason
    giver, unit = str(row.provider), str(row.unit)
    owner = _hsa(row.owner_provider) or _hsa(context.owners.get(row.tenant)) or giver
    owner_unit = _hsa(row.owner_unit)
    person = context.persons.get((row.tenant, row.patient)) if row.patient else None
    return Entry(
        log_id=log_id(row, context.system),
        system_id=context.system,
        activity_type=_ACTIVITIES.get(row.interaction, "Läsa"),
        activity_level=_short("/".join(each for each in (row.type, row.id) if each)),
        activity_args=_arguments(row),
        start_date=_local(row.at),
        purpose=_PURPOSES[row.purpose],
        user_id=row.subject,
        user_name=_short(row.name),
        assignment=_short(row.assignment),
        title=_short(row.title),
        care_provider=(giver, _short(context.names.get(giver))),
        care_unit=(unit, _short(context.names.get(unit))),
        resource_type=_KINDS.get(row.type or "", _ANY),
        patient=None if person is None else (oid(person[0]), person[1]),
        owner_provider=(owner, _short(context.names.get(owner))),
        owner_unit=None
        if owner_unit is None
        else (owner_unit, _short(context.names.get(owner_unit))),
    )


def _reason(row: AuditRow, context: Context) -> Reason | None:
    del context
    checks: tuple[tuple[bool, Reason], ...] = (
        (row.event is not None, "received"),
        (row.role in ("patient", "proxy"), "own"),
        (row.outcome in _FAILED, "refused"),
        (_hsa(row.subject) is None, "no-hsa-id"),
        (_hsa(row.unit) is None, "no-unit"),
        (_hsa(row.provider) is None, "no-care-giver"),
        (row.purpose not in _PURPOSES, "purpose"),
    )
    return next((reason for holds, reason in checks if holds), None)


def log_id(row: AuditRow, system: str) -> str:
    """The entry's UUID: the same whenever the row is exported."""
    return str(
        uuid.uuid5(uuid.NAMESPACE_URL, f"urn:pk-fhir:log:{system}:{row.tenant}:{row.number}")
    )


def oid(system: str) -> str:
    """The OID of a system of national identifiers, without its prefix."""
    spelled = (each for each in identifiers.spellings(system) if each.startswith("urn:oid:"))
    return next(spelled).removeprefix("urn:oid:")


def _hsa(value: str | None) -> str | None:
    """The HSA-id, None for what is none."""
    if value is None or len(value) > HSA:
        return None
    finding = identifiers.check(identifiers.HSA_ID, value)
    return None if finding is not None and finding.severity == "error" else value


def _local(micros: int) -> str:
    return _swedish(micros).replace(tzinfo=None).isoformat(timespec="milliseconds")


def _swedish(micros: int) -> datetime:
    return datetime.fromtimestamp(micros // 1000 / 1000, UTC).astimezone(SWEDEN)


def _is_ambiguous(moment: datetime) -> bool:
    """Whether the clock shows this time twice: the hour that comes again in October."""
    return moment.utcoffset() != moment.replace(fold=1 - moment.fold).utcoffset()


def _arguments(row: AuditRow) -> str | None:
    parts = [row.reason, row.query]
    moment = _swedish(row.at)
    if _is_ambiguous(moment):
        parts.append(
            f"UTC {moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}"
        )
    said = "; ".join(part for part in parts if part)
    return said[:LONG] or None


def _short(text: str | None) -> str | None:
    return text[:SHORT] if text else None
