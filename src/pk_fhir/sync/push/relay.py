"""The relay: drains the outbox towards each target, in this process or in a worker; the same code.

Each target has a loop of its own, so that one that hangs holds up no other. A lane (one patient's
changes for one target) is leased in the database, so any number of relays may run. What this process
writes itself is sent at once; what others write is found when the outbox is looked at again.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Self

import httpx
import msgspec
import structlog

from pk_fhir.interactions.service import Service
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.outbox import CONFLICT, DEAD, SENT, Lane, Outbox
from pk_fhir.store.pushed import PushedResources
from pk_fhir.sync.client import Clients
from pk_fhir.sync.push.answered import Later, Refused
from pk_fhir.sync.push.deliver import Delivery, Reached
from pk_fhir.sync.push.there import Held, There
from pk_fhir.sync.renewing import renewed
from pk_fhir.sync.side_by_side import side_by_side
from pk_fhir.sync.source import Source

log = structlog.get_logger(__name__)

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
SENT_KEPT = 24 * HOUR
# So many patients' changes are on their way to one server at the same time.
AT_ONCE = 4


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """How a relay waits, in microseconds.

    `first` after a failure, twice as long after each further one, up to `longest`; what has waited
    `given_up` is a dead letter. A lane is leased for `lease`, and again while it is sent; an idle relay looks again after `idle`,
    and for what was missed after `sweep`.
    """

    first: int = 2 * SECOND
    longest: int = HOUR
    given_up: int = 72 * HOUR
    lease: int = MINUTE
    idle: int = SECOND
    sweep: int = HOUR


def _nothing(_step: str) -> None:
    return


class Relay:
    """Sends what waits to every target. Use as an async context manager."""

    def __init__(
        self,
        service: Service,
        targets: Sequence[Source],
        *,
        patience: Patience | None = None,
        reached: Reached = _nothing,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.targets = tuple(t for t in targets if t.push is not None and t.base_url)
        self.service = service
        self.database = service.store.database
        self._patience = patience or Patience()
        self._reached = reached
        self._chance = chance
        self._outbox = Outbox(self.database)
        self._known = PushedResources(self.database)
        self._breakers = Breakers(self.database, "send")
        self._sending: set[asyncio.Future[int]] = set()
        self._clients = Clients()
        self._woken = {target.key: asyncio.Event() for target in self.targets}

    async def run(self) -> None:
        """Drain until cancelled, and sweep at the start and every hour."""
        if self.targets:
            with self.service.store.heard(self._wake):
                await side_by_side(
                    self.run_sweeps(), *(self._run(target) for target in self.targets)
                )

    def _wake(self, destinations: Sequence[str]) -> None:
        for destination in destinations:
            if woken := self._woken.get(destination):
                woken.set()

    async def run_sweeps(self) -> None:
        """Look for what was missed, and forget what was sent long ago, every hour until cancelled."""
        while True:
            try:
                await self.sweep()
                await self._outbox.forget(self.service.now() - SENT_KEPT)
            except Exception:
                log.exception("what was missed could not be looked for")
            await asyncio.sleep(self._patience.sweep / SECOND)

    async def _run(self, target: Source) -> None:
        woken = self._woken[target.key]
        while True:
            woken.clear()
            try:
                sent = await self.turn(target)
            except Exception:
                # The database may be away for a moment; what waits, waits there.
                log.exception("the outbox could not be drained", target=target.key)
                sent = 0
            if not sent:
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._patience.idle / SECOND):
                        await woken.wait()

    async def next_due(self, target: Source) -> int | None:
        """When something that waits for it is due next, in microseconds; None where nothing is to come."""
        return await self._outbox.next_due(target.key, self.service.now())

    async def turn(self, target: Source) -> int:
        """Send every lane that is due; how many there were."""
        now = self.service.now()
        if await self._breakers.is_open(target.key, now):
            return 0
        places = asyncio.Semaphore(AT_ONCE)

        async def in_place(lane: Lane) -> int:
            async with places:
                if await self._breakers.is_open(target.key, self.service.now()):
                    return 0
                # A request that has begun is never cut off: it ends by its own time-outs.
                sending = asyncio.ensure_future(self._lane(target, lane))
                self._sending.add(sending)
                sending.add_done_callback(self._sending.discard)
                return await asyncio.shield(sending)

        lanes = await self._outbox.lanes(target.key, now)
        return sum(await asyncio.gather(*(in_place(lane) for lane in lanes)))

    async def _lane(self, target: Source, lane: Lane) -> int:
        now = self.service.now()
        claimed = await self._outbox.claim(lane, now, now + self._patience.lease)
        if claimed is None:
            return 0
        self._reached("claimed")
        await self._sent(target, claimed)
        return 1

    async def _sent(self, target: Source, lane: Lane) -> None:
        try:
            there = There(
                service=self.service,
                target=target,
                client=self._clients.of(target),
                known=self._known,
            )
            delivery = Delivery(service=self.service, there=there, reached=self._reached)
            async with renewed(self._patience.lease / 3 / SECOND, partial(self._renew, lane)):
                answered = await delivery.lane(lane)
        except Held:
            await self._outbox.settle(lane, CONFLICT, "a conflict waits for a person")
        except Refused as refusal:
            log.warning("a target refuses a contract", target=target.key)
            await self._outbox.settle(lane, DEAD, str(refusal))
        except (Later, httpx.HTTPError) as problem:
            await self._later(target, lane, problem)
        except Exception as problem:
            log.exception("a contract could not be sent", target=target.key)
            await self._later(target, lane, Later(type(problem).__name__))
        else:
            self._reached("settling")
            await self._outbox.settle(lane, SENT)
            if answered:
                await self._breakers.worked(target.key)

    async def _renew(self, lane: Lane) -> None:
        await self._outbox.renew(lane, self.service.now() + self._patience.lease)

    async def _later(self, target: Source, lane: Lane, problem: Exception) -> None:
        words = problem.words if isinstance(problem, Later) else type(problem).__name__
        asked = int(problem.wait * SECOND) if isinstance(problem, Later) else 0
        now, patience = self.service.now(), self._patience
        await self._breakers.failed(target.key, now, words, asked)
        if now - lane.since > patience.given_up:
            await self._outbox.settle(lane, DEAD, words)
            return
        longest = min(patience.longest, patience.first * 2 ** min(lane.attempts, 30))
        # Full jitter: lanes that failed together do not come back together.
        wait = max(asked, int(longest * (0.5 + self._chance() / 2)))
        await self._outbox.later(lane, now + wait, words)

    async def sweep(self) -> int:
        """Let wait what the outbox has no row for: contracts that a target was never told of, or of
        which a version was missed; how many patients that are."""
        found = 0
        for target in self.targets:
            for tenant in self.service.rules.tenants:
                missed = await self._outbox.missed(target.key, tenant, target.base_url)
                for shard, number in missed:
                    await self._outbox.waits(target.key, shard, tenant, number, self.service.now())
                    found += 1
        return found

    async def aclose(self) -> None:
        """Let what is being sent end by its own time-outs, then close the connections."""
        if self._sending:
            await asyncio.wait(self._sending)
        await self._clients.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
