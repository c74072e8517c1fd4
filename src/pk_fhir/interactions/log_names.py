"""Names of care givers and care units, by HSA-id, for those who read the log."""

from collections.abc import Iterable

import orjson

from pk_fhir.access import labels
from pk_fhir.contract import identifiers
from pk_fhir.contract.identifiers import HSA_ID
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.types import SERVED
from pk_fhir.search import Context, parse
from pk_fhir.store import Grant, Visibility
from pk_fhir.store.plan import AuditRow
from pk_fhir.store.search import Asked
from pk_fhir.store.search import search as run

# So many are asked for at once.
_AT_ONCE = 100


async def names_of(service: Service, rows: Iterable[AuditRow]) -> dict[str, str]:
    """HSA-id → name, for the care givers and units of these rows, as their Organizations say."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        stated = (row.unit, row.provider, row.owner_provider, row.owner_unit)
        # What a token said need be no HSA-id, nor anything that can be searched for.
        hsa = (each for each in stated if each and identifiers.check(HSA_ID, each) is None)
        wanted.setdefault(row.tenant, set()).update(hsa)
    found: dict[str, str] = {}
    for tenant, ids in wanted.items():
        listed = sorted(ids) if tenant in service.rules.tenants else []
        for start in range(0, len(listed), _AT_ONCE):
            found |= await _in_tenant(service, tenant, listed[start : start + _AT_ONCE])
    return found


async def _in_tenant(service: Service, tenant: str, ids: list[str]) -> dict[str, str]:
    context = Context(
        registry=service.registry,
        types=SERVED,
        now=service.now(),
        zone=service.zone,
        bases=(service.base(tenant),),
        terminology=service.terminology,
    )
    value = ",".join(f"{HSA_ID}|{each}" for each in ids)
    query = parse(("Organization",), [("identifier", value)], context)
    visible = Visibility((Grant(tenant=tenant, types=frozenset({"Organization"})),))
    page = await run(
        service.store, Asked(query=query, tenant=tenant, visibility=visible, count=_AT_ONCE)
    )
    names: dict[str, str] = {}
    for version in page.matches:
        body = orjson.loads(version.body or b"{}")
        hsa, name = labels.hsa_id(body.get("identifier")), body.get("name")
        if hsa is not None and isinstance(name, str):
            names.setdefault(hsa, name)
    return names
