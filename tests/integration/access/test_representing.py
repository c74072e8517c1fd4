"""Guardians read for young children, the person from 16, and nobody where a link is cut."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.integration.access.conftest import ANNA, BO, ELSA, NUMBER, World, goal, patient

pytestmark = pytest.mark.anyio

MOTHER = {"x-role": "patient", "x-subject": "anna", "x-number": ANNA, "x-represents": ELSA}
CHILD = {"x-role": "patient", "x-subject": "elsa", "x-number": ELSA}
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"


def guardian(number: str = ANNA, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "RelatedPerson",
        "id": "g",
        "patient": {"reference": "Patient/elsa"},
        "identifier": [{"system": NUMBER, "value": number}],
        "relationship": [{"coding": [{"system": ROLE, "code": "GUARD"}]}],
        **more,
    }


async def status(world: World, headers: dict[str, str], path: str = "/view/me") -> int:
    return (await world.http.get(path, headers=headers)).status_code


async def test_a_guardian_reads_until_the_13th_birthday_and_the_child_from_the_16th(
    world: World,
) -> None:
    await world.put(guardian())
    await world.put(goal("hers", "elsa", "Simma"))
    view = await world.http.get("/view/me", headers=MOTHER)
    assert [line["description"] for line in view.json()["goals"]] == ["Simma"]
    # Midnight in Sweden is an hour before midnight in UTC in January. She was born on 1 January 2017.
    for moment, mother, child in (
        (datetime(2026, 11, 23, tzinfo=UTC), 200, 403),
        (datetime(2029, 12, 31, 22, 59, tzinfo=UTC), 200, 403),
        (datetime(2029, 12, 31, 23, 0, tzinfo=UTC), 403, 403),
        (datetime(2032, 12, 31, 22, 59, tzinfo=UTC), 403, 403),
        (datetime(2032, 12, 31, 23, 0, tzinfo=UTC), 403, 200),
    ):
        world.clock.now = moment
        assert (await status(world, MOTHER), await status(world, CHILD)) == (mother, child)


@pytest.mark.parametrize(
    "link",
    [
        guardian(BO),
        guardian(active=False),
        guardian(period={"end": "2026-11-22"}),
        guardian(relationship=[{"coding": [{"system": ROLE, "code": "MTH"}]}]),
    ],
)
async def test_who_is_no_guardian_now_reads_nothing(world: World, link: dict[str, Any]) -> None:
    await world.put(link)
    assert await status(world, MOTHER) == 403


async def test_a_guardian_is_cut_off_at_once(world: World) -> None:
    await world.put(guardian())
    assert await status(world, MOTHER) == 200
    await world.put(guardian(active=False))
    assert await status(world, MOTHER) == 403


async def test_with_protected_identity_nobody_reads_for_another(world: World) -> None:
    await world.put(guardian())
    label = {
        "system": "http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel",
        "code": "sekretessmarkering",
    }
    await world.put(patient("elsa", ELSA, meta={"security": [label]}))
    assert await status(world, MOTHER) == 403


async def test_a_guardian_reads_for_no_other_child(world: World) -> None:
    await world.put(guardian())
    answer = await world.http.post(
        "/view/_search", json={"system": NUMBER, "value": BO}, headers=MOTHER
    )
    assert answer.status_code == 403
    assert BO not in answer.text


async def test_who_represents_does_not_read_the_own_view_meanwhile(world: World) -> None:
    await world.put(guardian())
    answer = await world.http.post(
        "/view/_search", json={"system": NUMBER, "value": ANNA}, headers=MOTHER
    )
    assert answer.status_code == 403
