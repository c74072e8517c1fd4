"""What `/admin/sources` takes and gives as JSON, and what that is in the words of the rooms below."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from pk_fhir.messages import Language
from pk_fhir.sync.check import Finding, left_alone, sentence
from pk_fhir.sync.pausing import LeftAlone
from pk_fhir.sync.source import ClientCredentials, Secret, SignedAssertion, Source

SECRETS = "PK_FHIR_SOURCE_SECRET_"
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


class Asides(Protocol):
    """Persons whom a source could not be read of."""

    @property
    def count(self) -> int: ...
    @property
    def since(self) -> int | None: ...


class Registers(Protocol):
    """What is asked of the register of sources (`app.registry`)."""

    def source(self, name: str) -> Source: ...
    def sources(self) -> Sequence[Source]: ...
    def configured(self, name: str) -> bool: ...
    async def add(self, asked: Mapping[str, Any]) -> Source: ...
    async def remove(self, name: str) -> None: ...
    async def followed(self, name: str) -> Followed: ...
    async def quarantine(self, name: str | None = None) -> Sequence[Held]: ...
    async def set_aside(self, name: str) -> Asides: ...
    def left_alone(self, source: Source) -> LeftAlone | None: ...


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

    def stated(self) -> dict[str, str]:
        """As the configuration states it."""
        stated = {
            "kind": self.kind,
            "secret_env": SECRETS + self.secret,
            "token_url": self.tokenUrl,
            "client_id": self.clientId,
            "kid": self.kid,
            "algorithm": self.algorithm,
            "scope": self.scope,
        }
        return {name: value for name, value in stated.items() if value is not None}


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
    askFor: list[str] = Field(  # noqa: N815 - the name on the wire
        default=[],
        description="Types of resources that it may be asked for; all that an agreement is made of by default.",
    )
    connections: int = Field(default=8, ge=1, le=64)
    requestsPerSecond: float | None = Field(default=None, gt=0)  # noqa: N815 - the name on the wire
    followSeconds: float | None = Field(default=None, ge=1)  # noqa: N815 - the name on the wire
    subscribe: bool = False
    authentication: NewAuthentication | None = None

    def stated(self) -> dict[str, Any]:
        """As the configuration states a source."""
        return {
            "name": self.name,
            "title": self.title,
            "base_url": self.baseUrl,
            "hsa_id": self.hsaId,
            "release": self.release,
            "ask_for": self.askFor,
            "timeout_seconds": self.timeoutSeconds,
            "connections": self.connections,
            "requests_per_second": self.requestsPerSecond,
            "follow_seconds": self.followSeconds,
            "subscribe": self.subscribe,
            "auth": self.authentication.stated() if self.authentication else None,
        }


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
    askFor: list[str] = Field(  # noqa: N815 - the name on the wire
        description="Types of resources that it may be asked for; none named is all."
    )
    timeoutSeconds: float  # noqa: N815 - the name on the wire
    connections: int
    requestsPerSecond: float | None  # noqa: N815 - the name on the wire
    followSeconds: float | None  # noqa: N815 - the name on the wire
    subscribe: bool
    push: Literal["all", "units", "consent"] | None = Field(
        description="Which contracts are sent there."
    )
    followedAt: str | None = Field(description="When its changes were last read.")  # noqa: N815 - the name on the wire
    personsRead: int  # noqa: N815 - the name on the wire
    problem: str | None = Field(description="Why not all of its changes could be read then.")
    personsSetAside: int = Field(  # noqa: N815 - the name on the wire
        description="Persons whom it could not tell of: each is tried again by itself."
    )
    setAsideSince: str | None = Field(description="Since when the first of them is.")  # noqa: N815 - the name on the wire
    inQuarantine: int  # noqa: N815 - the name on the wire
    leftAloneUntil: str | None = Field(  # noqa: N815 - the name on the wire
        description="Until when it is not asked, because it kept failing or asked for it."
    )
    leftAloneBecause: str | None = Field(description="That, and what it last came to, in words.")  # noqa: N815 - the name on the wire

    @classmethod
    async def of(cls, source: Source, registry: Registers, language: Language) -> Self:
        """As it stands now, with what the reader is told in their language."""
        followed = await registry.followed(source.key)
        aside = await registry.set_aside(source.key)
        alone = registry.left_alone(source)
        until = alone.until.isoformat(timespec="seconds") if alone else None
        because = sentence(left_alone(alone, until), source, language) if alone and until else None
        return cls(
            name=source.key,
            title=source.name,
            baseUrl=source.base_url,
            hsaId=source.hsa_id or None,
            release=source.release,
            registered="configuration" if registry.configured(source.key) else "database",
            authentication=_kind(source),
            clientCertificate=source.certificate is not None,
            askFor=sorted(source.ask_for),
            timeoutSeconds=source.limits.read,
            connections=source.limits.connections,
            requestsPerSecond=source.limits.per_second,
            followSeconds=source.follow_seconds,
            subscribe=source.subscribe,
            push=source.push.which if source.push else None,
            followedAt=_instant(followed.turned_at) if followed.turned_at else None,
            personsRead=followed.persons,
            problem=followed.problem,
            personsSetAside=aside.count,
            setAsideSince=_instant(aside.since) if aside.since else None,
            inQuarantine=len(await registry.quarantine(source.key)),
            leftAloneUntil=until,
            leftAloneBecause=because,
        )


class FindingShown(BaseModel):
    """One thing that will work, will work in part, or will not."""

    level: Literal["works", "limited", "fails"]
    code: str
    text: str

    @classmethod
    def of(cls, found: Finding, source: Source, language: Language) -> Self:
        """In the reader's language."""
        return cls(level=found.level, code=found.key, text=sentence(found, source, language))


class HeldShown(BaseModel):
    """Something that a source sent and nobody could read. Its bytes are for the command only."""

    source: str
    digest: str = Field(description="SHA-256 of the bytes.")
    reason: str
    bytes: int
    first: str
    last: str

    @classmethod
    def of(cls, held: Held) -> Self:
        """Without the bytes."""
        return cls(
            source=held.source,
            digest=held.digest,
            reason=held.reason,
            bytes=held.size,
            first=_instant(held.first_at),
            last=_instant(held.last_at),
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


def _instant(micros: int) -> str:
    return datetime.fromtimestamp(micros / 1_000_000, UTC).isoformat(timespec="milliseconds")
