"""What a Subscription must be, and what is kept of the one who wrote it.

https://hl7.org/fhir/R4/subscription.html. A client asks for one (`requested`) or ends it (`off`); the
server makes it active, or says what is wrong (`error`). Its criteria are a search, read here as they
will be when a change is looked at, with the rights of the one who asked for it.
"""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.coded_contexts import context_for
from pk_fhir.interactions.instants import read_instant
from pk_fhir.interactions.query_strings import read_pairs
from pk_fhir.interactions.quoting import PERSONAL, quoted
from pk_fhir.interactions.search import require_types
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import is_served
from pk_fhir.interactions.watchers import Watched
from pk_fhir.interactions.work import Work, replaced
from pk_fhir.messages import Language, text, told
from pk_fhir.search import Query, parse
from pk_fhir.store import Change, Version
from pk_fhir.store import subscriptions as stored

# Told of these, a server would tell itself, or of what has its own way out.
_NEVER = frozenset({"AuditEvent", "Subscription"})
_PAYLOADS = frozenset(
    {"", "application/fhir+json", "application/json", "application/fhir+xml", "application/xml"}
)
_HEADER = re.compile(
    r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)"
)
_OURS = frozenset(
    {"connection", "content-length", "content-type", "host", "te", "transfer-encoding", "upgrade"}
)


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how one is told; without `payload` that something changed, with it what."""

    endpoint: str
    payload: str
    headers: tuple[tuple[str, str], ...]


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A Subscription as it was understood: resources of `type` that the query finds."""

    type: str
    query: Query
    channel: Channel


