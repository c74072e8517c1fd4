"""A search among resources that are not stored yet: those that a transaction is about to write.

They are put into a small database in memory, with the same tables, and the same statement is run
there, so a criterion means here what it means everywhere. It takes some milliseconds.
"""

import sqlite3
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from pk_fhir.search import Query
from pk_fhir.store.plan import Change, Plan
from pk_fhir.store.search.condition import condition
from pk_fhir.store.sqlite_writes import Writer
from pk_fhir.store.statements import Statements
from pk_fhir.store.tables import metadata, transaction_counter
from pk_fhir.store.visibility import Grant, Visibility


def ids_among(query: Query, tenant: str, changes: Sequence[Change]) -> frozenset[str]:
    """The ids of those of these changes that the query would find if they, and they alone, were stored."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    try:
        engine = sa.create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        with engine.begin() as made:
            metadata.create_all(made)
            made.execute(sa.insert(transaction_counter).values(number=1))
        statements = Statements.for_sqlite()
        writer = Writer(connection, statements)
        writer.begin()
        writer.apply(Plan(tenant=tenant, changes=tuple(changes)))
        connection.execute("COMMIT")
        everything = Visibility((Grant(tenant=tenant),))
        found = condition(query, tenant, everything, len(changes), lists=True)
        rows = connection.execute(*statements.render(found.statement)).fetchall()
        return frozenset(str(row[0]) for row in rows)
    finally:
        connection.close()
