"""A transaction to a target, and what came of it. Nothing that a target answers is trusted."""

from collections.abc import Mapping
from typing import Any

import httpx
import msgspec
import orjson

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.store.pushed import Sent
from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.authentication import Granted
from pk_fhir.sync.client import JSON
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.receive import as_source_errors, body_within
from pk_fhir.sync.source import Source
from pk_fhir.sync.waiting import asked_to_wait

# Refusals that may be gone tomorrow: of who we are, of how much we ask, and of an address that is set up wrong.
PASSING = frozenset({401, 403, 404, 408, 425, 429})
CLASHES = frozenset({409, 412})
GONE = frozenset({404, 410})
BUSY = frozenset({408, 425, 429})
MOST_WORDS = 500


class Clash(Exception):  # noqa: N818 - a signal within this package
    """Something at the target is not as we last saw it (409, 412): nothing was written."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Refused(Exception):  # noqa: N818 - a signal within this package
    """The target refuses this content; sending it again would be refused again."""


class Later(Exception):  # noqa: N818 - a signal within this package
    """It could not be sent now; `wait` is in seconds, where the target said how long."""

    def __init__(self, words: str, wait: float = 0.0) -> None:
        super().__init__(words)
        self.words = words
        self.wait = wait


class Stayed(Exception):  # noqa: N818 - a signal within this package
    """The target does not delete it: somebody else needs it, has changed it, or does not let us."""


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What one entry came to: the id and version that the target has now, and whether it was there before."""

    id: str | None
    version: str | None
    was_there: bool


def deletion(row: Sent) -> dict[str, str]:
    """The request that deletes one of our resources there, as we last saw it."""
    request = {"method": "DELETE", "url": f"{row.type}/{row.remote_id}"}
    if row.remote_version:
        request["ifMatch"] = f'W/"{row.remote_version}"'
    return request


async def delete(client: httpx.AsyncClient, target: Source, row: Sent) -> None:
    """Delete one resource there, if it is as we last saw it. Raises Stayed where it stays, or Later."""
    asked = deletion(row)
    headers = {"If-Match": asked["ifMatch"]} if "ifMatch" in asked else {}
    answer = await _exchanged(client, target, ("DELETE", asked["url"]), b"", headers)
    status, answered, body = answer
    if status < 300 or status in GONE:  # noqa: PLR2004 - HTTP's successes
        return
    said = f"{status}: {_said(body)}"
    if status in BUSY or status >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise Later(said, asked_to_wait(answered))
    raise Stayed(said)


async def transaction(
    client: httpx.AsyncClient, target: Source, bundle: Mapping[str, Any]
) -> list[Stored]:
    """Send it; what each entry came to, in order. Raises Clash, Refused or Later."""
    status, headers, body = await _sent(client, target, fhir_json.dump(bundle))
    if status == httpx.codes.OK:
        return _stored(body, len(bundle["entry"]))
    said = f"{status}: {_said(body)}"
    if status in CLASHES:
        raise Clash(said)
    if status in PASSING or status >= httpx.codes.INTERNAL_SERVER_ERROR or status < 400:  # noqa: PLR2004 - HTTP's refusals
        raise Later(said, asked_to_wait(headers))
    raise Refused(said)


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


def _stored(body: bytes, count: int) -> list[Stored]:
    try:
        answer = orjson.loads(body)
        entries = answer["entry"] if count else []
        found = [_of(entry["response"]) for entry in entries]
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError) as error:
        raise Later("the answer is no transaction-response") from error
    if len(found) != count:
        raise Later(f"the answer has {len(found)} entries for {count}")
    return found


def _of(response: Mapping[str, Any]) -> Stored:
    """https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response"""
    path, _, version = str(response.get("location") or "").partition("/_history/")
    etag = str(response.get("etag") or "").removeprefix("W/").strip('"')
    return Stored(
        id=path.rstrip("/").rpartition("/")[2] or None,
        version=version or etag or None,
        was_there=not str(response.get("status", "")).startswith("201"),
    )


def _said(body: bytes) -> str:
    """What an OperationOutcome says, without what may be a personal number."""
    try:
        issues = orjson.loads(body).get("issue", [])
        said = "; ".join(
            str(issue.get("diagnostics") or issue.get("details", {}).get("text") or issue["code"])
            for issue in issues
            if issue.get("severity") in ("fatal", "error")
        )
    except (orjson.JSONDecodeError, AttributeError, KeyError, TypeError):
        said = ""
    return PERSONAL.sub("…", said)[:MOST_WORDS] or "no reason was given"
