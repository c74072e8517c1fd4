"""The folder that one care provider's log entries are exported to, and what has been exported there.

Files of StoreLog bodies, numbered in the order in which they are to be sent, and a small database beside
them. A batch is first written down there and then to its file, so that one that was cut off is made again
under the same name with the same content; nothing is exported twice.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS batches (name TEXT PRIMARY KEY, whole INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS rows (number INTEGER PRIMARY KEY, batch TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS reached (only INTEGER PRIMARY KEY CHECK (only = 1), number INTEGER NOT NULL);
"""
STATE = "export.db"


class Folder:
    """Readable by its owner alone: the files hold personal numbers."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path / STATE, os.O_RDWR | os.O_CREAT, 0o600)
        os.close(descriptor)
        with self._state() as state:
            state.executescript(_TABLES)

    @contextmanager
    def _state(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path / STATE, timeout=30)) as state:
            state.execute("PRAGMA synchronous=FULL")
            with state:
                yield state

    def reached(self) -> int:
        """The number up to which every row was looked at; 0 before the first export."""
        with self._state() as state:
            found = state.execute("SELECT number FROM reached").fetchone()
        return int(found[0]) if found else 0

    def reach(self, number: int) -> None:
        """Remember that every row up to this number was looked at."""
        with self._state() as state:
            state.execute("INSERT OR REPLACE INTO reached VALUES (1, ?)", (number,))

    def known(self, numbers: Sequence[int]) -> set[int]:
        """Those of these rows that were exported, or left out, before."""
        with self._state() as state:
            marks = ",".join("?" * len(numbers))
            found = state.execute(f"SELECT number FROM rows WHERE number IN ({marks})", numbers)  # noqa: S608 - marks alone
            return {int(row[0]) for row in found}

    def count_up_to(self, number: int) -> int:
        """How many rows are known below this number."""
        with self._state() as state:
            return int(state.execute("SELECT count(*) FROM rows WHERE number < ?", (number,)).fetchone()[0])  # fmt: skip

    def unfinished(self) -> list[tuple[str, list[int]]]:
        """Batches that were written down, and whose files may be missing: name and rows."""
        with self._state() as state:
            names = [
                str(row[0]) for row in state.execute("SELECT name FROM batches WHERE NOT whole")
            ]
            return [(name, self._of(state, name)) for name in names]

    def _of(self, state: sqlite3.Connection, name: str) -> list[int]:
        found = state.execute("SELECT number FROM rows WHERE batch = ? ORDER BY number", (name,))
        return [int(row[0]) for row in found]

    def begin(self, numbers: Iterable[int], left_out: Iterable[tuple[int, str]]) -> str | None:
        """Write a batch down: the rows in it, and those left out with why. The name of its file; None where no row is in it."""
        with self._state() as state:
            count = int(state.execute("SELECT count(*) FROM batches").fetchone()[0])
            name = f"storelog-{count + 1:08d}.xml"
            kept = [(number, name, None) for number in numbers]
            if kept:
                state.execute("INSERT INTO batches VALUES (?, 0)", (name,))
            state.executemany("INSERT INTO rows VALUES (?, ?, ?)", kept)
            state.executemany("INSERT INTO rows VALUES (?, NULL, ?)", left_out)
        return name if kept else None

    def finish(self, name: str, content: bytes) -> None:
        """Put the file in its place, whole, and say so."""
        fresh = self.path / f"{name}.new"
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / name)
        with self._state() as state:
            state.execute("UPDATE batches SET whole = 1 WHERE name = ?", (name,))
