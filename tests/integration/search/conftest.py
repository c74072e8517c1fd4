"""A small world to search in: resources go through the index into a real store, and out by search."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import pytest

from pk_fhir.definitions import Definitions
from pk_fhir.search import Context, Indexer, Query, Registry, parse
from pk_fhir.store import Change, Grant, Plan, Store, Visibility
from pk_fhir.store.index_tables import index_rows
from pk_fhir.store.search import Asked, Page, search

TYPES = (
    "Appointment",
    "CarePlan",
    "CareTeam",
    "Goal",
    "Group",
    "List",
    "Location",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "StructureDefinition",
    "Task",
)
REGISTRY = Registry(Definitions.r4())
STOCKHOLM = ZoneInfo("Europe/Stockholm")
BASE = "https://pk-fhir.example/fhir"
NOW = 1_795_000_000_000_000
EVERYTHING = Visibility((Grant(tenant="t"),))


class World:
    """`put` writes a new version of a resource, `find` gives the ids of a search's first page."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.indexer = Indexer(REGISTRY, zone=STOCKHOLM, bases=(BASE,))
        self.clock = NOW

    async def put(self, resource: dict, tenant: str = "t", **owner: object) -> None:
        await self.store.write(await self._plan(resource, tenant, owner))

    async def delete(self, kind: str, ident: str, tenant: str = "t") -> None:
        await self.store.write(
            await self._plan({"resourceType": kind, "id": ident}, tenant, {}, deleted=True)
        )

    async def _plan(self, resource, tenant, owner, *, deleted=False) -> Plan:
        kind, ident = resource["resourceType"], resource["id"]
        before = await self.store.read(tenant, kind, ident)
        self.clock += 1_000_000
        patient = owner.get("patient")
        shard = f"{tenant}/{patient}" if patient else (before.shard if before else tenant)
        change = Change(
            tenant=tenant,
            type=kind,
            id=ident,
            version=before.version + 1 if before else 1,
            shard=shard,
            number=self.store.numbers.next(),
            body=None if deleted else json.dumps(resource).encode(),
            last_updated=self.clock,
            method="DELETE" if deleted else "PUT",
            previous=before.place if before else None,
            index={} if deleted else index_rows(self.indexer.rows(resource)),
            **owner,
        )
        return Plan(tenant=tenant, changes=(change,))

    def query(self, kind: str, text: str, *, lenient: bool = False, compartment=None) -> Query:
        context = Context(
            registry=REGISTRY,
            types=TYPES,
            now=NOW,
            zone=STOCKHOLM,
            bases=(BASE,),
            lenient=lenient,
        )
        types = TYPES if kind == "" else (kind,)
        return parse(
            types, parse_qsl(text, keep_blank_values=True), context, compartment=compartment
        )

    async def page(self, kind: str, text: str, **asked: object) -> Page:
        given = {"count": 50, "visibility": EVERYTHING, "tenant": "t"} | asked
        return await search(self.store, Asked(query=self.query(kind, text), **given))

    async def find(self, kind: str, text: str, **asked: object) -> list[str]:
        """The ids that a search finds, sorted."""
        return sorted(each.id for each in (await self.page(kind, text, **asked)).matches)


@pytest.fixture
async def world(store: Store) -> World:
    return World(store)


@pytest.fixture
def put(world: World) -> Callable:
    return world.put
