"""A source: a care provider whose part of a person's agreement is read from somewhere.

Either a care provider of this server (`tenant`) or an external FHIR R4 server (`base_url`). A source
is asked within limits of its own, so that one that hangs, floods or lies harms no other.
"""

from collections.abc import Iterable
from typing import Literal, Self

import msgspec

from pk_fhir.contract.identifiers import spellings
from pk_fhir.fhir.search_value import token


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How long, and how much, one source may take.

    Times are seconds: `connect` and `read` are given to the connection (a `read` is the wait for the
    next bytes), `total` is the most that one answer may take from first byte to last, so that a
    server that drips cannot hold us. `answer_bytes` counts after decompression; `pages` and
    `resources` hold for one person. At most `connections` requests are under way at once, and
    `per_second` begin in a second. What fails for the moment is tried again, `tries` times in all and
    no longer than `total`.
    """

    connect: float = 2.0
    read: float = 10.0
    total: float = 30.0
    answer_bytes: int = 20_000_000
    pages: int = 50
    resources: int = 10_000
    connections: int = 8
    per_second: float | None = None
    tries: int = 3


class Secret(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """Where a secret is: an environment variable (`env`), or else a file."""

    file: str = ""
    env: str = ""


class ClientCredentials(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """OAuth 2.0 client credentials: where a token is got, as whom, and for what (`scope`)."""

    token_url: str
    client_id: str
    secret: Secret
    scope: str = ""


class SignedAssertion(msgspec.Struct, frozen=True, kw_only=True, tag=True):
    """SMART Backend Services: a token is got with an assertion that is signed by our private key (a
    JWK or PEM in `key`), which the token endpoint knows by `kid`."""

    token_url: str
    client_id: str
    key: Secret
    kid: str
    algorithm: Literal["RS384", "ES384"] = "ES384"
    scope: str = "system/*.rs"


class ClientCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """Mutual TLS: files with our certificate and its private key, and with whom we trust (else the
    system's own authorities)."""

    certificate: str
    key: str
    authorities: str = ""


class Push(msgspec.Struct, frozen=True, kw_only=True):
    """Which contracts are sent to a server: all, those of some care units (HSA-ids), or those of
    patients with an active consent (samtycke) to the server's care giver."""

    which: Literal["all", "units", "consent"] = "all"
    units: frozenset[str] = frozenset()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A care provider (vårdgivare) that may hold a part of the agreement.

    `key` is short and used inside; `name` is what people read; `hsa_id` the provider's HSA-id. One
    of `tenant` (a provider of this server) and `base_url` (its FHIR server, without a slash at the
    end) says where to ask; with neither, the source is shown as one without an endpoint. `token` is
    a bearer token, never logged or shown; `auth` says where one is (a secret), or how one is got
    (client credentials, a signed assertion); `certificate` is shown in the TLS handshake. Only with `allow_private` is a server on a private,
    loopback or link-local address asked: a name that leads inside is refused. What it sends is of a `release` of
    FHIR; R5 is read as R4 (`sync.r5`). `ask_for` are the types of resources that it may be asked for, all where it
    names none; Patients, and who and what records refer to, are not among them. `push` says which of our contracts are sent to it; without it, none. With `follow_seconds` it is asked so often what
    has changed, and with `reconcile_seconds` everybody who is kept is read again. With `subscribe` it is
    asked to tell us of changes, too.
    """

    key: str
    name: str
    hsa_id: str = ""
    tenant: str | None = None
    base_url: str | None = None
    token: str | None = None
    auth: Secret | ClientCredentials | SignedAssertion | None = None
    certificate: ClientCertificate | None = None
    allow_private: bool = False
    limits: Limits = Limits()
    push: Push | None = None
    release: Literal["R4", "R5"] = "R4"
    ask_for: frozenset[str] = frozenset()
    follow_seconds: float | None = None
    subscribe: bool = False
    reconcile_seconds: float = 86_400.0

    def asks_for(self, kind: str) -> bool:
        """Whether it may be asked for records of this type."""
        return not self.ask_for or kind in self.ask_for

    def __repr__(self) -> str:
        return f"Source({self.key!r}, {self.name!r})"


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask about: every identifier that the person goes by, as (system, value) pairs.

    All spellings of a system are listed (a national identifier has aliases), and old numbers too.
    """

    identifiers: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, known: Iterable[tuple[str, str]]) -> Self:
        """Who goes by these canonical identifiers, in every spelling of their systems."""
        return cls(
            identifiers=tuple(
                (spelling, value)
                for system, value in sorted(set(known))
                for spelling in spellings(system)
            )
        )

    def __repr__(self) -> str:
        # A personal number must not reach a log by way of a traceback.
        return f"Person({len(self.identifiers)} identifiers)"

    def tokens(self) -> str:
        """The identifiers as the value of one FHIR token search: any of them matches."""
        return ",".join(token(system, value) for system, value in self.identifiers)

    def has(self, identifiers: object) -> bool:
        """Whether a resource's `identifier` (a list as it came, or anything) names this person."""
        if not isinstance(identifiers, list):
            return False
        return any(
            (item.get("system"), item.get("value")) in self.identifiers
            for item in identifiers
            if isinstance(item, dict)
        )
