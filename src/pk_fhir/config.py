"""Settings: environment variables `PK_FHIR_*`, or a TOML file named by `PK_FHIR_CONFIG`.

Read by the composition root and the commands only; every other room is handed what it needs.
"""

import ipaddress
import json
import os
import re
import tomllib
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

_NAME = r"^[a-z0-9][a-z0-9-]{0,62}$"
_HTTP_URL = re.compile(r"https?://[^/?#@\s]+(/[^?#\s]*)?", re.ASCII)
# As `contract.identifiers` has it, which is above this module.
_HSA_ID = re.compile(r"SE[0-9]{10}-[A-Za-z0-9]{1,18}", re.ASCII)


def _http_url(url: str) -> str:
    with suppress(ValueError):
        # Reading it finds a port that cannot be, and a bracket too many.
        if _HTTP_URL.fullmatch(url) and urlsplit(url).port != 0:
            return url
    raise PydanticCustomError(
        "http-url", "an address is http(s)://host/path, without user name, query or fragment"
    )


def _hsa_id(value: str) -> str:
    if not _HSA_ID.fullmatch(value):
        raise PydanticCustomError(
            "hsa-id", "an HSA-id is SE, ten digits, a hyphen, and letters and digits: 31 at most"
        )
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
HsaId = Annotated[str, AfterValidator(_hsa_id)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
# What a person's agreement is made of, and a source may be asked for.
RecordType = Literal[
    "CarePlan",
    "CareTeam",
    "Goal",
    "ServiceRequest",
    "Appointment",
    "QuestionnaireResponse",
    "RelatedPerson",
    "Task",
    "AppointmentResponse",
    "Provenance",
]


def problems_of(error: ValidationError) -> str:
    """What is wrong with what was stated, each with its place; never what was stated."""
    return "; ".join(
        f"{'.'.join(map(str, each['loc']))}: {each['msg']}"
        for each in error.errors(include_url=False, include_input=False)
    )


class _Stated(BaseModel):
    """A setting with parts: a part that is misspelt is refused, and never left out in silence."""

    model_config = ConfigDict(extra="forbid")


class ProviderSettings(_Stated):
    """A care provider (vårdgivare) whose contracts this service keeps."""

    name: str = Field(pattern=_NAME, description="Short name, used in /providers/{name}/fhir.")
    title: str = Field(description="Name that people read.")
    hsa_id: str | None = Field(default=None, description="HSA-id of the care giver.")


class _Secret(_Stated):
    """Where a secret is: a file or an environment variable. The secret itself is never a setting."""

    secret_file: Path | None = None
    secret_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.secret_file is None) == (self.secret_env is None):
            raise ValueError("give either secret_file or secret_env")
        return self


class BearerSettings(_Secret):
    """A bearer token that a source gave us."""

    kind: Literal["bearer"] = "bearer"


class ClientCredentialsSettings(_Secret):
    """OAuth 2.0 client credentials: a token endpoint, and who we are there."""

    kind: Literal["client-credentials"] = "client-credentials"
    token_url: HttpUrl
    client_id: str = Field(min_length=1)
    scope: str = ""


class SignedAssertionSettings(_Secret):
    """SMART Backend Services (private_key_jwt): the secret is our private key, as PEM or JWK."""

    kind: Literal["signed-assertion"] = "signed-assertion"
    token_url: HttpUrl
    client_id: str = Field(min_length=1)
    kid: str = Field(
        min_length=1,
        description="By which the token endpoint knows our public key; a JWK's own comes before it.",
    )
    algorithm: Literal["RS384", "ES384"] = "ES384"
    scope: str = "system/*.rs"


class CertificateSettings(_Stated):
    """Mutual TLS: our certificate, its private key, and whom we trust instead of the system's authorities."""

    certificate: Path
    key: Path
    authorities: Path | None = None


class PushSettings(_Stated):
    """Which of our contracts are sent to an external server."""

    which: Literal["all", "units", "consent"] = Field(
        default="all",
        description="All, those of some care units, or those of patients with a consent to its care giver.",
    )
    units: list[str] = Field(default=[], description="HSA-ids of the care units.")

    @model_validator(mode="after")
    def _units_where_they_are_asked_for(self) -> Self:
        if (self.which == "units") != bool(self.units):
            raise ValueError('give units with which = "units", and only then')
        return self


