"""Many notices in a moment are one reading, and none that comes during a reading is lost."""

import asyncio
from typing import Any

import pytest

from pk_fhir.sync.following import Turn
from pk_fhir.sync.notices import prompt as prompting
from pk_fhir.sync.notices.prompt import Prompt
from pk_fhir.sync.source import Source

pytestmark = pytest.mark.anyio

SOURCE = Source(key="there", name="Exempelby", base_url="http://there.example", subscribe=True)


class Following:
    """Stands for a follower: counts its turns, which end when they are let."""

    def __init__(self, *turns: Turn) -> None:
        self.begun = 0
        self.has_begun = asyncio.Event()
        self.may_end = asyncio.Event()
        self._turns = list(turns)

    async def turn(self, _source: Source) -> Turn:
        self.begun += 1
        self.has_begun.set()
        await self.may_end.wait()
        return self._turns.pop(0) if self._turns else Turn()


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompting, "GATHER_SECONDS", 0.01)
    monkeypatch.setattr(prompting, "AGAIN_SECONDS", 0.01)


def made(*turns: Turn) -> tuple[Prompt, Following]:
    following: Any = Following(*turns)
    return Prompt(following, lambda: [SOURCE]), following


async def test_many_notices_are_one_reading() -> None:
    prompt, following = made()
    following.may_end.set()
    for _ in range(20):
        prompt.told("there")
    await prompt.aclose()
    assert following.begun == 1


async def test_one_that_comes_during_a_reading_is_followed_by_another() -> None:
    prompt, following = made()
    prompt.told("there")
    await following.has_begun.wait()
    prompt.told("there")
    following.may_end.set()
    await prompt.aclose()
    assert following.begun == 2


async def test_while_another_process_reads_it_is_tried_again() -> None:
    prompt, following = made(Turn(elsewhere=True), Turn(elsewhere=True), Turn())
    following.may_end.set()
    prompt.told("there")
    await prompt.aclose()
    assert following.begun == 3


async def test_only_sources_that_were_asked_to_tell_are_known() -> None:
    prompt, _ = made()
    assert (prompt.knows("there"), prompt.knows("elsewhere")) == (True, False)
