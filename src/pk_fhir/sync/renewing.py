"""A lease is renewed for as long as the work takes: who has it is alive, and nobody else begins the same."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import structlog

log = structlog.get_logger(__name__)


@asynccontextmanager
async def renewed(
    every_seconds: float, renew: Callable[[], Awaitable[None]]
) -> AsyncIterator[None]:
    """`renew` again and again until the end of the context. None is under way, or begins, after that."""
    over = asyncio.Event()

    async def renewing() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(every_seconds):
                    await over.wait()
                    return
            try:
                await renew()
            except Exception:
                # The database may be away for a moment; the lease is of several renewals.
                log.exception("a lease could not be renewed")

    task = asyncio.create_task(renewing())
    try:
        yield
    finally:
        over.set()
        await task
