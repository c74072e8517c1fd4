"""What every interaction needs: the store, the validator, the index, settings, and makers of time and ids."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Protocol

import msgspec

from pk_fhir.access.policy import Policy
from pk_fhir.definitions import Definitions
from pk_fhir.fhir.outcome import Issue
from pk_fhir.interactions.local import LocalReferences
from pk_fhir.interactions.parameter_sets import ParameterSets
from pk_fhir.interactions.searched_codes import SearchedCodes
from pk_fhir.interactions.watchers import Watchers
from pk_fhir.messages import Language
from pk_fhir.search import Registry, Terminology
from pk_fhir.store import Store
from pk_fhir.store.index_tables import index_rows
from pk_fhir.store.numbers import new_id
from pk_fhir.validation.terminology import Answer, Ask, Question
from pk_fhir.validation.terminology import Terminology as Codes


class Validates(Protocol):
    """What the interactions ask of `pk_fhir.validation.Validator`."""

    def validate(
        self,
        resource: bytes | dict[str, Any],
        profiles: Iterable[str] = (),
        options: Any = None,
        resolve: Callable[[str], dict[str, Any] | None] | None = None,
        *,
        language: Language = "en",
        codes: Ask | None = None,
    ) -> list[Issue]: ...

    def with_definitions(self, resources: Iterable[dict[str, Any]]) -> "Validates":
        """A validator with these definitions over its own."""
        ...


class AnswersCodes(Protocol):
    """A terminology server (`pk_fhir.sync.terminology.TerminologyServer`)."""

    @property
    def kept(self) -> Mapping[Question, Answer]:
        """What it has answered."""
        ...

    async def answer(self, questions: Collection[Question]) -> str:
        """Have these answered; why that could not be done, or an empty text."""
        ...

    async def operate(self, path: str, parameters: dict[str, Any]) -> dict[str, Any] | None:
        """The resource that answers an operation; None where the server does not know or is silent."""
        ...


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of the FHIR interface.

    `tenants` has the base URL of each care provider's FHIR interface, `owners` its HSA-id, and
    `titles` its name; `elsewhere` has the names of care givers with servers of their own, by HSA-id;
    `profiles_by_type` are profiles that every resource of a type must meet. `bodies` and `entries`
    limit the size of a request in bytes and of a Bundle in entries. `page_minutes` is how long the
    pages of a search stay those of its first page; among up to `counted` resources its matches are counted
    unasked. `policy` has the rules of law and trust. With
    `private_endpoints` a Subscription may tell an address on a private or loopback network, without TLS.
    """

    tenants: dict[str, str]
    owners: dict[str, str] = {}
    titles: dict[str, str] = {}
    elsewhere: dict[str, str] = {}
    referential_integrity: bool = True
    if_match_required: bool = False
    conditional_delete_multiple: bool = False
    profiles_by_type: dict[str, tuple[str, ...]] = {}
    destinations: dict[str, tuple[str, ...]] = {}
    bodies: int = 16 * 1024 * 1024
    entries: int = 2000
    page: int = 50
    longest_page: int = 500
    page_minutes: int = 15
    most_included: int = 1000
    counted: int = 500
    private_endpoints: bool = False
    policy: Policy = Policy()


def now_micros() -> int:
    """The time in microseconds since 1970, whole milliseconds: what `meta.lastUpdated` can say."""
    return time.time_ns() // 1_000_000 * 1000


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """Handed to every interaction; `make_service` puts one together.

    `registry` has this product's search parameters, `parameters` those of each care provider, `secret`
    closes page links, `definitions` are all that resources are validated by, `zone` is where dates without a time zone belong.
    `shipped` are type and id of the definitions that the product has stored at each care provider.
    """

    store: Store
    validator: Validates
    registry: Registry
    definitions: Definitions
    parameters: ParameterSets
    zone: tzinfo
    rules: Rules
    secret: bytes
    shipped: dict[str, frozenset[tuple[str, str]]] = msgspec.field(default_factory=dict)
    watchers: Watchers = msgspec.field(default_factory=Watchers)
    terminology: Terminology | None = None
    codes: AnswersCodes | None = None
    now: Callable[[], int] = now_micros
    new_id: Callable[[], str] = new_id

    def base(self, tenant: str) -> str:
        """The base URL of a care provider's FHIR interface."""
        return self.rules.tenants[tenant]

    def local(self, tenant: str) -> LocalReferences:
        """Reads literal references to resources of this care provider."""
        return LocalReferences(self.rules.tenants[tenant])

    def index(
        self, tenant: str, resource: dict[str, Any]
    ) -> Mapping[str, Sequence[tuple[Any, ...]]]:
        """The index rows of a resource, as `Change.index` takes them."""
        return index_rows(self.parameters.indexer(tenant).rows(resource))


def make_service(
    store: Store,
    validator: Validates,
    registry: Registry,
    rules: Rules,
    *,
    zone: tzinfo,
    secret: bytes,
    definitions: Definitions | None = None,
    terminology: Terminology | None = None,
    codes: AnswersCodes | None = None,
    parameters_every: float = 1.0,
) -> Service:
    """A service of these parts; `secret` has at least 16 bytes, and is the same in every process.

    `definitions` are those of the validator where they are more than those of the registry. `codes`
    is asked about codes that nobody here knows.
    `parameters_every` is how often stored SearchParameters of other processes are looked for, in seconds.
    """
    return Service(
        store=store,
        validator=validator,
        registry=registry,
        definitions=definitions or registry.definitions,
        parameters=ParameterSets(registry, zone, rules.tenants, parameters_every),
        zone=zone,
        rules=rules,
        secret=secret,
        terminology=terminology or SearchedCodes(Codes(definitions or registry.definitions)),
        codes=codes,
    )
