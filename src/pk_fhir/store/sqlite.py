"""SQLite: readers on connections of their own, and one writer thread that commits many plans at once.

WAL, `synchronous=FULL` (a commit is on the disk when it is acknowledged), `BEGIN IMMEDIATE` (two
processes on one file wait for each other). The writer takes up to 32 waiting plans into one
transaction, each under a savepoint: one disk flush for all of them, and a plan that is refused takes
only itself back. https://www.sqlite.org/wal.html
"""

import asyncio
import queue
import sqlite3
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.store import sqlite_writes
from pk_fhir.store.database import Rows
from pk_fhir.store.plan import AuditRow, Plan
from pk_fhir.store.statements import Prepared, Rendered, Statements

PLANS_IN_A_COMMIT = 32
READERS = 2
BUSY_SECONDS = 30.0
# How long a thread may keep the interpreter that another waits for: a write goes back and forth some
# twenty times, and with Python's own 5 ms for each would mostly wait for a busy event loop.
SWITCH_SECONDS = 0.0005

Work = Callable[[sqlite_writes.Writer], Any]


class SQLite:
    """A file; see `database.Database`."""

    def __init__(self, path: str) -> None:
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_SECONDS))
        self.statements = Statements.for_sqlite()
        self._path = path
        self._here = connect(path)
        self._local = threading.local()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-read")
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._opened: list[sqlite3.Connection] = []
        self._closed = False
        self._writer = threading.Thread(target=self._write_all, name="sqlite-write", daemon=True)
        self._writer.start()

    async def fetch(self, statement: sa.ClauseElement | Rendered) -> Rows:
        text, values = self.statements.rendered(statement)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, self._read, text, values)

    async def fetch_prepared(self, prepared: Prepared, **values: Any) -> Rows:
        # On the event loop: a point read is shorter than a change of threads.
        text, bound = prepared.with_values(**values)
        return self._here.execute(text, bound).fetchall()

    async def write(self, plan: Plan) -> None:
        await self._submit(lambda writer: writer.apply(plan))

    async def record(self, rows: Sequence[AuditRow]) -> None:
        await self._submit(lambda writer: writer.record(rows))

    async def execute(self, statements: Sequence[sa.ClauseElement | Rendered]) -> list[int]:
        rendered = [self.statements.rendered(statement) for statement in statements]
        counts: list[int] = await self._submit(
            lambda writer: [writer.connection.execute(*each).rowcount for each in rendered]
        )
        return counts

    async def close(self) -> None:
        """Finish what waits, and fold the log into the file."""
        if self._closed:
            return
        self._closed = True
        self._waiting.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._writer.join)
        self._readers.shutdown()
        for connection in (*self._opened, self._here):
            connection.close()

    def _read(self, text: str, values: Sequence[Any]) -> Rows:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self._path)
            self._opened.append(connection)
        return connection.execute(text, values).fetchall()

    async def _submit(self, work: Work) -> Any:
        if self._closed:
            raise RuntimeError("the database is closed")
        waiting = _Waiting(work, asyncio.get_running_loop())
        self._waiting.put(waiting)
        return await waiting.future

    def _write_all(self) -> None:
        writer = sqlite_writes.Writer(connect(self._path), self.statements)
        while (first := self._waiting.get()) is not None:
            batch, last = self._batch(first)
            _commit(writer, batch)
            if last:
                break
        writer.connection.close()

    def _batch(self, first: "_Waiting") -> tuple[list["_Waiting"], bool]:
        batch = [first]
        while len(batch) < PLANS_IN_A_COMMIT:
            try:
                following = self._waiting.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, True
            batch.append(following)
        return batch, False


class _Waiting:
    """One piece of work, and whom to tell."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(self, work: Work, loop: asyncio.AbstractEventLoop) -> None:
        self.work = work
        self.loop = loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def tell(self) -> None:
        if self.future.cancelled():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


def _commit(writer: sqlite_writes.Writer, batch: list[_Waiting]) -> None:
    try:
        writer.begin()
        for waiting in batch:
            _one(writer, waiting)
        writer.connection.execute("COMMIT")
    except BaseException as error:  # noqa: BLE001 - whoever waits must hear of it; the thread lives on
        if writer.connection.in_transaction:
            writer.connection.execute("ROLLBACK")
        for waiting in batch:
            waiting.error = waiting.error or _told(error)
    told: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}
    for waiting in batch:
        told.setdefault(waiting.loop, []).append(waiting)
    for loop, group in told.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_tell, group)


def _told(error: BaseException) -> BaseException:
    if isinstance(error, sqlite3.OperationalError):
        # Another process holds the file, or the disk is full: not what the caller did.
        found = FhirError("timeout", told("refused.database-silent"))
        found.__cause__ = error
        return found
    return error


def _tell(group: list[_Waiting]) -> None:
    for waiting in group:
        waiting.tell()


def _one(writer: sqlite_writes.Writer, waiting: _Waiting) -> None:
    writer.connection.execute("SAVEPOINT plan")
    try:
        waiting.result = waiting.work(writer)
    except Exception as error:  # noqa: BLE001 - told to the one who waits
        waiting.error = error
        writer.connection.execute("ROLLBACK TO plan")
    writer.connection.execute("RELEASE plan")


def connect(path: str) -> sqlite3.Connection:
    """A connection with the settings that every one of ours has."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=1000,
    )
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-16000",
        "mmap_size=268435456",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def path_of(url: sa.URL) -> str:
    """The file of an `sqlite:///...` URL. ValueError for a database in memory, which has no second reader."""
    if not url.database or url.database == ":memory:":
        raise ValueError("SQLite needs a file: sqlite:///path/to/file.db")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return url.database
