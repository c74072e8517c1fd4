"""Attacks 24 to 37: writing, Bundles and errors tell nothing of what is not seen, and take nothing over."""

from typing import Any

import httpx
import pytest
from tests.integration.access.conftest import (
    ANNA,
    BO,
    NUMBER,
    S1,
    S2,
    SYSTEM,
    U1,
    U2,
    V1,
    P,
    World,
    block,
    goal,
    owned,
    patient,
    plan,
)

pytestmark = pytest.mark.anyio

Resource = dict[str, Any]
WRITES = {**P, "x-scopes": "patient/*.cruds"}
URL = "/providers/v1/fhir"


async def post(
    world: World, resource: Resource, who: dict[str, str], **more: str
) -> httpx.Response:
    where = f"{URL}/{resource['resourceType']}"
    return await world.http.post(where, json=resource, headers={**who, **more})


async def bundle(world: World, kind: str, entries: list[Resource], who: Any) -> httpx.Response:
    sent = {"resourceType": "Bundle", "type": kind, "entry": entries}
    return await world.http.post(URL, json=sent, headers=who)


def entry(method: str, url: str, resource: Resource | None = None, **more: str) -> Resource:
    found: Resource = {"request": {"method": method, "url": url, **more}}
    return found | ({"resource": resource} if resource is not None else {})


@pytest.fixture
async def blocked(world: World) -> World:
    await world.put(block("b", "anna", "inner", U1))
    return world


async def test_24_an_entry_of_a_batch_is_as_its_own_request(blocked: World) -> None:
    for who, hidden in ((WRITES, "Goal/of-bo"), (S2, "Goal/of-u1")):
        urls = [hidden, "Goal/never", f"Goal?_id={hidden[5:]}", f"{hidden}/_history", f"{hidden}/$validate"]  # fmt: skip
        answer = await bundle(blocked, "batch", [entry("GET", url) for url in urls], who)
        assert answer.status_code == 200
        found = answer.json()["entry"]
        outcomes = [str(each).replace("entry[0]", "entry[1]") for each in found[:2]]
        assert outcomes[0] == outcomes[1]
        assert found[2]["resource"]["total"] == 0
        assert [each["response"]["status"][:3] for each in (found[0], *found[3:])] == ["404"] * 3
    nested = {"resourceType": "Bundle", "type": "batch", "entry": [entry("GET", "Goal/of-bo")]}
    answer = await bundle(blocked, "batch", [entry("POST", "", nested)], WRITES)
    assert "Bos mål" not in answer.text


async def test_24_an_entry_of_a_transaction_is_as_its_own_request(blocked: World) -> None:
    for who, hidden in ((WRITES, "of-bo"), (S2, "of-u1")):
        for tail in ("", "/_history", "/$validate"):
            answers = [
                await bundle(blocked, "transaction", [entry("GET", f"Goal/{ident}{tail}")], who)
                for ident in (hidden, "never")
            ]
            assert (answers[0].status_code, answers[0].text) == (404, answers[1].text)
        searched = await bundle(blocked, "transaction", [entry("GET", f"Goal?_id={hidden}")], who)
        assert searched.json()["entry"][0]["resource"]["total"] == 0


async def test_25_a_conditional_reference_tells_nothing(world: World) -> None:
    texts = []
    for number in (BO, "197909212388"):
        reference = {"reference": f"Patient?identifier={NUMBER}|{number}"}
        sent = {**goal("x", "anna"), "subject": reference}
        answer = await bundle(world, "transaction", [entry("POST", "Goal", sent)], WRITES)
        assert answer.status_code == 422
        texts.append(answer.text)
    assert texts[0] == texts[1]


