"""What is sent to other servers, for those who watch over it: what waits, what was given up, what is in conflict."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import audit_row
from pk_fhir.store.breakers import Breakers, Failing
from pk_fhir.store.outbox import CONFLICT, DEAD, WAITING, Letter, Outbox
from pk_fhir.store.pushed import Conflict, PushedResources
from pk_fhir.sync.push.rule import words
from pk_fhir.sync.push.settle import as_ours
from pk_fhir.sync.source import Source

MICROS = 1_000_000
WORKS = Failing(failures=0, open_until=0, problem="")
# What servers make in their own way: no difference that a person has to judge.
_OF_THE_SERVER = frozenset({"id", "meta", "text", "resourceType"})


def targets_of(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The servers that contracts are sent to."""
    return tuple(each for each in sources if each.push is not None and each.base_url)


async def status(
    service: Service, targets: Sequence[Source], tenant: str | None = None
) -> list[dict[str, Any]]:
    """Each server: what goes there, what waits, whether it is left alone, and what was given up.

    With a tenant, of that care provider's changes only.
    """
    database = service.store.database
    outbox = Outbox(database)
    counts, dead = await outbox.counts(tenant), await outbox.dead()
    breakers = await Breakers(database, "send").all()
    now = service.now()
    found = []
    for target in targets:
        breaker = breakers.get(target.key, WORKS)
        found.append(
            {
                "server": target.key,
                "name": target.name,
                "rule": words(target),
                "waiting": counts.get((target.key, WAITING), 0),
                "conflicts": counts.get((target.key, CONFLICT), 0),
                "failuresInARow": breaker.failures,
                "leftAloneUntil": when(breaker.open_until) if breaker.open_until > now else None,
                "lastProblem": breaker.problem or None,
                "givenUp": [
                    _letter(letter)
                    for letter in dead
                    if letter.target == target.key and tenant in (None, letter.tenant)
                ],
            }
        )
    return found


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "provider": letter.tenant,
        "patient": letter.patient,
        "changes": letter.changes,
        "since": when(letter.since),
        "problem": letter.problem,
    }


async def conflicts(service: Service, tenant: str | None = None) -> list[dict[str, Any]]:
    """Every open conflict with both versions, and the elements in which they differ; or (`alike`) which of
    the server's it may be, where these are several."""
    known = PushedResources(service.store.database)
    return [await _both(service, known, each) for each in await known.conflicts(tenant=tenant)]


async def conflicts_for(service: Service, caller: Caller) -> list[dict[str, Any]]:
    """The open conflicts of the caller's care provider; that they were shown is in the log."""
    open_ = await PushedResources(service.store.database).conflicts(tenant=caller.tenant)
    for each in open_:
        service.store.audit.add(
            audit_row(service, caller, "read", each.type, each.resource, None, each.patient or None)
        )
    return await conflicts(service, caller.tenant)


async def _both(service: Service, known: PushedResources, conflict: Conflict) -> dict[str, Any]:
    version = await service.store.read(conflict.tenant, conflict.type, conflict.resource)
    ours = orjson.loads(version.body) if version and version.body else None
    theirs = orjson.loads(conflict.body) if conflict.body else None
    # Each side has ids of its own: references that lead to the same are no difference.
    compared = await as_ours(conflict, conflict.body, known) if conflict.body else {}
    return {
        "id": conflict.id,
        "server": conflict.target,
        "provider": conflict.tenant,
        "resource": f"{conflict.type}/{conflict.resource}",
        "found": when(conflict.at),
        "alike": list(conflict.may_be),
        "differ": [] if conflict.alike else _differing(ours or {}, compared),
        "ours": ours,
        "theirs": theirs,
    }


def _differing(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    names = (set(ours) | set(theirs)) - _OF_THE_SERVER
    return sorted(name for name in names if ours.get(name) != theirs.get(name))


async def replay(service: Service, names: Sequence[str], tenant: str | None = None) -> int:
    """Let dead letters for these servers and Subscriptions wait again; how many changes that are."""
    outbox, now = Outbox(service.store.database), service.now()
    return sum([await outbox.release(name, now, state=DEAD, tenant=tenant) for name in names])


def when(micros: int) -> str:
    return datetime.fromtimestamp(micros / MICROS, UTC).isoformat(timespec="seconds")
