"""The relay of notices: looks at changes, and tells of them, in this process or in a worker.

Leases are in the database, so any number of relays may run. One Subscription's notices are told in
order; one that does not answer holds up no other.
"""

import asyncio
import random
from collections.abc import Callable
from functools import partial
from typing import Self

import msgspec
import structlog

from pk_fhir.access.rules import allowed, visibility
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.subscriptions import caller_of, channel_of
from pk_fhir.interactions.work import audit_row
from pk_fhir.messages import text
from pk_fhir.store import Version, subscriptions
from pk_fhir.store.notices import Head, Notices
from pk_fhir.store.subscriptions import Standing
from pk_fhir.sync.notices.looking import look
from pk_fhir.sync.notices.status import Status, change
from pk_fhir.sync.notices.telling import Failed, Teller

_log = structlog.get_logger(__name__)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
AT_ONCE = 200
# So many Subscriptions are told at the same time.
LANES = 32


class NoticeRules(msgspec.Struct, frozen=True, kw_only=True):
    """How a relay waits, in microseconds.

    `first` after a failure, twice as long after each further one, up to `longest`; a Subscription that
    has failed for `given_up` is off. A notice is leased for `lease`, a look at changes for
    `look_lease`; an idle relay looks again after `idle`, and what was told is forgotten after `kept`.
    """

    first: int = SECOND
    longest: int = 600 * SECOND
    given_up: int = 72 * HOUR
    lease: int = 60 * SECOND
    look_lease: int = 60 * SECOND
    idle: int = SECOND // 2
    kept: int = HOUR


def _nothing(_step: str) -> None:
    return


