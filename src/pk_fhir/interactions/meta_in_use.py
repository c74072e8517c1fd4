"""$meta of a type or of everything: the profiles, tags and security labels that are in use.

https://hl7.org/fhir/R4/resource-operation-meta.html. Of what the caller may see, current versions only.
"""

from typing import Any

import sqlalchemy as sa

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import allowed, require, visibility
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import told
from pk_fhir.search.keys import key
from pk_fhir.store import clause
from pk_fhir.store.index_tables import TABLES
from pk_fhir.store.tables import versions

# More different labels than this are no use to anybody.
MOST = 1000


async def meta_in_use(service: Service, caller: Caller, type_: str | None) -> dict[str, Any]:
    """One Meta with everything in use, each once, as Parameters."""
    if type_ is not None:
        require(caller, type_, "s")
    types = [type_] if type_ else [name for name in SERVED if allowed(caller, name, "s")]
    if not types:
        raise FhirError("forbidden", told("refused.no-scope-search"))
    found: dict[str, list[Any]] = {
        "profile": [row[0] for row in await _rows(service, caller, types, "_profile", "uri")],
        "security": await _codings(service, caller, types, "_security"),
        "tag": await _codings(service, caller, types, "_tag"),
    }
    service.store.audit.add(audit_row(service, caller, "meta", type_))
    meta = {name: values for name, values in found.items() if values}
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": "return", "valueMeta": meta}],
    }


async def _codings(
    service: Service, caller: Caller, types: list[str], code: str
) -> list[dict[str, str]]:
    rows = await _rows(service, caller, types, code, "token")
    return [({"system": system} if system else {}) | {"code": value} for system, value in rows]


async def _rows(
    service: Service, caller: Caller, types: list[str], code: str, kind: str
) -> list[Any]:
    index = TABLES[kind]
    columns = [index.c.value] if kind == "uri" else [index.c.system, index.c.code]
    joined = index.join(
        versions,
        sa.and_(versions.c.shard == index.c.shard, versions.c.number == index.c.number),
    )
    chosen = (
        sa.select(*columns)
        .distinct()
        .select_from(joined)
        .where(
            index.c.tenant == caller.tenant,
            index.c.param.in_(sorted({key(name, code) for name in types})),
            versions.c.until_tx.is_(None),
            sa.not_(versions.c.deleted),
            clause(visibility(caller, "s"), versions),
        )
        .order_by(*columns)
        .limit(MOST)
    )
    return list(await service.store.fetch(chosen))
