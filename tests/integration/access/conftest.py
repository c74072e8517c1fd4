"""Two care providers of one service on each database in turn, and everybody who may knock.

Region Exempel (v1) has the units u1 and u2, Sjukhuset (v2) the unit x1. Anna is a patient of both, Bo of
the region, and Elsa is a child.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from tests.integration.api_fhir.conftest import make_service
from tests.serving import asgi_client

from pk_fhir.access.caller import Caller
from pk_fhir.access.policy import Policy
from pk_fhir.api.fhir import FhirInterface
from pk_fhir.api.trust import trust_router
from pk_fhir.api.view import view_router
from pk_fhir.interactions.admission import admit
from pk_fhir.interactions.service import Rules, Service
from pk_fhir.store import Store
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.view import ViewSources
from pk_fhir.web.caller import request_id
from pk_fhir.web.handlers import add_handlers
from pk_fhir.web.request_log import RequestLog

NUMBER = "http://electronichealth.se/identifier/personnummer"
HSA = "urn:oid:1.2.752.29.4.19"
ANNA, BO, ELSA = "197701172392", "197701182383", "201701012393"
V1, U1, U2 = "SE2120000001-V1", "SE2120000001-U1", "SE2120000001-U2"
V2, X1 = "SE2120000002-V2", "SE2120000002-X1"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
BASE = "http://test"

Resource = dict[str, Any]

SYSTEM = {"x-role": "system"}
# Who knocks: staff of the units, patients' own programs.
S1 = {"x-role": "staff", "x-subject": "siv", "x-unit": U1, "x-provider": V1}
S2 = {"x-role": "staff", "x-subject": "sam", "x-unit": U2, "x-provider": V1}
X = {"x-role": "staff", "x-subject": "eva", "x-unit": X1, "x-provider": V2, "x-tenant": "v2"}
P = {"x-role": "patient", "x-subject": "anna", "x-patient": "anna", "x-number": ANNA}


class Clock:
    """The service's time, which a test may move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> int:
        return int(self.now.timestamp() * 1_000_000)


