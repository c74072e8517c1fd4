"""What goes to other servers and to subscribers, as JSON: `/admin/sync`.

For administrators of a care provider, about that provider's records. Errors are
`application/problem+json`.
"""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from pk_fhir.access.caller import Caller
from pk_fhir.contract.base import CamelCase
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.service import Service
from pk_fhir.messages import told as said
from pk_fhir.sync.notices import overview as told
from pk_fhir.sync.push import Choice, Decision, overview, settle
from pk_fhir.sync.source import Source
from pk_fhir.web.caller import Gate


class GivenUp(BaseModel):
    """One patient's changes that are not sent again by themselves (dead letters)."""

    provider: str
    patient: str = Field(description="The Patient's id; empty for what is outside any patient.")
    changes: int
    since: str
    problem: str


class Server(CamelCase):
    """One server that contracts are sent to."""

    server: str
    name: str
    rule: str = Field(description="Which contracts go there.")
    waiting: int = Field(description="Changes that are still to be sent.")
    conflicts: int = Field(description="Changes that are held by a conflict.")
    failures_in_a_row: int
    left_alone_until: str | None
    last_problem: str | None
    given_up: list[GivenUp]


class Subscriber(CamelCase):
    """One Subscription: whom it tells, and what waits for them."""

    subscription: str
    status: str
    waiting: int
    given_up: int
    criteria: str | None = None
    endpoint: str | None = None
    problem: str | None = None


class SyncStatus(BaseModel):
    """What goes out."""

    servers: list[Server]
    subscribers: list[Subscriber]


class ConflictShown(BaseModel):
    """One resource that both sides changed, in both versions; or of which the server has several."""

    id: str
    server: str
    provider: str
    resource: str
    found: str
    alike: list[str] = Field(
        description="Which of the server's it may be, where the server has several with its identifier: merge them there, or say which one it is."
    )
    differ: list[str] = Field(description="The elements in which the two differ.")
    ours: dict[str, Any] | None
    theirs: dict[str, Any] | None = Field(
        description="null: the server has deleted it, or has several."
    )


class Settlement(BaseModel):
    """A person's decision."""

    choice: Choice = Field(
        description="Ours goes there, theirs becomes ours, or both stay as they are for now (dismissed). Where the server has several: they were merged there (again), or it is the one that `there` names (there)."
    )
    there: str | None = Field(default=None, description='One of `alike`, such as "Patient/1".')
    seen: str | None = Field(
        default=None,
        description="The version of ours (`meta.versionId`) that was read: theirs does not become ours if it has changed since (409).",
    )


class Settled(BaseModel):
    """A conflict that is settled."""

    id: str
    state: str


class Replay(BaseModel):
    """What to send again: one server or Subscription, or all."""

    server: str | None = None


class Replayed(BaseModel):
    """How many changes wait again."""

    changes: int


def sync_router(service: Service, sources: Callable[[], Sequence[Source]], gate: Gate) -> APIRouter:
    """The addresses of what goes out; `sources` are those that are registered now."""
    router = APIRouter(prefix="/admin/sync", tags=["administration"])

    async def administrator(caller: Annotated[Caller, Depends(gate.caller)]) -> Caller:
        if caller.role != "admin" and not caller.development:
            raise FhirError("forbidden", said("request.administrators"))
        return caller

    administrator_ = Annotated[Caller, Depends(administrator)]

    @router.get("", summary="What goes to other servers and to subscribers")
    async def status(caller: administrator_) -> SyncStatus:
        return SyncStatus.model_validate(
            {
                "servers": await overview.status(
                    service, overview.targets_of(sources()), caller.tenant
                ),
                "subscribers": await told.all_of(service, caller.tenant),
            }
        )

    @router.get("/conflicts", summary="What both sides have changed, in both versions")
    async def conflicts(caller: administrator_) -> list[ConflictShown]:
        found = await overview.conflicts_for(service, caller)
        return [ConflictShown.model_validate(each) for each in found]

    @router.post("/conflicts/{conflict}", summary="Settle a conflict")
    async def settled(conflict: str, decision: Settlement, caller: administrator_) -> Settled:
        decided = Decision(decision.choice, decision.there, decision.seen)
        found = await settle(service, caller, conflict, decided)
        return Settled(id=found.id, state=found.state)

    @router.post("/replay", summary="Send again what was given up")
    async def replayed(asked: Replay, caller: administrator_) -> Replayed:
        subscribers = await told.given_up(service, caller.tenant)
        targets = overview.targets_of(sources())
        known = [*(each.key for each in targets), *subscribers]
        names = [each for each in known if asked.server in (None, each)]
        if not names and asked.server is not None:
            raise FhirError("not-found", said("request.nothing-sent"))
        return Replayed(changes=await overview.replay(service, names, caller.tenant))

    return router
