"""Our own Subscriptions at external servers, so that what changes there is read at once.

One for each type that is followed, without payload: a notice says only that something changed, and
the source is then followed as it is anyhow (`sync.following`). Asking now and then goes on as the safety net.
Each Subscription is known by its endpoint, which nobody else can guess, and is looked after once an hour:
made where it lacks, asked for again where the server has given it up. Each is noted in the database before
it is made (`store.asked_to_tell`); what is noted and not wanted any more (the source is registered no more,
or is to tell us no more, or not of that type) is deleted there, whoever made it and when.
https://hl7.org/fhir/R4/subscription.html
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Self
from urllib.parse import urlencode

import httpx
import msgspec
import orjson
import structlog

from pk_fhir.fhir import json as fhir_json
from pk_fhir.store.asked_to_tell import Asked, AskedToTell
from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.changes import followed
from pk_fhir.sync.client import JSON, Clients, http_client
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.pages import search
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.receive import as_source_errors, body_within
from pk_fhir.sync.side_by_side import side_by_side
from pk_fhir.sync.source import Source

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3600.0
# After a failure; twice as long after each further one.
FIRST_SECONDS = 1.0
# A server that has given up, or was told to stop.
_ENDED = frozenset({"error", "off"})
_GONE = frozenset({httpx.codes.NOT_FOUND, httpx.codes.GONE})


def key_of(secret: bytes, source: str) -> str:
    """What stands in a source's endpoints here, and what nobody who was not told it can know."""
    return hmac.new(secret, f"notified:{source}".encode(), hashlib.sha256).hexdigest()[:40]


class OurSubscriptions:
    """At every source that is set to be subscribed to. Use as an async context manager."""

    def __init__(
        self,
        sources: Sequence[Source],
        base_url: str,
        secret: bytes,
        asked: AskedToTell,
    ) -> None:
        self.sources = tuple(each for each in sources if each.subscribe and each.base_url)
        self._registered = {each.base_url: each for each in sources}
        self._asked = asked
        self._base_url = base_url
        self._secret = secret
        self._clients = Clients()

    async def run(self) -> None:
        """Look after them until cancelled."""
        await side_by_side(self._run_leaving(), *(self._run(source) for source in self.sources))

    async def _run(self, source: Source) -> None:
        failures = 0
        while True:
            failures = 0 if await _worked(self.ensure, source) else failures + 1
            await asyncio.sleep(_pause(failures))

    async def _run_leaving(self) -> None:
        failures = 0
        while not await self.leave():
            failures += 1
            await asyncio.sleep(_pause(failures))

    async def leave(self) -> bool:
        """Delete what is not wanted any more, at every server; False where something has to be tried again."""
        try:
            unwanted = await self._unwanted()
        except Exception:
            log.exception("what sources were asked to tell cannot be read")
            return False
        done = [_worked(partial(self.withdraw, of=each), source) for source, each in unwanted]
        return all(await asyncio.gather(*done))

    async def _unwanted(self) -> list[tuple[Source, list[str]]]:
        """The endpoints that are noted and not wanted, by the server that has them."""
        wanted = {
            (each.base_url, self.endpoint(each, type_))
            for each in self.sources
            for type_ in followed(each)
        }
        found: dict[str, tuple[Source, list[str]]] = {}
        for each in await self._asked.all():
            if (each.base_url, each.endpoint) not in wanted:
                source = self._registered.get(each.base_url) or _read(each.source)
                found.setdefault(each.base_url, (source, []))[1].append(each.endpoint)
        return list(found.values())

    async def ensure(self, source: Source) -> int:
        """Make what lacks and ask again for what has ended; how many that were. SourceError where the
        source does not take them."""
        await check_url(source.base_url or "", allow_private=source.allow_private)
        client = self._clients.of(source)
        done = 0
        asked = {type_: self.endpoint(source, type_) for type_ in followed(source)}
        await self._asked.note(
            Asked(source.base_url or "", endpoint, _stated(source)) for endpoint in asked.values()
        )
        for type_, endpoint in asked.items():
            standing = await _standing(client, source, endpoint)
            if standing is None:
                # Two processes that look at the same time make one.
                once = {"If-None-Exist": urlencode({"url": endpoint})}
                wanted = _asked(type_, endpoint)
                await _sent(client, source, ("POST", "Subscription"), wanted, **once)
            elif standing.get("status") in _ENDED:
                again = {**standing, "status": "requested"}
                again.pop("error", None)
                await _sent(client, source, ("PUT", f"Subscription/{standing['id']}"), again)
            else:
                continue
            done += 1
        return done

    async def withdraw(self, source: Source, of: Sequence[str]) -> int:
        """Delete ours there that lead to these endpoints; how many that were. SourceError where the source
        does not let us."""
        await check_url(source.base_url or "", allow_private=source.allow_private)
        done = 0
        async with http_client(source) as client:
            for endpoint in of:
                standing = await _standing(client, source, endpoint)
                if standing is not None:
                    await _sent(client, source, ("DELETE", f"Subscription/{standing['id']}"))
                    done += 1
                await self._asked.forget(source.base_url or "", endpoint)
        return done

    def endpoint(self, source: Source, type_: str) -> str:
        """Where a source tells us that something of a type has changed."""
        return f"{self._base_url}/notified/{source.key}/{key_of(self._secret, source.key)}/{type_}"

    async def aclose(self) -> None:
        """Close the connections."""
        await self._clients.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


