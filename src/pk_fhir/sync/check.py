"""Will it work to read a source? What its CapabilityStatement and one search say, finding by finding.

https://hl7.org/fhir/R4/capabilitystatement.html. The search asks for a person whom nobody knows: it
shows whether we are let in, and whether the server heeds what it is asked. Texts: `messages/source.py`.
"""

from collections.abc import Iterable
from typing import Any, Literal

import httpx
import msgspec

from pk_fhir.messages import Language, text
from pk_fhir.sync.addresses import check_url
from pk_fhir.sync.changes import objects, stated_way
from pk_fhir.sync.client import ask, http_client
from pk_fhir.sync.outcome import Reason
from pk_fhir.sync.pages import search
from pk_fhir.sync.pausing import LeftAlone
from pk_fhir.sync.problem import SourceError
from pk_fhir.sync.pull import TYPES
from pk_fhir.sync.source import Source

Level = Literal["works", "limited", "fails"]
Statement = dict[str, Any]

# Nobody has this identifier, in any country.
NOBODY = "https://pk-fhir.example/source-check|nobody"
JSON_FORMATS = frozenset({"json", "application/fhir+json", "application/json", "text/json"})


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that will work, will work in part, or will not; `reason` is what the source did."""

    level: Level
    key: str
    values: dict[str, str] = {}
    reason: Reason | None = None


async def check_source(source: Source, alone: LeftAlone | None = None) -> list[Finding]:
    """Ask a source for its CapabilityStatement and for nobody, also one that nobody else asks just now.
    Never raises for what it does."""
    until = alone.until.isoformat(timespec="seconds") if alone else ""
    state = [left_alone(alone, until)] if alone else []
    return [*state, *await _found_by_asking(source)]


async def _found_by_asking(source: Source) -> list[Finding]:
    try:
        await check_url(source.base_url or "", allow_private=source.allow_private)
    except SourceError as error:
        return [_found("fails", "address", reason=error.reason)]
    try:
        client = http_client(source)
    except SourceError as error:
        return [_found("fails", "certificate", reason=error.reason)]
    async with client:
        return await _checked(client, source)


async def _checked(client: httpx.AsyncClient, source: Source) -> list[Finding]:
    try:
        statement = (
            await ask(client, "GET", f"{source.base_url}/metadata", source.limits)
        ).resource
        stated = judged(statement, source)
    except SourceError as error:
        stated = [_found("limited", "no-statement", reason=error.reason)]
    try:
        answer = await search(client, source, "Patient", {"identifier": NOBODY})
    except SourceError as error:
        return [*stated, _found("fails", "search", reason=error.reason)]
    if any(resource["resourceType"] == "Patient" for resource in answer.resources):
        return [*stated, _found("limited", "ignores-parameters")]
    return [*stated, _found("works", "search")]


def left_alone(alone: LeftAlone, until: str) -> Finding:
    """That it is not asked just now, and why; `until` as the reader is told of times."""
    return _found("limited", "left-alone", {"until": until}, alone.reason)


def sentence(finding: Finding, source: Source, language: Language) -> str:
    """A finding in words, with what the source did."""
    said = text(finding.key, language, **finding.values)
    if finding.reason is None:
        return said
    values = {"source": source.name, **finding.reason.values}
    return f"{said} {text(finding.reason.key, language, **values)}"


def judged(statement: Statement, source: Source) -> list[Finding]:
    """What a CapabilityStatement says of what we ask the source for, as it is registered."""
    if statement.get("resourceType") != "CapabilityStatement":
        return [_found("limited", "not-a-statement")]
    server = next((r for r in objects(statement.get("rest")) if r.get("mode") == "server"), None)
    if server is None:
        return [_version(statement, source), _formats(statement), _found("fails", "no-rest")]
    return [
        _version(statement, source),
        _formats(statement),
        _patients(server),
        *_records(server, source),
        _changes(statement, source),
        _security(server, asks_with=bool(source.auth or source.token or source.certificate)),
    ]


def _version(statement: Statement, source: Source) -> Finding:
    version = statement.get("fhirVersion")
    values = {"version": str(version), "release": source.release}
    if not isinstance(version, str) or not version:
        return _found("limited", "version.unstated", values)
    spoken = next((r for begins, r in _RELEASES.items() if version.startswith(begins)), None)
    if spoken is None:
        return _found("fails", "version", values)
    if spoken != source.release:
        return _found("fails", "version.other", values | {"spoken": spoken})
    if version.startswith("4.0"):
        return _found("works", "version", values)
    return _found("limited", "version.turned" if spoken == "R5" else "version.near", values)


# Which registered release reads what.
_RELEASES = {"4.0": "R4", "4.1": "R4", "4.3": "R4", "5.": "R5"}


def _formats(statement: Statement) -> Finding:
    formats = [
        text.partition(";")[0].strip().lower()
        for text in _list(statement.get("format"))
        if isinstance(text, str)
    ]
    if not formats:
        return _found("limited", "format.unstated")
    if JSON_FORMATS.isdisjoint(formats):
        return _found("fails", "format", {"formats": ", ".join(sorted(formats))})
    return _found("works", "format")


def _patients(server: Statement) -> Finding:
    return _found("works" if _searchable(server, "Patient", "identifier") else "fails", "patient")


def _records(server: Statement, source: Source) -> list[Finding]:
    """What comes of a person's record, of the types that it may be asked for."""
    asked = [kind for kind in (*TYPES, "Task", "Provenance") if source.asks_for(kind)]
    found = [_chosen(server, asked)] if source.ask_for else [_everything(server)]
    if "Task" in asked:
        found.append(_tasks(server))
    if "Provenance" in asked:
        found.append(_provenance(server))
    return found


