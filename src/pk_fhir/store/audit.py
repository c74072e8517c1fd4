"""Audit rows of reads and searches: gathered for a moment, and written together.

A write's audit row is part of its own transaction. A read's is written within `DELAY` seconds, by a
task of its own, so that a read does not wait for a disk; a stop of the service writes what is left.
"""

import asyncio
import contextlib

import structlog

from pk_fhir.store.database import Database
from pk_fhir.store.plan import AuditRow

DELAY = 0.05
AT_ONCE = 1000

_log = structlog.get_logger(__name__)


class AuditTrail:
    """The rows that wait, and the task that writes them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rows: list[AuditRow] = []
        self._task: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()

    def add(self, row: AuditRow) -> None:
        """Have a row written within `DELAY` seconds."""
        self._rows.append(row)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def flush(self) -> None:
        """Write what waits; durable when this returns, what another is just writing too."""
        async with self._one_at_a_time:
            while self._rows:
                await self._write()

    async def _write(self) -> None:
        rows, self._rows = self._rows[:AT_ONCE], self._rows[AT_ONCE:]
        writing = asyncio.ensure_future(self._database.record(rows))
        try:
            # A write that has begun goes on when its waiter is cancelled: rows put back then would
            # be written twice.
            await asyncio.shield(writing)
        except asyncio.CancelledError:
            await writing
            raise
        except BaseException:
            self._rows = rows + self._rows
            raise

    async def close(self) -> None:
        """Write what waits, and end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self.flush()

    async def _later(self) -> None:
        while self._rows:
            await asyncio.sleep(DELAY)
            try:
                await self.flush()
            except Exception as error:  # noqa: BLE001 - the rows are kept, and tried again
                _log.error("audit rows wait", waiting=len(self._rows), problem=type(error).__name__)
                await asyncio.sleep(1)
