"""Swedish identifiers: aliases, and numbers that can or cannot be right."""

import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
from pk_fhir.messages.numbers import Numbers


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
        # By chance, in what a machine made.
        ("urn:uuid:0a790921-2388-4000-8000-00000000000a", False),
        ("https://a.example/notified/b/0e7909212388aa7909212388ffffffffffffffff/Goal", False),
        # Somebody has put one where a UUID has chance.
        ("urn:uuid:00000000-0000-4000-8000-197909212388", True),
        ("0e197909212388aaffffffffffffffff", True),
    ],
)
def test_a_personal_number_in_a_text_is_seen(text: str, holds: bool) -> None:
    assert holds_personal_number(text) is holds


def test_what_a_machine_made_is_left_as_it_stands_beside_a_number() -> None:
    form = Numbers(r"[0-9]{6,8}-?[0-9]{4}")
    made = "0a790921-2388-4000-8000-00000000000a"
    assert form.sub("…", f"Patient/{made} of 790921-2388, {made}") == f"Patient/{made} of …, {made}"
    assert not form.search(made)
    assert list(form.each(f"{made} 790921-2388 {made}")) == ["790921-2388"]


@given(chance=st.binary(min_size=16, max_size=20))
def test_no_uuid_or_digest_is_taken_for_a_number_but_by_its_last_twelve_digits(
    chance: bytes,
) -> None:
    texts = (str(UUID(bytes=chance[:16])), chance.hex())
    for text in texts:
        if re.search(r"[a-f]", text) and not re.search(r"(?<!\d)(18|19|20)\d{10}(?!\d)", text):
            assert not holds_personal_number(text)
