"""Swedish identifiers: aliases, and numbers that can or cannot be right."""

import pytest

from pk_fhir.contract.identifiers import (
    HSA_ID,
    ORGANISATION_NUMBER,
    PERSONNUMMER,
    RESERVNUMMER,
    SAMORDNINGSNUMMER,
    Finding,
    canonical_system,
    canonical_value,
    check,
    holds_personal_number,
    luhn,
)


@pytest.mark.parametrize(
    ("alias", "system"),
    [
        ("urn:oid:1.2.752.129.2.1.3.1", PERSONNUMMER),
        ("urn:oid:1.2.752.129.2.1.3.3", SAMORDNINGSNUMMER),
        ("urn:oid:1.2.752.74.9.1", RESERVNUMMER),
        ("urn:oid:1.2.752.129.2.1.4.1", HSA_ID),
        (PERSONNUMMER, PERSONNUMMER),
        ("urn:oid:1.2.3", "urn:oid:1.2.3"),
    ],
)
def test_an_alias_is_the_same_system(alias: str, system: str) -> None:
    assert canonical_system(alias) == system


@pytest.mark.parametrize(
    ("system", "value"),
    [
        *(
            (PERSONNUMMER, value)
            for value in ("201701012393", "197701172392", "197701182383", "197909212388")
        ),
        *(
            (SAMORDNINGSNUMMER, value)
            for value in (
                "202601612381",
                "202601912393",
                "191401682396",
                "191500722390",
                "191711602399",
            )
        ),
        (RESERVNUMMER, "19121212A012"),
        (HSA_ID, "SE2321000131-E000000000001"),
        ("urn:oid:1.2.752.129.2.1.4.1", "SE2321000016-1003"),
        (ORGANISATION_NUMBER, "2321000131"),
        ("urn:oid:1.2.3", "vad som helst"),
    ],
)
def test_a_number_that_can_be_right_is_let_through(system: str, value: str) -> None:
    assert check(system, value) is None


@pytest.mark.parametrize(
    ("system", "value", "key"),
    [
        (PERSONNUMMER, "197909212389", "pk-id-personnummer-check"),
        (PERSONNUMMER, "790921-2388", "pk-id-personnummer-form"),
        (PERSONNUMMER, "202601612381", "pk-id-personnummer-is-samordningsnummer"),
        ("urn:oid:1.2.752.129.2.1.3.1", "197909212389", "pk-id-personnummer-check"),
        (SAMORDNINGSNUMMER, "197909212388", "pk-id-samordningsnummer-check"),
        (SAMORDNINGSNUMMER, "202601612382", "pk-id-samordningsnummer-check"),
        (SAMORDNINGSNUMMER, "2026016123", "pk-id-samordningsnummer-form"),
        (HSA_ID, "SE232100013-E1", "pk-id-hsa-form"),
        (HSA_ID, "SE2321000131-E1234567890123456789", "pk-id-hsa-form"),
        (ORGANISATION_NUMBER, "2321000132", "pk-id-orgnr-check"),
        (ORGANISATION_NUMBER, "232100013", "pk-id-orgnr-form"),
    ],
)
def test_a_number_that_can_not_be_right_is_an_error(system: str, value: str, key: str) -> None:
    assert check(system, value) == Finding("error", key)


def test_a_samordningsnummer_has_no_more_days_than_its_month() -> None:
    # February has no day 30 (90): the check digit of what would be one is right, the day is not.
    digits = "202602900"
    number = next(
        digits + f"{serial:02}{last}"
        for serial in range(1, 99)
        for last in range(10)
        if luhn((digits + f"{serial:02}{last}")[2:])
    )
    assert check(SAMORDNINGSNUMMER, number) == Finding("error", "pk-id-samordningsnummer-check")


def test_a_reservnummer_of_another_form_is_a_warning_only() -> None:
    assert check(RESERVNUMMER, "X1") == Finding("warning", "pk-id-reservnummer-form")


def test_separators_that_people_write_are_taken_away() -> None:
    assert canonical_value(PERSONNUMMER, "19790921-2388") == "197909212388"
    assert canonical_value(ORGANISATION_NUMBER, "232100-0131") == "2321000131"
    assert canonical_value("urn:oid:1.2.3", " a-b ") == "a-b"


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("197909212388", True),
        ("790921-2388", True),
        ("plan.19790921-2388.v2", True),
        ("202601612381", True),
        ("197909212389", False),
        ("1979092123880", False),
        ("SE2321000131-E000000000001", False),
        ("", False),
    ],
)
def test_a_personal_number_in_a_text_is_seen(text: str, holds: bool) -> None:
    assert holds_personal_number(text) is holds
