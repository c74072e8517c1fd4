"""Dates as people in Sweden say them."""

from datetime import UTC, datetime

import pytest

from pk_fhir.portal import dates

NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
TO = "\N{EN DASH}"


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2026-11-23T09:30:00+01:00", "måndag 23 november kl. 9.30"),
        ("2026-11-23T08:30:00Z", "måndag 23 november kl. 9.30"),
        ("2026-07-01T00:05:00+02:00", "onsdag 1 juli kl. 0.05"),
        ("2026-11-23", "måndag 23 november"),
        ("2027-01-15", "fredag 15 januari 2027"),
        ("2027-01", "januari 2027"),
        ("2026-12", "december"),
        ("2028", "2028"),
        ("i vår", "i vår"),
        (None, ""),
    ],
)
def test_a_date_is_said_with_weekday_and_without_iso(stated: str | None, words: str) -> None:
    assert dates.in_words(stated, NOW, weekday=True) == words


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (
            "2026-11-23T09:30:00+01:00",
            "2026-11-23T10:00:00+01:00",
            f"måndag 23 november kl. 9.30{TO}10.00",
        ),
        ("2026-11-23T09:30:00+01:00", None, "måndag 23 november kl. 9.30"),
        (
            "2026-11-23T22:00:00+01:00",
            "2026-11-24T06:00:00+01:00",
            "måndag 23 november kl. 22.00 till tisdag 24 november kl. 6.00",
        ),
        # The hour that comes twice when summer time ends.
        (
            "2026-10-25T02:30:00+02:00",
            "2026-10-25T02:30:00+01:00",
            f"söndag 25 oktober kl. 2.30{TO}2.30",
        ),
    ],
)
def test_a_time_is_said_from_and_to(start: str, end: str | None, words: str) -> None:
    assert dates.span(start, end, NOW) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2026-11-16", "i dag"),
        ("2026-11-16T23:59:00+01:00", "i dag"),
        ("2026-11-17T00:00:00+01:00", "i morgon"),
        ("2026-11-18", "i övermorgon"),
        ("2026-11-23", "om 7 dagar"),
        ("2026-11-15", "i går"),
        ("2026-11-10", ""),
        ("2027-11-23", ""),
        ("okänt", ""),
    ],
)
def test_how_soon_is_said_while_it_is_near(stated: str, words: str) -> None:
    assert dates.how_soon(stated, NOW) == words


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("2026-01-31", "31 januari 2026"),
        ("1917-11", "november 1917"),
        ("1917", "1917"),
        ("okänt", "okänt"),
        (None, ""),
    ],
)
def test_a_day_of_birth_has_its_year_whatever_year_it_is(stated: str | None, words: str) -> None:
    assert dates.whole_day(stated) == words
