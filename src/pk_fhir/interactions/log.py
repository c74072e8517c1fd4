"""The patient's extract of the log (loggutdrag): who has read, written or asked for one's records.

What the extract must say, so that the patient can judge whether an access was right: when, which care
giver and unit, who, what, and why (`GetAccessLogsForPatient` of the national log service has these
fields). Rows that follow on each other and tell the same thing are one.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import groupby

from pydantic import Field

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.contract.base import CamelCase
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.log_names import names_of
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import Language, text, told
from pk_fhir.messages.log import SAME, TEXTS
from pk_fhir.store.audit_read import Wanted, rows
from pk_fhir.store.plan import AuditRow

# What the national service gives at most, too.
MOST = 10_000
# Rows of one user on one thing this near each other are one line.
NEAR = 600_000_000
MICROS = 1_000_000
FAILED = frozenset({"4", "8", "12"})
# The patient, and who acts for the patient: at no care provider.
OWN = frozenset({"patient", "proxy"})


class LogEntry(CamelCase):
    """One access, or several of the same kind in a row."""

    at: datetime = Field(description="When, the last time of the row.")
    first: datetime = Field(description="When, the first time of the row.")
    count: int = 1
    care_giver: str | None = Field(default=None, description="HSA-id of the care giver.")
    care_giver_name: str | None = None
    care_unit: str | None = Field(default=None, description="HSA-id of the care unit.")
    care_unit_name: str | None = None
    owners: list[str] = Field(
        default=[], description="Care givers whose information it is, by name."
    )
    user: str = Field(description="Id of the user, or of the program.")
    user_name: str | None = None
    user_title: str | None = Field(default=None, description="What the user is, as läkare.")
    role: str
    role_text: str
    kind: str = Field(description="The interaction, by FHIR's code.")
    kind_text: str
    type: str | None = Field(default=None, description="Type of resource.")
    purpose: str = Field(description="v3-PurposeOfUse code.")
    purpose_text: str
    reason: str | None = Field(default=None, description="The reason that was given.")
    until: datetime | None = Field(default=None, description="When an emergency opening ends.")
    refused: bool = False
    emergency: bool = False
    text: str = Field(description="The whole row as a sentence.")


class LogExtract(CamelCase):
    """The extract, newest first; `complete` is false where there were more rows than `MOST`."""

    made: datetime
    notice: str
    complete: bool
    entries: list[LogEntry]


async def extract(
    service: Service,
    caller: Caller,
    identifier: tuple[str, str],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    language: Language = "sv",
) -> LogExtract:
    """The log of one person, by a national identifier.

    For the patient it is about (from every care provider here) and for an administrator (of the own
    care provider). FhirError "invalid" for what is no identifier, "forbidden" for anybody else.
    """
    wanted = persons.required(identifier)
    person = await persons.known(service.store, service.rules.tenants, wanted)
    _may_read(caller, person)
    await service.store.audit.flush()
    found = await rows(service.store.database, _wanted(service, caller, person, since, until))
    key = persons.person_key(service.secret, wanted)
    service.store.audit.add(audit_row(service, caller, "log", person=key))
    kept = found[:MOST]
    names = await names_of(service, kept)
    notice = text("log.notice", language)
    if len(found) > MOST:
        notice = f"{notice} {text('log.cut', language, most=MOST)}"
    return LogExtract(
        made=_instant(service.now()),
        notice=notice,
        complete=len(found) <= MOST,
        entries=[_entry(service, group, names, language) for group in _together(kept)],
    )


def _may_read(caller: Caller, person: persons.Known) -> None:
    if caller.development:
        return
    require(caller, "AuditEvent", "s")
    if caller.role == "admin":
        return
    if caller.role != "patient":
        raise FhirError("forbidden", told("log.error.not-allowed"))
    whose = caller.represents or caller.patient_identifier
    if whose is None or persons.canonical(whose) not in person.identifiers:
        raise FhirError("forbidden", told("log.error.not-yours"))


def _wanted(
    service: Service,
    caller: Caller,
    person: persons.Known,
    since: datetime | None,
    until: datetime | None,
) -> Wanted:
    return Wanted(
        tenant=caller.tenant if caller.role == "admin" else None,
        patients=tuple(sorted(person.patients)),
        persons=tuple(
            sorted(persons.person_key(service.secret, each) for each in person.identifiers)
        ),
        since=_micros(since),
        until=_micros(until),
        count=MOST,
    )


def _micros(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * MICROS)


def _instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros / MICROS, UTC)


def _together(found: Iterable[AuditRow]) -> Iterator[list[AuditRow]]:
    """Rows that tell the same of the same user, near each other."""
    ordered = (row for _, one in groupby(found, key=_request) for row in sorted(one, key=_order))
    for _, same in groupby(ordered, key=_same):
        group: list[AuditRow] = []
        for row in same:
            if group and group[-1].at - row.at > NEAR:
                yield group
                group = []
            group.append(row)
        yield group


def _request(row: AuditRow) -> object:
    """One request leaves a row for each care provider, and for each person."""
    return row.request_id or row.number


def _order(row: AuditRow) -> tuple[str, ...]:
    """Of one request: what tells the same together, and what was refused after what was done."""
    return tuple(map(str, (row.outcome in FAILED, *_same(row))))


def _same(row: AuditRow) -> tuple[object, ...]:
    return (
        row.provider or row.tenant,
        row.subject,
        row.role,
        row.unit,
        row.purpose,
        row.interaction,
        row.type,
        row.outcome in FAILED,
        row.reason,
        row.title,
    )


def _entry(
    service: Service, group: list[AuditRow], names: dict[str, str], language: Language
) -> LogEntry:
    row, rules = group[0], service.rules
    giver = row.provider or rules.owners.get(row.tenant)
    by_hsa = {hsa: rules.titles.get(tenant, tenant) for tenant, hsa in rules.owners.items()}
    # A care provider without HSA-id goes by its short name (`interactions.admission`).
    known = rules.elsewhere | rules.titles | by_hsa | names
    giver_name = known.get(giver or "") or rules.titles.get(row.tenant, row.tenant)
    if row.provider and row.provider != rules.owners.get(row.tenant):
        giver_name = known.get(row.provider, row.provider)
    refused = row.outcome in FAILED
    unknown = text("log.owner.unknown", language)
    owners = {known.get(each.owner_provider, unknown) for each in group if each.owner_provider}
    count = len({_request(each) for each in group})
    return LogEntry(
        at=_instant(row.at),
        first=_instant(group[-1].at),
        count=count,
        care_giver=giver,
        care_giver_name=giver_name,
        care_unit=row.unit,
        care_unit_name=names.get(row.unit or ""),
        owners=sorted(owners),
        user=row.subject,
        user_name=row.name if rules.policy.log_names_staff or row.role in OWN else None,
        user_title=row.title,
        role=row.role,
        role_text=_role(row, language),
        kind=row.interaction,
        kind_text=_did(row, language),
        type=row.type,
        purpose=row.purpose,
        purpose_text=_why(row, language),
        reason=_reason(row, language),
        until=_instant(row.until) if row.until is not None else None,
        refused=refused,
        emergency=row.interaction == "emergency" or row.purpose == "BTG",
        text=_sentence(
            row,
            names.get(row.unit or "") or giver_name,
            count,
            # Where the records are one's own care provider's, as most are, there is no more to say.
            sorted(owners) if owners - {giver_name} else [],
            language,
            named=rules.policy.log_names_staff,
        ),
    )


def _reason(row: AuditRow, language: Language) -> str | None:
    """The reason that was given, or the rule by which it was refused; nothing of an error's text."""
    if row.outcome in FAILED:
        known = f"log.refused.{row.reason}"
        return text(known, language) if known in TEXTS else None
    return row.reason


