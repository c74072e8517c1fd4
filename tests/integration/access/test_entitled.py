"""What decides who reads what is not changed by who would read more by it, whatever their scopes open."""

from typing import Any

import httpx
import pytest
from tests.integration.access.conftest import (
    ANNA,
    BO,
    ELSA,
    NUMBER,
    S1,
    S2,
    SYSTEM,
    U1,
    U2,
    P,
    World,
    block,
    consent,
    lifting,
    patient,
    relation,
)

from pk_fhir.access.policy import Policy

pytestmark = pytest.mark.anyio

URL = "/providers/v1/fhir"
WRITES = {**P, "x-scopes": "patient/*.cruds"}
MOTHER = {**WRITES, "x-represents": ELSA, "x-patient": "elsa"}
OTHER = "197909212388"


def guardian(ident: str, number: str, **more: Any) -> dict[str, Any]:
    role = {"system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "code": "GUARD"}
    return {
        "resourceType": "RelatedPerson",
        "id": ident,
        "patient": {"reference": "Patient/elsa"},
        "identifier": [{"system": NUMBER, "value": number}],
        "relationship": [{"coding": [role]}],
        **more,
    }


async def put(world: World, resource: dict[str, Any], who: dict[str, str]) -> httpx.Response:
    place = f"{resource['resourceType']}/{resource['id']}"
    return await world.http.put(f"{URL}/{place}", json=resource, headers=who)


@pytest.mark.parametrize(
    "changed",
    [
        {"identifier": [{"system": NUMBER, "value": ANNA}, {"system": NUMBER, "value": BO}]},
        {"identifier": [{"system": "urn:oid:1.2.752.129.2.1.3.1", "value": BO}]},
        {"link": [{"other": {"reference": "Patient/bo"}, "type": "seealso"}]},
        {"birthDate": "1950-01-01"},
    ],
)
async def test_a_patient_does_not_become_another_by_a_number_or_a_link(
    world: World, changed: dict[str, Any]
) -> None:
    mine = (await world.get("Patient/anna", SYSTEM)).json()
    assert (await put(world, mine | changed, WRITES)).status_code == 403
    [(name, value)] = changed.items()
    patch = [{"op": "add", "path": f"/{name}", "value": value}]
    headers = {**WRITES, "content-type": "application/json-patch+json"}
    answer = await world.http.patch(f"{URL}/Patient/anna", json=patch, headers=headers)
    assert answer.status_code == 403
    assert (await put(world, mine | {"active": True}, WRITES)).status_code == 200
    assert "Bos mål" not in str(await world.view(ANNA, P))


async def test_who_represents_a_child_is_not_said_by_a_guardians_program(world: World) -> None:
    await world.put(guardian("mother", ANNA))
    await world.put(guardian("father", OTHER))
    made = await world.http.post(f"{URL}/RelatedPerson", json=guardian("x", BO), headers=MOTHER)
    assert made.status_code == 403
    assert (await put(world, guardian("father", OTHER, active=False), MOTHER)).status_code == 403
    removed = await world.http.delete(f"{URL}/RelatedPerson/father", headers=MOTHER)
    assert removed.status_code == 403
    friend = guardian("friend", BO, relationship=[{"text": "Vän"}])
    assert (await put(world, friend, MOTHER)).status_code == 201


async def test_a_token_whose_patient_is_another_than_its_number_opens_nothing(world: World) -> None:
    for path in ("Goal/of-bo", "Patient/bo", "Goal"):
        assert (await world.get(path, {**P, "x-patient": "bo"})).status_code == 403


async def test_who_reads_for_another_sets_and_ends_no_blocks(world: World, make_world: Any) -> None:
    await world.put(guardian("mother", ANNA))
    await world.put(block("b", "elsa", "inner", U1))
    new = await world.http.post(f"{URL}/Consent", json=block("x", "elsa", "inner", U2), headers=MOTHER)  # fmt: skip
    ended = await put(world, {**block("b", "elsa", "inner", U1), "status": "inactive"}, MOTHER)
    deleted = await world.http.delete(f"{URL}/Consent/b", headers=MOTHER)
    assert [new.status_code, ended.status_code, deleted.status_code] == [403, 403, 403]
    # Consents are another matter, and so is one's own block.
    assert (await put(world, consent("c", "elsa", U1), MOTHER)).status_code == 201
    assert (await put(world, block("own", "anna", "inner", U1), WRITES)).status_code == 201
    open_ = make_world(Policy(proxies_block=True))
    assert (await put(open_, block("x", "elsa", "inner", U2), MOTHER)).status_code == 201


async def test_a_block_is_ended_by_its_own_unit_and_lifted_by_others_for_themselves(
    world: World, make_world: Any
) -> None:
    standing = block("b", "anna", "inner", U1)
    await world.put(standing)
    ended = {**standing, "status": "inactive"}
    for changed in (
        ended,
        block("b", "anna", "inner", U2),
        block("b", "anna", "inner", U1, period={"end": "2026-11-01"}),
        block("b", "anna", "inner", U1, provision=[{"type": "permit", "code": [{"coding": [{"code": "upp"}]}]}]),
        block("b", "anna", "inner", U1, provision=[lifting(U1, "2026-11-23", "2026-11-24")]),
    ):  # fmt: skip
        assert (await put(world, changed, S2)).status_code == 403, changed
    assert (await world.http.delete(f"{URL}/Consent/b", headers=S2)).status_code == 403
    deleted = await world.http.delete(f"{URL}/Consent?_id=b", headers=S2)
    assert deleted.status_code == 403
    assert (await world.get("Goal/of-u1", S2)).status_code == 404
    lifted = block("b", "anna", "inner", U1, provision=[lifting(U2, "2026-11-23", "2026-11-24")])
    assert (await put(world, lifted, S2)).status_code == 200
    assert (await world.get("Goal/of-u1", S2)).status_code == 200
    assert (await put(world, standing, S2)).status_code == 403
    assert (await put(make_world(Policy(blocks_ended_by_their_unit=False)), ended, S2)).status_code == 200  # fmt: skip
    assert (await put(world, standing, S1)).status_code == 200
    assert (await put(world, ended, S1)).status_code == 200


async def test_a_file_without_a_person_is_its_own_units(world: World) -> None:
    await world.put(block("b", "anna", "inner", U1))
    by_system = {"resourceType": "Binary", "id": "scan", "contentType": "text/plain", "data": "UHJvdg=="}  # fmt: skip
    await world.put(by_system)
    assert (await put(world, {**by_system, "id": "of-u1"}, S1)).status_code == 201
    assert (await put(world, {**by_system, "id": "of-u2"}, S2)).status_code == 201
    known = {**by_system, "id": "of-anna", "securityContext": {"reference": "Patient/anna"}}
    await world.put(known)
    seen = {
        ident: [(await world.get(f"Binary/{ident}", who)).status_code for who in (S1, S2)]
        for ident in ("scan", "of-u1", "of-u2", "of-anna")
    }
    assert seen == {
        "scan": [404, 404],
        "of-u1": [200, 404],
        "of-u2": [404, 200],
        # Blocked for want of a known unit; its own unit is not known either.
        "of-anna": [404, 404],
    }
    for path in ("Binary?_count=50", "?_type=Binary", "Binary/_history", "_history?_count=200"):
        found = (await world.get(path, S2)).text
        assert '"id":"of-u2"' in found, path
        assert not [each for each in ("scan", "of-u1") if f'"id":"{each}"' in found], path
    assert (await world.get("Binary/scan", SYSTEM)).status_code == 200


async def test_a_care_relation_or_consent_is_not_taken_for_a_block(world: World) -> None:
    await world.put(consent("c", "anna", U1))
    await world.put(relation("r", "anna", U1))
    assert (await put(world, {**consent("c", "anna", U1), "status": "inactive"}, S2)).status_code == 200  # fmt: skip
    assert (await put(world, patient("anna", ANNA, name=[{"family": "Testsson"}], active=True), S2)).status_code == 200  # fmt: skip


async def test_a_first_answer_is_not_told_to_who_may_no_longer_ask(world: World) -> None:
    goal = {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "Hemligt"}, "subject": {"reference": "Patient/anna"}}  # fmt: skip
    key = {"idempotency-key": "one"}
    first = await world.http.post(f"{URL}/Goal", json=goal, headers={**WRITES, **key})
    assert first.status_code == 201
    again = await world.http.post(f"{URL}/Goal", json=goal, headers={**WRITES, **key})
    assert (again.status_code, again.json()["id"]) == (201, first.json()["id"])
    for who in ({**P, "x-scopes": "patient/Goal.rs"}, {**P, "x-scopes": "patient/Task.cruds"}):
        refused = await world.http.post(f"{URL}/Goal", json=goal, headers={**who, **key})
        assert refused.status_code == 403
        assert "Hemligt" not in refused.text
    other = {**S1, "x-subject": "siv", **key}
    fresh = await world.http.post(f"{URL}/Goal", json=goal, headers=other)
    assert fresh.json()["id"] != first.json()["id"]
