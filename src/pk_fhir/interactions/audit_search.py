"""read and search of AuditEvents: the audit trail as FHIR (https://hl7.org/fhir/R4/auditevent.html#search).

The trail is written by the service as it works, and by programs that post AuditEvents; nobody changes or
deletes it. A patient reads what is about the patient; staff do not read it; systems and administrators
with the scope read their own care provider's.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir.dates import span
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.audit_event import number_of, version_of
from pk_fhir.interactions.cursor import who
from pk_fhir.interactions.quoting import PERSONAL, quoted
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told
from pk_fhir.search.query import Query
from pk_fhir.store import Version
from pk_fhir.store.audit_read import Wanted, rows, total
from pk_fhir.store.search import Cursor, Page, seal, unseal

TYPE = "AuditEvent"
PAGE = "_cursor"
MICROS = 1_000_000
# By the last character of AuditEvent.action, the interactions of a row.
ACTIONS: dict[str, tuple[str, ...]] = {
    "C": ("create",),
    "R": ("read", "vread"),
    "U": ("update", "patch"),
    "D": ("delete",),
}
_EVER = datetime.max.replace(tzinfo=UTC)

# What a search knows: name, definition, kind (https://hl7.org/fhir/R4/auditevent.html#search).
PARAMETERS = (
    ("_id", "Resource-id", "token"),
    ("_lastUpdated", "Resource-lastUpdated", "date"),
    ("action", "AuditEvent-action", "token"),
    ("altid", "AuditEvent-altid", "token"),
    ("date", "AuditEvent-date", "date"),
    ("entity", "AuditEvent-entity", "reference"),
    ("outcome", "AuditEvent-outcome", "token"),
    ("patient", "AuditEvent-patient", "reference"),
    ("subtype", "AuditEvent-subtype", "token"),
)

Pairs = list[tuple[str, str]]


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """A page of AuditEvents: as `interactions.search.Found` needs it."""

    page: Page
    query: Query
    links: list[tuple[str, str]]
    pairs: Pairs


async def read_event(service: Service, caller: Caller, id_: str) -> Version:
    """One AuditEvent; FhirError "not-found" for one that is not there, or not the caller's to see."""
    require(caller, TYPE, "r")
    number = number_of(id_)
    await service.store.audit.flush()
    found = []
    if number is not None:
        wanted = _within(caller, Wanted(numbers=(number,), count=1))
        found = await rows(service.store.database, wanted) if wanted is not None else []
    if not found:
        raise FhirError("not-found", told("refused.no-such-audit-event"))
    service.store.audit.add(
        audit_row(service, caller, "read", TYPE, id_, 1, patient=found[0].patient)
    )
    return version_of(found[0])


async def search_events(service: Service, caller: Caller, pairs: Pairs) -> Events:
    """A page of the trail, newest first."""
    require(caller, TYPE, "s")
    if caller.role == "staff":
        raise FhirError("forbidden", told("refused.log-not-for-staff"))
    asked = _Asked(service, caller)
    pairs = asked.following(pairs)
    for name, value in pairs:
        asked.read(name, value)
    await service.store.audit.flush()
    wanted = _within(caller, asked.wanted)
    listed = await rows(service.store.database, wanted) if wanted and asked.size else []
    known: int | None = None
    if asked.counts:
        known = await total(service.store.database, wanted) if wanted is not None else 0
    page, more = listed[: asked.size], len(listed) > asked.size
    # Whoever's log is read is told so in it.
    whose: list[str | None] = [*sorted({row.patient for row in page if row.patient})]
    for patient in whose or [caller.patient]:
        row = audit_row(
            service, caller, "search-type", TYPE, patient=patient, query=urlencode(pairs)
        )
        service.store.audit.add(row)
    return Events(
        page=Page(matches=[version_of(row) for row in page], included=[], state=None, total=known),
        query=Query(types=(TYPE,), summary=asked.summary),
        links=list(
            _links(service, caller, asked, pairs, (page[-1].at, page[-1].number) if more else None)
        ),
        pairs=pairs,
    )


def _within(caller: Caller, wanted: Wanted) -> Wanted | None:
    """Narrowed to what the caller may see; None where that is nothing."""
    wanted = msgspec.structs.replace(wanted, tenant=caller.tenant)
    if caller.role == "staff":
        return None
    if caller.role != "patient":
        return wanted
    if caller.patient is None:
        return None
    own = ((caller.tenant, caller.patient),)
    if wanted.patients is not None and own[0] not in wanted.patients:
        return None
    return msgspec.structs.replace(wanted, patients=own)