async def test_26_conditions_meet_what_is_seen_alone(blocked: World) -> None:
    json_patch = {"content-type": "application/json-patch+json"}
    for number in (BO, "197909212388"):
        query = f"identifier={NUMBER}|{number}"
        made = await post(blocked, patient("x", number), WRITES, **{"If-None-Exist": query})
        assert made.status_code == 403
        put = await blocked.http.put(f"{URL}/Patient?{query}", json=patient("anna", number), headers=WRITES)  # fmt: skip
        assert put.status_code in (403, 409)
        patched = await blocked.http.patch(f"{URL}/Patient?{query}", json=[], headers={**WRITES, **json_patch})  # fmt: skip
        assert patched.status_code == 404
        deleted = await blocked.http.delete(f"{URL}/Patient?{query}", headers=WRITES)
        assert (deleted.status_code, deleted.content) == (204, b"")
    hidden = "_id=of-u1"
    for query in (hidden, "_id=never"):
        deleted = await blocked.http.delete(f"{URL}/Goal?{query}", headers=S2)
        assert (deleted.status_code, deleted.content) == (204, b"")
    # Two match, of which one is seen: no 412, which would tell of the other.
    await blocked.put(goal("free", "anna"), headers=S2)
    answer = await blocked.http.delete(f"{URL}/Goal?_id=of-u1,free", headers=S2)
    assert answer.status_code == 204
    assert (await blocked.get("Goal/of-u1", S1)).status_code == 200
    assert (await blocked.get("Patient/bo", SYSTEM)).status_code == 200


async def test_26_a_refused_deletion_names_those_alone_who_are_seen(blocked: World) -> None:
    await blocked.put(goal("free", "anna"), headers=S2)
    await blocked.put(plan("plan-u1", "anna", goal=[{"reference": "Goal/free"}]), headers=S1)
    refused = await blocked.http.delete(f"{URL}/Goal/free", headers=S2)
    assert refused.status_code == 409
    assert "plan-u1" not in refused.text
    assert "something refers to it" in refused.text
    shown = await blocked.http.delete(f"{URL}/Goal/free", headers=SYSTEM)
    assert "CarePlan/plan-u1 refers to it" in shown.text


async def test_26_an_answer_that_is_kept_for_a_key_is_given_to_nobody_else(world: World) -> None:
    sent, key = goal("x", "anna"), {"Idempotency-Key": "k1"}
    del sent["id"]
    first = await post(world, sent, S2, **key)
    assert first.status_code == 201
    assert (await post(world, sent, S2, **key)).json() == first.json()
    bo = {"x-role": "patient", "x-patient": "bo", "x-number": BO, "x-scopes": "patient/*.cruds"}
    # Somebody of the same name to another issuer, and the same person on another commission.
    assert (await post(world, sent, {**bo, "x-subject": "sam"}, **key)).status_code == 403
    elsewhere = await post(world, sent, {**S2, "x-unit": U1}, **key)
    assert (elsewhere.status_code, elsewhere.json()["id"] == first.json()["id"]) == (201, False)


async def test_27_nothing_is_moved_relabelled_or_taken_over(blocked: World) -> None:
    moved = await blocked.http.put(f"{URL}/Goal/of-u1", json=goal("of-u1", "bo"), headers=WRITES)
    assert moved.status_code == 403
    taken = await blocked.http.put(f"{URL}/Goal/of-bo", json=goal("of-bo", "anna"), headers=WRITES)
    assert taken.status_code == 404
    change = [{"op": "replace", "path": "/subject/reference", "value": "Patient/bo"}]
    patch = {**WRITES, "content-type": "application/json-patch+json"}
    assert (await blocked.http.patch(f"{URL}/Goal/of-u1", json=change, headers=patch)).status_code == 403  # fmt: skip
    label = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}
    withheld = goal("of-u1", "anna", meta={"security": [label]})
    assert (await blocked.http.put(f"{URL}/Goal/of-u1", json=withheld, headers=WRITES)).status_code == 403  # fmt: skip
    # Whose a record is, is said by those who keep it.
    claim = owned("claim", "Goal/of-u1", V1, U2)
    assert (await post(blocked, claim, WRITES)).status_code == 403
    assert (await post(blocked, claim, S2)).status_code in (403, 422)
    assert (await post(blocked, owned("claim", "Goal/of-u2", V1, U1), S1)).status_code == 403
    assert (await blocked.get("Goal/of-u1", S2)).status_code == 404
    assert (await post(blocked, owned("claim", "Goal/of-u2", V1, U2), S2)).status_code == 201