def _chosen(server: Statement, asked: list[str]) -> Finding:
    """Some types only, each searched for."""
    missing = _unsearchable(server, [kind for kind in asked if kind in TYPES])
    if missing:
        return _found("limited", "chosen-types", {"types": ", ".join(missing)})
    return _found("works", "chosen-types", {"types": ", ".join(asked)})


def _everything(server: Statement) -> Finding:
    operations = objects(_type(server, "Patient").get("operation")) + objects(
        server.get("operation")
    )
    named = [str(operation.get("name", "")).removeprefix("$") for operation in operations]
    defined = [str(operation.get("definition", "")) for operation in operations]
    if "everything" in named or any("Patient-everything" in url for url in defined):
        return _found("works", "everything")
    missing = _unsearchable(server, TYPES)
    if missing:
        return _found("limited", "types", {"types": ", ".join(missing)})
    return _found("works", "by-type")


def _tasks(server: Statement) -> Finding:
    return _found("works" if _searchable(server, "Task", "patient") else "limited", "task")


def _provenance(server: Statement) -> Finding:
    included = _list(_type(server, "Task").get("searchRevInclude"))
    if "Provenance:target" in included or "*" in included:
        return _found("works", "provenance")
    by_search = _searchable(server, "Provenance", "target")
    return _found("works" if by_search else "limited", "provenance.search")


def _changes(statement: Statement, source: Source) -> Finding:
    """How what changes there is noticed, and deletions above all."""
    way = stated_way(statement, source)
    if way != "search":
        return _found("works", f"changes.{way}")
    if source.follow_seconds is None:
        return _found("works", "changes.unfollowed")
    hours = f"{source.reconcile_seconds / 3600:g}"
    return _found("limited", "changes.search", {"hours": hours})


def _security(server: Statement, *, asks_with: bool) -> Finding:
    security = server.get("security")
    services = objects(security.get("service")) if isinstance(security, dict) else []
    names = sorted(
        {
            name
            for service in services
            for coding in objects(service.get("coding"))
            if isinstance(name := coding.get("code") or coding.get("display"), str)
        }
        | {text for service in services if isinstance(text := service.get("text"), str)}
    )
    values = {"services": ", ".join(names)}
    if names and not asks_with:
        return _found("limited", "security.without", values)
    if asks_with and not names:
        return _found("works", "security.unstated")
    return _found("works", "security.with", values) if names else _found("works", "security.open")


def _unsearchable(server: Statement, kinds: Iterable[str]) -> list[str]:
    return [kind for kind in kinds if not _searchable(server, kind, TYPES[kind])]


def _searchable(server: Statement, kind: str, parameter: str) -> bool:
    stated = _type(server, kind)
    codes = [interaction.get("code") for interaction in objects(stated.get("interaction"))]
    names = [each.get("name") for each in objects(stated.get("searchParam"))]
    return "search-type" in codes and parameter in names


def _type(server: Statement, kind: str) -> Statement:
    return next((r for r in objects(server.get("resource")) if r.get("type") == kind), {})


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _found(
    level: Level, key: str, values: dict[str, str] | None = None, reason: Reason | None = None
) -> Finding:
    return Finding(level=level, key=f"source.{key}.{level}", values=values or {}, reason=reason)
