"""How far each external source has been followed, under a lease. Times are microseconds since 1970, UTC."""

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.follow_tables import follows


class Followed(msgspec.Struct, frozen=True, kw_only=True):
    """One source: by type the newest instant seen, the versions around it, and how it went."""

    cursors: dict[str, str] = {}
    seen: tuple[str, ...] = ()
    persons: int = 0
    turned_at: int | None = None
    reconciled_at: int = 0
    problem: str | None = None


class Follows:
    """The table in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.statements.insert

    async def claim(self, source: str, now: int, until: int) -> Followed | None:
        """Lease the source; None where another process follows it just now."""
        c = follows.c
        new = self._insert(follows).values(
            source=source, cursors="{}", seen="[]", persons=0, reconciled_at=now, leased_until=0
        )
        taken = (
            sa.update(follows)
            .where(c.source == source, c.leased_until <= now)
            .values(leased_until=until)
        )
        _, count = await self._database.execute([new.on_conflict_do_nothing(), taken])
        return (await self.of(source)) if count == 1 else None

    async def renew(self, source: str, until: int) -> None:
        """Hold the source for longer; not one that was given back meanwhile."""
        c = follows.c
        held = sa.update(follows).where(c.source == source, c.leased_until > 0)
        await self._database.execute([held.values(leased_until=until)])

    async def release(self, source: str) -> None:
        """Give the source back, as far as it is followed."""
        await self._database.execute(
            [sa.update(follows).where(follows.c.source == source).values(leased_until=0)]
        )

    async def forget(self, source: str) -> None:
        """Who gets this name is followed from the beginning."""
        await self._database.execute([sa.delete(follows).where(follows.c.source == source)])

    async def of(self, source: str) -> Followed:
        """How far the source has been followed."""
        c = follows.c
        rows = await self._database.fetch(
            sa.select(c.cursors, c.seen, c.persons, c.turned_at, c.reconciled_at, c.problem).where(
                c.source == source
            )
        )
        if not rows:
            return Followed()
        cursors, seen, persons, turned_at, reconciled_at, problem = rows[0]
        return Followed(
            cursors=msgspec.json.decode(cursors, type=dict[str, str]),
            seen=msgspec.json.decode(seen, type=tuple[str, ...]),
            persons=persons,
            turned_at=turned_at,
            reconciled_at=reconciled_at,
            problem=problem,
        )

    async def keep(self, source: str, followed: Followed, *, leased_until: int) -> None:
        """Write how far it is followed now; a lease of 0 gives the source back."""
        await self._database.execute(
            [
                sa.update(follows)
                .where(follows.c.source == source)
                .values(
                    cursors=msgspec.json.encode(followed.cursors).decode(),
                    seen=msgspec.json.encode(followed.seen).decode(),
                    persons=followed.persons,
                    turned_at=followed.turned_at,
                    reconciled_at=followed.reconciled_at,
                    problem=followed.problem,
                    leased_until=leased_until,
                )
            ]
        )
