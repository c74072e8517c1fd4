"""Attacks 1 to 23: what may not be seen is as if it had never been, whichever way it is asked for.

Two who may not see: Anna's program, of Bo's records; and staff of another unit, of records that Anna has
blocked. The names begin with the number of the attack.
"""

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
    V1,
    P,
    World,
    X,
    block,
    goal,
    owned,
    plan,
)

pytestmark = pytest.mark.anyio

Resource = dict[str, Any]
# Who asks, a record that is hidden from them, and one of the same type that is not.
HIDDEN = [
    pytest.param(P, "Goal/of-bo", "Goal/of-u1", id="another-patient"),
    pytest.param(S2, "Goal/of-u1", "Goal/of-u2", id="another-unit"),
]


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(
        entry["resource"]["id"]
        for entry in answer.json().get("entry", [])
        if entry["resource"]["resourceType"] != "OperationOutcome"
    )


def shape(answer: httpx.Response) -> tuple[int, str, list[str]]:
    headers = [name for name in answer.headers if name != "content-length"]
    return answer.status_code, answer.text, headers


def observation(ident: str, of: str, **more: Any) -> Resource:
    return {
        "resourceType": "Observation",
        "id": ident,
        "status": "final",
        "code": {"coding": [{"system": "urn:c", "code": "c"}]},
        "subject": {"reference": f"Patient/{of}"},
        **more,
    }


@pytest.fixture
async def blocked(world: World) -> World:
    """Anna has blocked unit 1, and more refers to what is hidden."""
    unit = {"resourceType": "Organization", "id": "unit", "name": "Enheten"}
    who = {"resourceType": "Practitioner", "id": "prac", "name": [{"family": "Berg"}]}
    bodies: list[Resource] = [
        unit,
        who,
        block("b", "anna", "inner", U1),
        observation("o-bo", "bo", performer=[{"reference": "Practitioner/prac"}]),
        observation("o-u1", "anna", performer=[{"reference": "Practitioner/prac"}]),
        plan("plan-bo", "bo", author={"reference": "Practitioner/prac"}, goal=[{"reference": "Goal/of-bo"}]),
        plan("plan-u1", "anna", author={"reference": "Practitioner/prac"}, goal=[{"reference": "Goal/of-u1"}]),
        owned("p5", "Observation/o-u1", V1, U1),
        owned("p6", "CarePlan/plan-u1", V1, U1),
        {"resourceType": "CareTeam", "id": "team-bo", "status": "active", "subject": {"reference": "Patient/bo"},
         "participant": [{"member": {"reference": "Organization/unit"}}]},
        {"resourceType": "CareTeam", "id": "team-u1", "status": "active", "subject": {"reference": "Patient/anna"},
         "participant": [{"member": {"reference": "Organization/unit"}}, {"member": {"reference": "Patient/bo"}}]},
        owned("p7", "CareTeam/team-u1", V1, U1),
        {"resourceType": "Group", "id": "both", "type": "person", "actual": True,
         "member": [{"entity": {"reference": "Patient/anna"}}, {"entity": {"reference": "Patient/bo"}}]},
        {"resourceType": "List", "id": "list", "status": "current", "mode": "working", "subject": {"reference": "Patient/anna"},
         "entry": [{"item": {"reference": "Goal/of-bo"}}, {"item": {"reference": "Goal/of-u1"}}]},
        {"resourceType": "Appointment", "id": "visit", "status": "proposed",
         "participant": [{"actor": {"reference": "Patient/anna"}, "status": "accepted"}, {"actor": {"reference": "Patient/bo"}, "status": "accepted"}]},
        {"resourceType": "RelatedPerson", "id": "rel", "patient": {"reference": "Patient/bo"}},
    ]  # fmt: skip
    for body in bodies:
        await world.put(body)
    return world


@pytest.mark.parametrize(("who", "hidden", "seen"), HIDDEN)
async def test_01_read_head_vread_and_history(
    blocked: World, who: dict[str, str], hidden: str, seen: str
) -> None:
    for tail in ("", "/_history", "/_history/1", "/_history/9", "/$validate", "/$meta"):
        never = await blocked.get(f"Goal/never{tail}", who)
        answer = await blocked.get(f"{hidden}{tail}", who)
        assert shape(answer) == shape(never), tail
        assert answer.status_code == 404
    url = "/providers/v1/fhir/"
    head = await blocked.http.head(url + hidden, headers=who)
    assert (head.status_code, head.content) == (404, b"")
    assert (await blocked.get(seen, who)).status_code == 200


