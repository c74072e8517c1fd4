"""PostgreSQL's statistics while a database grows fast: gathered as soon as a table has doubled.

Autovacuum looks once in a minute, and until then the planner takes a new table for empty. Ours are
gathered again each time that a table has doubled, a few times in its life; autovacuum does the rest.
https://www.postgresql.org/docs/15/planner-stats.html
"""

import sqlalchemy as sa

from pk_fhir.store.store import Store
from pk_fhir.store.tables import metadata

_CHANGED_AT_LEAST = 500

_GROWN = sa.text(
    """
    SELECT s.relname FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
    WHERE s.schemaname = current_schema() AND s.n_mod_since_analyze > :least
      AND s.n_mod_since_analyze > greatest(c.reltuples, 0)
    """
).bindparams(least=_CHANGED_AT_LEAST)


async def keep_statistics(store: Store) -> list[str]:
    """Gather the statistics of tables that have doubled since; their names."""
    if store.statements.name != "postgresql":
        return []
    grown = [row[0] for row in await store.fetch(_GROWN) if row[0] in metadata.tables]
    # Another process that is at it already does it for all.
    await store.execute([sa.text(f"ANALYZE (SKIP_LOCKED) {name}") for name in grown])
    return grown
