"""Whom Subscriptions tell, for those who watch over it: what waits for them, and what was given up."""

from collections.abc import Mapping
from typing import Any

from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.subscriptions import channel_of
from pk_fhir.store import subscriptions
from pk_fhir.store.notices import name_of
from pk_fhir.store.outbox import DEAD, WAITING, Outbox
from pk_fhir.store.subscriptions import Standing

Counts = Mapping[tuple[str, str], int]


async def given_up(service: Service, tenant: str | None = None) -> list[str]:
    """The names of Subscriptions with dead letters."""
    named = {
        each.target
        for each in await Outbox(service.store.database).dead()
        if tenant in (None, each.tenant)
    }
    return sorted(name for name in named if name.startswith("Subscription/"))


async def all_of(service: Service, tenant: str | None = None) -> list[dict[str, Any]]:
    """Every Subscription in force, and every one with dead letters; with a tenant, that one's."""
    database = service.store.database
    counts = await Outbox(database).counts(tenant)
    found = [
        _shown(each, counts)
        for one in ([tenant] if tenant else service.rules.tenants)
        for each in await subscriptions.of_tenant(database, one)
    ]
    in_force = {each["subscription"] for each in found}
    return found + [
        {"subscription": name, "status": "off", "waiting": 0, "givenUp": counts[name, DEAD]}
        for name in await given_up(service, tenant)
        if name not in in_force
    ]


def _shown(standing: Standing, counts: Counts) -> dict[str, Any]:
    resource = fhir_json.parse(standing.body)
    name = name_of(standing.tenant, standing.id)
    return {
        "subscription": name,
        "status": standing.status,
        "waiting": counts.get((name, WAITING), 0),
        "givenUp": counts.get((name, DEAD), 0),
        "criteria": PERSONAL.sub("…", resource["criteria"]),
        "endpoint": channel_of(resource).endpoint,
        "problem": resource.get("error"),
    }
