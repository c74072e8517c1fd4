"""What `/admin/sources` takes and gives as JSON, and what that is in the words of the rooms below."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from pk_fhir.contract.base import CamelCase
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


class NewAuthentication(CamelCase):
    """How we show a source who we are."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    kind: Literal["bearer", "client-credentials", "signed-assertion"]
    secret: str = Field(
        pattern=r"^[A-Z0-9_]{1,64}$",
        description=f"The secret is in the service's variable {SECRETS}..., of which this is the end.",
    )
    token_url: str | None = Field(default=None, pattern=_HTTPS)
    client_id: str | None = None
    kid: str | None = None
    algorithm: Literal["RS384", "ES384"] | None = None
    scope: str | None = None

    def stated(self) -> dict[str, Any]:
        """As the configuration states it."""
        stated = self.model_dump(by_alias=False, exclude={"secret"}, exclude_none=True)
        return stated | {"secret_env": SECRETS + self.secret}


class NewSource(CamelCase):
    """A source to register. What is sent there, client certificates and addresses on private networks are
    set by command or in the configuration only."""

    model_config = ConfigDict(extra="forbid", validate_by_name=False)

    name: str = Field(description="Short, such as exempelby.")
    title: str = Field(min_length=1, description="What people read.")
    base_url: str = Field(pattern=_HTTPS)
    hsa_id: str | None = None
    release: Literal["R4", "R5"] = "R4"
    timeout_seconds: float = Field(default=10.0, gt=0)
    ask_for: list[str] = Field(
        default=[],
        description="Types of resources that it may be asked for; all that an agreement is made of by default.",
    )
    connections: int = Field(default=8, ge=1, le=64)
    requests_per_second: float | None = Field(default=None, gt=0)
    follow_seconds: float | None = Field(default=None, ge=1)
    subscribe: bool = False
    authentication: NewAuthentication | None = None

    def stated(self) -> dict[str, Any]:
        """As the configuration states a source."""
        auth = self.authentication.stated() if self.authentication else None
        return self.model_dump(by_alias=False, exclude={"authentication"}) | {"auth": auth}


class SourceShown(CamelCase):
    """A source, and how far it has been followed."""

    name: str
    title: str
    base_url: str | None = Field(description="null: its registration cannot be read.")
    hsa_id: str | None
    release: Literal["R4", "R5"]
    registered: Literal["configuration", "database"]
    authentication: Literal["bearer", "client-credentials", "signed-assertion"] | None
    client_certificate: bool
    ask_for: list[str] = Field(
        description="Types of resources that it may be asked for; none named is all."
    )
    timeout_seconds: float
    connections: int
    requests_per_second: float | None
    follow_seconds: float | None
    subscribe: bool
    push: Literal["all", "units", "consent"] | None = Field(
        description="Which contracts are sent there."
    )
    followed_at: str | None = Field(description="When its changes were last read.")
    persons_read: int
    problem: str | None = Field(description="Why not all of its changes could be read then.")
    persons_set_aside: int = Field(
        description="Persons whom it could not tell of: each is tried again by itself."
    )
    set_aside_since: str | None = Field(description="Since when the first of them is.")
    in_quarantine: int
    left_alone_until: str | None = Field(
        description="Until when it is not asked, because it kept failing or asked for it."
    )
    left_alone_because: str | None = Field(description="That, and what it last came to, in words.")

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
            base_url=source.base_url,
            hsa_id=source.hsa_id or None,
            release=source.release,
            registered="configuration" if registry.configured(source.key) else "database",
            authentication=_kind(source),
            client_certificate=source.certificate is not None,
            ask_for=sorted(source.ask_for),
            timeout_seconds=source.limits.read,
            connections=source.limits.connections,
            requests_per_second=source.limits.per_second,
            follow_seconds=source.follow_seconds,
            subscribe=source.subscribe,
            push=source.push.which if source.push else None,
            followed_at=_instant(followed.turned_at) if followed.turned_at else None,
            persons_read=followed.persons,
            problem=followed.problem,
            persons_set_aside=aside.count,
            set_aside_since=_instant(aside.since) if aside.since else None,
            in_quarantine=len(await registry.quarantine(source.key)),
            left_alone_until=until,
            left_alone_because=because,
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