class NoticeRelay:
    """Tells every Subscription in force. Use as an async context manager."""

    def __init__(
        self,
        service: Service,
        *,
        rules: NoticeRules | None = None,
        reached: Callable[[str], None] = _nothing,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.service = service
        self._reached = reached
        self._rules = rules or NoticeRules()
        self._chance = chance
        self._notices = Notices(service.store.database)
        self._teller = Teller(private=service.rules.private_endpoints)
        # A request that has begun is never cut off: it ends by its own time-outs.
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._forgotten = 0

    async def run(self) -> None:
        """Look and tell until cancelled. What is slow to answer is not waited for."""
        while True:
            try:
                did = await self._look() + await self._begin()
                await self._forget()
            except Exception:  # noqa: BLE001 - said in the log, and tried again
                # The database may be away for a moment; what waits, waits there.
                _log.exception("subscribers could not be told")
                did = 0
            if not did:
                await asyncio.sleep(self._rules.idle / SECOND)

    async def turn(self) -> int:
        """Look at and tell what is due, and wait until it is told; 0 when there was nothing."""
        did = await self._look() + await self._begin()
        if self._telling:
            await asyncio.wait(tuple(self._telling.values()))
        return did

    async def _look(self) -> int:
        did = 0
        now = self.service.now()
        for head in await self._notices.to_look(now):
            try:
                did += await look(self.service, self._notices, head, self._rules.look_lease)
            except Exception:  # noqa: BLE001 - said in the log; another care provider's go on
                _log.exception("changes could not be looked at", provider=head.tenant)
            self._reached("looked")
        for standing in await subscriptions.ended(self.service.store.database, now):
            await change(self.service, standing, Status(code="off"))
            did += 1
        return did

    async def _begin(self) -> int:
        """Begin to tell every Subscription that something is due for, and that is not being told."""
        begun = 0
        for head in await self._notices.to_tell(self.service.now()):
            if head.destination not in self._telling and len(self._telling) < LANES:
                task = asyncio.create_task(self._lane(head))
                self._telling[head.destination] = task
                task.add_done_callback(partial(self._ended, head.destination))
                begun += 1
        return begun

    def _ended(self, destination: str, _task: asyncio.Task[None]) -> None:
        self._telling.pop(destination, None)

    async def _forget(self) -> None:
        now = self.service.now()
        if now >= self._forgotten + MINUTE:
            self._forgotten = now
            await self._notices.forget(now - self._rules.kept)

    async def _lane(self, head: Head) -> None:
        try:
            await self._told_in_order(head)
        except Exception:  # noqa: BLE001 - said in the log; the notice is told again after its lease
            _log.exception("a subscriber could not be told", subscription=head.subscription)

    async def _told_in_order(self, head: Head) -> None:
        """Tell one Subscription, until it fails or nothing waits."""
        told = 0
        following: Head | None = head
        while following is not None and told < AT_ONCE:
            now = self.service.now()
            if not await self._notices.claim(following, now, now + self._rules.lease):
                break
            self._reached("claimed")
            if not await self._one(following):
                break
            told += 1
            following = await self._notices.next_of(head.destination, self.service.now())

    async def _one(self, head: Head) -> bool:
        """Tell of one version; whether the next may follow."""
        standing = await subscriptions.one(
            self.service.store.database, head.tenant, head.subscription
        )
        if standing is None:
            await self._notices.drop(head.destination)
            return False
        version = await self._notices.version(head)
        if version is None or not await self._is_due(standing, version):
            await self._notices.told(head, self.service.now())
            return True
        failed = await self._tell(standing, version)
        if failed is not None:
            await self._failed(head, standing, failed)
            return False
        self._reached("told")
        await self._worked(standing)
        self._reached("recorded")
        await self._notices.told(head, self.service.now())
        return True

    async def _tell(self, standing: Standing, version: Version) -> Failed | None:
        channel = channel_of(fhir_json.parse(standing.body))
        if version.type == "Subscription":
            return await self._teller.shake_hands(channel)
        failed = await self._teller.tell(channel, version)
        if failed is None and channel.payload:
            self._record(standing, version)
        return failed

    async def _is_due(self, standing: Standing, version: Version) -> bool:
        """Whether it is to be told still: by the rights that the subscriber has now."""
        if version.type == "Subscription":
            return standing.since is None
        caller = caller_of(self.service, standing.tenant, standing.subscriber)
        if not allowed(caller, version.type, "s"):
            return False
        store = self.service.store
        current = await store.read(version.tenant, version.type, version.id)
        if current is None or current.deleted:
            return False
        judged = [version] if current.number == version.number else [version, current]
        return len(await store.seen(visibility(caller, "s"), judged)) == len(judged)

    def _record(self, standing: Standing, version: Version) -> None:
        """What was told with its content is an access to it."""
        caller = caller_of(self.service, standing.tenant, standing.subscriber)
        self.service.store.audit.add(
            audit_row(
                self.service,
                caller,
                "notification",
                version.type,
                version.id,
                version.version,
                version.patient,
            )
        )

    async def _worked(self, standing: Standing) -> None:
        if standing.status != "active":
            since = standing.since or self.service.now()
            await change(self.service, standing, Status(code="active", since=since))

    async def _failed(self, head: Head, standing: Standing, failed: Failed) -> None:
        now, rules = self.service.now(), self._rules
        began = standing.failing_since or now
        if now - began >= rules.given_up:
            hours = round(rules.given_up / HOUR)
            words = text("subscription.given-up", problem=failed.problem, hours=hours)
            await self._notices.give_up(head.destination, failed.problem)
            await change(self.service, standing, Status(code="off", error=words))
            return
        if standing.status != "error":
            failing = Status(
                code="error",
                error=failed.problem,
                since=standing.since,
                failing_since=began,
            )
            await change(self.service, standing, failing)
        longest = min(rules.longest, rules.first * 2 ** min(head.attempts, 30))
        # Half of it by chance: subscribers behind one proxy do not come back together.
        wait = max(int(failed.wait * SECOND), int(longest * (0.5 + self._chance() / 2)))
        await self._notices.later(head, now + wait, failed.problem)

    async def aclose(self) -> None:
        """Let what is being told end by its own time-outs, then close the connections."""
        if self._telling:
            await asyncio.wait(tuple(self._telling.values()))
        await self._teller.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
