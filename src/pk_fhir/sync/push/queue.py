"""Relays that are woken through procrastinate (https://procrastinate.readthedocs.io/), on PostgreSQL.

The outbox stays the truth: a job says only that something waits for a target, and whoever takes it drains
the outbox as a relay does without a queue. So a job that is lost, or run twice, loses and doubles nothing. A
process that wrote something puts the job when the write is durable; every minute whatever is due and has
no job gets one.

procrastinate's tables are in a schema of their own (`SCHEMA`), made here and made anew for another release of
procrastinate. Nothing else is lost with it.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Self, cast

import psycopg
import sqlalchemy as sa
import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status
from procrastinate.schema import SchemaManager

from pk_fhir.store import Store
from pk_fhir.sync.push.relay import SECOND, Relay
from pk_fhir.sync.side_by_side import side_by_side
from pk_fhir.sync.source import Source

log = structlog.get_logger(__name__)

SCHEMA = "pk_fhir_queue"
QUEUE = "push"
# Any number that nothing else takes an advisory lock of.
_LOCK = 7_210_613_948
EVERY_MINUTE = "* * * * *"
# A worker tells of itself every ten seconds; one that has not for so long is dead.
DEAD_SECONDS = 60
# So many targets are drained at the same time by one process.
AT_ONCE = 16


class Queue:
    """The queue in one PostgreSQL database. Use as an async context manager; in it, what `store` writes for
    one of the `targets` puts a job."""

    def __init__(self, url: str, store: Store, targets: Callable[[], frozenset[str]]) -> None:
        self._store = store
        self._targets = targets
        self._stack = AsyncExitStack()
        self._putting: set[asyncio.Task[None]] = set()
        parsed = sa.make_url(url).set(drivername="postgresql")
        self._conninfo = parsed.render_as_string(hide_password=False)
        self._connector = PsycopgConnector(
            conninfo=self._conninfo,
            kwargs={"options": f"-c search_path={SCHEMA}"},
            min_size=1,
            max_size=4,
        )

    async def __aenter__(self) -> Self:
        await _made(self._conninfo)
        self._app = App(connector=self._connector)
        await self._stack.enter_async_context(self._app.open_async())
        self._stack.enter_context(self._store.heard(self._hear))
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._putting:
            await asyncio.wait(self._putting)
        await self._stack.aclose()

    def _hear(self, destinations: tuple[str, ...]) -> None:
        """Whoever writes does not wait for the job."""
        for target in self._targets().intersection(destinations):
            task = asyncio.create_task(self._put_or_say(target))
            self._putting.add(task)
            task.add_done_callback(self._putting.discard)

    async def _put_or_say(self, target: str) -> None:
        try:
            await self.put(target)
        except Exception:
            log.exception("a job could not be put", target=target)

    async def put(self, target: str, at: int | None = None) -> None:
        """Something waits for a target, now or at an instant (microseconds); once, however often it is put."""
        due = datetime.fromtimestamp(at / SECOND, UTC) if at is not None else None
        lock = target if due is None else f"{target} {due:%Y-%m-%dT%H:%M:%S}"
        job = self._app.configure_task(
            "push", queue=QUEUE, queueing_lock=lock, schedule_at=due, allow_unknown=True
        )
        with suppress(AlreadyEnqueued):
            await job.defer_async(target=target)

    async def run(self, relay: Relay) -> None:
        """Take jobs and drain the outbox by this relay, until cancelled; sweep at the start and every hour."""
        if not relay.targets:
            return
        by_key = {target.key: target for target in relay.targets}

        async def push(target: str) -> None:
            if source := by_key.get(target):
                await self._drained(relay, source)

        async def due(timestamp: int) -> None:  # noqa: ARG001 - procrastinate says when it was due
            await self._sweep(by_key)

        app = self._app.with_connector(self._connector)
        app.task(name="push", queue=QUEUE)(push)
        app.periodic(cron=EVERY_MINUTE)(app.task(name="due", queue=QUEUE)(due))
        await self._sweep(by_key)
        await side_by_side(
            relay.run_sweeps(),
            app.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                delete_jobs="always",
                # What is to be tried again later is found so soon after it is due.
                fetch_job_polling_interval=1.0,
                install_signal_handlers=False,
                # What is being sent ends by itself (`Relay.aclose`).
                shutdown_graceful_timeout=0,
                update_heartbeat_interval=DEAD_SECONDS / 6,
                stalled_worker_timeout=DEAD_SECONDS,
            ),
        )

    async def _drained(self, relay: Relay, target: Source) -> None:
        while await relay.turn(target):
            pass
        if (due := await relay.next_due(target)) is not None:
            await self.put(target.key, due)

    async def _sweep(self, targets: Sequence[str] | dict[str, Source]) -> None:
        """A job for every target, and none for who died with one: its lanes are free when their lease ends."""
        for stalled in await self._app.job_manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=DEAD_SECONDS
        ):
            await self._app.job_manager.finish_job(stalled, Status.FAILED, delete_job=True)
        for target in targets:
            await self.put(target)


async def _made(conninfo: str) -> None:
    """Make procrastinate's tables, if they are not those of this release. Many may do so at once; one does."""
    release = f"procrastinate {version('procrastinate')}"
    connection = await psycopg.AsyncConnection.connect(conninfo)
    async with connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        found = await connection.execute(
            "SELECT obj_description(to_regnamespace(%s)::oid, 'pg_namespace')", [SCHEMA]
        )
        if await found.fetchone() == (release,):
            return
        for statement in (
            f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE",
            f"CREATE SCHEMA {SCHEMA}",
            f"COMMENT ON SCHEMA {SCHEMA} IS '{release}'",
            f"SET LOCAL search_path = {SCHEMA}",
            SchemaManager.get_schema(),
        ):
            await connection.execute(cast("psycopg.abc.Query", statement))
