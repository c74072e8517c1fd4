"""How the SQLite writer checks and writes one plan, inside its transaction and savepoint."""

import sqlite3
from collections.abc import Sequence
from itertools import chain
from typing import Any

import sqlalchemy as sa

from pk_fhir.store import guards, indexed_by, moves, rows
from pk_fhir.store.plan import (
    AnsweredError,
    AuditRow,
    Change,
    MissingError,
    OutdatedError,
    Place,
    Plan,
    StaleError,
)
from pk_fhir.store.statements import Statements
from pk_fhir.store.tables import directory, mentions, metadata, versions
from pk_fhir.store.transactions import valid

# These rows may be there already, and then say the same.
_KEPT = frozenset({"identities", "links", "mentions"})
# Rows that go in one statement. The driver lets go of the interpreter for each statement, and waits for it
# anew: with a row for each, a writer next to a busy event loop mostly waits.
ROWS_AT_ONCE = 32


class Writer:
    """The writer's connection and its statements; used by one thread."""

    def __init__(self, connection: sqlite3.Connection, statements: Statements) -> None:
        self.connection = connection
        self._statements = statements
        self._number = 0
        self._inserts: dict[tuple[str, int], str] = {}
        self._parameters = statements.prepare(indexed_by.written())
        d = directory.c
        self._replace = statements.prepare(
            sa.update(directory)
            .where(
                d.tenant == sa.bindparam("b_tenant"),
                d.type == sa.bindparam("b_type"),
                d.id == sa.bindparam("b_id"),
                d.number == sa.bindparam("b_number"),
                d.version == sa.bindparam("b_version"),
            )
            .values(
                {
                    d.shard: sa.bindparam("shard"),
                    d.number: sa.bindparam("number"),
                    d.version: sa.bindparam("version"),
                    d.deleted: sa.bindparam("deleted"),
                }
            )
        )
        self._exists = statements.prepare(
            sa.select(sa.literal_column("1")).where(
                d.tenant == sa.bindparam("tenant"),
                d.type == sa.bindparam("type"),
                d.id == sa.bindparam("id"),
                sa.not_(d.deleted),
            )
        )
        m, v = mentions.c, versions.c
        self._mentioned = statements.prepare(
            sa.select(v.type, v.id)
            .join_from(mentions, versions, sa.and_(v.shard == m.shard, v.number == m.number))
            .where(
                m.tenant == sa.bindparam("tenant"),
                m.target_type == sa.bindparam("type"),
                m.target_id == sa.bindparam("id"),
                valid(versions, None),
            )
        )
        self._close = statements.prepare(
            sa.update(versions)
            .where(
                versions.c.shard == sa.bindparam("b_shard"),
                versions.c.number == sa.bindparam("b_number"),
            )
            .values(
                {
                    versions.c.until_tx: sa.bindparam("tx"),
                    versions.c.closed_at: sa.bindparam("closed_at"),
                }
            )
        )

    def begin(self) -> None:
        """Start a transaction, which has one transaction number however many plans it takes."""
        self.connection.execute("BEGIN IMMEDIATE")
        [(self._number,)] = self.connection.execute(
            "UPDATE transaction_counter SET number = number + 1 RETURNING number"
        ).fetchall()

    def apply(self, plan: Plan) -> None:
        """Check and write the plan. Raises as `Database.write` does."""
        self._check_parameters(plan)
        self._check_present(plan)
        for guard in guards.of_plan(plan):
            rendered = self._statements.render(guard.statement)
            guard.judge(self.connection.execute(*rendered).fetchall())
        self._check_unmentioned(plan)
        self._add([change for change in plan.changes if change.previous is None])
        for change in plan.changes:
            if change.previous is not None:
                self._replace_at(change.previous, change)
        for statement in moves.of_plan(plan):
            self.connection.execute(*self._statements.render(statement))
        for table, added in rows.of_plan(plan).items():
            self._insert(table, added)

    def record(self, audit: Sequence[AuditRow]) -> None:
        """Write audit rows; the caller commits."""
        self._insert("audit", [rows.audit(row) for row in audit])

    def _check_parameters(self, plan: Plan) -> None:
        if not indexed_by.is_asked(plan):
            return
        rendered = self._parameters.with_values(tenant=plan.tenant)
        if self.connection.execute(*rendered).fetchall() != [(plan.parameters,)]:
            raise OutdatedError

    def _check_present(self, plan: Plan) -> None:
        missing = [
            (kind, ident)
            for kind, ident in guards.plainly_present(plan)
            if not self.connection.execute(
                *self._exists.with_values(tenant=plan.tenant, type=kind, id=ident)
            ).fetchall()
        ]
        if missing:
            raise MissingError(missing)

    def _check_unmentioned(self, plan: Plan) -> None:
        replaced = {(change.type, change.id) for change in plan.changes}
        for kind, ident in plan.unmentioned:
            rendered = self._mentioned.with_values(tenant=plan.tenant, type=kind, id=ident)
            if any(by not in replaced for by in self.connection.execute(*rendered)):
                guard = guards.unmentioned(plan)
                statement = self._statements.render(guard.statement)
                guard.judge(self.connection.execute(*statement).fetchall())

    def _add(self, changes: list[Change]) -> None:
        try:
            self._insert("directory", [rows.directory(change) for change in changes])
        except sqlite3.IntegrityError as error:
            raise StaleError from error

    def _replace_at(self, previous: Place, change: Change) -> None:
        text, values = self._replace.with_values(
            b_tenant=change.tenant,
            b_type=change.type,
            b_id=change.id,
            b_number=previous.number,
            b_version=previous.version,
            shard=change.shard,
            number=change.number,
            version=change.version,
            deleted=change.deleted,
        )
        if self.connection.execute(text, values).rowcount != 1:
            raise StaleError
        self._close_version(previous, change.last_updated)

    def _close_version(self, place: Place, at: int) -> None:
        text, values = self._close.with_values(
            b_shard=place.shard, b_number=place.number, tx=self._number, closed_at=at
        )
        self.connection.execute(text, values)

    def _insert(self, table: str, added: list[tuple[Any, ...]]) -> None:
        if not added:
            return
        if table == "versions":
            added = [(*row, self._number, None) for row in added]
        try:
            for first in range(0, len(added), ROWS_AT_ONCE):
                part = added[first : first + ROWS_AT_ONCE]
                text = self._inserts.get((table, len(part))) or self._prepare_insert(
                    table, len(part)
                )
                self.connection.execute(text, list(chain.from_iterable(part)))
        except sqlite3.IntegrityError as error:
            if table == "answers":
                raise AnsweredError from error
            raise

    def _prepare_insert(self, table: str, count: int) -> str:
        columns = [column.name for column in metadata.tables[table].columns]
        verb = "INSERT OR IGNORE" if table in _KEPT else "INSERT"
        row = f"({', '.join('?' * len(columns))})"
        text = self._inserts[table, count] = (
            f"{verb} INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"
        )
        return text
