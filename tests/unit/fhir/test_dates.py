"""A FHIR date is a span of time, as wide as what it says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhir.dates import Span, day, instant, span


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", at(2023, 12, 31, 23), at(2024, 12, 31, 23)),
        ("2024-05", at(2024, 4, 30, 22), at(2024, 5, 31, 22)),
        ("2024-12", at(2024, 11, 30, 23), at(2024, 12, 31, 23)),
        ("2024-03-31", at(2024, 3, 30, 23), at(2024, 3, 31, 22)),
        ("2024-10-27", at(2024, 10, 26, 22), at(2024, 10, 27, 23)),
        ("2024-05-01T10:00:00+02:00", at(2024, 5, 1, 8), at(2024, 5, 1, 8, 0, 1)),
        ("2024-05-01T10:00", at(2024, 5, 1, 8), at(2024, 5, 1, 8, 1)),
        (
            "2024-05-01T10:00:00.5Z",
            at(2024, 5, 1, 10, 0, 0, 500000),
            at(2024, 5, 1, 10, 0, 0, 600000),
        ),
        ("2016-12-31T23:59:60Z", at(2017, 1, 1), at(2017, 1, 1, 0, 0, 1)),
        ("9999", at(9998, 12, 31, 23), datetime.max.replace(tzinfo=UTC)),
        ("0001", datetime.min.replace(tzinfo=UTC), at(1, 12, 31, 22, 47, 48)),
    ],
)
def test_a_date_covers_what_it_says_where_the_reader_is(text, start, end):
    found = span(text)
    assert found.end == end
    assert found.start == start


def test_the_zone_decides_when_a_day_begins():
    assert span("2024-05-01", "UTC") == (at(2024, 5, 1), at(2024, 5, 2))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-02-30",
        "2024-05-01T25:00:00Z",
        "2024-05-01 10:00",
        "\uff12\uff10\uff12\uff14",
        "0000",
    ],
)
def test_what_is_no_date_is_refused_with_its_text(text):
    with pytest.raises(ValueError, match="is not a"):
        span(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_lies_in_its_own_span(moment):
    found = span(instant(moment))
    assert found.start <= moment < found.start + timedelta(milliseconds=1)


@given(st.dates(min_value=date(1900, 1, 1)), st.dates(min_value=date(1900, 1, 1)))
def test_days_are_in_order_and_never_overlap(one, other):
    first, second = span(one.isoformat()), span(other.isoformat())
    assert first.before(second) == (one < other)
    assert first.overlaps(second) == (one == other)
    assert first.within(span(one.isoformat()[:7]))


def test_the_day_of_a_moment_is_the_readers():
    assert day(at(2024, 5, 1, 22, 30)) == date(2024, 5, 2)
    assert Span(at(2024, 1, 1), at(2024, 1, 2)).within(span("2024-01", "UTC"))