async def test_27_a_unit_owns_what_its_staff_write(blocked: World) -> None:
    made = await post(blocked, goal("x", "anna", "Av enhet 2"), S2)
    assert made.status_code == 201
    ident = made.json()["id"]
    assert (await blocked.get(f"Goal/{ident}", S2)).status_code == 200


async def test_28_references_to_the_hidden_and_to_nothing_are_refused_alike(blocked: World) -> None:
    assert (await post(blocked, plan("x", "bo"), WRITES)).text == (
        await post(blocked, plan("x", "never"), WRITES)
    ).text
    for who, hidden in ((WRITES, "of-bo"), (S2, "of-u1")):
        bodies = []
        for target in (hidden, "never"):
            sent = plan("x", "anna", goal=[{"reference": f"Goal/{target}"}])
            answer = await post(blocked, sent, who)
            assert answer.status_code == 422, answer.text
            bodies.append(answer.text.replace(target, "?"))
        assert bodies[0] == bodies[1]


async def test_29_another_provider_has_ids_of_its_own(world: World) -> None:
    await world.put(goal("of-u1", "a", "Ett annat mål"), "v2")
    assert "enhet 1" in (await world.get("Goal/of-u1", SYSTEM)).text
    assert "Ett annat" in (await world.get("Goal/of-u1", SYSTEM, "v2")).text


async def test_30_what_wraps_anothers_data_is_judged_by_its_owner(world: World) -> None:
    his = patient("bo", BO, name=[{"family": "Provström"}])
    wrapped: list[Resource] = [
        {"resourceType": "Bundle", "id": "w1", "type": "collection", "entry": [{"resource": his, "fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001"}]},
        {"resourceType": "Binary", "id": "w2", "contentType": "text/plain", "data": "UHJvdnN0csO2bQ==", "securityContext": {"reference": "Patient/bo"}},
        {"resourceType": "Binary", "id": "w3", "contentType": "text/plain", "data": "UHJvdnN0csO2bQ=="},
        {"resourceType": "DocumentReference", "id": "w4", "status": "current", "subject": {"reference": "Patient/bo"},
         "content": [{"attachment": {"contentType": "text/plain", "data": "UHJvdnN0csO2bQ=="}}]},
        {"resourceType": "Communication", "id": "w5", "status": "completed", "subject": {"reference": "#bo"}, "contained": [{**his, "id": "bo"}]},
    ]  # fmt: skip
    for resource in wrapped:
        await world.put(resource)
        type_, ident = resource["resourceType"], resource["id"]
        assert (await world.get(f"{type_}/{ident}", P)).status_code == 404
        listed = await world.get(f"{type_}?_count=100", P)
        assert listed.status_code == 200
        assert "Provström" not in listed.text
        assert f'"{ident}"' not in listed.text


async def test_31_what_is_about_another_is_seen_when_its_subject_is_known(world: World) -> None:
    bo = {"reference": "Patient/bo"}
    about: list[Resource] = [
        {"resourceType": "Task", "id": "t", "status": "requested", "intent": "plan", "for": bo},
        {"resourceType": "Task", "id": "t2", "status": "requested", "intent": "plan", "focus": {"reference": "Goal/of-bo"}},
        {"resourceType": "Task", "id": "t3", "status": "requested", "intent": "plan"},
        {"resourceType": "List", "id": "l", "status": "current", "mode": "working", "subject": bo},
        {"resourceType": "List", "id": "l2", "status": "current", "mode": "working"},
        {"resourceType": "Basic", "id": "b1", "code": {"text": "x"}, "subject": bo},
        {"resourceType": "QuestionnaireResponse", "id": "q", "status": "completed", "subject": bo},
        {"resourceType": "Communication", "id": "c", "status": "completed", "subject": bo},
        owned("pr", "Goal/of-bo", V1, U1),
    ]  # fmt: skip
    for resource in about:
        await world.put(resource)
        path = f"{resource['resourceType']}/{resource['id']}"
        assert (await world.get(path, P)).status_code == 404, path
        listed = await world.get(f"{resource['resourceType']}?_count=100", P)
        assert f'"{resource["id"]}"' not in listed.text, path
    assert "Patient/bo" not in (await world.get("AuditEvent?_count=100", P)).text


