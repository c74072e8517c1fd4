"""Settings → the service that every interaction is handed."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from pk_fhir.access.keys import service_secret
from pk_fhir.app.definitions import validator_of
from pk_fhir.app.policy import policy_of
from pk_fhir.config import Settings
from pk_fhir.definitions import Definitions
from pk_fhir.interactions.service import AnswersCodes, Rules, Service, make_service
from pk_fhir.search import Registry
from pk_fhir.store import Store
from pk_fhir.sync import Source


def service_of(
    settings: Settings,
    store: Store,
    sources: Sequence[Source] = (),
    codes: AnswersCodes | None = None,
) -> Service:
    """The service of these settings; `sources` are told of changes where they are sent contracts, and
    `codes` is asked about codes that are not known here."""
    validator = validator_of(settings)
    return make_service(
        store,
        validator,
        Registry(Definitions.ours()),
        Rules(
            tenants={
                provider.name: _base(settings, provider.name) for provider in settings.providers
            },
            owners={
                provider.name: provider.hsa_id for provider in settings.providers if provider.hsa_id
            },
            titles={provider.name: provider.title for provider in settings.providers},
            elsewhere=names_of(sources),
            referential_integrity=settings.referential_integrity,
            if_match_required=settings.if_match_required,
            conditional_delete_multiple=settings.conditional_delete_multiple,
            profiles_by_type={
                type_: tuple(profiles) for type_, profiles in settings.required_profiles.items()
            },
            destinations=destinations_of(settings, sources),
            bodies=settings.max_body_bytes,
            private_endpoints=settings.subscriptions.allow_private_endpoints,
            policy=policy_of(settings),
        ),
        zone=ZoneInfo(settings.time_zone),
        definitions=validator.definitions,
        codes=codes,
        secret=service_secret(settings.data_dir),
    )


def names_of(sources: Sequence[Source]) -> dict[str, str]:
    """What the care givers of these sources are called, by HSA-id."""
    return {source.hsa_id: source.name for source in sources if source.hsa_id}


def destinations_of(settings: Settings, sources: Sequence[Source]) -> dict[str, tuple[str, ...]]:
    """For each care provider, which sources are told of its changes."""
    told = tuple(source.key for source in sources if source.push is not None)
    return {provider.name: told for provider in settings.providers} if told else {}


def _base(settings: Settings, provider: str) -> str:
    path = "/fhir" if provider == settings.tenant else f"/providers/{provider}/fhir"
    return settings.base_url + path
