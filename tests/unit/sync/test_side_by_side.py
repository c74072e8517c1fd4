"""Of what goes on side by side nothing is left when it has ended."""

import asyncio

import pytest

from pk_fhir.sync.side_by_side import side_by_side

pytestmark = pytest.mark.anyio


class Work:
    """Goes on until it is cancelled, and then lets go when it may."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.may_let_go = asyncio.Event()
        self.let_go = False

    async def run(self) -> None:
        try:
            self.begun.set()
            await asyncio.Event().wait()
        finally:
            await self.may_let_go.wait()
            self.let_go = True


async def at_once() -> None:
    await asyncio.Event().wait()


async def test_who_is_cancelled_has_ended_when_the_last_has_let_go() -> None:
    work = Work()
    both = asyncio.create_task(side_by_side(at_once(), work.run()))
    await work.begun.wait()
    both.cancel()
    for _ in range(10):
        await asyncio.sleep(0)
    assert not both.done()
    work.may_let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await both
    assert work.let_go


async def test_a_failure_ends_the_others_and_is_told() -> None:
    work = Work()
    work.may_let_go.set()

    async def fails() -> None:
        await work.begun.wait()
        raise OSError

    with pytest.raises(OSError):  # noqa: PT011 - it has no words
        await side_by_side(work.run(), fails())
    assert work.let_go


async def test_nothing_ends_at_once() -> None:
    await side_by_side()
