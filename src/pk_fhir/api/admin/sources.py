"""External sources as JSON: `/admin/sources` and `/admin/quarantine`.

For administrators of the care provider that runs the service. Errors are `application/problem+json`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Protocol

import structlog
from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.sync.check import check_source, sentence
from pk_fhir.sync.source import ClientCredentials, Secret, SignedAssertion, Source
from pk_fhir.web.caller import Gate

LOG = structlog.get_logger("pk_fhir")
SECRETS = "PK_FHIR_SOURCE_SECRET_"
Administrator = Callable[..., Awaitable[Caller]]
_HTTPS = r"^https://[^/?#@\s]+(/[^?#\s]*)?$"


class Followed(Protocol):
    """How far a source is followed."""

    @property
    def persons(self) -> int: ...
    @property
    def turned_at(self) -> int | None: ...
    @property
    def problem(self) -> str | None: ...


class Held(Protocol):
    """One thing in quarantine."""

    @property
    def source(self) -> str: ...
    @property
    def digest(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def first_at(self) -> int: ...
    @property
    def last_at(self) -> int: ...
    @property
    def size(self) -> int: ...


class Registers(Protocol):
    """What is asked of the register of sources (`app.registry`)."""

    def source(self, name: str) -> Source: ...
    def sources(self) -> Sequence[Source]: ...
    def configured(self, name: str) -> bool: ...
    async def add(self, asked: Mapping[str, Any]) -> Source: ...
    async def remove(self, name: str) -> None: ...
    async def followed(self, name: str) -> Followed: ...
    async def quarantine(self, name: str | None = None) -> Sequence[Held]: ...
    def left_alone_until(self, name: str) -> datetime | None: ...


class Tells(Protocol):
    """What has a source read at once (`sync.notices.prompt`)."""

    def told(self, source: str) -> None: ...


class NewAuthentication(BaseModel):
    """How we show a source who we are."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["bearer", "client-credentials", "signed-assertion"]
    secret: str = Field(
        pattern=r"^[A-Z0-9_]{1,64}$",
        description=f"The secret is in the service's variable {SECRETS}..., of which this is the end.",
    )
    tokenUrl: str | None = Field(default=None, pattern=_HTTPS)  # noqa: N815 - the name on the wire
    clientId: str | None = None  # noqa: N815 - the name on the wire
    kid: str | None = None
    algorithm: Literal["RS384", "ES384"] | None = None
    scope: str | None = None


