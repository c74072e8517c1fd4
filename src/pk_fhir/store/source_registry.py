"""The sources that were registered by command: a name, and JSON as the configuration states a source.

What the JSON means is the configuration's business; secrets are never in it, only where they are.
"""

import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.replica_tables import sources


async def registered(database: Database) -> list[tuple[str, str]]:
    """(name, stated JSON) of every registered source, by name."""
    rows = await database.fetch(
        sa.select(sources.c.name, sources.c.stated).order_by(sources.c.name)
    )
    return [(row[0], row[1]) for row in rows]


async def register(database: Database, name: str, stated: str, at: int) -> bool:
    """Register a source; False where the name is taken, which then stays as it was."""
    insert = database.statements.insert
    statement = insert(sources).values(name=name, stated=stated, at=at).on_conflict_do_nothing()
    [count] = await database.execute([statement])
    return count > 0


async def unregister(database: Database, name: str) -> bool:
    """Take a source out; False where there is none of that name."""
    [count] = await database.execute([sa.delete(sources).where(sources.c.name == name)])
    return count > 0