class Subscriber(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who wrote a Subscription, and with what rights: the fields of a `Caller` that say so."""

    subject: str
    role: str
    scopes: frozenset[str]
    patient: str | None = None
    unit: str | None = None
    provider: str | None = None
    employee: str | None = None
    assignment: str | None = None
    title: str | None = None
    client: str | None = None
    purpose: str = "TREAT"
    development: bool = False


def caller_of(service: Service, tenant: str, subscriber: str) -> Caller:
    """Who is told, under the rules of today."""
    known = msgspec.json.decode(subscriber, type=Subscriber)
    return msgspec.convert(
        msgspec.structs.asdict(known) | {"tenant": tenant, "policy": service.rules.policy},
        Caller,
        str_keys=True,
    )


async def wanted(
    service: Service, caller: Caller, resource: dict[str, Any], place: str = ""
) -> Wanted:
    """What a Subscription asks for. FhirError "unprocessable" with every issue; "forbidden" for a type
    that the caller may not search, and for a person: what a person may see ends with their login, and a
    Subscription goes on."""
    if caller.role in ("patient", "staff"):
        raise FhirError("forbidden", told("subscription.of-a-person"))
    place = place or "Subscription"
    issues = [
        msgspec.structs.replace(issue, diagnostics=text(issue.key, caller.language))
        for issue in (
            *_channel_issues(service, resource, place),
            *_end_issues(service, resource, place),
        )
    ]
    criteria = str(resource.get("criteria", ""))
    type_, _, text_ = criteria.partition("?")
    query = None
    try:
        query = await _query(service, caller, type_, text_)
    except FhirError as error:
        if error.kind == "forbidden":
            raise
        issues += [
            msgspec.structs.replace(issue, expression=f"{place}.criteria") for issue in error.issues
        ]
    if issues or query is None:
        raise FhirError("unprocessable", issues)
    return Wanted(type=type_, query=query, channel=channel_of(resource))


def channel_of(resource: dict[str, Any]) -> Channel:
    """The channel of a Subscription that was let in."""
    channel = resource["channel"]
    found = (_HEADER.fullmatch(header) for header in channel.get("header") or ())
    return Channel(
        endpoint=channel["endpoint"].rstrip("/"),
        payload=channel.get("payload", ""),
        headers=tuple((match[1], match[2]) for match in found if match),
    )


async def watched(
    work: Work, change: Change, resource: dict[str, Any], previous: Version | None, place: str
) -> Change:
    """The change of a Subscription with its row; FhirError for what is none."""
    status = resource.get("status")
    kept = work.watched
    if kept is None:
        if status == "off":
            return change
        kept = await _asked_for(work, resource, previous, place)
    if status == "off":
        return change
    until = read_instant(resource["end"]) if "end" in resource else None
    row = (status, kept.subscriber, kept.since, kept.failing_since, until)
    return replaced(change, index={**change.index, "subscriptions": [row]})


async def _asked_for(
    work: Work, resource: dict[str, Any], previous: Version | None, place: str
) -> Watched:
    caller = work.caller
    await wanted(work.service, caller, resource, place)
    known = {name: getattr(caller, name) for name in Subscriber.__struct_fields__}
    subscriber = msgspec.json.encode(Subscriber(**known)).decode()
    if resource.get("status") == "requested":
        return Watched(subscriber=subscriber)
    standing = await _unchanged(work, resource, previous)
    if standing is None:
        raise FhirError(
            "unprocessable",
            [_issue(f"{place or 'Subscription'}.status", "status", language=caller.language)],
        )
    return Watched(
        subscriber=subscriber, since=standing.since, failing_since=standing.failing_since
    )


async def _unchanged(
    work: Work, resource: dict[str, Any], previous: Version | None
) -> stored.Standing | None:
    """What stands, where the new version asks for the same: its status may then stay what it is."""
    if previous is None or previous.body is None:
        return None
    before = fhir_json.parse(previous.body)
    if any(before.get(each) != resource.get(each) for each in ("status", "criteria", "channel")):
        return None
    return await stored.one(work.service.store.database, work.tenant, previous.id)


async def _query(service: Service, caller: Caller, type_: str, text_: str) -> Query:
    if not re.fullmatch(r"[A-Z][A-Za-z]+", type_) or "?" in text_:
        raise FhirError("unprocessable", [_issue("", "criteria", language=caller.language)])
    if type_ in _NEVER or not is_served(type_):
        named = quoted(type_)
        raise FhirError(
            "unprocessable", [_issue("", "criteria-type", language=caller.language, type=named)]
        )
    require(caller, type_, "s")
    pairs = read_pairs(text_)
    query = parse((type_,), pairs, await context_for(service, caller, pairs))
    require_types(caller, query)
    shaped = (query.sort, query.includes, query.elements, query.count, query.total, query.summary)
    if any(part is not None and part != () for part in shaped):
        raise FhirError("unprocessable", [_issue("", "criteria-result", language=caller.language)])
    return query


def _channel_issues(service: Service, resource: dict[str, Any], place: str) -> Iterator[Issue]:
    channel = resource.get("channel") or {}
    place = f"{place}.channel"
    if channel.get("type") != "rest-hook":
        yield _issue(f"{place}.type", "channel-type", code="not-supported")
    flaw = _flaw_of(channel.get("endpoint"), service.rules.private_endpoints)
    if flaw:
        yield _issue(f"{place}.endpoint", flaw)
    if channel.get("payload", "") not in _PAYLOADS:
        yield _issue(f"{place}.payload", "payload", code="not-supported")
    for number, header in enumerate(channel.get("header") or ()):
        match = _HEADER.fullmatch(str(header))
        if match is None or match[1].lower() in _OURS:
            yield _issue(f"{place}.header[{number}]", "header")


def _flaw_of(endpoint: Any, private: bool) -> str | None:
    """What is wrong with the address, as far as it can be told without asking for its name."""
    if not isinstance(endpoint, str):
        return "no-endpoint"
    if PERSONAL.search(endpoint):
        return "endpoint-personal"
    try:
        parts = urlsplit(endpoint)
        host = parts.hostname
        parts.port  # noqa: B018 - ValueError for what is no port
    except ValueError:
        return "endpoint"
    schemes = ("https", "http") if private else ("https",)
    if parts.scheme not in schemes or not host or parts.username or parts.query or parts.fragment:
        return "endpoint"
    return None if private or not _is_inside(host) else "endpoint-private"


def _is_inside(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def _end_issues(service: Service, resource: dict[str, Any], place: str) -> Iterator[Issue]:
    end = read_instant(str(resource["end"])) if "end" in resource else None
    if end is not None and end <= service.now():
        yield _issue(f"{place}.end", "ended", code="business-rule")


def _issue(
    expression: str,
    key: str,
    *,
    code: str = "invalid",
    language: Language = "en",
    **values: object,
) -> Issue:
    key = f"subscription.{key}"
    return Issue(
        severity="error",
        code=code,
        expression=expression,
        diagnostics=text(key, language, **values),
        key=key,
    )
