"""External sources as JSON: `/admin/sources` and `/admin/quarantine`.

For administrators of the care provider that runs the service. Errors are `application/problem+json`.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol

import structlog
from fastapi import APIRouter, Depends

from pk_fhir.access.caller import Caller
from pk_fhir.api.admin.source_models import (
    FindingShown,
    HeldShown,
    NewSource,
    Registers,
    SourceShown,
)
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.sync.check import check_source
from pk_fhir.web.caller import Gate

LOG = structlog.get_logger("pk_fhir")
Administrator = Callable[..., Awaitable[Caller]]


class Tells(Protocol):
    """What has a source read at once (`sync.notices.prompt`)."""

    def told(self, source: str) -> None:
        """Have the source of this name read as soon as may be."""
        ...


def sources_router(registry: Registers, prompt: Tells, gate: Gate) -> APIRouter:
    """The addresses of sources."""
    router = APIRouter(prefix="/admin", tags=["administration"])

    async def administrator(caller: Annotated[Caller, Depends(gate.caller)]) -> Caller:
        if caller.role != "admin" and not caller.development:
            raise FhirError("forbidden", told("request.administrators"))
        return caller

    _register(router, registry, administrator)
    _use(router, registry, prompt, administrator)
    return router


def _register(router: APIRouter, registry: Registers, administrator: Administrator) -> None:
    """To see, add and remove sources."""
    administrator_ = Annotated[Caller, Depends(administrator)]

    @router.get("/sources", summary="The external sources")
    async def sources(caller: administrator_) -> list[SourceShown]:
        return [
            await SourceShown.of(source, registry, caller.language) for source in registry.sources()
        ]

    @router.post("/sources", status_code=201, summary="Register a source")
    async def add(asked: NewSource, caller: administrator_) -> SourceShown:
        source = await registry.add(asked.stated())
        LOG.info("a source was registered", source=source.key, by=caller.subject)
        return await SourceShown.of(source, registry, caller.language)

    @router.get("/sources/{name}", summary="One external source")
    async def one(name: str, caller: administrator_) -> SourceShown:
        return await SourceShown.of(registry.source(name), registry, caller.language)

    @router.delete(
        "/sources/{name}",
        status_code=204,
        summary="Take a source out, and delete what it answered",
    )
    async def remove(name: str, caller: administrator_) -> None:
        await registry.remove(name)
        LOG.info("a source was removed", source=name, by=caller.subject)


def _use(
    router: APIRouter, registry: Registers, prompt: Tells, administrator: Administrator
) -> None:
    """To check sources, have them read, and see what could not be."""
    administrator_ = Annotated[Caller, Depends(administrator)]

    @router.post("/sources/{name}/check", summary="Ask a source what it can do")
    async def check(name: str, caller: administrator_) -> list[FindingShown]:
        source = registry.source(name)
        findings = await check_source(source, registry.left_alone(source))
        return [FindingShown.of(found, source, caller.language) for found in findings]

    @router.post(
        "/sources/{name}/pull", status_code=202, summary="Have a source's changes read now"
    )
    async def pull(name: str, caller: administrator_) -> SourceShown:
        source = registry.source(name)
        if not source.base_url:
            raise FhirError("conflict", told("request.source-no-address"))
        prompt.told(name)
        return await SourceShown.of(source, registry, caller.language)

    @router.get(
        "/quarantine",
        summary="What sources sent and nobody could read",
        dependencies=[Depends(administrator)],
    )
    async def quarantine(source: str | None = None) -> list[HeldShown]:
        return [HeldShown.of(held) for held in await registry.quarantine(source)]