async def _worked(work: Callable[[Source], Awaitable[int]], source: Source) -> bool:
    """Do it; False, said in the log, where it has to be tried again."""
    try:
        await work(source)
    except SourceError as error:
        problem = error.reason.key
        log.warning("a source does not take our subscription", source=source.key, problem=problem)
    except Exception:
        log.exception("a source cannot be subscribed to", source=source.key)
    else:
        return True
    return False


def _stated(source: Source) -> str:
    """How a server is asked; where its secrets are, and none of them."""
    return msgspec.json.encode(msgspec.structs.replace(source, token=None)).decode()


def _read(stated: str) -> Source:
    return msgspec.json.decode(stated, type=Source)


def _pause(failures: int) -> float:
    return (
        min(FIRST_SECONDS * 2.0 ** min(failures, 12), EVERY_SECONDS) if failures else EVERY_SECONDS
    )


async def _standing(
    client: httpx.AsyncClient, source: Source, endpoint: str
) -> dict[str, Any] | None:
    found = await search(client, source, "Subscription", {"url": endpoint})
    mine = (
        each
        for each in found.resources
        if each.get("resourceType") == "Subscription"
        and isinstance(each.get("id"), str)
        and isinstance(each.get("channel"), dict)
        # A server that heeds no parameters answers with everybody's.
        and each["channel"].get("endpoint") == endpoint
    )
    return next(mine, None)


async def _sent(
    client: httpx.AsyncClient,
    source: Source,
    asked: tuple[str, str],
    resource: dict[str, Any] | None = None,
    **headers: str,
) -> None:
    """A method and a path under the source's base."""
    method, path = asked
    content = b"" if resource is None else fhir_json.dump(resource)
    with as_source_errors():
        async with client.stream(
            method,
            f"{source.base_url}/{path}",
            content=content,
            headers={"Content-Type": JSON, **headers} if content else headers,
        ) as response:
            body = await body_within(response, source.limits)
    gone = method == "DELETE" and response.status_code in _GONE
    if not response.is_success and not gone:
        log.info("a source refuses our subscription", source=source.key, said=_said(body))
        status = str(response.status_code)
        reason = Reason(key="view.reason.status", values={"status": status})
        raise SourceError("failed", reason, response.status_code)


def _asked(type_: str, endpoint: str) -> dict[str, Any]:
    return {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "pk-fhir reads what has changed",
        "criteria": f"{type_}?",
        "channel": {"type": "rest-hook", "endpoint": endpoint},
    }


def _said(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["issue"][0]["diagnostics"])[:200]
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
        return ""
