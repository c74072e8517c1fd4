"""The settings of the service: where it stands, whom it serves, whose tokens it trusts, what it knows."""

import ipaddress
import json
import os
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from pk_fhir.config.sources import BearerSettings, ClientCredentialsSettings, SourceSettings
from pk_fhir.config.values import HttpUrl, Name, Positive, Stated


class ProviderSettings(Stated):
    """A care provider (vårdgivare) whose contracts this service keeps."""

    name: Name = Field(description="Short name, used in /providers/{name}/fhir.")
    title: str = Field(description="Name that people read.")
    hsa_id: str | None = Field(default=None, description="HSA-id of the care giver.")


class SubscriptionSettings(Stated):
    """Whom Subscriptions may tell, and for how long they are tried."""

    allow_private_endpoints: bool = Field(
        default=False,
        description="An endpoint may stand on a private or loopback address, and do without TLS.",
    )
    off_after_hours: float = Field(
        default=72.0, gt=0, description="A Subscription that has failed for so long is off."
    )


class TerminologySettings(Stated):
    """A FHIR terminology server that is asked about codes of which nothing is known here."""

    base_url: HttpUrl = Field(description="Base URL of its FHIR R4 API.")
    timeout_seconds: Positive = 3.0
    allow_private_address: bool = False
    auth: BearerSettings | ClientCredentialsSettings | None = Field(
        default=None, discriminator="kind"
    )


class IssuerSettings(Stated):
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
