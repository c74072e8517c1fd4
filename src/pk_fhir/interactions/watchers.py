"""Which care providers have Subscriptions in force, so that their writes leave a row to be looked at.

Every process asks once in a while, and at once after a write of its own. A new Subscription becomes
active only when all of them must know of it (`settled_after`), so none of its notices is missed.
"""

import time
from collections.abc import Collection

import msgspec

from pk_fhir.store import Store
from pk_fhir.store.notices import LOOK
from pk_fhir.store.plan import Reference
from pk_fhir.store.subscriptions import any_of


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """The row of a Subscription: see `store.subscription_tables`."""

    subscriber: str
    since: int | None = None
    failing_since: int | None = None


class Watchers:
    """What is known of each care provider; `every` is how often the store is asked, in seconds."""

    def __init__(self, every: float = 1.0) -> None:
        self.every = every
        self._watched: dict[str, bool] = {}
        self._asked_again: dict[str, float] = {}

    @property
    def settled_after(self) -> int:
        """Microseconds after which every process knows of a new Subscription."""
        return int(self.every * 3_000_000)

    def expire(self, tenant: str) -> None:
        """Ask again at once: something was written here."""
        self._asked_again.pop(tenant, None)

    async def refresh(self, store: Store, tenant: str) -> None:
        """Bring what is known up to what is stored; mostly a look at the clock."""
        now = time.monotonic()
        if now < self._asked_again.get(tenant, 0.0):
            return
        self._watched[tenant] = await any_of(store.database, tenant)
        self._asked_again[tenant] = now + self.every

    def destinations(self, tenant: str, changed: Collection[Reference]) -> tuple[str, ...]:
        """Where a write of these resources leaves a row, as `Plan.destinations` has it."""
        watched = self._watched.get(tenant, False)
        return (LOOK,) if watched or any(type_ == "Subscription" for type_, _ in changed) else ()