class SourceSettings(_Stated):
    """An external FHIR server that the view reads."""

    name: str = Field(pattern=_NAME)
    title: str = Field(pattern=r"\S")
    base_url: HttpUrl = Field(description="Base URL of its FHIR API.")
    hsa_id: HsaId | None = None
    ask_for: list[RecordType] = Field(
        default=[],
        description="What it may be asked for; without it, all that an agreement is made of.",
    )
    release: Literal["R4", "R5"] = Field(
        default="R4", description="Release of FHIR that it speaks; R5 is read as R4."
    )
    timeout_seconds: Positive = 10.0
    connections: int = Field(
        default=8, ge=1, le=64, description="Requests that are under way there at once."
    )
    requests_per_second: Positive | None = Field(
        default=None, description="Requests that a process begins there in a second, at most."
    )
    allow_private_address: bool = Field(
        default=False, description="The server may stand on a private or loopback address."
    )
    auth: BearerSettings | ClientCredentialsSettings | SignedAssertionSettings | None = Field(
        default=None, discriminator="kind", description="How we show it who we are."
    )
    client_certificate: CertificateSettings | None = Field(
        default=None, description="What we show it in the TLS handshake."
    )
    follow_seconds: float | None = Field(
        default=None,
        ge=1,
        allow_inf_nan=False,
        description="Ask it so often what has changed, of everybody; without it only on demand.",
    )
    subscribe: bool = Field(
        default=False,
        description="Ask it to tell us at once of what changes, by Subscriptions of ours there.",
    )
    reconcile_hours: Positive = Field(
        default=24.0, description="Read everybody who is kept again so often."
    )
    push: PushSettings | None = Field(
        default=None, description="Which of our contracts are sent to it; none by default."
    )

    @model_validator(mode="after")
    def _asked_now_and_then_too(self) -> Self:
        if self.subscribe and self.follow_seconds is None:
            raise ValueError("a notice may be lost: give follow_seconds too")
        return self

    @model_validator(mode="after")
    def _care_giver_for_consent(self) -> Self:
        if self.push and self.push.which == "consent" and not self.hsa_id:
            raise ValueError("a consent is to a care giver: give hsa_id too")
        return self


class SubscriptionSettings(_Stated):
    """Whom Subscriptions may tell, and for how long they are tried."""

    allow_private_endpoints: bool = Field(
        default=False,
        description="An endpoint may stand on a private or loopback address, and do without TLS.",
    )
    off_after_hours: float = Field(
        default=72.0, gt=0, description="A Subscription that has failed for so long is off."
    )


class TerminologySettings(_Stated):
    """A FHIR terminology server that is asked about codes of which nothing is known here."""

    base_url: HttpUrl = Field(description="Base URL of its FHIR R4 API.")
    timeout_seconds: Positive = 3.0
    allow_private_address: bool = False
    auth: BearerSettings | ClientCredentialsSettings | None = Field(
        default=None, discriminator="kind"
    )


class IssuerSettings(_Stated):
    """A token issuer that is trusted."""

    issuer: str
    audience: str
    jwks_url: str | None = None
    jwks_file: Path | None = None
    claims: Literal["pk-fhir", "inera"] = Field(
        default="pk-fhir", description="How its claims are read; inera is Inera's IdP."
    )
    scope: str = Field(
        default="", description="Scopes of its users, where its tokens carry none (user/*.rs)."
    )
    longest_token_seconds: int = Field(
        default=86_400, gt=0, description="A token that is valid for longer than this is refused."
    )
    token_url: str | None = Field(
        default=None, description="Its token endpoint, told to SMART applications."
    )
    authorize_url: str | None = Field(
        default=None, description="Its authorization endpoint, told to SMART applications."
    )

    @model_validator(mode="after")
    def _one_source_of_keys(self) -> "IssuerSettings":
        if (self.jwks_url is None) == (self.jwks_file is None):
            raise ValueError("give either jwks_url or jwks_file")
        return self