async def test_32_what_is_validated_or_patched_resolves_nothing_hidden(world: World) -> None:
    for target in ("bo", "never"):
        sent = {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "x"}, "subject": {"reference": f"Patient/{target}"}}  # fmt: skip
        answer = await world.http.post(f"{URL}/Goal/$validate", json=sent, headers=P)
        assert answer.status_code == 200
        assert "Provström" not in answer.text
    assert (await world.get("Patient/bo/$validate", P)).status_code == 404
    change = {"resourceType": "Parameters", "parameter": [{"name": "operation", "part": [
        {"name": "type", "valueCode": "add"}, {"name": "path", "valueString": "Goal.where(subject.resolve().name.family = 'Provström')"},
        {"name": "name", "valueString": "language"}, {"name": "value", "valueCode": "sv"}]}]}  # fmt: skip
    headers = {**WRITES, "content-type": "application/fhir+json"}
    answer = await world.http.patch(f"{URL}/Goal/of-u1", json=change, headers=headers)
    assert answer.status_code in (400, 422)
    assert (await world.get("$graphql?query={Patient{id}}", P)).status_code == 404


async def test_35_links_keep_the_configured_base(world: World) -> None:
    forged = {**SYSTEM, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    page = await world.get("Goal?_count=1", forged)
    made = await post(world, goal("x", "anna"), forged)
    assert "evil" not in page.text
    assert made.headers["location"].startswith("http://test/providers/v1/fhir/")


async def test_36_no_error_shows_a_number_a_statement_or_a_stack(world: World) -> None:
    bad = f"19770118-{BO[-4:]}"
    paths = [f"Patient/{BO}", f"Patient?identifer={BO}", f"Goal?target-date={BO}", f"Nonsense{BO}", f"Goal/{bad}/_history/{BO}", f"Patient?birthdate={bad}", f"Patient/{BO}/$everything?_type={BO}"]  # fmt: skip
    for path in paths:
        for who in (SYSTEM, P, S1):
            answer = await world.get(path, who)
            assert answer.status_code in (400, 403, 404), path
            for word in (BO, bad, "SELECT", "Traceback", ".py", "sqlalchemy"):
                assert word not in answer.text, (path, word)
    refused = await post(world, {"resourceType": "Patient", "identifier": f"{BO}"}, SYSTEM)
    assert (refused.status_code, BO in refused.text) == (422, False)
    await world.service.store.audit.flush()
    log = (await world.get("AuditEvent?_count=100", SYSTEM)).text
    assert BO not in log
    assert ANNA not in log


@pytest.mark.parametrize(("who", "hidden"), [(P, "of-bo"), (S2, "of-u1")])
async def test_37_a_hidden_record_takes_as_long_and_as_much_as_one_that_is_not_there(
    blocked: World, who: dict[str, str], hidden: str
) -> None:
    for path in (f"Goal/{hidden}", f"Goal?_id={hidden}", f"Goal/{hidden}/_history"):
        there = await blocked.get(path, who)
        nothing = await blocked.get(path.replace(hidden, "never."[: len(hidden)]), who)
        assert there.headers.keys() == nothing.headers.keys()
        assert len(there.content) == len(nothing.content), path
    # The time that each takes is the work that each asks of the database: the same, step by step.
    assert await _work(blocked, f"Goal/{hidden}", who) == await _work(blocked, "Goal/never", who)


async def _work(world: World, path: str, who: dict[str, str]) -> list[str]:
    """What a read asks of the database, as the text of each statement."""
    database = world.service.store.database
    asked: list[str] = []

    def told(name: str) -> Any:
        ask = getattr(database, name)

        async def tell(statement: Any, *more: Any, **values: Any) -> Any:
            rendered = (
                statement if hasattr(statement, "text") else database.statements.render(statement)
            )
            asked.append(rendered.text)
            return await ask(statement, *more, **values)

        return tell

    with pytest.MonkeyPatch.context() as patch:
        for name in ("fetch", "fetch_prepared"):
            patch.setattr(database, name, told(name))
        assert (await world.get(path, who)).status_code == 404
    assert asked
    return asked
