"""Attacks 44, 45, 48, 50 and 52 on this server, as far as other files do not have them.

45 (blocks) is `test_sharing.py` and `test_blocks_agree.py`, 46 (emergencies) and 50 (the log)
`test_audit.py`, 47 `test_attacks_tokens.py`, 48 (minors) `test_representing.py`.
"""

import gzip
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.access.conftest import (
    BO,
    ELSA,
    S2,
    SYSTEM,
    U1,
    V1,
    P,
    World,
    block,
    goal,
    owned,
)

pytestmark = pytest.mark.anyio

URL = "/providers/v1/fhir"


async def test_44_what_one_provider_stores_is_not_there_for_another(world: World) -> None:
    system = "urn:only-here"
    bodies: list[dict[str, Any]] = [
        {"resourceType": "ValueSet", "id": "vs", "url": "urn:vs", "status": "active",
         "compose": {"include": [{"system": system, "concept": [{"code": "hemlig"}]}]}},
        {"resourceType": "CodeSystem", "id": "cs", "url": system, "status": "active", "content": "complete", "concept": [{"code": "hemlig"}]},
        {"resourceType": "SearchParameter", "id": "sp", "url": "urn:sp", "name": "Hemlig", "status": "active", "description": "x",
         "code": "hemlig", "base": ["Goal"], "type": "token", "expression": "Goal.lifecycleStatus"},
        {"resourceType": "List", "id": "list", "status": "current", "mode": "working", "entry": [{"item": {"reference": "Goal/of-u1"}}]},
        goal("tagged", "anna", meta={"tag": [{"system": "urn:t", "code": "x"}], "source": "urn:source"}),
    ]  # fmt: skip
    for body in bodies:
        await world.put(body)
    for query in ("ValueSet?url=urn:vs", "CodeSystem?url=urn:only-here", "SearchParameter?url=urn:sp", "Goal?_tag=urn:t|x", "Goal?_source=urn:source", "Goal?_list=list"):  # fmt: skip
        assert (await world.get(f"{query}&_summary=count", SYSTEM, "v2")).json()["total"] == 0
    for path in ("ValueSet/$expand?url=urn:vs", "Goal?hemlig=active", "CodeSystem/$lookup?system=urn:only-here&code=hemlig"):  # fmt: skip
        answer = await world.get(path, SYSTEM, "v2")
        assert answer.status_code in (400, 404, 422), path
        never = path.replace("hemlig", "aldrig").replace("only-here", "not-there").replace("urn:vs", "urn:xx")  # fmt: skip
        nothing = (await world.get(never, SYSTEM, "v2")).text
        said = answer.text.replace("hemlig", "aldrig").replace("only-here", "not-there").replace("urn:vs", "urn:xx")  # fmt: skip
        assert said == nothing


async def test_45_medicines_and_alerts_that_a_block_leaves_out_are_seen(world: World) -> None:
    excluded = {"type": "permit", "code": [{"coding": [{"system": "urn:oid:1.2.752.129.2", "code": "upp"}]}]}  # fmt: skip
    await world.put(block("b", "anna", "inner", U1, provision=[excluded]))
    flag = {"resourceType": "Flag", "id": "f", "status": "active", "code": {"text": "Överkänslig"}, "subject": {"reference": "Patient/anna"}}  # fmt: skip
    await world.put(flag)
    await world.put(owned("pf", "Flag/f", V1, U1))
    assert (await world.get("Flag/f", S2)).status_code == 200
    assert (await world.get("Goal/of-u1", S2)).status_code == 404
    # That something is blocked may be seen: the block itself.
    assert (await world.get("Consent/b", S2)).status_code == 200


async def test_48_age_counts_on_fhirs_roads_as_well_as_in_the_view(world: World) -> None:
    child = {"x-role": "patient", "x-subject": "elsa", "x-patient": "elsa", "x-number": ELSA}
    without_number = {name: value for name, value in child.items() if name != "x-number"}
    await world.put(goal("hers", "elsa"))
    for headers in (child, without_number):
        for path in ("Goal/hers", "Goal", "Patient/elsa/$everything", "_history", "AuditEvent"):
            assert (await world.get(path, headers)).status_code == 403
    world.clock.now = datetime(2032, 12, 31, 23, 0, tzinfo=UTC)
    for headers in (child, without_number):
        assert (await world.get("Goal/hers", headers)).status_code == 200


async def test_48_who_represents_reads_the_represented_and_no_other(world: World) -> None:
    await world.put(goal("hers", "elsa"))
    mother = {**P, "x-represents": ELSA}
    # Not registered as a guardian, whatever the token says.
    assert (await world.get("Goal/hers", {**mother, "x-patient": "elsa"})).status_code == 403
    role = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    link = {
        "resourceType": "RelatedPerson",
        "id": "g",
        "patient": {"reference": "Patient/elsa"},
        "identifier": [{"system": "http://electronichealth.se/identifier/personnummer", "value": P["x-number"]}],
        "relationship": [{"coding": [{"system": role, "code": "GUARD"}]}],
    }  # fmt: skip
    await world.put(link)
    assert (await world.get("Goal/hers", {**mother, "x-patient": "elsa"})).status_code == 200
    # The Patient in the token is somebody else's.
    assert (await world.get("Goal/of-bo", {**mother, "x-patient": "bo"})).status_code == 403


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b'{"resourceType":"Goal","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", "application/fhir+json"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><Goal xmlns="http://hl7.org/fhir"><language value="&e;"/></Goal>', "application/fhir+xml"),
    ],
)  # fmt: skip
async def test_52_hostile_bodies_are_refused(world: World, body: bytes, media: str) -> None:
    answer = await world.http.post(
        f"{URL}/Goal", content=body, headers={**SYSTEM, "content-type": media}
    )
    assert answer.status_code in (400, 413, 422)
    assert "root:" not in answer.text


async def test_52_a_bomb_is_refused_before_it_fills_the_memory(world: World) -> None:
    bomb = gzip.compress(b" " * (64 * 1024 * 1024))
    headers = {**SYSTEM, "content-type": "application/fhir+json", "content-encoding": "gzip"}
    answer = await world.http.post(f"{URL}/Goal", content=bomb, headers=headers)
    assert answer.status_code in (400, 413, 415)


@pytest.mark.parametrize("query", ["identifer=x", "subjct=anna", "_idd=x", "subject:exat=anna"])
async def test_52_a_misspelt_parameter_never_gives_all_rows(world: World, query: str) -> None:
    for who in (SYSTEM, P, S2):
        assert (await world.get(f"Goal?{query}", who)).status_code == 400
        deleted = await world.http.delete(f"{URL}/Goal?{query}", headers={**who, "x-scopes": "patient/*.cruds user/*.cruds system/*.cruds"})  # fmt: skip
        assert deleted.status_code == 400
    assert BO not in (await world.get(f"Patient?{query}", P)).text
