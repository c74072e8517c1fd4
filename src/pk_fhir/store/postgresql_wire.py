"""One connection in libpq's pipeline mode: batches of statements go out at once, and each is a transaction.

https://www.postgresql.org/docs/15/libpq-pipeline-mode.html. A batch is sent whole with one Sync at its
end, so PostgreSQL runs it as one transaction and answers in one piece. Further batches may be sent
before the first is answered. Every text is prepared once for each connection and then called by name.

psycopg's pool and cursors do the same with a lock, two generators and a look at every value's type. For
a read of one row that was measured as 90 to 120 µs here and 65 in the database, and this as 27 and 35.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result

from pk_fhir.store.postgresql_values import BINARY, parameters

Step = tuple[bytes, Sequence[Any]]
Rows = list[tuple[Any, ...]]

# Statements that are kept prepared for each connection; the one not used for longest makes room.
PREPARED_KEPT = 300
_BINARY = 1
_ROWS = pq.ExecStatus.TUPLES_OK
_DONE = pq.ExecStatus.COMMAND_OK
_SYNC = pq.ExecStatus.PIPELINE_SYNC
_FAILED = pq.ExecStatus.FATAL_ERROR
# The statement is not there, or its columns have changed (a migration): every name is in doubt.
_OUTDATED = frozenset({"26000", "0A000"})


class Answer:
    """What a batch came to: the rows of its last statement, and how many rows each one touched."""

    __slots__ = ("counts", "rows")

    def __init__(self) -> None:
        self.rows: Rows = []
        self.counts: list[int] = []


class _Batch:
    __slots__ = ("answer", "ended", "error", "expected", "future", "prepares")

    def __init__(self, future: asyncio.Future[Answer], ended: Callable[[], None] | None) -> None:
        self.future = future
        self.ended = ended
        self.answer = Answer()
        self.error: psycopg.Error | None = None
        # For each result to come: the text that is being prepared, or None for a statement that runs.
        self.expected: deque[bytes | None] = deque()


class Wire:
    """Make it with `Wire.open`. Used by one event loop, by many tasks at once."""

    def __init__(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._connection = connection
        self._pg = connection.pgconn
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._rows = Transformer(connection)
        self._names: OrderedDict[bytes, bytes] = OrderedDict()
        self._made = 0
        self._waiting: deque[_Batch] = deque()
        self._loop = asyncio.get_running_loop()
        self._socket = self._pg.socket
        self._writing = False
        self.broken = False
        self._loop.add_reader(self._socket, self._readable)

    @classmethod
    async def open(cls, conninfo: str, options: str) -> "Wire":
        """Connect; psycopg.OperationalError where there is no server."""
        connection = await psycopg.AsyncConnection.connect(
            conninfo, autocommit=True, options=options
        )
        return cls(connection)

    def send(
        self, steps: Sequence[Step], ended: Callable[[], None] | None = None
    ) -> asyncio.Future[Answer]:
        """Send a batch: `$1`-style texts and their values. The future has its answer, or psycopg's error.

        `ended` is called when the batch is over, also where nobody waits for the future any more.
        """
        batch = _Batch(self._loop.create_future(), ended)
        values = [parameters(given) for _, given in steps]
        self._waiting.append(batch)
        try:
            for (text, given), encoded in zip(steps, values, strict=True):
                self._run(batch, text, given, encoded)
            self._pg.pipeline_sync()
            self._flush()
        except psycopg.Error as error:
            self._break(error)
        return batch.future

    async def close(self) -> None:
        """End the connection; whoever still waits is told."""
        self._break(psycopg.OperationalError("the connection is closed"))
        await self._connection.close()

    def _run(
        self, batch: _Batch, text: bytes, given: Sequence[Any], encoded: list[bytes | None]
    ) -> None:
        name = self._names.get(text)
        if name is None:
            name = self._prepare(batch, text)
        else:
            self._names.move_to_end(text)
        batch.expected.append(None)
        formats = None
        if not BINARY.isdisjoint(map(type, given)):
            formats = [int(type(value) in BINARY) for value in given]
        self._pg.send_query_prepared(name, encoded, formats, _BINARY)

    def _prepare(self, batch: _Batch, text: bytes) -> bytes:
        if len(self._names) >= PREPARED_KEPT:
            _, old = self._names.popitem(last=False)
            batch.expected.append(None)
            self._pg.send_query_params(b"DEALLOCATE " + old, None)
        self._made += 1
        name = self._names[text] = b"s%d" % self._made
        batch.expected.append(text)
        self._pg.send_prepare(name, text)
        return name

    def _flush(self) -> None:
        more = bool(self._pg.flush())
        if more != self._writing:
            self._writing = more
            if more:
                self._loop.add_writer(self._socket, self._writable)
            else:
                self._loop.remove_writer(self._socket)

    def _writable(self) -> None:
        try:
            self._flush()
        except psycopg.Error as error:
            self._break(error)

    def _readable(self) -> None:
        pg = self._pg
        try:
            pg.consume_input()
            while self._waiting and not pg.is_busy():
                result = pg.get_result()
                if result is not None:
                    self._heard(result)
        except psycopg.Error as error:
            self._break(error)

    def _heard(self, result: Any) -> None:
        status = result.status
        batch = self._waiting[0]
        if status == _SYNC:
            self._waiting.popleft()
            self._over(batch)
            return
        preparing = batch.expected.popleft()
        if status == _ROWS:
            self._rows.set_pgresult(result)
            batch.answer.rows = self._rows.load_rows(0, result.ntuples, tuple)
            batch.answer.counts.append(result.ntuples)
        elif status == _DONE:
            if preparing is None:
                batch.answer.counts.append(result.command_tuples or 0)
        else:
            if preparing is not None:
                self._names.pop(preparing, None)
            if status == _FAILED and batch.error is None:
                batch.error = error_from_result(result)

    def _over(self, batch: _Batch) -> None:
        if not batch.future.done():
            if batch.error is None:
                batch.future.set_result(batch.answer)
            else:
                batch.future.set_exception(batch.error)
        if batch.error is not None and batch.error.sqlstate in _OUTDATED:
            self._break(batch.error)
        if batch.ended is not None:
            batch.ended()

    def _break(self, error: psycopg.Error) -> None:
        if self.broken:
            return
        self.broken = True
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        self._pg.finish()
        waiting, self._waiting = self._waiting, deque()
        lost = psycopg.OperationalError("the connection to the database is lost")
        lost.__cause__ = error
        for batch in waiting:
            batch.error = batch.error or lost
            self._over(batch)
