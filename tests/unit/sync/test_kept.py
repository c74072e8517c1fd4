"""What sources answered leaves the process once the store has it, and a part never stands before a whole."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from pk_fhir.sync.kept import Kept
from pk_fhir.sync.outcome import Pulled, Reason
from pk_fhir.sync.replicas import Known, ReplicaKeeper
from pk_fhir.sync.source import Person, Source

pytestmark = pytest.mark.anyio

SOURCE = Source(key="there", name="Exempelby")
PERSON = Person(identifiers=(("urn:oid:1.2.752.74.9.1", "RES000000001"),))
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


def answer(title: str, *, part: bool = False) -> Pulled:
    return Pulled(
        source=SOURCE,
        state="truncated" if part else "fresh",
        fetched=NOW,
        resources=[{"resourceType": "CarePlan", "id": "1", "title": title}],
        reason=Reason(key="view.reason.too-many") if part else None,
    )


class Keeper:
    """A store that takes what it is given when it is let, or never; and then tells it."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.broken = False
        self.known: Known | None = None

    async def keep(self, _person: Person, pulled: Pulled, _sent: Sequence[bytes]) -> None:
        await self.open.wait()
        if self.broken:
            raise OSError("no space left")
        if self.known is None or pulled.reason is None:
            self.known = Known(pulled.fetched or NOW, pulled)

    async def last(self, _sources: Sequence[Source], _person: Person) -> dict[str, Known]:
        return {} if self.known is None else {"there": self.known}


def kept_by(keeper: Keeper) -> Kept:
    return Kept(1000, cast("ReplicaKeeper", keeper))


async def shown(kept: Kept) -> str | None:
    found = await kept.before([SOURCE], PERSON)
    return found["there"].resources[0]["title"] if found else None


async def test_an_answer_is_here_until_the_store_has_it() -> None:
    keeper = Keeper()
    kept = kept_by(keeper)
    kept.answered(PERSON, answer("new"), [b"{}"], NOW)
    assert (await shown(kept), kept.held()) == ("new", 1)
    keeper.open.set()
    await kept.aclose()
    assert (await shown(kept), kept.held()) == ("new", 0)


async def test_who_reads_in_order_to_keep_waits_for_the_store() -> None:
    keeper = Keeper()
    kept = kept_by(keeper)
    storing = kept.answered(PERSON, answer("new"), [b"{}"], NOW)
    assert storing is not None
    assert not storing.done()
    keeper.open.set()
    assert await storing


async def test_an_answer_that_the_store_does_not_take_stays_here_and_is_said_to() -> None:
    keeper = Keeper()
    keeper.broken = True
    keeper.open.set()
    kept = kept_by(keeper)
    storing = kept.answered(PERSON, answer("new"), [b"{}"], NOW)
    await kept.aclose()
    assert storing is not None
    assert not await storing
    assert (await shown(kept), kept.held()) == ("new", 1)


async def test_a_part_stands_behind_the_whole_that_the_store_has() -> None:
    keeper = Keeper()
    keeper.known = Known(NOW, answer("whole"))
    kept = kept_by(keeper)
    kept.answered(PERSON, answer("part", part=True), [b"{}"], NOW + timedelta(minutes=1))
    assert await shown(kept) == "whole"
    keeper.open.set()
    await kept.aclose()
    assert (await shown(kept), kept.held()) == ("whole", 0)
    keeper.open.clear()
    kept.answered(PERSON, answer("newer"), [b"{}"], NOW + timedelta(minutes=2))
    assert await shown(kept) == "newer"
    keeper.open.set()
    await kept.aclose()


async def test_no_more_answers_are_here_than_are_let() -> None:
    kept = Kept(2, None)
    for number in range(5):
        person = Person(identifiers=(("urn:oid:1.2.752.74.9.1", f"RES00000000{number}"),))
        kept.answered(person, answer("one"), [b"{}"], NOW)
    assert kept.held() == 2
