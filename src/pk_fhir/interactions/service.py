"""What every interaction needs: the store, the validator, the index, settings, and makers of time and ids."""

import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol

import msgspec

from pk_fhir.fhir.outcome import Issue
from pk_fhir.interactions.local import LocalReferences
from pk_fhir.messages import Language
from pk_fhir.store import Store
from pk_fhir.store.numbers import new_id


class Validates(Protocol):
    """What the interactions ask of `pk_fhir.validation.Validator`."""

    def validate(
        self,
        resource: bytes | dict[str, Any],
        profiles: Iterable[str] = (),
        options: Any = None,  # noqa: ANN401 - the validator's own type
        resolve: Callable[[str], dict[str, Any] | None] | None = None,
        *,
        language: Language = "en",
    ) -> list[Issue]: ...


class IndexRows(Protocol):
    """Resource → index rows by table, as `Change.index` takes them."""

    def __call__(self, resource: dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]: ...


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """Settings of the FHIR interface.

    `tenants` has the base URL of each care provider's FHIR interface, and `owners` its HSA-id;
    `profiles_by_type` are profiles that every resource of a type must meet. `bodies` and `entries`
    limit the size of a request in bytes and of a Bundle in entries.
    """

    tenants: dict[str, str]
    owners: dict[str, str] = {}
    referential_integrity: bool = True
    if_match_required: bool = False
    conditional_delete_multiple: bool = False
    profiles_by_type: dict[str, tuple[str, ...]] = {}
    destinations: dict[str, tuple[str, ...]] = {}
    bodies: int = 16 * 1024 * 1024
    entries: int = 2000
    page: int = 50
    longest_page: int = 500


def now_micros() -> int:
    """The time in microseconds since 1970, whole milliseconds: what `meta.lastUpdated` can say."""
    return time.time_ns() // 1_000_000 * 1000


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """Handed to every interaction."""

    store: Store
    validator: Validates
    index: Callable[[dict[str, Any]], Any]
    rules: Rules
    searcher: Any = None
    secret: bytes = b""
    now: Callable[[], int] = now_micros
    new_id: Callable[[], str] = new_id

    def base(self, tenant: str) -> str:
        """The base URL of a care provider's FHIR interface."""
        return self.rules.tenants[tenant]

    def local(self, tenant: str) -> LocalReferences:
        """Reads literal references to resources of this care provider."""
        return LocalReferences(self.rules.tenants[tenant])
