"""What each of our resources is at each target, as we last saw it, and conflicts that wait for a person."""

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa

from pk_fhir.store.database import Database
from pk_fhir.store.plan import Reference
from pk_fhir.store.push_tables import conflicts, pushed
from pk_fhir.store.tables import mentions, versions


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One of our resources at one target. The fields are the columns of `push_tables.pushed`."""

    target: str
    tenant: str
    type: str
    id: str
    patient: str | None
    number: int
    remote_id: str | None
    remote_version: str | None
    intended: str | None
    intended_number: int | None
    at: int
    made: bool = False
    base_url: str | None = None

    def is_at(self, base_url: str | None) -> bool:
        """Whether it is known at this address, as far as that was kept."""
        return self.base_url in (None, base_url)

    @property
    def reference(self) -> Reference:
        """Our resource, as (type, id)."""
        return self.type, self.id


class Conflict(msgspec.Struct, frozen=True, kw_only=True):
    """One resource that both sides changed, or of which the target has several (`alike`).

    The fields are the columns of `push_tables.conflicts`.
    """

    id: str
    target: str
    tenant: str
    patient: str
    type: str
    resource: str
    number: int
    remote_id: str | None
    remote_version: str | None
    body: bytes | None
    at: int
    state: str = "open"
    settled_at: int | None = None
    settled_by: str | None = None
    alike: str | None = None

    @property
    def may_be(self) -> dict[str, str | None]:
        """Which of the target's it may be ("Patient/1") where that is several, and the version of each."""
        return msgspec.json.decode(self.alike, type=dict[str, str | None]) if self.alike else {}


class PushedResources:
    """Reads and writes of both tables in one database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.statements.insert

    async def of(
        self, target: str, tenant: str, wanted: Iterable[Reference]
    ) -> dict[Reference, Sent]:
        """Those of these resources that are known at the target."""
        by_type: dict[str, list[str]] = {}
        for type_, id_ in wanted:
            by_type.setdefault(type_, []).append(id_)
        c = pushed.c
        found: dict[Reference, Sent] = {}
        for type_, ids in by_type.items():
            rows = await self._rows(
                c.target == target, c.tenant == tenant, c.type == type_, c.id.in_(ids)
            )
            found.update({row.reference: row for row in rows})
        return found

    async def of_patient(self, target: str, tenant: str, patient: str) -> list[Sent]:
        """Everything of one patient that is known at the target."""
        c = pushed.c
        return await self._rows(c.target == target, c.tenant == tenant, c.patient == patient)

    async def shared(self, target: str, tenant: str) -> list[Sent]:
        """Everything outside any patient that is known at the target."""
        c = pushed.c
        return await self._rows(c.target == target, c.tenant == tenant, c.patient.is_(None))

    async def leftovers(self, target: str, tenant: str, base_url: str | None) -> list[Sent]:
        """What we made at the target outside any patient, and nothing of ours refers to now.

        What is in a patient's record refers, and what is at the target itself; what another care provider of
        this service has sent, too, stays.
        """
        c, other, referring = pushed.c, pushed.alias("other"), pushed.alias("referring")
        m, v = mentions.c, versions.c
        is_there = sa.exists().where(
            referring.c.target == c.target,
            referring.c.tenant == c.tenant,
            referring.c.type == v.type,
            referring.c.id == v.id,
            referring.c.remote_id.is_not(None),
        )
        referred_to = (
            sa.select(m.number)
            .join_from(mentions, versions, sa.and_(v.shard == m.shard, v.number == m.number))
            .where(
                m.tenant == c.tenant,
                m.target_type == c.type,
                m.target_id == c.id,
                v.until_tx.is_(None),
                sa.or_(v.patient.is_not(None), is_there),
            )
            .correlate(pushed)
            .exists()
        )
        shared = sa.exists().where(
            other.c.target == c.target,
            other.c.type == c.type,
            other.c.remote_id == c.remote_id,
            other.c.tenant != c.tenant,
        )
        return await self._rows(
            c.target == target,
            c.tenant == tenant,
            c.patient.is_(None),
            c.made.is_(sa.true()),
            at(base_url),
            c.remote_id.is_not(None),
            sa.not_(referred_to),
            sa.not_(shared),
        )

    async def _rows(self, *where: sa.ColumnElement[bool]) -> list[Sent]:
        names = Sent.__struct_fields__
        rows = await self._database.fetch(
            sa.select(*(pushed.c[name] for name in names)).where(*where)
        )
        return [Sent(**dict(zip(names, row, strict=True))) for row in rows]

    async def keep(self, rows: Sequence[Sent]) -> None:
        """Write these, in the place of what stood."""
        if not rows:
            return
        insert = self._insert(pushed).values([msgspec.structs.asdict(row) for row in rows])
        key = ("target", "tenant", "type", "id")
        rest = [name for name in Sent.__struct_fields__ if name not in key]
        await self._database.execute(
            [
                insert.on_conflict_do_update(
                    index_elements=list(key), set_={name: insert.excluded[name] for name in rest}
                )
            ]
        )

    async def drop(self, rows: Sequence[Sent]) -> None:
        """These are at the target no longer."""
        c = pushed.c
        await self._database.execute(
            [
                sa.delete(pushed).where(
                    c.target == row.target,
                    c.tenant == row.tenant,
                    c.type == row.type,
                    c.id == row.id,
                )
                for row in rows
            ]
        )

    async def conflict(self, found: Conflict) -> None:
        """Keep a conflict; one that is open for the same resource is brought up to date."""
        c = conflicts.c
        same = (
            c.target == found.target,
            c.tenant == found.tenant,
            c.type == found.type,
            c.resource == found.resource,
            c.state == "open",
        )
        await self._database.execute(
            [
                sa.delete(conflicts).where(*same),
                sa.insert(conflicts).values(**msgspec.structs.asdict(found)),
            ]
        )

    async def conflicts(
        self,
        *,
        state: str | None = "open",
        target: str | None = None,
        tenant: str | None = None,
        patients: Sequence[str] | None = None,
        id_: str | None = None,
    ) -> list[Conflict]:
        """The conflicts that meet all that is given, the oldest first."""
        c = conflicts.c
        wanted = {
            c.state: state,
            c.target: target,
            c.tenant: tenant,
            c.id: id_,
        }
        names = Conflict.__struct_fields__
        rows = await self._database.fetch(
            sa.select(*(c[name] for name in names))
            .where(*(column == value for column, value in wanted.items() if value is not None))
            .where(sa.true() if patients is None else c.patient.in_(patients))
            .order_by(c.at, c.id)
        )
        return [Conflict(**dict(zip(names, row, strict=True))) for row in rows]

    async def settle(self, id_: str, state: str, at: int, by: str) -> bool:
        """A person decided; False where another has decided already."""
        c = conflicts.c
        [count] = await self._database.execute(
            [
                sa.update(conflicts)
                .where(c.id == id_, c.state == "open")
                .values(state=state, settled_at=at, settled_by=by)
            ]
        )
        return count == 1


def at(base_url: str | None) -> sa.ColumnElement[bool]:
    """Rows of what is known at this address (`Sent.is_at`)."""
    return sa.or_(pushed.c.base_url.is_(None), pushed.c.base_url == base_url)
