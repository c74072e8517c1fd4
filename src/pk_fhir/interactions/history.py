"""history of a resource, a type, or all types (https://hl7.org/fhir/R4/http.html#history)."""

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import ONLY_ADDED, require, visibility
from pk_fhir.access.scopes import Letter
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.ids import require_possible
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED
from pk_fhir.interactions.work import audit_row
from pk_fhir.store import HistoryQuery, Version

# Codes of https://hl7.org/fhir/R4/valueset-restful-interaction.html, by type and id given or not.
_CODES = {
    (False, False): "history-system",
    (True, False): "history-type",
    (True, True): "history-instance",
}


class HistoryPage(msgspec.Struct, frozen=True):
    """Versions, newest first; `after` is the position of the next page, None when this is the last."""

    versions: list[Version]
    total: int
    after: tuple[int, int] | None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What part of the history; times are microseconds since 1970, UTC."""

    since: int | None = None
    at: int | None = None
    count: int | None = None
    before: tuple[int, int] | None = None


async def history(
    service: Service, caller: Caller, type_: str | None, id_: str | None, wanted: Wanted
) -> HistoryPage:
    """A page of the history of a resource (`r`), or of a type or everything (`s`).

    FhirError "not-found" for a resource that never was, or that the caller may not see.
    """
    if type_ in ONLY_ADDED:
        raise FhirError("not-supported", f"An {type_} has one version: search for it instead.")
    letter: Letter = "r" if id_ is not None else "s"
    if type_ is not None:
        require(caller, type_, letter)
    elif visibility(caller, "s").grants == ():
        raise FhirError("forbidden", "The token has no scope for the history of everything.")
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
        before=wanted.before,
        count=size,
    )
    versions = await service.store.history(query)
    total = await service.store.history_total(query)
    if id_ is not None and not versions:
        await _must_exist(service, query)
    service.store.audit.add(
        audit_row(
            service,
            caller,
            _CODES[type_ is not None, id_ is not None],
            type_,
            id_,
            patient=versions[0].patient if id_ is not None and versions else None,
        )
    )
    page, more = versions[:size], len(versions) > size
    last = page[-1] if more and page else None
    return HistoryPage(page, total, (last.last_updated, last.number) if last is not None else None)


async def _must_exist(service: Service, query: HistoryQuery) -> None:
    whole = msgspec.structs.replace(query, since=None, at=None, before=None)
    if not await service.store.history_total(whole):
        types = query.types or ("resource",)
        raise FhirError("not-found", f"There is no {types[0]} with this id.")