async def test_02_an_old_version_of_when_it_was_anothers(world: World) -> None:
    await world.put(goal("moved", "bo"))
    await world.put(goal("moved", "anna"))
    assert (await world.get("Goal/moved", P)).status_code == 200
    old, never = await world.get("Goal/moved/_history/1", P), await world.get("Goal/never/_history/1", P)  # fmt: skip
    assert shape(old) == shape(never)
    history = await world.get("Goal/moved/_history", P)
    assert [each["response"]["etag"] for each in history.json()["entry"]] == ['W/"2"']
    assert history.json()["total"] == 1


@pytest.mark.parametrize(("who", "hidden", "seen"), HIDDEN)
async def test_03_conditional_reads(
    blocked: World, who: dict[str, str], hidden: str, seen: str
) -> None:
    for more in (
        {"If-None-Match": 'W/"1"'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": "Fri, 01 Jan 2038 00:00:00 GMT"},
    ):
        assert (await blocked.get(hidden, {**who, **more})).status_code == 404
        assert (await blocked.get(seen, {**who, **more})).status_code == 304


async def test_04_what_was_deleted(blocked: World) -> None:
    await blocked.put(goal("gone", "bo"))
    url = "/providers/v1/fhir/Goal/"
    assert (await blocked.http.delete(f"{url}gone", headers=SYSTEM)).status_code == 204
    writes = {**P, "x-scopes": "patient/*.cruds", "If-Match": 'W/"7"'}
    assert shape(await blocked.get("Goal/gone", P)) == shape(await blocked.get("Goal/never", P))
    deleted, never = await blocked.http.delete(f"{url}gone", headers=writes), await blocked.http.delete(f"{url}never", headers=writes)  # fmt: skip
    assert shape(deleted) == shape(never)
    put = await blocked.http.put(f"{url}gone", json=goal("gone", "anna"), headers=writes)
    assert put.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "subject=Patient/bo",
        "subject=bo",
        "subject=http://test/providers/v1/fhir/Patient/bo",
        "subject:Patient=bo",
        f"subject:identifier={NUMBER}|{BO}",
        f"subject:identifier=urn:oid:1.2.752.129.2.1.3.1|{BO}",
        "subject=urn:uuid:00000000-0000-4000-8000-000000000001",
        "patient=bo",
    ],
)
async def test_05_the_same_empty_answer_in_all_spellings(blocked: World, query: str) -> None:
    answer = await blocked.get(f"Goal?{query}&_total=accurate", P)
    assert (ids(answer), answer.json()["total"]) == ([], 0)


async def test_06_lists_of_ids(blocked: World) -> None:
    assert ids(await blocked.get("Patient?_id=anna,bo", P)) == ["anna"]
    assert ids(await blocked.get("Goal?patient=anna,bo", P)) == ["of-u1", "of-u2"]
    assert ids(await blocked.get("Goal?_id=of-u1,of-u2", S2)) == ["of-u2"]


@pytest.mark.parametrize("type_", ["Group", "List", "CareTeam", "Appointment", "CarePlan"])
async def test_07_includes_of_what_names_another(blocked: World, type_: str) -> None:
    for who in (P, S2):
        for query in ("_include=*", "_revinclude=*", "_include=*&_revinclude=*"):
            answer = await blocked.get(f"{type_}?{query}", who)
            found = set(ids(answer))
            hidden = {"bo", "of-bo", "plan-bo", "team-bo", "both"} if who is P else {"of-u1", "plan-u1", "o-u1", "team-u1"}  # fmt: skip
            assert not found & hidden, (who, query)


async def test_08_includes_of_a_type_without_scope(blocked: World) -> None:
    one = {**P, "x-scopes": "patient/CarePlan.rs"}
    for query in ("_revinclude=Observation:subject", "_include=CarePlan:goal", "_include=*"):
        assert ids(await blocked.get(f"CarePlan?{query}", one)) == ["plan-u1"]


