"""What staff of another care provider see in the view, and what is said of the rest."""

from typing import Any

import pytest
from tests.integration.access.conftest import (
    ANNA,
    BO,
    S1,
    S2,
    U1,
    U2,
    V1,
    V2,
    X1,
    World,
    X,
    block,
    consent,
    goal,
    lifting,
    owned,
    relation,
)

pytestmark = pytest.mark.anyio


def goals(view: dict[str, Any]) -> list[str]:
    return sorted(line["description"] for line in view.get("goals", []))


def source(view: dict[str, Any], key: str) -> tuple[str, str | None]:
    [found] = [each for each in view["sources"] if each["key"] == key]
    return found["state"], found.get("reason")


def notes(view: dict[str, Any]) -> list[str]:
    return sorted(note["key"] for note in view.get("quality", []))


async def opened(world: World) -> None:
    await world.put(consent("s", "a", X1), "v2")
    await world.put(relation("r", "a", X1), "v2")


HERS = ["Mål från enhet 1", "Mål från enhet 2"]


async def test_without_consent_another_provider_is_named_and_not_read(world: World) -> None:
    view = await world.view(ANNA, X)
    assert goals(view) == ["Mål från sjukhuset"]
    assert source(view, "v1") == (
        "not-authorised",
        "Patientens samtycke till att läsa från Region Exempel saknas. Fråga patienten, eller gör en nödöppning med ett skäl.",
    )
    assert not view["complete"]


async def test_consent_alone_is_not_enough(world: World) -> None:
    await world.put(consent("s", "a", X1), "v2")
    state, reason = source(await world.view(ANNA, X), "v1")
    assert state == "not-authorised"
    assert reason == "En vårdrelation med din enhet saknas, därför läses inget från Region Exempel."


async def test_with_consent_and_a_care_relation_all_is_read(world: World) -> None:
    await opened(world)
    view = await world.view(ANNA, X)
    assert goals(view) == [*HERS, "Mål från sjukhuset"]
    assert source(view, "v1") == ("fresh", None)
    assert view["complete"]
    other = await world.view(BO, X)
    assert source(other, "v1")[0] == "not-authorised"
    assert "Bos mål" not in str(other)


async def test_a_consent_that_ended_is_none(world: World) -> None:
    await opened(world)
    await world.put(consent("s", "a", X1, period={"end": "2026-11-22"}), "v2")
    assert source(await world.view(ANNA, X), "v1")[0] == "not-authorised"
    await world.put(consent("s", "a", X1, period={"end": "2026-11-23"}), "v2")
    assert source(await world.view(ANNA, X), "v1")[0] == "fresh"


async def test_an_outer_block_goes_before_consent(world: World) -> None:
    await opened(world)
    await world.put(block("b", "anna", "outer", V1))
    view = await world.view(ANNA, X)
    assert goals(view) == ["Mål från sjukhuset"]
    assert source(view, "v1")[0] == "blocked"
    assert "spärrat" in str(source(view, "v1")[1])
    assert "Uppgifter från Region Exempel är spärrade och visas inte." in view["reasons"]
    assert goals(await world.view(ANNA, S1)) == HERS


async def test_an_inner_block_hides_one_units_records_and_says_that_it_does(world: World) -> None:
    await opened(world)
    await world.put(block("b", "anna", "inner", U1))
    for headers, seen in ((S1, HERS), (S2, HERS[1:]), (X, [HERS[1], "Mål från sjukhuset"])):
        view = await world.view(ANNA, headers)
        assert goals(view) == seen
        assert ("view.note.blocked" in notes(view)) == (headers is not S1)
        if headers is not S1:
            assert not view["complete"]
            assert "Mål från enhet 1" not in str(view)


async def test_a_lifted_block_is_open_for_the_unit_until_it_ends(world: World) -> None:
    for_u2 = lifting(U2, "2026-11-22T10:00:00Z", "2026-11-24T10:00:00Z")
    await world.put(block("b", "anna", "inner", U1, provision=[for_u2]))
    assert goals(await world.view(ANNA, S2)) == HERS
    world.clock.now = world.clock.now.replace(day=25)
    assert goals(await world.view(ANNA, S2)) == HERS[1:]


async def test_a_block_of_a_time_hides_what_overlaps_it(world: World) -> None:
    await world.put(goal("dated", "anna", "Daterat", startDate="2026-03-01"))
    await world.put(
        {**goal("x", "anna"), "id": "later", "description": {"text": "Senare"}, "startDate": "2026-09-01"}
    )  # fmt: skip
    for ident in ("dated", "later"):
        await world.put(owned(f"p-{ident}", f"Goal/{ident}", V1, U1))
    await world.put(
        block("b", "anna", "inner", U1, dataPeriod={"start": "2026-01-01", "end": "2026-06-30"})
    )
    # Of the time that it blocks, and of unknown time.
    assert goals(await world.view(ANNA, S2)) == ["Mål från enhet 2", "Senare"]


async def test_what_has_no_known_unit_is_not_shown_to_another_provider(world: World) -> None:
    await opened(world)
    await world.put(goal("nobodys", "anna", "Utan enhet"))
    view = await world.view(ANNA, X)
    assert "Utan enhet" not in str(view)
    assert notes(view) == ["view.note.unknown-owner"]
    assert not view["complete"]
    assert "Utan enhet" in goals(await world.view(ANNA, S1))


async def test_who_has_logged_in_for_another_purpose_reads_nothing_of_others(world: World) -> None:
    await opened(world)
    view = await world.view(ANNA, {**X, "x-purpose": "HOPERAT"})
    assert source(view, "v1")[0] == "not-authorised"
    assert "annat ändamål" in str(source(view, "v1")[1])


async def test_a_care_relation_with_the_whole_provider_is_enough(world: World) -> None:
    await world.put(consent("s", "a", V2), "v2")
    await world.put(relation("r", "a", V2), "v2")
    assert source(await world.view(ANNA, X), "v1")[0] == "fresh"
