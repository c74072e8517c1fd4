"""search of a type, of everything, and of a compartment (https://hl7.org/fhir/R4/search.html)."""

from collections.abc import AsyncIterator, Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.protected import sight
from pk_fhir.access.rules import allowed, require, visibility
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import audit_search, bundles, standard
from pk_fhir.interactions.asked_about import asked_about
from pk_fhir.interactions.coded_contexts import context_for
from pk_fhir.interactions.cursor import who
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.versioned_includes import with_named_versions
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told
from pk_fhir.search import Query, parse
from pk_fhir.search.query import Along, Branch
from pk_fhir.store import Version
from pk_fhir.store.search import Asked, Cursor, Page, Start, seal, unseal
from pk_fhir.store.search import search as run

Pairs = list[tuple[str, str]]

PAGE = "_cursor"


class Search(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: of these types, by these decoded pairs; `path` is where (`CarePlan`, or nothing)."""

    types: tuple[str, ...]
    pairs: Pairs
    path: str
    compartment: tuple[str, str] | None = None
    lenient: bool = False


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A page, the query as it was understood, and the links from it.

    `pairs` are the parameters of the search: on a later page those that the first was asked with.
    """

    page: Page
    query: Query
    links: list[tuple[str, str]]
    issues: list[Issue]
    pairs: Pairs


async def every(
    service: Service, caller: Caller, type_: str, pairs: Pairs
) -> AsyncIterator[Version]:
    """The matches of a search of one type, page after page as they are asked for."""
    pairs = [*pairs, ("_total", "none")]
    while True:
        found = await search(service, caller, Search(types=(type_,), pairs=pairs, path=type_))
        for version in found.page.matches:
            yield version
        following = next((url for relation, url in found.links if relation == "next"), None)
        if following is None:
            return
        pairs = [(PAGE, following.partition(f"{PAGE}=")[2].partition("&")[0])]


async def search(service: Service, caller: Caller, asked: Search) -> Found:
    """One page; the first, or the one that a page link leads to. FhirError for what is not understood."""
    for type_ in asked.types if len(asked.types) == 1 else ():
        require(caller, type_, "s")
    # A parameter without a value asks for nothing: https://hl7.org/fhir/R4/search.html#errors
    asked = msgspec.structs.replace(asked, pairs=[pair for pair in asked.pairs if _asks(*pair)])
    if asked.types == (audit_search.TYPE,):
        return await _of_the_log(service, caller, asked)
    await service.parameters.refresh(service.store, caller.tenant)
    cursor = _cursor(service, caller, asked)
    if cursor is not None:
        asked = msgspec.structs.replace(
            asked, pairs=list(cursor.pairs), lenient=cursor.lenient, types=cursor.types
        )
    query = parse(
        _open_types(caller, asked.types),
        asked.pairs,
        await context_for(service, caller, asked.pairs, lenient=asked.lenient),
        compartment=asked.compartment,
    )
    require_types(caller, query)
    sought = _asked(service, caller, query, cursor)
    page = await with_named_versions(service, sought.visibility, await run(service.store, sought))
    if cursor is not None and cursor.state is not None:
        page = msgspec.structs.replace(page, total=cursor.total)
    elif cursor is None and asked.compartment is None and len(asked.types) == 1:
        page = _with_standard(caller, asked, sought, page)
    for row in _audit(service, caller, asked, page):
        service.store.audit.add(row)
    return Found(
        page=page,
        query=query,
        links=list(_links(service, caller, asked, query, page, cursor)),
        issues=[*query.ignored, *_remarks(page)],
        pairs=asked.pairs,
    )


async def _of_the_log(service: Service, caller: Caller, asked: Search) -> Found:
    """AuditEvents are rows of the audit trail."""
    kind, ident = asked.compartment or ("", "")
    if kind not in ("", "Patient"):
        raise FhirError("not-supported", told("request.log-compartment", type=kind))
    inside = [("patient", ident)] if kind else []
    found = await audit_search.search_events(service, caller, [*asked.pairs, *inside])
    return Found(
        page=found.page, query=found.query, links=found.links, issues=[], pairs=found.pairs
    )


def searchset(service: Service, caller: Caller, found: Found) -> bytes:
    """The page as a Bundle."""
    base, page = service.base(caller.tenant), found.page
    entries = [bundles.entry(base, version, "match") for version in page.matches]
    entries += [bundles.entry(base, version, "include") for version in page.included]
    if found.issues:
        entries.append(bundles.outcome_entry(found.issues, caller.language))
    return bundles.bundle("searchset", entries, links=found.links, total=page.total)


def _asks(name: str, value: str) -> bool:
    """Whether a parameter has a value; of a `_has` without one the name itself is not whole."""
    return bool(value) or (name.startswith("_has:") and name.count(":") < 3)  # noqa: PLR2004 - _has, type, reference, parameter


def require_types(caller: Caller, query: Query) -> None:
    """A chain or `_has` through a type without scope is refused, whether anything would match or not."""
    for step in _steps(query.where):
        require(caller, step.type_name, "s")


def _steps(value: Any) -> Iterator[Branch | Along]:
    """What leads to resources of another type."""
    if isinstance(value, Branch | Along):
        yield value
    if isinstance(value, tuple):
        for part in value:
            yield from _steps(part)
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            part = getattr(value, name)
            if isinstance(part, (tuple, msgspec.Struct)):
                yield from _steps(part)


def _open_types(caller: Caller, types: tuple[str, ...]) -> tuple[str, ...]:
    if len(types) == 1:
        return types
    opened = tuple(type_ for type_ in types if allowed(caller, type_, "s"))
    if not opened:
        raise FhirError("forbidden", told("refused.no-scope-search"))
    return opened


def _cursor(service: Service, caller: Caller, asked: Search) -> Cursor | None:
    sealed = next((value for name, value in asked.pairs if name == PAGE), None)
    if sealed is None:
        return None
    cursor = unseal(service.secret, sealed, caller=who(caller), now=service.now())
    here = (caller.tenant, asked.compartment, asked.types)
    if (cursor.tenant, cursor.compartment, cursor.types) != here:
        raise FhirError("not-found", told("refused.no-such-page"))
    return cursor


def _asked(service: Service, caller: Caller, query: Query, cursor: Cursor | None) -> Asked:
    rules = service.rules
    count = cursor.count if cursor is not None else page_size(service, query.count)
    start = None
    if cursor is not None and cursor.position is not None:
        start = Start(cursor.position, back=cursor.back)
    return Asked(
        query=query,
        tenant=caller.tenant,
        visibility=sight(
            caller, query, visibility(caller, "s"), service.parameters.registry(caller.tenant)
        ),
        count=count,
        state=cursor.state if cursor is not None else None,
        start=start,
        most_included=rules.most_included,
        counted=rules.counted,
    )


def page_size(service: Service, count: int | None) -> int:
    """How many entries a page has when so many were asked for."""
    if count is None:
        return service.rules.page
    return min(count, service.rules.longest_page)


def _with_standard(caller: Caller, asked: Search, sought: Asked, page: Page) -> Page:
    """The page; where nothing stored matches, with the definition of R4 that is asked for."""
    if page.matches or page.total:
        return page
    defined = standard.asked_for(caller, asked.types[0], asked.pairs)
    if defined is None:
        return page
    counted = sought.query.summary == "count" or sought.count == 0
    total = 1 if page.total is not None else None
    return msgspec.structs.replace(page, matches=[] if counted else [defined], total=total)


def _links(
    service: Service,
    caller: Caller,
    asked: Search,
    query: Query,
    page: Page,
    cursor: Cursor | None,
) -> Iterator[tuple[str, str]]:
    here = Cursor(
        caller=who(caller),
        tenant=caller.tenant,
        types=asked.types,
        pairs=tuple((name, value) for name, value in asked.pairs if name != PAGE),
        count=cursor.count if cursor is not None else page_size(service, query.count),
        expires=cursor.expires
        if cursor is not None
        else service.now() + service.rules.page_minutes * 60_000_000,
        state=page.state,
        compartment=asked.compartment,
        total=page.total,
        lenient=asked.lenient,
    )
    address = f"{service.base(caller.tenant)}/{asked.path}".rstrip("/")

    def sealed(target: Cursor) -> str:
        return f"{address}?{PAGE}={seal(service.secret, target)}"

    def first() -> str:
        if any(PERSONAL.search(value) for _, value in query.understood):
            return sealed(msgspec.structs.replace(here, state=None))
        text = urlencode(list(query.understood), quote_via=quote, safe="/:,|$")
        return f"{address}?{text}" if text else address

    own = first() if cursor is None else sealed(cursor)
    yield "self", own
    if page.next is not None or page.previous is not None:
        yield "first", own if cursor is None else first()
    if page.next is not None:
        yield "next", sealed(msgspec.structs.replace(here, position=page.next))
    if page.previous is not None:
        yield "previous", sealed(msgspec.structs.replace(here, position=page.previous, back=True))


def _remarks(page: Page) -> Iterator[Issue]:
    if page.deleted:
        yield Issue(
            severity="information",
            code="deleted",
            diagnostics=told("refused.deleted-since", deleted=page.deleted),
            key="deleted-since-first-page",
        )
    if page.truncated:
        yield Issue(
            severity="warning",
            code="incomplete",
            diagnostics=told("refused.include-too-much"),
            key="includes-truncated",
        )


def _audit(service: Service, caller: Caller, asked: Search, page: Page) -> Iterable[Any]:
    """One row for each patient whose data are on the page; where there is none, for each who was asked
    about; else one."""
    patients = {version.patient for version in (*page.matches, *page.included)} - {None}
    about = asked_about(service, caller.tenant, asked.types, asked.pairs)
    if asked.compartment is not None:
        patients.add(asked.compartment[1])
    named: list[dict[str, Any]]
    named = [{"patient": patient} for patient in sorted({*map(str, patients), *about.patients})]
    named = named or [{"person": key} for key in sorted(about.persons)]
    text = urlencode([pair for pair in asked.pairs if pair[0] != PAGE])
    for whom in named or [{}]:
        yield audit_row(
            service,
            caller,
            "search-type" if len(asked.types) == 1 else "search-system",
            asked.types[0] if len(asked.types) == 1 else None,
            query=text,
            **whom,
        )