async def test_09_iterated_includes_stop_at_the_edge_on_every_page(blocked: World) -> None:
    query = "CareTeam?_include:iterate=*&_revinclude:iterate=RelatedPerson:patient&_count=1"
    await blocked.put({"resourceType": "CareTeam", "id": "t2", "status": "active", "subject": {"reference": "Patient/anna"}, "participant": [{"member": {"reference": "Patient/bo"}}]})  # fmt: skip
    answer = await blocked.get(query, P)
    pages = 0
    while True:
        pages += 1
        assert not set(ids(answer)) & {"bo", "rel", "of-bo"}
        following = [each["url"] for each in answer.json()["link"] if each["relation"] == "next"]
        if not following:
            break
        answer = await blocked.http.get(following[0], headers=P)
    assert pages == 2


async def test_10_has_without_scope_is_refused_whether_it_matches_or_not(blocked: World) -> None:
    one = {**P, "x-scopes": "patient/Patient.rs"}
    answers = [
        await blocked.get(f"Patient?_has:Observation:patient:code={code}", one)
        for code in ("c", "none")
    ]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].text == answers[1].text


async def test_11_has_on_shared_types_matches_what_is_seen(blocked: World) -> None:
    for who, team, observed in ((P, "team-bo", "o-bo"), (S2, "team-u1", "o-u1")):
        units = f"Organization?_has:CareTeam:participant:_id={team}"
        staff = f"Practitioner?_has:Observation:performer:_id={observed}"
        assert ids(await blocked.get(units, who)) == []
        assert ids(await blocked.get(staff, who)) == []
        assert ids(await blocked.get(units, SYSTEM)) == ["unit"]
        assert ids(await blocked.get(staff, SYSTEM)) == ["prac"]


async def test_12_chains(blocked: World) -> None:
    for query in (
        f"subject:Patient.identifier={NUMBER}|{BO}",
        "subject:Patient.name=Provström",
        "goal.subject:Patient.name=Provström",
    ):
        assert ids(await blocked.get(f"CarePlan?{query}", P)) == []
    assert ids(await blocked.get("CarePlan?goal:Goal._id=of-u1", S2)) == []


async def test_13_two_conditions_meet_on_one_row_that_is_seen(blocked: World) -> None:
    mine = {"security": [{"system": "urn:s", "code": "mine"}]}
    both = "Patient?_has:Observation:patient:code=c&_has:Observation:patient:_security=mine"
    await blocked.put(observation("o-own", "anna", meta=mine, code={"text": "annat"}))
    await blocked.put(owned("p8", "Observation/o-own", V1, "SE2120000001-U2"))
    # The code stands on one, the label on another.
    assert ids(await blocked.get(both, S1)) == []
    await blocked.put(observation("o-u1", "anna", meta=mine))
    assert ids(await blocked.get(both, S1)) == ["anna"]
    # For one who sees only the other.
    assert ids(await blocked.get(both, S2)) == []


@pytest.mark.parametrize(("who", "total"), [(P, 2), (S2, 2), (S1, 3)])
async def test_14_totals(blocked: World, who: dict[str, str], total: int) -> None:
    for query in ("_summary=count", "_total=accurate", "_total=estimate", "_count=0"):
        assert (await blocked.get(f"Goal?{query}", who)).json()["total"] == total
    assert len(ids(await blocked.get("Goal", who))) == total


async def test_15_the_order_tells_nothing_and_a_changed_cursor_is_refused(blocked: World) -> None:
    for order in ("start-date", "-_lastUpdated", "_id", "lifecycle-status,-_id"):
        first = await blocked.get(f"Goal?_sort={order}&_count=1", S2)
        [link] = [each["url"] for each in first.json()["link"] if each["relation"] == "next"]
        second = await blocked.http.get(link, headers=S2)
        assert sorted(ids(first) + ids(second)) == ["of-bo", "of-u2"]
        changed = link[:-4] + ("AAAA" if not link.endswith("AAAA") else "BBBB")
        assert (await blocked.http.get(changed, headers=S2)).status_code == 400