class HeaderGate:
    """Takes the caller from test headers, and asks the rules as the real gate does."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def caller(self, request: Request) -> Caller:
        caller = self.stated(request)
        request.scope.setdefault("state", {})["caller"] = caller
        return await admit(self.service, caller)

    def stated(self, request: Request) -> Caller:
        headers = request.headers
        role: Any = headers.get("x-role", "system")
        level = {"patient": "patient", "staff": "user", "admin": "user"}.get(role, "system")
        number, other = headers.get("x-number"), headers.get("x-represents")
        return Caller(
            tenant=request.path_params.get("provider", headers.get("x-tenant", "v1")),
            subject=headers.get("x-subject", role),
            role=role,
            scopes=frozenset(headers.get("x-scopes", f"{level}/*.cruds").split()),
            patient=headers.get("x-patient"),
            patient_identifier=(NUMBER, number) if number else None,
            represents=(NUMBER, other) if other else None,
            unit=headers.get("x-unit"),
            provider=headers.get("x-provider"),
            purpose=headers.get("x-purpose", "TREAT"),
            request_id=request_id(request),
        )


class World:
    """The service over HTTP."""

    def __init__(self, service: Service, clock: Clock) -> None:
        self.service = service
        self.clock = clock
        local = (
            Source(key="v1", name="Region Exempel", hsa_id=V1, tenant="v1"),
            Source(key="v2", name="Sjukhuset", hsa_id=V2, tenant="v2"),
        )
        self.sources = ViewSources(local=local, external=ExternalSources([]))
        self._open()

    def again(self) -> "World":
        """The same over other sources."""
        self._open()
        return self

    def _open(self) -> None:
        service, gate = self.service, HeaderGate(self.service)
        app = FastAPI()
        app.include_router(view_router(service, self.sources, gate))
        app.include_router(trust_router(service, gate))
        add_handlers(app, service)
        app.mount("/", FhirInterface(service, gate))
        self.app = app
        self.http = asgi_client(RequestLog(app), BASE)

    async def put(self, resource: Resource, tenant: str = "v1", headers: Any = SYSTEM) -> None:
        place = f"{resource['resourceType']}/{resource['id']}"
        answer = await self.http.put(f"/providers/{tenant}/fhir/{place}", json=resource, headers=headers)  # fmt: skip
        assert answer.status_code in (200, 201), answer.text

    async def get(self, path: str, headers: dict[str, str], tenant: str = "v1") -> httpx.Response:
        return await self.http.get(f"/providers/{tenant}/fhir/{path}", headers=headers)

    async def view(self, number: str, headers: dict[str, str]) -> Resource:
        answer = await self.http.post(
            "/view/_search", json={"system": NUMBER, "value": number}, headers=headers
        )
        assert answer.status_code == 200, answer.text
        found: Resource = answer.json()
        return found


def unit(hsa: str) -> Resource:
    return {"identifier": {"system": HSA, "value": hsa}}


def patient(ident: str, number: str, **more: Any) -> Resource:
    return {"resourceType": "Patient", "id": ident, "identifier": [{"system": NUMBER, "value": number}], **more}  # fmt: skip


def goal(ident: str, of: str, text: str = "Gå i trappan", **more: Any) -> Resource:
    return {
        "resourceType": "Goal",
        "id": ident,
        "lifecycleStatus": "active",
        "description": {"text": text},
        "subject": {"reference": f"Patient/{of}"},
        **more,
    }


def plan(ident: str, of: str, **more: Any) -> Resource:
    return {
        "resourceType": "CarePlan",
        "id": ident,
        "status": "active",
        "intent": "plan",
        "subject": {"reference": f"Patient/{of}"},
        **more,
    }


def owned(ident: str, target: str, giver: str, at: str) -> Resource:
    """A Provenance: who wrote the target, for which unit, and who keeps it."""
    types = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
    return {
        "resourceType": "Provenance",
        "id": ident,
        "target": [{"reference": target}],
        "recorded": "2026-11-02T10:00:00+01:00",
        "agent": [
            {"type": {"coding": [{"system": types, "code": "author"}]}, "who": {"display": "Siv"},
             "onBehalfOf": unit(at)},
            {"type": {"coding": [{"system": types, "code": "custodian"}]}, "who": unit(giver)},
        ],
    }  # fmt: skip


def _consent(ident: str, of: str, rule: str, category: str, provision: Resource) -> Resource:
    return {
        "resourceType": "Consent",
        "id": ident,
        "status": "active",
        "scope": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]},
        "category": [{"coding": [{"system": "https://pk-fhir.example/fhir/CodeSystem/pk-consent-category", "code": category}]}],
        "patient": {"reference": f"Patient/{of}"},
        "policyRule": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": rule}]},
        "provision": provision,
    }  # fmt: skip


def _actor(role: str, hsa: str) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
    return {"role": {"coding": [{"system": system, "code": role}]}, "reference": unit(hsa)}


def block(ident: str, of: str, kind: str, hsa: str, **more: Any) -> Resource:
    provision = {"type": "deny", "actor": [_actor("CST", hsa)], **more}
    return _consent(ident, of, "OPTOUT", f"{kind}-block", provision)


def lifting(hsa: str, start: str, end: str) -> Resource:
    return {"type": "permit", "period": {"start": start, "end": end}, "actor": [_actor("IRCP", hsa)]}  # fmt: skip


def consent(ident: str, of: str, hsa: str, **more: Any) -> Resource:
    purpose = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "TREAT"}
    provision = {"type": "permit", "actor": [_actor("IRCP", hsa)], "purpose": [purpose], **more}
    return _consent(ident, of, "OPTIN", "coherent-record", provision)


def relation(ident: str, of: str, hsa: str, **more: Any) -> Resource:
    return {
        "resourceType": "EpisodeOfCare",
        "id": ident,
        "status": "active",
        "patient": {"reference": f"Patient/{of}"},
        "managingOrganization": unit(hsa),
        **more,
    }


PEOPLE: list[tuple[str, Resource]] = [
    ("v1", patient("anna", ANNA, name=[{"family": "Testsson"}])),
    ("v1", patient("bo", BO, name=[{"family": "Provström"}])),
    ("v1", patient("elsa", ELSA)),
    ("v2", patient("a", ANNA)),
    ("v2", patient("b", BO)),
    ("v1", goal("of-u1", "anna", "Mål från enhet 1")),
    ("v1", goal("of-u2", "anna", "Mål från enhet 2")),
    ("v1", goal("of-bo", "bo", "Bos mål")),
    ("v2", goal("of-x1", "a", "Mål från sjukhuset")),
    ("v1", owned("p1", "Goal/of-u1", V1, U1)),
    ("v1", owned("p2", "Goal/of-u2", V1, U2)),
    ("v1", owned("p3", "Goal/of-bo", V1, U1)),
    ("v2", owned("p4", "Goal/of-x1", V2, X1)),
]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def rules() -> Rules:
    return Rules(
        tenants={"v1": f"{BASE}/providers/v1/fhir", "v2": f"{BASE}/providers/v2/fhir"},
        owners={"v1": V1, "v2": V2},
        titles={"v1": "Region Exempel", "v2": "Sjukhuset"},
    )


@pytest.fixture
def make_world(store: Store, clock: Clock, rules: Rules) -> Callable[[Policy], World]:
    """A world under these rules, over the one store."""

    def make(policy: Policy) -> World:
        changed = msgspec.structs.replace(rules, policy=policy)
        service = msgspec.structs.replace(make_service(store, changed), now=clock)
        return World(service, clock)

    return make


@pytest.fixture
async def world(make_world: Callable[[Policy], World]) -> AsyncIterator[World]:
    made = make_world(Policy())
    for tenant, resource in PEOPLE:
        await made.put(resource, tenant)
    yield made
    await made.http.aclose()