class _Asked:
    """Reads the parameters one by one."""

    def __init__(self, service: Service, caller: Caller) -> None:
        self.service = service
        self.caller = caller
        self.summary: Any = None
        self.counts = False
        self.size = service.rules.page
        self.wanted = Wanted(count=self.size)
        self.expires = service.now() + service.rules.page_minutes * 60_000_000
        self._known: dict[str, Callable[[str], None]] = {
            "_id": self._id,
            "_count": self._count,
            "_summary": self._summary,
            "_total": self._total,
            "_sort": self._sort,
            "action": self._action,
            "altid": lambda value: self._list("subjects", value),
            "date": self._date,
            "_lastUpdated": self._date,
            "entity": self._entity,
            "outcome": lambda value: self._list("outcomes", value),
            "patient": self._patient,
            "subtype": lambda value: self._list("interactions", value),
        }

    def read(self, name: str, value: str) -> None:
        if name in ("_format", "_pretty", "_elements"):
            return
        reader = self._known.get(name)
        if reader is None:
            known = ", ".join(sorted(self._known))
            raise FhirError("invalid", told("refused.audit-parameter", name=quoted(name), known=known))  # fmt: skip
        reader(value)

    def following(self, pairs: Pairs) -> Pairs:
        """The search's own parameters, where these are those of a page link."""
        sealed = next((value for name, value in pairs if name == PAGE), None)
        if sealed is None:
            return pairs
        found = unseal(self.service.secret, sealed, caller=who(self.caller), now=self.service.now())
        if found.types != (TYPE,):
            raise FhirError("not-found", told("refused.no-such-page"))
        self.expires = found.expires
        if found.position is not None:
            at, number = found.position
            self._set(before=(int(at or 0), int(number or 0)))
        return list(found.pairs)

    def _set(self, **fields: Any) -> None:
        self.wanted = msgspec.structs.replace(self.wanted, **fields)

    def _list(self, field: str, value: str) -> None:
        codes = tuple(each.rpartition("|")[2] for each in value.split(",") if each)
        before = getattr(self.wanted, field)
        self._set(**{field: codes if before is None else tuple(set(codes) & set(before))})

    def _id(self, value: str) -> None:
        numbers = (number_of(each) for each in value.split(","))
        self._set(numbers=tuple(number for number in numbers if number is not None))

    def _count(self, value: str) -> None:
        if not value.isascii() or not value.isdigit() or len(value) > 9:  # noqa: PLR2004 - fits any database
            raise FhirError("invalid", told("refused.count"))
        self.size = min(int(value), self.service.rules.longest_page)
        self.counts = self.counts or self.size == 0
        self._set(count=self.size)

    def _summary(self, value: str) -> None:
        if value not in ("true", "false", "text", "data", "count"):
            raise FhirError("invalid", told("refused.summary"))
        self.summary = value
        if value == "count":
            self.counts, self.size = True, 0

    def _total(self, value: str) -> None:
        if value not in ("none", "estimate", "accurate"):
            raise FhirError("invalid", told("refused.total"))
        self.counts = self.counts or value != "none"

    def _sort(self, value: str) -> None:
        if value not in ("-date", "-_lastUpdated"):
            raise FhirError("invalid", told("refused.log-sort"))

    def _action(self, value: str) -> None:
        codes = [each.rpartition("|")[2] for each in value.split(",")]
        wanted = [each for code in codes for each in ACTIONS.get(code, ())]
        if "E" in codes:
            raise FhirError("invalid", told("refused.audit-subtype"))
        self._list("interactions", ",".join(wanted))
        if not wanted:
            self._set(interactions=())

    def _patient(self, value: str) -> None:
        local = self.service.local(self.caller.tenant)
        found = set()
        for each in value.split(","):
            target = local(each) or ("Patient", each)
            if target[0] == "Patient":
                found.add((self.caller.tenant, target[1]))
        self._set(patients=tuple(sorted(found)))

    def _entity(self, value: str) -> None:
        local = self.service.local(self.caller.tenant)
        targets = (local(each) for each in value.split(","))
        self._set(about=tuple(target for target in targets if target is not None))

    def _date(self, value: str) -> None:
        prefix = value[:2] if value[:2].isalpha() else "eq"
        try:
            found = span(value.removeprefix(prefix).replace(" ", "+"))
        except ValueError as error:
            raise FhirError("invalid", told("refused.date-unreadable", error=error)) from error
        start, end = _micros(found.start), _micros(found.end)
        bounds = {
            "eq": (start, end),
            "ge": (start, None),
            "gt": (end, None),
            "sa": (end, None),
            "le": (None, end),
            "lt": (None, start),
            "eb": (None, start),
        }.get(prefix)
        if bounds is None:
            raise FhirError("invalid", told("refused.date-prefix"))
        since, until = bounds
        if since is not None:
            self._set(since=max(since, self.wanted.since or since))
        if until is not None:
            self._set(until=min(until, self.wanted.until or until))


def _micros(moment: datetime) -> int:
    return int(min(moment, _EVER).timestamp() * MICROS)


def _links(
    service: Service,
    caller: Caller,
    asked: _Asked,
    pairs: Pairs,
    after: tuple[int, int] | None,
) -> Iterable[tuple[str, str]]:
    address = f"{service.base(caller.tenant)}/{TYPE}"

    def sealed(position: tuple[int, int] | None) -> str:
        here = Cursor(
            caller=who(caller),
            tenant=caller.tenant,
            types=(TYPE,),
            pairs=tuple(pairs),
            count=asked.size,
            expires=asked.expires,
            position=position,
        )
        return f"{address}?{PAGE}={seal(service.secret, here)}"

    text = urlencode(pairs, quote_via=quote, safe="/:,|$")
    personal = any(PERSONAL.search(value) for _, value in pairs)
    first = sealed(None) if personal else f"{address}?{text}" if text else address
    before = asked.wanted.before
    yield "self", first if before is None else sealed(before)
    if before is not None or after is not None:
        yield "first", first
    if after is not None:
        yield "next", sealed(after)