class Settings(BaseSettings):
    """All settings, with their defaults."""

    model_config = SettingsConfigDict(env_prefix="PK_FHIR_", env_nested_delimiter="__")

    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = "sqlite:///pk-fhir.db"
    data_dir: Path = Field(
        default=Path(), description="Where keys made at the first start are kept (0600)."
    )
    public_url: str | None = Field(
        default=None, description="Base URL in links; by default http://host:port."
    )
    providers: list[ProviderSettings] = [ProviderSettings(name="default", title="Vårdgivaren")]
    default_provider: str | None = None
    sources: list[SourceSettings] = []
    issuers: list[IssuerSettings] = []
    allow_anonymous_development: bool = Field(
        default=False,
        description="Serve without tokens also where the address is not loopback. Never in production.",
    )
    development_tokens: bool = Field(
        default=False, description="Trust tokens made by `pk-fhir token` with the local key."
    )
    referential_integrity: bool = True
    if_match_required: bool = Field(
        default=False,
        description="Refuse an update or patch that does not say which version it changes.",
    )
    conditional_delete_multiple: bool = Field(
        default=False,
        description="Delete everything that a conditional delete finds, not one alone.",
    )
    packages: Annotated[list[str], NoDecode] = Field(
        default=[],
        description="FHIR packages (.tgz files, folders, or name#version in ~/.fhir/packages) over our own.",
    )
    terminology: TerminologySettings | None = Field(
        default=None, description="Whom to ask about codes that no package here defines."
    )
    required_profiles: dict[str, list[str]] = Field(
        default={}, description="Profiles that every resource of a type is held to, by type."
    )
    cors_origins: list[str] = Field(
        default=[], description="Origins of browser applications that may call; none by default."
    )
    max_body_bytes: int = 16 * 1024 * 1024
    view_deadline_seconds: float = 3.0
    relay: bool = Field(
        default=True,
        description="Send what waits for other servers, and follow sources, in this process; else `pk-fhir worker` does.",
    )
    queue: Literal["procrastinate"] | None = Field(
        default=None,
        description="On PostgreSQL, wake those that send through this queue (pk-fhir[procrastinate]); else they look at the outbox themselves.",
    )
    follow_beside: bool = Field(
        default=True,
        description="Follow sources in a process of its own beside the service, so that views are as fast meanwhile.",
    )
    subscriptions: SubscriptionSettings = SubscriptionSettings()
    policy: dict[str, Any] = Field(
        default={}, description="Rules of law and trust that differ from their defaults."
    )
    time_zone: str = "Europe/Stockholm"
    log_format: Literal["text", "json"] = "text"
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    metrics: bool = True

    @field_validator("packages", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """In an environment variable: a JSON array, or names with commas between them."""
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return json.loads(value)
        return [each.strip() for each in value.split(",") if each.strip()]

    @model_validator(mode="after")
    def _queue_can_be_had(self) -> Self:
        if self.queue is not None:
            if not self.database_url.startswith("postgresql"):
                raise ValueError("queue needs a PostgreSQL database: give database_url")
            if find_spec("procrastinate") is None:
                raise ValueError("queue needs procrastinate: install pk-fhir[procrastinate]")
        return self

    @model_validator(mode="after")
    def _default_provider_exists(self) -> "Settings":
        names = [provider.name for provider in self.providers]
        if len(set(names)) != len(names):
            raise ValueError("two providers have the same name")
        if self.default_provider is not None and self.default_provider not in names:
            raise ValueError(f"default_provider {self.default_provider!r} is not among providers")
        return self

    @property
    def tenant(self) -> str:
        """The provider that /fhir and /contracts are of."""
        return self.default_provider or self.providers[0].name

    @property
    def base_url(self) -> str:
        """What our own absolute links start with; never taken from a request's Host header."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def loopback(self) -> bool:
        """Whether the address to listen on can be reached from this machine only."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def anonymous(self) -> bool:
        """Whether requests without a token are served, as the development caller."""
        return not self.issuers and (self.loopback or self.allow_anonymous_development)

    def refusal(self) -> str | None:
        """Why these settings must not be served, or None."""
        if not self.issuers and not self.anonymous and not self.development_tokens:
            return (
                f"No token issuer is configured, and {self.host} can be reached from other machines. "
                "Set PK_FHIR_ISSUERS to the issuer whose tokens you trust, listen on 127.0.0.1, or, "
                "for development only, set PK_FHIR_ALLOW_ANONYMOUS_DEVELOPMENT=true."
            )
        return None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before the TOML file."""
        del dotenv_settings, file_secret_settings
        path = os.environ.get("PK_FHIR_CONFIG")
        files = (_file(settings_cls, Path(path)),) if path else ()
        return init_settings, env_settings, *files


def _file(settings_cls: type[BaseSettings], path: Path) -> TomlConfigSettingsSource:
    """The settings of a file. ValueError where it is not there: nobody means to do without what it says."""
    if not path.is_file():
        raise ValueError(f"PK_FHIR_CONFIG: there is no file {path}")
    try:
        return TomlConfigSettingsSource(settings_cls, path)
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"PK_FHIR_CONFIG: {path} cannot be read") from error
