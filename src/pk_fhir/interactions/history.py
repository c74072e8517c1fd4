"""history of a resource, a type, or all types (https://hl7.org/fhir/R4/http.html#history)."""

from typing import Literal

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import ONLY_ADDED, require, visibility
from pk_fhir.access.scopes import Letter
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.ids import require_possible
from pk_fhir.interactions.local import literals
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told
from pk_fhir.store import HistoryQuery, Version

# Codes of https://hl7.org/fhir/R4/valueset-restful-interaction.html, by type and id given or not.
_CODES = {
    (False, False): "history-system",
    (True, False): "history-type",
    (True, True): "history-instance",
}


Position = tuple[int, int]


class Place(msgspec.Struct, frozen=True, array_like=True):
    """A page: what stands `before` a position (older), or `after` it (newer), and not above the `top`."""

    way: Literal["before", "after"]
    position: Position
    top: Position


class HistoryPage(msgspec.Struct, frozen=True):
    """Versions, newest first, and how many there are on all pages.

    `places` has the other pages by their relation (next, previous); a first page has no previous one.
    """

    versions: list[Version]
    total: int
    places: dict[str, Place] = {}


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What part of the history; times are microseconds since 1970, UTC.

    `at` is a period with its end left out. `of_list` is the id of a List: of the resources in it only.
    """

    since: int | None = None
    at: tuple[int, int] | None = None
    of_list: str | None = None
    count: int | None = None
    place: Place | None = None


async def history(
    service: Service, caller: Caller, type_: str | None, id_: str | None, wanted: Wanted
) -> HistoryPage:
    """A page of the history of a resource (`r`), or of a type or everything (`s`).

    FhirError "not-found" for a resource that never was, or that the caller may not see.
    """
    if type_ in ONLY_ADDED:
        raise FhirError("not-supported", told("refused.one-version", type=type_))
    letter: Letter = "r" if id_ is not None else "s"
    if type_ is not None:
        require(caller, type_, letter)
    elif visibility(caller, "s").grants == ():
        raise FhirError("forbidden", told("refused.no-scope-history"))
    if id_ is not None:
        require_possible(type_ or "", id_)
    count = service.rules.page if wanted.count is None else wanted.count
    size = min(count, service.rules.longest_page)
    query = HistoryQuery(
        tenant=caller.tenant,
        visibility=visibility(caller, letter),
        types=(type_,) if type_ is not None else SERVED,
        id=id_,
        since=wanted.since,
        at=wanted.at,
        among=await _listed(service, caller, wanted.of_list),
        top=wanted.place.top if wanted.place is not None else None,
        before=_position(wanted.place, "before"),
        after=_position(wanted.place, "after"),
        count=size,
    )
    versions = await service.store.history(query)
    total = await service.store.history_total(query)
    if id_ is not None and not versions:
        await _must_exist(service, query)
    page, more = versions[:size], len(versions) > size
    if query.after is not None:
        page.reverse()
    # One row for each patient whose data are on the page; one without, where there is none.
    whose: list[str | None] = [*sorted({each.patient for each in page if each.patient})]
    for patient in whose or [None]:
        code = _CODES[type_ is not None, id_ is not None]
        service.store.audit.add(audit_row(service, caller, code, type_, id_, patient=patient))
    return HistoryPage(page, total, _places(page, more, wanted.place))


def _places(page: list[Version], more: bool, here: Place | None) -> dict[str, Place]:
    """The pages beside this one; where one came from is always there."""
    if not page:
        return {}
    first, last = ((each.last_updated, each.number) for each in (page[0], page[-1]))
    top = here.top if here is not None else first
    back = here is not None and here.way == "after"
    found = {}
    if more or back:
        found["next"] = Place("before", last, top)
    if here is not None and (more or not back):
        found["previous"] = Place("after", first, top)
    return found


def _position(place: Place | None, way: str) -> Position | None:
    return place.position if place is not None and place.way == way else None


async def _listed(
    service: Service, caller: Caller, of_list: str | None
) -> frozenset[tuple[str, str]] | None:
    """The resources that a List of this care provider has."""
    if of_list is None:
        return None
    found = await read(service, caller, "List", of_list)
    local = service.local(caller.tenant)
    texts = literals(fhir_json.parse(found.body or b"").get("entry", []), [])
    return frozenset(reference for text in texts if (reference := local(text)) is not None)


async def _must_exist(service: Service, query: HistoryQuery) -> None:
    whole = msgspec.structs.replace(
        query, since=None, at=None, among=None, top=None, before=None, after=None
    )
    if not await service.store.history_total(whole):
        types = query.types or ("resource",)
        raise FhirError("not-found", told("refused.no-such-id", type=types[0]))
