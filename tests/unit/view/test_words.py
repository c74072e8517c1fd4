"""Dates, hours, timings and identifiers, as people in Sweden have them."""

from datetime import UTC, date, datetime

import pytest

from pk_fhir.contract.identifiers import PERSONNUMMER, RESERVNUMMER, SAMORDNINGSNUMMER
from pk_fhir.view import identity
from pk_fhir.view.moment import Moment, moment
from pk_fhir.view.people import hours
from pk_fhir.view.reading.timing import bounds, repeats

GTS = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"


@pytest.mark.parametrize(
    ("text", "first", "last", "day", "timed"),
    [
        ("2026", (2025, 12, 31, 23), (2026, 12, 31, 23), (2026, 1, 1), False),
        ("2026-02", (2026, 1, 31, 23), (2026, 2, 28, 23), (2026, 2, 1), False),
        # The days on which the clock changes are 23 and 25 hours long.
        ("2026-03-29", (2026, 3, 28, 23), (2026, 3, 29, 22), (2026, 3, 29), False),
        ("2026-10-25", (2026, 10, 24, 22), (2026, 10, 25, 23), (2026, 10, 25), False),
        (
            "2026-11-23T23:30:00Z",
            (2026, 11, 23, 23, 30),
            (2026, 11, 23, 23, 30),
            (2026, 11, 24),
            True,
        ),
    ],
)
def test_a_fhir_date_is_a_span_of_swedish_time(
    text: str, first: tuple[int, ...], last: tuple[int, ...], day: tuple[int, int, int], timed: bool
) -> None:
    assert moment(text) == Moment(
        text=text,
        first=datetime(*first, tzinfo=UTC),  # type: ignore[misc, arg-type]
        last=datetime(*last, tzinfo=UTC),  # type: ignore[misc, arg-type]
        day=date(*day),
        timed=timed,
    )


@pytest.mark.parametrize(
    "text", ["", "i morgon", "2026-13", "2026-02-30", "0000", "20261123", None, 7]
)
def test_what_is_no_date_is_no_moment(text: object) -> None:
    assert moment(text) is None


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (
            {
                "daysOfWeek": ["mon", "tue", "wed", "fri"],
                "availableStartTime": "08:00:00",
                "availableEndTime": "16:30:00",
            },
            "måndag\N{EN DASH}onsdag och fredag kl. 8\N{EN DASH}16.30",
        ),
        ({"daysOfWeek": ["sat", "sun"], "allDay": True}, "lördag och söndag, dygnet runt"),
        ({"allDay": True}, "alla dagar, dygnet runt"),
        ({"daysOfWeek": ["thu"]}, "torsdag"),
    ],
)
def test_hours_are_said_in_words(time: dict[str, object], words: str) -> None:
    assert hours({"availableTime": [time]}) == (words,)


@pytest.mark.parametrize(
    ("timing", "words"),
    [
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "1 gång om dagen"),
        (
            {"repeat": {"frequency": 2, "frequencyMax": 3, "period": 1, "periodUnit": "wk"}},
            "2\N{EN DASH}3 gånger i veckan",
        ),
        (
            {
                "repeat": {
                    "frequency": 1,
                    "period": 2,
                    "periodUnit": "wk",
                    "duration": 1.5,
                    "durationUnit": "h",
                    "when": ["MORN"],
                }
            },
            "1 gång varannan vecka, 1,5 timmar, på morgonen",
        ),
        (
            {"repeat": {"frequency": 1, "period": 3, "periodUnit": "mo"}},
            "1 gång var tredje månad",
        ),
        ({"code": {"text": "Vid behov"}, "repeat": {"frequency": 1}}, "Vid behov"),
        (
            {
                "repeat": {
                    "frequency": 1,
                    "period": 2,
                    "periodUnit": "wk",
                    "dayOfWeek": ["thu", "mon"],
                    "timeOfDay": ["08:00:00", "20:30:00"],
                }
            },
            "1 gång varannan vecka, måndag och torsdag, kl. 8 och 20.30",
        ),
        (
            {"repeat": {"dayOfWeek": ["mon", "tue", "wed", "sat"]}},
            "måndag\N{EN DASH}onsdag och lördag",
        ),
        (
            {
                "repeat": {
                    "frequency": 1,
                    "period": 1,
                    "periodUnit": "d",
                    "count": 5,
                    "countMax": 10,
                }
            },
            "1 gång om dagen, sammanlagt 5\N{EN DASH}10 gånger",
        ),
        (
            {
                "repeat": {
                    "boundsDuration": {"value": 6, "code": "wk"},
                    "frequency": 1,
                    "period": 1,
                    "periodMax": 2,
                    "periodUnit": "wk",
                }
            },
            "1 gång med 1\N{EN DASH}2 veckors mellanrum, under 6 veckor",
        ),
        (
            {"repeat": {"boundsRange": {"low": {"value": 1, "code": "d"}, "high": {"value": 3}}}},
            "under 1\N{EN DASH}3 dagar",
        ),
        ({"repeat": {"when": ["ACM"], "offset": 30}}, "30 minuter före frukosten"),
        ({"repeat": {"when": ["PC"], "offset": 60}}, "1 timme efter måltid"),
        ({"repeat": {"when": ["MORN"], "offset": 45}}, "på morgonen"),
        (
            {"repeat": {"duration": 30, "durationMax": 45, "durationUnit": "min"}},
            "30\N{EN DASH}45 minuter",
        ),
        ({"repeat": {"frequency": 1, "period": 15, "periodUnit": "min"}}, "1 gång var 15:e minut"),
        ({"code": {"coding": [{"system": GTS, "code": "BID"}]}}, "2 gånger om dagen"),
        (
            {"code": {"coding": [{"system": GTS, "code": "QOD"}]}, "repeat": {"count": 1}},
            "varannan dag, sammanlagt 1 gång",
        ),
        (
            {
                "repeat": {
                    "dayOfWeek": "mon",
                    "timeOfDay": [8, "8"],
                    "when": ["XX", None],
                    "offset": "x",
                }
            },
            None,
        ),
        ({}, None),
    ],
)
def test_a_timing_is_said_in_words(timing: dict[str, object], words: str | None) -> None:
    assert repeats(timing) == words


@pytest.mark.parametrize(
    ("timing", "ends"),
    [
        ({"repeat": {"boundsPeriod": {"start": "2026-11-01"}}}, ("2026-11-01", None)),
        (
            {"event": ["2026-12-08T10:00:00+01:00", "2026-12-01T10:00:00+01:00", "snart", 3]},
            ("2026-12-01T10:00:00+01:00", "2026-12-08T10:00:00+01:00"),
        ),
        ({"event": "2026-12-08"}, (None, None)),
    ],
)
def test_a_timing_begins_and_ends(
    timing: dict[str, object], ends: tuple[str | None, str | None]
) -> None:
    assert bounds(timing) == ends


def test_an_identifier_is_asked_for_by_all_the_names_of_its_system() -> None:
    assert identity.person([(PERSONNUMMER, "197701172392")]).identifiers == (
        (PERSONNUMMER, "197701172392"),
        ("urn:oid:1.2.752.129.2.1.3.1", "197701172392"),
    )


@pytest.mark.parametrize(
    ("identifier", "born"),
    [
        ((PERSONNUMMER, "197701172392"), date(1977, 1, 17)),
        ((SAMORDNINGSNUMMER, "202601612381"), date(2026, 1, 1)),
        ((RESERVNUMMER, "19770117AB12"), None),
    ],
)
def test_a_number_states_a_birth_date(identifier: tuple[str, str], born: date | None) -> None:
    assert identity.born(identifier) == born
