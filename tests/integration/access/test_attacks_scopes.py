"""Attacks 38 to 40: scopes are never wider than they are written, whichever road is taken."""

import httpx
import pytest
from tests.integration.access.conftest import P, World, plan

pytestmark = pytest.mark.anyio

ACTIVE = {**P, "x-scopes": "patient/CarePlan.rs?status=active patient/Goal.rs patient/Patient.rs"}


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return sorted(entry["resource"]["id"] for entry in answer.json().get("entry", []))


@pytest.fixture
async def plans(world: World) -> World:
    await world.put(plan("active", "anna"))
    await world.put(
        plan("draft", "anna", status="draft", partOf=[{"reference": "CarePlan/active"}])
    )
    await world.put(plan("child", "anna", partOf=[{"reference": "CarePlan/draft"}]))
    await world.put(plan("was-active", "anna"))
    await world.put(plan("was-active", "anna", status="draft"))
    return world


async def test_38_a_narrowed_scope_hides_the_rest_on_every_road(plans: World) -> None:
    async def get(path: str) -> httpx.Response:
        return await plans.get(path, ACTIVE)

    for path in ("CarePlan/draft", "CarePlan/draft/_history", "CarePlan/draft/_history/1", "CarePlan/was-active", "CarePlan/was-active/_history/2", "CarePlan/draft/$everything"):  # fmt: skip
        never = await get(path.replace("draft", "never").replace("was-active", "never"))
        hidden = await get(path)
        assert hidden.status_code == 404, path
        assert hidden.text == never.text, path
    assert (await get("CarePlan/active")).status_code == 200
    assert (await get("CarePlan/was-active/_history/1")).status_code == 200
    assert ids(await get("CarePlan")) == ["active", "child"]
    assert ids(await get("CarePlan?status=draft")) == []
    assert (await get("CarePlan?_summary=count")).json()["total"] == 2
    assert ids(await get("CarePlan?_id=draft,active")) == ["active"]
    assert ids(await get("CarePlan?_id=child&_include=CarePlan:part-of")) == ["child"]
    assert ids(await get("CarePlan?_id=active&_revinclude=CarePlan:part-of")) == ["active"]
    assert ids(await get("CarePlan?part-of.status=draft")) == []
    assert ids(await get("CarePlan?_has:CarePlan:part-of:status=draft")) == []
    assert ids(await get("Patient?_has:CarePlan:subject:status=draft")) == []
    assert ids(await get("Patient?_has:CarePlan:subject:status=active")) == ["anna"]
    everything = ids(await get("Patient/anna/$everything"))
    assert "draft" not in everything
    assert "active" in everything
    history = await get("CarePlan/_history")
    assert '"status":"draft"' not in history.text
    system = await get("_history")
    assert '"status":"draft"' not in system.text


async def test_38_a_narrowed_scope_does_not_open_writing(plans: World) -> None:
    writes = {**P, "x-scopes": "patient/CarePlan.cruds?status=active"}
    for ident in ("active", "draft"):
        answer = await plans.http.put(
            f"/providers/v1/fhir/CarePlan/{ident}", json=plan(ident, "anna"), headers=writes
        )
        assert answer.status_code == 403
    both = {**P, "x-scopes": "patient/CarePlan.rs?status=active patient/CarePlan.u"}
    answer = await plans.http.put(
        "/providers/v1/fhir/CarePlan/draft", json=plan("draft", "anna"), headers=both
    )
    assert answer.status_code == 404


async def test_38_conditions_find_what_the_scope_opens(plans: World) -> None:
    both = {**P, "x-scopes": "patient/CarePlan.rs?status=active patient/CarePlan.cud"}
    answer = await plans.http.delete(
        "/providers/v1/fhir/CarePlan?status=draft&_id=draft", headers=both
    )
    assert answer.status_code == 204
    assert (await plans.get("CarePlan/draft", {"x-role": "system"})).status_code == 200


@pytest.mark.parametrize(
    "scope",
    [
        "patient/CarePlan.dus",
        "patient/CarePlan.sr",
        "PATIENT/CarePlan.rs",
        "patient/careplan.rs",
        "user/CarePlan.rs",
        "system/CarePlan.rs",
        "system/*.cruds",
        "patient/CarePlan.rs?nonsense=1",
        "patient/CarePlan.rs?category:in=http://example.org/vs",
        "patient/CarePlan.rs?subject.name=Anna",
        "patient/CarePlan.rs?_has:Goal:subject:_id=x",
        "patient/CarePlan.rs?_filter=status eq active",
        "patient/CarePlan.rs?date=gt2020-01-01",
        "patient/*.rs?_tag=x",
    ],
)  # fmt: skip
async def test_39_a_scope_that_cannot_be_read_exactly_opens_nothing(
    plans: World, scope: str
) -> None:
    # Header values are split at spaces, as scopes are.
    headers = {**P, "x-scopes": scope}
    for path in ("CarePlan", "CarePlan/active"):
        assert (await plans.get(path, headers)).status_code == 403


async def test_39_version_1_scopes_are_what_they_were(plans: World) -> None:
    reads = {**P, "x-scopes": "patient/CarePlan.read"}
    assert (await plans.get("CarePlan", reads)).status_code == 200
    answer = await plans.http.delete("/providers/v1/fhir/CarePlan/active", headers=reads)
    assert answer.status_code == 403
    writes = {**P, "x-scopes": "patient/CarePlan.write"}
    assert (await plans.get("CarePlan/active", writes)).status_code == 403


async def test_40_reading_and_searching_are_opened_apart_and_one_type_opens_no_other(
    plans: World,
) -> None:
    reads = {**P, "x-scopes": "patient/CarePlan.r"}
    searches = {**P, "x-scopes": "patient/CarePlan.s"}
    user = {"x-role": "staff", "x-scopes": "user/CarePlan.cruds"}
    assert (await plans.get("CarePlan", reads)).status_code == 403
    assert (await plans.get("CarePlan/active", reads)).status_code == 200
    assert (await plans.get("CarePlan/active", searches)).status_code == 403
    assert (await plans.get("CarePlan", searches)).status_code == 200
    for path in ("Goal", "Goal/of-u1", "Patient/anna", "Goal/_history", "Patient/anna/$everything"):
        assert (await plans.get(path, user)).status_code == 403
    assert {entry["resource"]["resourceType"] for entry in (await plans.get("?_count=100", user)).json()["entry"]} == {"CarePlan"}  # fmt: skip
