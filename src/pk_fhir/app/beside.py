"""A process of its own that follows sources, beside those that serve: what changes elsewhere costs no view its time.

Of the processes of one service one has it, under a lock in the data folder; when that ends, another
takes over. It is there while there is a source to follow, is started anew when it ends, and ends with
the service (`app.follower`).
"""

import asyncio
import fcntl
import hashlib
import json
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import structlog

from pk_fhir.config import Settings
from pk_fhir.sync import ExternalSources

LOG = structlog.get_logger("pk_fhir")

# How often a process asks whether nobody has the lock any more.
LOCK_SECONDS = 5.0
# One that ended is not started again at once, so that a fault does not become a storm.
PAUSE_SECONDS = 2.0
# Longer than its own graceful stop.
STOP_SECONDS = 20.0


class Beside:
    """The process, where this one has it."""

    def __init__(self) -> None:
        self.process: Process | None = None

    def told(self, source: str) -> bool:
        """Have a source followed at once; False where another process has it, or none does just now."""
        if self.process is None or self.process.returncode is not None:
            return False
        if self.process.stdin is None or self.process.stdin.is_closing():
            return False
        self.process.stdin.write(source.encode() + b"\n")
        return True


@asynccontextmanager
async def following_beside(settings: Settings, external: ExternalSources) -> AsyncIterator[Beside]:
    """Sources followed by a process of its own until the end of the context."""
    beside = Beside()
    keeping = asyncio.create_task(_keep(settings, external, beside))
    try:
        yield beside
    finally:
        keeping.cancel()
        with suppress(asyncio.CancelledError):
            await keeping


async def _keep(settings: Settings, external: ExternalSources, beside: Beside) -> None:
    while True:
        with _lock(settings) as mine:
            if mine:
                await _kept(settings, external, beside)
        await asyncio.sleep(LOCK_SECONDS)


@contextmanager
def _lock(settings: Settings) -> Iterator[bool]:
    """Whether this process is the one of its service; given back when it ends, however it does."""
    name = hashlib.sha256(settings.database_url.encode()).hexdigest()[:16]
    with (settings.data_dir / f"following-{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


async def _kept(settings: Settings, external: ExternalSources, beside: Beside) -> None:
    """While there is a source to follow, have a process that does."""
    while True:
        replaced = external.replaced
        if _followed(external):
            await _run(settings, external, beside)
        else:
            await replaced.wait()


def _followed(external: ExternalSources) -> bool:
    return any(source.follow_seconds for source in external.sources)


async def _run(settings: Settings, external: ExternalSources, beside: Beside) -> None:
    """One process, from its start until it ends or there is nothing to follow."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "pk_fhir.app.follower", stdin=asyncio.subprocess.PIPE
    )
    ended = asyncio.create_task(process.wait())
    try:
        await _tell(process, settings)
        beside.process = process
        while not ended.done() and _followed(external):
            replaced = asyncio.create_task(external.replaced.wait())
            await asyncio.wait({ended, replaced}, return_when=asyncio.FIRST_COMPLETED)
            replaced.cancel()
        if ended.done():
            LOG.error("the process that follows sources ended", status=process.returncode)
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        beside.process = None
        stopping = asyncio.create_task(_stopped(process, ended))
        try:
            await asyncio.shield(stopping)
        finally:
            # The service may end while it is waited for.
            await stopping


async def _tell(process: Process, settings: Settings) -> None:
    if process.stdin is None:
        raise RuntimeError("a process that was started with a pipe has none")
    # One that ended at once is told of by its status.
    with suppress(ConnectionError):
        process.stdin.write(json.dumps(settings.model_dump(mode="json")).encode() + b"\n")
        await process.stdin.drain()


async def _stopped(process: Process, ended: asyncio.Task[int]) -> None:
    """Let it end what it is doing."""
    if not ended.done():
        process.terminate()
        await asyncio.wait({ended}, timeout=STOP_SECONDS)
    if not ended.done():
        LOG.error("the process that follows sources does not end: killed")
        process.kill()
        await ended
    if process.stdin is not None:
        process.stdin.close()
        # It may have ended with something unread.
        with suppress(ConnectionError):
            await process.stdin.wait_closed()
