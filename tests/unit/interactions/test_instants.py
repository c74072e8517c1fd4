"""Instants inside and outside."""

import pytest

from pk_fhir.interactions.instants import http_date, instant, read_http_date, read_instant

MOMENT = 1_795_600_800_123_000


def test_an_instant_is_read_as_it_was_written() -> None:
    assert instant(MOMENT) == "2026-11-25T10:00:00.123Z"
    assert read_instant(instant(MOMENT)) == MOMENT
    assert http_date(MOMENT) == "Wed, 25 Nov 2026 10:00:00 GMT"
    assert read_http_date(http_date(MOMENT)) == MOMENT // 1_000_000 * 1_000_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-25T11:00:00.123+01:00", MOMENT),
        ("1970-01-01", 0),
        ("1970-01", 0),
        ("1970", 0),
        ("", None),
        ("yesterday", None),
        ("99999-01-01", None),
    ],
)
def test_an_instant_that_was_sent_is_read_or_is_none(text: str, expected: int | None) -> None:
    assert read_instant(text) == expected
