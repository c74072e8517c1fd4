"""Secrets in `Subscription.channel.header`: shown to the one who subscribed, and to nobody else.

https://hl7.org/fhir/R4/subscription-definitions.html#Subscription.channel.header: what is sent with each
notice, such as a token. Others see which headers there are. A masked copy turns the Subscription off and does
nothing else: whoever writes one in force is the subscriber, and would read the secret or have it sent.
"""

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told
from pk_fhir.store import Version
from pk_fhir.store import subscriptions as stored

TYPE = "Subscription"
MASK = "********"
_NAMES = re.compile(
    r"auth|cookie|credential|key|passw|secret|session|sign|token", re.ASCII | re.IGNORECASE
)
_VALUES = re.compile(r"(basic|bearer|digest|negotiate)\s", re.ASCII | re.IGNORECASE)
# Bundles that an answer is made of; one that somebody stored is theirs.
_ANSWERS = frozenset({"searchset", "history", "batch-response", "transaction-response"})

Resource = dict[str, Any]


class _Owner(msgspec.Struct, frozen=True):
    """Who subscribed, as far as it says whose the secrets are."""

    subject: str
    role: str
    client: str | None = None


def may_tell(content: bytes) -> bool:
    """Whether there may be a secret in a resource or Bundle in JSON: mostly one look for a word."""
    return b'"Subscription"' in content and b'"header"' in content


async def hidden(service: Service, caller: Caller, content: bytes) -> bytes:
    """A resource or Bundle in JSON as the caller may have it; the same bytes where nothing is masked."""
    if not may_tell(content):
        return content
    value = fhir_json.stored(content)
    found = [each for each in _subscriptions(value) if _has_secret(each)]
    masked = False
    for resource in found:
        if not await _is_owner(service, caller, str(resource.get("id"))):
            resource["channel"] = _masked(resource)["channel"]
            masked = True
    return fhir_json.dump(value) if masked else content


async def shown(service: Service, caller: Caller, resource: Resource) -> Resource:
    """A stored Subscription as a writer sees it: what a change of it begins with."""
    if not _has_secret(resource) or await _is_owner(service, caller, resource["id"]):
        return resource
    return _masked(resource)


def kept(resource: Resource, previous: Version | None, place: str) -> Resource:
    """What is to be stored: of one that is off with what is masked as it stood. FhirError for others."""
    headers = _headers(resource)
    if not any(value == MASK for _, value in headers):
        return resource
    off = resource.get("status") == "off" and previous is not None and previous.body is not None
    known = dict(_headers(fhir_json.parse(previous.body or b""))) if previous and off else {}
    lines = []
    for number, (name, value) in enumerate(headers):
        restored = known.get(name) if value == MASK else value
        if restored is None:
            raise FhirError("unprocessable", [_unknown(place, number)])
        lines.append(f"{name}: {restored}")
    return {**resource, "channel": {**resource["channel"], "header": lines}}


def _subscriptions(value: Any) -> Iterator[Resource]:
    """Those in an answer, also in the answers of a batch's entries."""
    if not isinstance(value, dict):
        return
    if value.get("resourceType") == TYPE:
        yield value
    elif value.get("resourceType") == "Bundle" and value.get("type") in _ANSWERS:
        for entry in value.get("entry", ()):
            yield from _subscriptions(entry.get("resource"))


def _headers(resource: Resource) -> list[tuple[str, str]]:
    channel = resource.get("channel")
    lines = channel.get("header") if isinstance(channel, dict) else None
    parts = (str(line).partition(":") for line in (lines if isinstance(lines, list) else ()))
    return [(name, value.strip()) for name, _, value in parts]


def _is_secret(name: str, value: str) -> bool:
    return _NAMES.search(name) is not None or _VALUES.match(value) is not None


def _has_secret(resource: Resource) -> bool:
    return any(_is_secret(*header) for header in _headers(resource))


def _masked(resource: Resource) -> Resource:
    lines = [
        f"{name}: {MASK if _is_secret(name, value) else value}"
        for name, value in _headers(resource)
    ]
    return {**resource, "channel": {**resource["channel"], "header": lines}}


async def _is_owner(service: Service, caller: Caller, id_: str) -> bool:
    """Whether the caller wrote the Subscription; of one that is off nobody is known to have."""
    standing = await stored.one(service.store.database, caller.tenant, id_)
    if standing is None:
        return False
    owner = msgspec.json.decode(standing.subscriber, type=_Owner)
    return owner == _Owner(caller.subject, caller.role, caller.client)


def _unknown(place: str, number: int) -> Issue:
    key = "subscription.masked-header"
    return Issue(
        severity="error",
        code="business-rule",
        expression=f"{place or TYPE}.channel.header[{number}]",
        diagnostics=told(key),
        key=key,
    )
