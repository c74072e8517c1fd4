"""Whom a change is told to: each Subscription's criteria, as a search at the state in which it was written.

The search is the one that a client would make, with chains and all, so a match is what the client
would have found; it is made with the rights of the one who asked for the Subscription. A version
that was replaced so long ago that it has left the index is told of by the one that replaced it.
A deletion is no match, as in R4's own words: "created or updated".
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import structlog

from pk_fhir.access.rules import visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.subscriptions import caller_of, wanted
from pk_fhir.search.query import Ids
from pk_fhir.store import Version, subscriptions
from pk_fhir.store.notices import Head, Looked, Notices, name_of
from pk_fhir.store.search import Asked, search
from pk_fhir.store.subscriptions import Standing

_log = structlog.get_logger(__name__)
Told = tuple[str, Version, int]


async def look(service: Service, notices: Notices, head: Head, lease: int) -> int:
    """Look at the next changes of one care provider, leased for so many microseconds; how many that were."""
    now = service.now()
    if not await notices.claim(head, now, now + lease):
        return 0
    found = await notices.look(head)
    standing = await subscriptions.of_tenant(service.store.database, head.tenant)
    await service.parameters.refresh(service.store, head.tenant)
    told: list[Told] = []
    for looked in found:
        told += _handshakes(service, looked.version, standing)
        for each in standing:
            if await _is_told(service, each, looked):
                destination = name_of(each.tenant, each.id)
                told.append((destination, looked.version, looked.version.last_updated))
    await notices.looked([looked.version for looked in found], told)
    return len(found)


def _handshakes(service: Service, version: Version, standing: Sequence[Standing]) -> Iterator[Told]:
    """A Subscription that was asked for is first told of itself, once every process knows of it."""
    for each in standing:
        if each.status == "requested" and (each.shard, each.number) == (
            version.shard,
            version.number,
        ):
            due = version.last_updated + service.watchers.settled_after
            yield name_of(each.tenant, each.id), version, due


async def _is_told(service: Service, standing: Standing, looked: Looked) -> bool:
    version = looked.version
    if standing.since is None or version.deleted or version.last_updated < standing.since:
        return False
    subscription: dict[str, Any] = fhir_json.parse(standing.body)
    if not str(subscription["criteria"]).startswith(f"{version.type}?"):
        return str(subscription["criteria"]) == version.type and await _matches(
            service, standing, subscription, looked
        )
    return await _matches(service, standing, subscription, looked)


async def _matches(
    service: Service, standing: Standing, subscription: dict[str, Any], looked: Looked
) -> bool:
    caller = caller_of(service, standing.tenant, standing.subscriber)
    try:
        asked = await wanted(service, caller, subscription)
    except FhirError as error:
        # Its end has come, or a search parameter has gone: said when the next notice is told.
        _log.warning("a subscription cannot be read", subscription=standing.id, problem=error.kind)
        return False
    version = looked.version
    query = msgspec.structs.replace(asked.query, where=(*asked.query.where, Ids((version.id,))))
    page = await search(
        service.store,
        Asked(
            query=query,
            tenant=standing.tenant,
            visibility=visibility(caller, "s"),
            count=1,
            state=_state(service, looked.written_by),
        ),
    )
    return any(match.number == version.number for match in page.matches)


def _state(service: Service, written_by: int) -> str:
    """The state right after a transaction, as `store.transactions` has states."""
    if service.store.statements.name == "sqlite":
        return str(written_by)
    return f"{written_by + 1}:{written_by + 1}:"