class NewSource(BaseModel):
    """A source to register. What is sent there, client certificates and addresses on private networks are
    set by command or in the configuration only."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="Short, such as exempelby.")
    title: str = Field(min_length=1, description="What people read.")
    baseUrl: str = Field(pattern=_HTTPS)  # noqa: N815 - the name on the wire
    hsaId: str | None = None  # noqa: N815 - the name on the wire
    release: Literal["R4", "R5"] = "R4"
    timeoutSeconds: float = Field(default=10.0, gt=0)  # noqa: N815 - the name on the wire
    connections: int = Field(default=8, ge=1, le=64)
    requestsPerSecond: float | None = Field(default=None, gt=0)  # noqa: N815 - the name on the wire
    followSeconds: float | None = Field(default=None, ge=1)  # noqa: N815 - the name on the wire
    subscribe: bool = False
    authentication: NewAuthentication | None = None


class SourceShown(BaseModel):
    """A source, and how far it has been followed."""

    name: str
    title: str
    baseUrl: str | None = Field(description="null: its registration cannot be read.")  # noqa: N815 - the name on the wire
    hsaId: str | None  # noqa: N815 - the name on the wire
    release: Literal["R4", "R5"]
    registered: Literal["configuration", "database"]
    authentication: Literal["bearer", "client-credentials", "signed-assertion"] | None
    clientCertificate: bool  # noqa: N815 - the name on the wire
    followSeconds: float | None  # noqa: N815 - the name on the wire
    subscribe: bool
    push: Literal["all", "units", "consent"] | None = Field(
        description="Which contracts are sent there."
    )
    followedAt: str | None = Field(description="When its changes were last read.")  # noqa: N815 - the name on the wire
    personsRead: int  # noqa: N815 - the name on the wire
    problem: str | None = Field(description="Why not all of its changes could be read then.")
    inQuarantine: int  # noqa: N815 - the name on the wire
    leftAloneUntil: str | None = Field(  # noqa: N815 - the name on the wire
        description="Until when it is not asked, because it kept failing or asked for it."
    )


class FindingShown(BaseModel):
    """One thing that will work, will work in part, or will not."""

    level: Literal["works", "limited", "fails"]
    code: str
    text: str


class HeldShown(BaseModel):
    """Something that a source sent and nobody could read. Its bytes are for the command only."""

    source: str
    digest: str = Field(description="SHA-256 of the bytes.")
    reason: str
    bytes: int
    first: str
    last: str


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

    @router.get("/sources", summary="The external sources", dependencies=[Depends(administrator)])
    async def sources() -> list[SourceShown]:
        return [await _shown(registry, source) for source in registry.sources()]

    @router.post("/sources", status_code=201, summary="Register a source")
    async def add(asked: NewSource, caller: administrator_) -> SourceShown:
        source = await registry.add(_stated(asked))
        LOG.info("a source was registered", source=source.key, by=caller.subject)
        return await _shown(registry, source)

    @router.get(
        "/sources/{name}", summary="One external source", dependencies=[Depends(administrator)]
    )
    async def one(name: str) -> SourceShown:
        return await _shown(registry, registry.source(name))

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

    @router.post("/sources/{name}/check", summary="Ask a source what it can do")
    async def check(
        name: str, caller: Annotated[Caller, Depends(administrator)]
    ) -> list[FindingShown]:
        source = registry.source(name)
        return [
            FindingShown(
                level=found.level, code=found.key, text=sentence(found, source, caller.language)
            )
            for found in await check_source(source)
        ]

    @router.post(
        "/sources/{name}/pull",
        status_code=202,
        summary="Have a source's changes read now",
        dependencies=[Depends(administrator)],
    )
    async def pull(name: str) -> SourceShown:
        source = registry.source(name)
        if not source.base_url:
            raise FhirError("conflict", told("request.source-no-address"))
        prompt.told(name)
        return await _shown(registry, source)

    @router.get(
        "/quarantine",
        summary="What sources sent and nobody could read",
        dependencies=[Depends(administrator)],
    )
    async def quarantine(source: str | None = None) -> list[HeldShown]:
        return [
            HeldShown(
                source=held.source,
                digest=held.digest,
                reason=held.reason,
                bytes=held.size,
                first=_instant(held.first_at),
                last=_instant(held.last_at),
            )
            for held in await registry.quarantine(source)
        ]


async def _shown(registry: Registers, source: Source) -> SourceShown:
    followed = await registry.followed(source.key)
    until = registry.left_alone_until(source.key)
    return SourceShown(
        name=source.key,
        title=source.name,
        baseUrl=source.base_url,
        hsaId=source.hsa_id or None,
        release=source.release,
        registered="configuration" if registry.configured(source.key) else "database",
        authentication=_kind(source),
        clientCertificate=source.certificate is not None,
        followSeconds=source.follow_seconds,
        subscribe=source.subscribe,
        push=source.push.which if source.push else None,
        followedAt=_instant(followed.turned_at) if followed.turned_at else None,
        personsRead=followed.persons,
        problem=followed.problem,
        inQuarantine=len(await registry.quarantine(source.key)),
        leftAloneUntil=until.isoformat(timespec="seconds") if until else None,
    )


def _kind(source: Source) -> Literal["bearer", "client-credentials", "signed-assertion"] | None:
    match source.auth:
        case Secret():
            return "bearer"
        case ClientCredentials():
            return "client-credentials"
        case SignedAssertion():
            return "signed-assertion"
        case _:
            return None


def _stated(asked: NewSource) -> dict[str, Any]:
    """As the configuration states a source."""
    how = asked.authentication
    return {
        "name": asked.name,
        "title": asked.title,
        "base_url": asked.baseUrl,
        "hsa_id": asked.hsaId,
        "release": asked.release,
        "timeout_seconds": asked.timeoutSeconds,
        "connections": asked.connections,
        "requests_per_second": asked.requestsPerSecond,
        "follow_seconds": asked.followSeconds,
        "subscribe": asked.subscribe,
        "auth": _stated_auth(how) if how else None,
    }


def _stated_auth(how: NewAuthentication) -> dict[str, str]:
    stated = {
        "kind": how.kind,
        "secret_env": SECRETS + how.secret,
        "token_url": how.tokenUrl,
        "client_id": how.clientId,
        "kid": how.kid,
        "algorithm": how.algorithm,
        "scope": how.scope,
    }
    return {name: value for name, value in stated.items() if value is not None}


def _instant(micros: int) -> str:
    return datetime.fromtimestamp(micros / 1_000_000, UTC).isoformat(timespec="milliseconds")
