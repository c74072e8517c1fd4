"""Index rows of replaced versions go when no page needs them; history stays."""

import httpx
import msgspec
import pytest
import sqlalchemy as sa

from pk_fhir.interactions.housekeeping import sweep_all
from pk_fhir.interactions.service import Service, now_micros
from pk_fhir.store import index_tables

pytestmark = pytest.mark.anyio


async def rows(service: Service) -> int:
    table = index_tables.TABLES["string"]
    found = await service.store.fetch(sa.select(sa.func.count()).select_from(table))
    return int(found[0][0])


async def test_what_was_replaced_is_swept_after_its_pages(
    fhir: httpx.AsyncClient, service: Service
) -> None:
    body = {"resourceType": "Patient", "id": "a", "name": [{"family": "Testsson"}]}
    await fhir.put("/Patient/a", json=body)
    first = await rows(service)
    await fhir.put("/Patient/a", json={**body, "active": True})
    assert await rows(service) == 2 * first
    assert await sweep_all(service) == 0
    later = msgspec.structs.replace(service, now=lambda: now_micros() + 3_600_000_000)
    assert await sweep_all(later) == 1
    assert await sweep_all(later) == 0
    assert await rows(service) == first
    assert (await fhir.get("/Patient?family=Testsson")).json()["total"] == 1
    assert (await fhir.get("/Patient/a/_history")).json()["total"] == 2
