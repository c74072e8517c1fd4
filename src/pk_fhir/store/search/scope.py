"""Whose data a search looks at, seen by whom and when; and how rows, versions and the directory meet."""

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from pk_fhir.store.transactions import valid
from pk_fhir.store.visibility import Visibility, clause

Condition = sa.ColumnElement[bool]
Alias = sa.FromClause


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data, seen by whom, and when: `state` None is now, else that of a first page.

    `lists`: the database takes a list of rows as a way in, but never turns an EXISTS into one (SQLite).
    `probing`: where an index row leads, further criteria are looked up for each, in its order.
    """

    tenant: str
    visibility: Visibility
    state: str | None = None
    lists: bool = False
    probing: bool = False

    def allowed(self, table: Alias) -> list[Condition]:
        """What every alias of `versions` must meet."""
        return [
            table.c.tenant == self.tenant,
            valid(table, self.state),
            sa.not_(table.c.deleted),
            clause(self.visibility, table),
        ]

    def reached(self, table: Alias, types: Sequence[str]) -> Condition:
        """A version that its shard and number lead to is of these types.

        To PostgreSQL the way by shard and type looks as cheap, and reads all that a patient ever had
        of the type, for each number. Another collation than the index's keeps the type out of that.
        """
        column = table.c.type
        return of_types(column if self.lists else column.collate("C"), types)

    def patients(self, types: Sequence[str]) -> list[str] | None:
        """The Patients outside whose compartments the caller sees nothing of these types; None where
        there is more to see."""
        found: set[str] = set()
        for grant in self.visibility.grants:
            if grant.tenant != self.tenant or (grant.types and not grant.types & set(types)):
                continue
            if grant.patients is None:
                return None
            found |= grant.patients
        return sorted(found)


def of(row: Alias, version: Alias) -> Condition:
    """The index row belongs to the version."""
    return sa.and_(row.c.shard == version.c.shard, row.c.number == version.c.number)


def of_types(column: sa.ColumnElement[str], types: Sequence[str]) -> Condition:
    """The type is one of these."""
    return column == types[0] if len(types) == 1 else column.in_(types)


def parameter(row: Alias, keys: Sequence[int]) -> Condition:
    """Rows of these parameters. Written into the text, so that a plan knows which one it is for."""
    numbers = [sa.literal_column(str(int(each)), sa.Integer()) for each in keys]
    if not numbers:
        return sa.false()
    return sa.and_(row.c.param == numbers[0] if len(numbers) == 1 else row.c.param.in_(numbers))


def at(scope: Scope, entry: Alias, version: Alias) -> Condition:
    """The version, at the scope's state, of the resource that a directory entry is about."""
    same = [
        version.c.shard == entry.c.shard,
        version.c.type == entry.c.type,
        version.c.id == entry.c.id,
    ]
    if scope.state is None:
        same.append(version.c.number == entry.c.number)
    return sa.and_(*same)
