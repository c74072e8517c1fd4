"""Settings and registrations → the sources that the view asks, here and on external servers."""

import structlog

from pk_fhir.app.registrations import Registrations
from pk_fhir.config import (
    BearerSettings,
    Settings,
    SignedAssertionSettings,
    SourceSettings,
    TerminologySettings,
)
from pk_fhir.store import Store
from pk_fhir.sync import (
    ClientCertificate,
    ClientCredentials,
    Limits,
    Push,
    Secret,
    SignedAssertion,
    Source,
)

LOG = structlog.get_logger("pk_fhir")


def local_sources(settings: Settings) -> list[Source]:
    """The care providers of this service, as sources of a view."""
    return [
        Source(
            key=provider.name,
            name=provider.title,
            hsa_id=provider.hsa_id or "",
            tenant=provider.name,
        )
        for provider in settings.providers
    ]


async def sources_of(settings: Settings, store: Store) -> list[Source]:
    """The external sources of the configuration, and those registered by command under other names.

    One whose registration cannot be read is named without an address, so that the view says that
    its part is missing.
    """
    found = []
    for each in await Registrations(settings, store.database).all():
        if each.stated is None:
            LOG.error("a registered source cannot be read", source=each.name)
            found.append(Source(key=each.name, name=each.name))
        else:
            found.append(source_of(each.stated))
    return found


def source_of(stated: SourceSettings) -> Source:
    """A source as sync knows it."""
    return Source(
        key=stated.name,
        name=stated.title,
        hsa_id=stated.hsa_id or "",
        base_url=stated.base_url.rstrip("/"),
        auth=_auth(stated),
        certificate=_certificate(stated),
        allow_private=stated.allow_private_address,
        limits=Limits(
            read=stated.timeout_seconds,
            total=stated.timeout_seconds * 3,
            connections=stated.connections,
            per_second=stated.requests_per_second,
        ),
        push=_push(stated),
        release=stated.release,
        ask_for=frozenset(stated.ask_for),
        follow_seconds=stated.follow_seconds,
        subscribe=stated.subscribe,
        reconcile_seconds=stated.reconcile_hours * 3600,
    )


def _push(stated: SourceSettings) -> Push | None:
    if stated.push is None:
        return None
    return Push(which=stated.push.which, units=frozenset(stated.push.units))


def terminology_of(stated: TerminologySettings) -> Source:
    """The terminology server as sync knows it."""
    seconds = stated.timeout_seconds
    return Source(
        key="terminology",
        name="terminology server",
        base_url=stated.base_url.rstrip("/"),
        auth=_auth(stated),
        allow_private=stated.allow_private_address,
        limits=Limits(connect=min(2.0, seconds), read=seconds, total=seconds),
    )


def _auth(
    stated: SourceSettings | TerminologySettings,
) -> Secret | ClientCredentials | SignedAssertion | None:
    auth = stated.auth
    if auth is None:
        return None
    secret = Secret(file=str(auth.secret_file or ""), env=auth.secret_env or "")
    if isinstance(auth, BearerSettings):
        return secret
    if isinstance(auth, SignedAssertionSettings):
        return SignedAssertion(
            token_url=auth.token_url,
            client_id=auth.client_id,
            key=secret,
            kid=auth.kid,
            algorithm=auth.algorithm,
            scope=auth.scope,
        )
    return ClientCredentials(
        token_url=auth.token_url, client_id=auth.client_id, secret=secret, scope=auth.scope
    )


def _certificate(stated: SourceSettings) -> ClientCertificate | None:
    shown = stated.client_certificate
    if shown is None:
        return None
    return ClientCertificate(
        certificate=str(shown.certificate),
        key=str(shown.key),
        authorities=str(shown.authorities or ""),
    )
