"""What goes on beside requests: index rows that no page needs any more, and old answers, are swept.

A database that grows fast is looked at by its planner in time.
"""

import asyncio

import structlog

from pk_fhir.interactions.reindexing import go_on
from pk_fhir.interactions.service import Service
from pk_fhir.store.planner import keep_statistics
from pk_fhir.store.sweep import sweep

EVERY_SECONDS = 60.0
STATISTICS_EVERY_SECONDS = 5.0
_MINUTE = 60_000_000
_ANSWERS_KEPT = 24 * 60 * _MINUTE

_log = structlog.get_logger(__name__)


async def keep_house(service: Service) -> None:
    """Sweep every minute, and go on with what another process left, until it is cancelled.

    The composition root starts it.
    """
    statistics = asyncio.create_task(_keep_statistics(service))
    try:
        while True:
            go_on(service)
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await sweep_all(service)
            except Exception as error:  # noqa: BLE001 - the next minute may be better
                _log.error("sweeping failed", problem=type(error).__name__)
    finally:
        statistics.cancel()
        for task in tuple(service.parameters.tasks):
            task.cancel()


async def _keep_statistics(service: Service) -> None:
    while True:
        await asyncio.sleep(STATISTICS_EVERY_SECONDS)
        try:
            await keep_statistics(service.store)
        except Exception as error:  # noqa: BLE001 - the next time may be better
            _log.error("statistics failed", problem=type(error).__name__)


async def sweep_all(service: Service) -> int:
    """Sweep what is due; returns how many versions left the index."""
    now, swept = service.now(), 0
    # A minute more than a page link lives.
    replaced = now - (service.rules.page_minutes + 1) * _MINUTE
    while count := await sweep(
        service.store, replaced_before=replaced, answered_before=now - _ANSWERS_KEPT
    ):
        swept += count
    return swept