def _word(kind: str, value: str, language: Language, **values: object) -> str:
    key = f"log.{kind}.{value}"
    return text(key if key in TEXTS else f"log.{kind}.other", language, **values)


def _role(row: AuditRow, language: Language) -> str:
    claimed = row.role == "proxy" and row.outcome in FAILED
    return _word("role", "claimed-proxy" if claimed else row.role, language)


def _why(row: AuditRow, language: Language) -> str:
    """The purpose: what a patient's program does for another is not at that person's own request."""
    behalf = row.role == "proxy" and row.purpose == "PATRQT"
    return _word("purpose", "behalf" if behalf else row.purpose, language, code=row.purpose)


def _did(row: AuditRow, language: Language, *, tried: bool = False) -> str:
    what = _word("type", row.type or "other", language)
    kind = "log" if row.type == "AuditEvent" else SAME.get(row.interaction, row.interaction)
    return _word("try" if tried else "did", kind, language, what=what)


def _sentence(
    row: AuditRow, place: str, count: int, owners: list[str], language: Language, *, named: bool
) -> str:
    why = _why(row, language)
    if row.outcome in FAILED:
        done = text("log.refused", language, did=_did(row, language, tried=True), why=why)
        known = f"log.refused.{row.reason}"
        if known in TEXTS:
            done += text("log.because", language, because=text(known, language))
    else:
        done = text("log.done", language, did=_did(row, language), why=why)
    own = row.role in OWN
    where = "" if own else text("log.where", language, place=place)
    who = _who(row, language, named=named)
    sentence = text("log.sentence", language, who=who, where=where, did=done)
    if owners:
        sentence += text("log.owners", language, owners=", ".join(owners))
    if count > 1:
        sentence += text("log.more", language, count=count)
    # Why a member of staff opened in an emergency, in their own words; an error's text tells nobody anything.
    if row.interaction == "emergency" and row.reason and row.outcome not in FAILED:
        sentence += text("log.reason", language, reason=row.reason)
    return sentence


def _who(row: AuditRow, language: Language, *, named: bool) -> str:
    role = _role(row, language)
    if row.role == "patient":
        return role
    name = row.name if named or row.role in OWN else None
    if name is None:
        return text("log.untitled", language, role=role, title=row.title) if row.title else role
    if row.role in OWN:
        return f"{name} ({role[:1].lower()}{role[1:]})"
    return text("log.titled", language, name=name, title=row.title) if row.title else name
