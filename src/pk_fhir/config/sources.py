"""External FHIR servers as they are stated: where one is, how we show it who we are, what passes between us.

Stated in the configuration, or as JSON in the database by `pk-fhir source add` (`app.registrations`).
"""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from pk_fhir.config.values import HsaId, HttpUrl, Name, Positive, Stated

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


class Secret(Stated):
    """Where a secret is: a file or an environment variable. The secret itself is never a setting."""

    secret_file: Path | None = None
    secret_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.secret_file is None) == (self.secret_env is None):
            raise ValueError("give either secret_file or secret_env")
        return self


class BearerSettings(Secret):
    """A bearer token that a source gave us."""

    kind: Literal["bearer"] = "bearer"


class ClientCredentialsSettings(Secret):
    """OAuth 2.0 client credentials: a token endpoint, and who we are there."""

    kind: Literal["client-credentials"] = "client-credentials"
    token_url: HttpUrl
    client_id: str = Field(min_length=1)
    scope: str = ""


class SignedAssertionSettings(Secret):
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


class CertificateSettings(Stated):
    """Mutual TLS: our certificate, its private key, and whom we trust instead of the system's authorities."""

    certificate: Path
    key: Path
    authorities: Path | None = None


class PushSettings(Stated):
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


class SourceSettings(Stated):
    """An external FHIR server that the view reads."""

    name: Name
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
