"""Which external servers were asked to tell us of changes, and have not been asked to stop.

Noted before they are asked: so what a source was asked for is taken back also where nobody was at work
when it left the configuration.
"""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from pk_fhir.store.asked_tables import asked_to_tell
from pk_fhir.store.database import Database

_C = asked_to_tell.c


class Asked(msgspec.Struct, frozen=True):
    """One Subscription of ours: whose server, our endpoint, and how the server was asked (JSON)."""

    base_url: str
    endpoint: str
    source: str


class AskedToTell:
    """The table in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> list[Asked]:
        """Every one, by server."""
        rows = await self._database.fetch(
            sa.select(_C.base_url, _C.endpoint, _C.source).order_by(_C.base_url, _C.endpoint)
        )
        return [Asked(*row) for row in rows]

    async def note(self, asked: Iterable[Asked]) -> None:
        """These are there, or soon will be."""
        insert = self._database.statements.insert(asked_to_tell)
        await self._database.execute(
            [
                insert.values(msgspec.structs.asdict(each)).on_conflict_do_update(
                    index_elements=[_C.base_url, _C.endpoint], set_={"source": each.source}
                )
                for each in asked
            ]
        )

    async def forget(self, base_url: str, endpoint: str) -> None:
        """It is not there any more."""
        await self._database.execute(
            [sa.delete(asked_to_tell).where(_C.base_url == base_url, _C.endpoint == endpoint)]
        )
