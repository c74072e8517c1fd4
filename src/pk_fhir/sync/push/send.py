"""A transaction to a target, and what came of it. Nothing that a target answers is trusted."""

from collections.abc import Mapping
from typing import Any

import httpx

from pk_fhir.fhir import json as fhir_json
from pk_fhir.store.pushed import Sent
from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.authentication import Granted
from pk_fhir.sync.client import JSON
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.push.answered import GONE, Later, Stored, refuse, said, stored
from pk_fhir.sync.push.versions import if_match
from pk_fhir.sync.receive import as_source_errors, body_within
from pk_fhir.sync.source import Source
from pk_fhir.sync.waiting import asked_to_wait

BUSY = frozenset({408, 425, 429})


class Stayed(Exception):  # noqa: N818 - a signal within this package
    """The target does not delete it: somebody else needs it, has changed it, or does not let us."""


def deletion(row: Sent) -> dict[str, str]:
    """The request that deletes one of our resources there, as we last saw it."""
    request = {"method": "DELETE", "url": f"{row.type}/{row.remote_id}"}
    if (match := if_match(row.remote_version)) is not None:
        request["ifMatch"] = match
    return request


async def delete(client: httpx.AsyncClient, target: Source, row: Sent) -> None:
    """Delete one resource there, if it is as we last saw it. Raises Stayed where it stays, or Later."""
    asked = deletion(row)
    headers = {"If-Match": asked["ifMatch"]} if "ifMatch" in asked else {}
    answer = await _exchanged(client, target, ("DELETE", asked["url"]), b"", headers)
    status, answered, body = answer
    if status < 300 or status in GONE:  # noqa: PLR2004 - HTTP's successes
        return
    words_there = f"{status}: {said(body)}"
    if status in BUSY or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Later(words_there, asked_to_wait(answered))
    raise Stayed(words_there)


async def transaction(
    client: httpx.AsyncClient, target: Source, bundle: Mapping[str, Any]
) -> list[Stored]:
    """Send it; what each entry came to, in order. Raises Clash, Refused or Later."""
    status, headers, body = await _sent(client, target, fhir_json.dump(bundle))
    if status != httpx.codes.OK:
        refuse(status, f"{status}: {said(body)}", asked_to_wait(headers))
    return stored(body, bundle["entry"])


async def _sent(
    client: httpx.AsyncClient, target: Source, content: bytes
) -> tuple[int, httpx.Headers, bytes]:
    headers = {"Content-Type": JSON, "Prefer": "return=minimal"}
    return await _exchanged(client, target, ("POST", ""), content, headers)


async def _exchanged(
    client: httpx.AsyncClient,
    target: Source,
    asked: tuple[str, str],
    content: bytes,
    headers: dict[str, str],
) -> tuple[int, httpx.Headers, bytes]:
    """Status, headers and body of the answer to a method and a path. Raises Later where there is none."""
    base = target.base_url or ""
    method, path = asked
    url = f"{base}/{path}" if path else base
    try:
        await check_url(base, allow_private=target.allow_private)
        for _ in range(2):
            with as_source_errors():
                async with client.stream(method, url, content=content, headers=headers) as response:
                    status, answered = response.status_code, response.headers
                    body = await body_within(response, target.limits)
            if status != httpx.codes.UNAUTHORIZED or not isinstance(client.auth, Granted):
                break
            # The token was withdrawn before its time, and nothing was done; a new one is got, once.
    except SourceError as error:
        raise Later(words(error.reason), error.wait) from error
    return status, answered, body


def words(reason: Reason) -> str:
    """The reason in short: `view.reason.unreachable` is "unreachable"."""
    said = ", ".join(reason.values.values())
    return reason.key.rpartition(".")[2] + (f" ({said})" if said else "")
