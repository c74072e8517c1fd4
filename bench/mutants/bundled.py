"""Bundles of every type made of valid resources, and changes of what a Bundle adds (https://hl7.org/fhir/R4/bundle.html)."""

import copy
import random
from collections.abc import Iterator
from typing import Any

from bench.mutants.change import GONE, Change
from bench.mutants.spots import Json

BASE = "http://x.se/fhir"
TYPES = ("collection", "document", "message", "transaction", "batch", "history", "searchset", "transaction-response", "batch-response")  # fmt: skip
HEADED = ("document", "message")
UUID = "urn:uuid:c757873d-ec9a-4326-a141-5500000000"
PROV = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "warning", "code": "informational"}],
}


def bundles(
    sources: list[tuple[str, dict[str, Any]]], seed: int, count: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Bundles of two to four resources each, of each type in turn, by their addresses or by UUIDs."""
    chance = random.Random(seed)  # noqa: S311 - to be repeatable, not secret
    fitting = [one for one in sources if one[1]["resourceType"] not in ("Bundle", "Parameters")]
    for number in range(count):
        kind = TYPES[number % len(TYPES)]
        chosen = chance.sample(fitting, chance.randint(2, 4))
        resources = [copy.deepcopy(one) for _, one in chosen]
        bundle = _bundle(kind, resources, chance)
        yield f"{number}-{kind}-{'+'.join(name[:3] for name, _ in chosen)}", bundle


def _bundle(kind: str, resources: list[dict[str, Any]], chance: random.Random) -> dict[str, Any]:
    by_uuid = chance.choice((True, False, False))
    entries: list[dict[str, Any]] = []
    for number, one in enumerate(resources):
        one["id"] = f"r{number}"
        url = f"{UUID}{number:02}" if by_uuid else f"{BASE}/{one['resourceType']}/r{number}"
        entries.append({"fullUrl": url, "resource": one})
    for entry in entries:
        _lead(entry["resource"], entries, chance)
    if kind in HEADED:
        entries.insert(0, _head(kind, entries))
    made: dict[str, Any] = {"resourceType": "Bundle", "id": "b", "type": kind}
    if kind in HEADED:
        made["identifier"] = {"system": "urn:ietf:rfc:3986", "value": f"{UUID}99"}
        made["timestamp"] = "2020-01-01T10:00:00Z"
    if kind in ("searchset", "history"):
        made |= {"total": len(entries), "link": [{"relation": "self", "url": f"{BASE}?_id=1"}]}
    made["entry"] = [entry | _beside(kind, entry["resource"], chance) for entry in entries]
    return made


def _beside(kind: str, resource: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """What an entry has beside its resource in a Bundle of a type."""
    beside: dict[str, Any] = {}
    if kind == "searchset":
        beside["search"] = {"mode": "match", "score": 1}
    if kind in ("transaction", "batch", "history"):
        name = resource["resourceType"]
        post = {"method": "POST", "url": name}
        beside["request"] = chance.choice(
            (post, {"method": "PUT", "url": f"{name}/{resource['id']}"})
        )
    if kind in ("transaction-response", "batch-response", "history"):
        beside["response"] = {
            "status": "201 Created",
            "etag": 'W/"1"',
            "lastModified": "2020-01-01T10:00:00Z",
        }
    return beside


def _lead(value: Json, entries: list[Json], chance: random.Random) -> None:
    """Let some references lead to a resource of the Bundle that has the same type."""
    if isinstance(value, list):
        for each in value:
            _lead(each, entries, chance)
    elif isinstance(value, dict):
        reference = value.get("reference")
        if isinstance(reference, str) and not reference.startswith("#"):
            name = reference.rpartition("/")[0].rpartition("/")[2]
            fitting = [e["fullUrl"] for e in entries if e["resource"]["resourceType"] == name]
            if fitting:
                value["reference"] = chance.choice(fitting)
        for each in value.values():
            _lead(each, entries, chance)


def _head(kind: str, entries: list[Json]) -> dict[str, Any]:
    focus = [{"reference": each["fullUrl"]} for each in entries]
    if kind == "message":
        header = {
            "resourceType": "MessageHeader",
            "id": "h",
            "eventUri": "http://x.se/e",
            "source": {"endpoint": "http://x.se/s"},
            "focus": focus,
        }
        return {"fullUrl": f"{BASE}/MessageHeader/h", "resource": header}
    paper = {
        "resourceType": "Composition", "id": "h", "status": "final", "type": {"text": "x"}, "date": "2020-01-01", "title": "x",
        "author": [{"display": "x"}], "section": [{"title": "x", "entry": focus}],
    }  # fmt: skip
    return {"fullUrl": f"{BASE}/Composition/h", "resource": paper}


def of_bundles(bundle: dict[str, Any]) -> Iterator[Change]:
    """Changes of a Bundle and of its entries; whether each is right, the oracle tells."""
    entries = bundle.get("entry")
    if bundle["resourceType"] != "Bundle" or not isinstance(entries, list):
        return
    for name, value in WHOLE:
        if value is not GONE or name in bundle:
            yield Change(f"bundle: {name} {_shown(value)}", (((name,), value),))
    for kind in TYPES:
        yield Change(f"bundle: as {kind}", ((("type",), kind),))
    for number, entry in enumerate(entries):
        for place, value in PARTS:
            if _fits(entry, place, value):
                way = ("entry", number, *place)
                yield Change(f"bundle: {'.'.join(place)} {_shown(value)}", ((way, value),))
        yield from _of_entry(number, entry, len(entries))
    yield Change("bundle: the other way round", ((("entry",), entries[::-1]),))
    yield Change("bundle: head away", ((("entry",), entries[1:]),))


def _of_entry(number: int, entry: Json, many: int) -> Iterator[Change]:
    yield Change("bundle: entry twice", ((("entry", many), entry),))
    resource = entry.get("resource", {})
    moved = {**entry, "fullUrl": f"http://y.se/fhir/{resource.get('resourceType')}/r9"}
    yield Change("bundle: entry of another server", ((("entry", many), moved),))
    newer = {**entry, "resource": {**resource, "meta": {"versionId": "2"}}}
    yield Change("bundle: entry in another version", ((("entry", many), newer),))
    nested = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
    yield Change("bundle: nested", ((("entry", number, "resource"), nested),))
    if resource.get("id"):
        yield Change("bundle: id changed", ((("entry", number, "resource", "id"), "other"),))
        yield Change("bundle: id away", ((("entry", number, "resource", "id"), GONE),))


def _shown(value: Json) -> str:
    return "away" if value is GONE else str(value)[:30]


def _fits(entry: Json, place: tuple[str, ...], value: Json) -> bool:
    holder = entry
    for step in place[:-1]:
        holder = holder.get(step) if isinstance(holder, dict) else None
    return isinstance(holder, dict) and (value is not GONE or place[-1] in holder)


WHOLE: tuple[tuple[str, Json], ...] = (
    ("type", GONE), ("type", "Collection"), ("total", 1), ("total", -1), ("total", GONE), ("identifier", GONE), ("identifier", {"value": "1"}), ("identifier", {"system": "http://x.se/b"}),
    ("timestamp", GONE), ("timestamp", "2020-01-01"), ("link", GONE), ("link", []), ("link", [{"relation": "self", "url": "http://x.se/a"}] * 2), ("link", [{"relation": "next", "url": "a b"}]),
    ("link", [{"url": "http://x.se/a"}]), ("link", [{"relation": "x", "url": "http://x.se/a"}]), ("link", [{"relation": "self", "url": "Patient?name=x"}]), ("entry", GONE), ("entry", []), ("entry", [{}]), ("entry", [None]),
    ("signature", {"type": [{"code": "x"}], "when": "2020-01-01T10:00:00Z", "who": {"reference": "Patient/1"}}), ("signature", {"when": "2020"}), ("text", {"status": "generated", "div": "x"}),
    ("extension", [{"url": "http://example.org/a", "valueString": "x"}]), ("contained", [{"resourceType": "Patient", "id": "c"}]), ("language", "sv"), ("meta", {"profile": ["http://hl7.org/fhir/StructureDefinition/Bundle"]}),
    ("link", [{"relation": "self", "url": "http://x.se/Patient?_id=1&name=x&foo=y"}]), ("link", [{"relation": "self", "url": "http://x.se/fhir?_type=Patient"}]),
)  # fmt: skip
PARTS: tuple[tuple[tuple[str, ...], Json], ...] = (
    (("fullUrl",), GONE), (("fullUrl",), "Patient/1"), (("fullUrl",), "http://x.se/fhir/Patient/1/_history/1"), (("fullUrl",), "urn:uuid:x"), (("fullUrl",), "urn:oid:1.2.3"), (("fullUrl",), "http://x.se/thing"),
    (("fullUrl",), ""), (("fullUrl",), "#r1"), (("fullUrl",), "http://x.se/fhir/Patient/other"), (("fullUrl",), "http://x.se/fhir/Substance/r1"), (("fullUrl",), "a b"), (("fullUrl",), "http://x.se/fhir/Patient"),
    (("resource",), GONE), (("resource",), {}), (("resource",), None), (("resource",), []), (("resource",), PROV), (("resource",), {"resourceType": "Binary", "contentType": "text/plain"}), (("resource",), {"resourceType": "Patient"}),
    (("resource",), {"resourceType": "Parameters", "parameter": [{"name": "x", "valueString": "y"}]}), (("resource",), {"resourceType": "Patient", "id": "1", "gender": "x"}),
    (("search",), {"mode": "match"}), (("search",), {"mode": "Match"}), (("search",), {"mode": "outcome"}), (("search",), {"mode": "include"}), (("search",), {"score": 2}), (("search",), {"score": -1}), (("search",), {}), (("search",), GONE), (("search",), {"mode": "outcome", "score": 0.5}),
    (("request",), GONE), (("request",), {"method": "GET"}), (("request",), {"url": "Patient"}), (("request",), {"method": "POST", "url": "Patient"}), (("request",), {"method": "post", "url": "Patient"}), (("request",), {"method": "DELETE", "url": "Patient/1"}),
    (("request",), {"method": "PATCH", "url": "Patient/1"}), (("request",), {"method": "HEAD", "url": "Patient/1"}), (("request",), {"method": "GET", "url": "Patient?name=x"}), (("request",), {"method": "PUT", "url": "Patient"}), (("request",), {"method": "PUT", "url": "a b"}),
    (("request",), {"method": "PUT", "url": "http://x.se/fhir/Patient/1"}), (("request",), {"method": "POST", "url": "Patient/$match"}), (("request", "ifMatch"), 'W/"1"'), (("request", "ifNoneExist"), "identifier=x|1"), (("request", "ifNoneMatch"), "*"),
    (("request", "ifModifiedSince"), "2020"), (("request", "foo"), "x"), (("request", "method"), GONE), (("request", "url"), GONE), (("request", "url"), ""), (("request", "url"), "Nope/1"), (("request", "url"), "/Patient/1"), (("request", "url"), "Patient/other"),
    (("response",), GONE), (("response",), {"status": "200"}), (("response",), {"status": 200}), (("response",), {"status": "Created"}), (("response",), {}), (("response",), {"location": "Patient/1"}), (("response", "etag"), "1"), (("response", "lastModified"), "2020"),
    (("response", "location"), "a b"), (("response", "outcome"), PROV), (("response", "outcome"), {"resourceType": "Patient"}), (("response", "outcome"), {"resourceType": "OperationOutcome"}), (("response", "status"), GONE),
    (("link",), [{"relation": "self", "url": "http://x.se/a"}]), (("link",), []), (("extension",), [{"url": "http://example.org/a", "valueString": "x"}]), (("foo",), "x"), (("id",), "a b"), (("modifierExtension",), [{"url": "http://example.org/a", "valueString": "x"}]),
)  # fmt: skip
