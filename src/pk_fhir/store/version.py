"""A version as it is read (https://hl7.org/fhir/R4/http.html#versions)."""

import msgspec
import sqlalchemy as sa

from pk_fhir.fhir.etag import etag
from pk_fhir.store.plan import Place
from pk_fhir.store.tables import versions


class Version(msgspec.Struct, frozen=True):
    """One version of one resource; `body` is as served, None for a deletion.

    `last_updated` is microseconds since 1970, UTC.
    """

    tenant: str
    type: str
    id: str
    version: int
    shard: str
    number: int
    body: bytes | None
    last_updated: int
    method: str
    deleted: bool
    patient: str | None
    care_unit: str | None
    care_giver: str | None
    released: bool

    @property
    def etag(self) -> str:
        """Its ETag, `W/"version"`."""
        return etag(self.version)

    @property
    def place(self) -> Place:
        """Where its row is, and its number as a version."""
        return Place(shard=self.shard, number=self.number, version=self.version)


def columns(table: sa.FromClause = versions) -> list[sa.ColumnElement[object]]:
    """What to select, in the order of `Version`'s fields, from `versions` or an alias of it."""
    return [table.c[name] for name in Version.__struct_fields__]
