"""`Retry-After`: seconds, or a date by the clock of who says it."""

import time
from email.utils import formatdate

import pytest

from pk_fhir.sync.waiting import LONGEST_SECONDS, asked_to_wait

NOW = 1_800_000_000.0
HOURS = 5 * 3600


def at(seconds: float) -> str:
    return formatdate(NOW + seconds, usegmt=True)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0.0),
        ({"Retry-After": "soon"}, 0.0),
        ({"Retry-After": "-1"}, 0.0),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "999999999"}, LONGEST_SECONDS),
        ({"Retry-After": at(600)}, 600.0),
        ({"Retry-After": at(-600)}, 0.0),
        # Its clock is off, and it says so itself.
        ({"Retry-After": at(HOURS + 600), "Date": at(HOURS)}, 600.0),
        ({"Retry-After": at(600 - HOURS), "Date": at(-HOURS)}, 600.0),
        ({"Retry-After": at(600), "Date": "no date"}, 600.0),
    ],
)
def test_a_server_is_left_alone_for_as_long_as_it_asks(
    monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], seconds: float
) -> None:
    monkeypatch.setattr(time, "time", lambda: NOW)
    assert asked_to_wait(headers) == seconds
