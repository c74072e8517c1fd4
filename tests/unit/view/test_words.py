"""Dates, hours, timings and identifiers, as people in Sweden have them."""

from datetime import UTC, date, datetime

import pytest

from pk_fhir.contract.identifiers import PERSONNUMMER, RESERVNUMMER, SAMORDNINGSNUMMER
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.view import identity
from pk_fhir.view.moment import Moment, moment
from pk_fhir.view.people import hours
from pk_fhir.view.reading.timing import repeats


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
            "måndag\N{EN DASH}onsdag, fredag kl. 8\N{EN DASH}16.30",
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
        ({}, None),
    ],
)
def test_a_timing_is_said_in_words(timing: dict[str, object], words: str | None) -> None:
    assert repeats(timing) == words


def test_an_identifier_has_one_spelling_and_is_asked_for_by_all() -> None:
    assert identity.canonical(("urn:oid:1.2.752.129.2.1.3.1", "19770117-2392")) == (
        PERSONNUMMER,
        "197701172392",
    )
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


@pytest.mark.parametrize(
    "identifier",
    [
        (PERSONNUMMER, "197701172393"),
        (PERSONNUMMER, ""),
        (PERSONNUMMER, "1977-01"),
        ("http://example.org/local", "1"),
        ("", ""),
    ],
)
def test_what_names_nobody_is_refused_without_repeating_it(identifier: tuple[str, str]) -> None:
    with pytest.raises(FhirError) as refused:
        identity.canonical(identifier)
    assert refused.value.kind == "invalid"
    assert not identifier[1] or identifier[1] not in str(refused.value)