async def next_of(world: World, path: str, who: dict[str, str]) -> str:
    answer = await world.get(path, who)
    return str(next(each["url"] for each in answer.json()["link"] if each["relation"] == "next"))


async def test_16_a_page_link_is_its_owners(world: World) -> None:
    for path in ("Goal?_count=1", "Goal/_history?_count=1", "Patient/anna/$everything?_count=1"):
        link = await next_of(world, path, P)
        assert (await world.http.get(link, headers=P)).status_code == 200
        for other in (S1, SYSTEM, {**P, "x-subject": "bo", "x-patient": "bo", "x-number": BO}, X):
            assert (await world.http.get(link, headers=other)).status_code == 404
        there = link.replace("/providers/v1/", "/providers/v2/")
        # Who the token says is its patient is another Patient at another care provider.
        assert (await world.http.get(there, headers=P)).status_code == 403


async def test_17_and_18_pages_are_judged_again_and_go_on_when_one_is_empty(world: World) -> None:
    for number in range(4):
        await world.put(goal(f"g{number}", "anna"))
        await world.put(owned(f"pg{number}", f"Goal/g{number}", V1, U1))
    link = await next_of(world, "Goal?_count=1&subject=Patient/anna", S2)
    await world.put(block("b", "anna", "inner", U1))
    seen: list[str] = []
    while True:
        answer = await world.http.get(link, headers=S2)
        assert "issue" not in answer.text
        seen += ids(answer)
        following = [each["url"] for each in answer.json()["link"] if each["relation"] == "next"]
        if not following:
            break
        link = following[0]
    assert seen == ["of-u2"]


@pytest.mark.parametrize("shape_", ["_elements=id", "_elements=description", "_summary=text", "_summary=true", "_summary=data"])  # fmt: skip
async def test_19_the_decision_is_taken_before_the_projection(blocked: World, shape_: str) -> None:
    for who, hidden in ((P, "of-bo"), (S2, "of-u1")):
        assert hidden not in ids(await blocked.get(f"Goal?{shape_}", who))
        assert (await blocked.get(f"Goal/{hidden}?{shape_}", who)).status_code == 404


async def test_21_everything(blocked: World) -> None:
    for query in ("", "?_type=Goal", "?_since=2020-01-01T00:00:00Z"):
        answer = await blocked.get(f"Patient/bo/$everything{query}", P)
        assert shape(answer) == shape(await blocked.get(f"Patient/never/$everything{query}", P))
    assert shape(await blocked.get("CarePlan/plan-bo/$everything", P)) == shape(await blocked.get("CarePlan/never/$everything", P))  # fmt: skip
    mine = set(ids(await blocked.get("Patient/anna/$everything", P)))
    assert not mine & {"bo", "of-bo", "plan-bo", "both"}
    all_ = await blocked.get("Patient/$everything", P)
    assert all_.status_code in (403, 404) or not set(ids(all_)) & {"bo", "of-bo", "plan-bo"}
    theirs = set(ids(await blocked.get("Patient/anna/$everything", S2)))
    assert "of-u2" in theirs
    assert not theirs & {"of-u1", "plan-u1", "o-u1", "team-u1", "p1", "p5"}
    assert (await blocked.get("Composition/x/$document", P)).status_code == 404


async def test_22_a_bulk_export_is_not_offered(blocked: World) -> None:
    for path in ("$export", "Patient/$export", "Group/both/$export"):
        assert (await blocked.get(path, SYSTEM)).status_code == 404


async def test_23_history_of_a_type_and_of_all(blocked: World) -> None:
    reads = {**P, "x-scopes": "patient/*.r"}
    for path in ("_history", "Goal/_history"):
        assert (await blocked.get(path, reads)).status_code == 403
        for who, hidden in ((P, "of-bo"), (S2, "of-u1")):
            assert hidden not in ids(await blocked.get(f"{path}?_count=200", who))
    answer = await blocked.get("Goal/_history", S2)
    assert answer.json()["total"] == 2


async def test_anna_is_told_apart_by_nothing(blocked: World) -> None:
    assert ANNA not in (await blocked.get(f"Patient?identifier={NUMBER}|{BO}", P)).text
