"""Nästa steg: the earliest open thing with a date, in Swedish time."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.unit.view import three_sources as given

from pk_fhir.sync import Pulled
from pk_fhir.view import assemble

BOOKED = given.time(
    "t", given.EKEBY, "Blodprov", "2026-11-23T09:30:00+01:00", "2026-11-23T09:45:00+01:00"
)
LATER = given.task(
    "u", "patient-commitment", "åtagande", restriction={"period": {"end": "2026-11-25"}}
)
SAME_DAY = given.task(
    "v", "patient-commitment", "åtagande", restriction={"period": {"end": "2026-11-23"}}
)


def step(now: datetime, *resources: dict[str, Any]) -> str | None:
    answer = Pulled(source=given.EKEBY, state="fresh", fetched=now, resources=list(resources))
    found = assemble([answer], now).next_step
    return found.line if found else None


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 11, 16, 8, tzinfo=UTC), "ekeby:Appointment/t"),
        (datetime(2026, 11, 23, 8, 30, tzinfo=UTC), "ekeby:Appointment/t"),  # the very minute
        (datetime(2026, 11, 23, 8, 31, tzinfo=UTC), "ekeby:Task/v"),  # a day lasts all day
        (datetime(2026, 11, 23, 22, 59, tzinfo=UTC), "ekeby:Task/v"),  # 23.59 in Stockholm
        (datetime(2026, 11, 23, 23, 0, tzinfo=UTC), "ekeby:Task/u"),  # midnight in Stockholm
        (datetime(2026, 11, 25, 23, 0, tzinfo=UTC), None),
    ],
)
def test_the_next_step_moves_with_the_clock(now: datetime, expected: str | None) -> None:
    assert step(now, LATER, SAME_DAY, BOOKED) == expected


def test_what_is_done_or_cancelled_or_only_wished_is_no_next_step() -> None:
    now = datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert (
        step(
            now,
            BOOKED | {"status": "cancelled"},
            SAME_DAY | {"status": "completed"},
            BOOKED
            | {
                "id": "w",
                "status": "proposed",
                "requestedPeriod": {"start": "2026-11-18", "end": "2026-11-20"},
            },
        )
        is None
    )


def test_a_time_offered_and_not_answered_is_a_next_step() -> None:
    now = datetime(2026, 11, 16, 8, tzinfo=UTC)
    assert step(now, LATER, BOOKED | {"status": "pending"}) == "ekeby:Appointment/t"
