"""The status of a Subscription, as the server changes it: each change is a version like any other.

https://hl7.org/fhir/R4/subscription-definitions.html#Subscription.status
"""

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.saving import save
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.watchers import Watched
from pk_fhir.interactions.work import Work, write
from pk_fhir.store.subscriptions import Standing


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """What a Subscription's status becomes, and what is wrong with it (None: nothing).

    `since` is when it became active, and `failing_since` when it began to fail (microseconds).
    """

    code: str
    error: str | None = None
    since: int | None = None
    failing_since: int | None = None


async def change(service: Service, standing: Standing, to: Status) -> None:
    """Write the status, unless somebody has changed the Subscription meanwhile."""
    caller = Caller(
        tenant=standing.tenant,
        subject="pk-fhir",
        role="system",
        scopes=frozenset({"system/Subscription.cruds"}),
    )

    async def steps(work: Work) -> None:
        current = await work.current("Subscription", standing.id)
        if current is None or current.body is None or current.number != standing.number:
            return
        resource = fhir_json.parse(current.body)
        resource.pop("error", None)
        resource["status"] = to.code
        if to.error is not None:
            resource["error"] = to.error
        work.watched = Watched(
            subscriber=standing.subscriber, since=to.since, failing_since=to.failing_since
        )
        await save(work, resource, "Subscription", standing.id, current, "PUT")

    await write(service, caller, steps)
