"""Swedish identifiers: which system is which, and whether a number can be right.

One canonical system for each kind; the aliases are the same thing. The check of a personnummer is
the date, and Luhn on the last ten digits (Skatteverket); a samordningsnummer has the day plus 60,
and may have month 00 and day 60 where the birth date is not known.
"""

import calendar
import re
from typing import Literal, NamedTuple

from personnummer import personnummer as library

from pk_fhir.contract.problems import BrokenValueError
from pk_fhir.messages.numbers import Numbers

PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
SAMORDNINGSNUMMER = "http://electronichealth.se/identifier/samordningsnummer"
RESERVNUMMER = "http://electronichealth.se/identifier/nationelltReservnummer"
HSA_ID = "urn:oid:1.2.752.29.4.19"
ORGANISATION_NUMBER = "urn:oid:2.5.4.97"

ALIASES: dict[str, str] = {
    "urn:oid:1.2.752.129.2.1.3.1": PERSONNUMMER,
    "urn:oid:1.2.752.129.2.1.3.3": SAMORDNINGSNUMMER,
    "urn:oid:1.2.752.74.9.1": RESERVNUMMER,
    "urn:oid:1.2.752.129.2.1.4.1": HSA_ID,
}
HSA_SYSTEMS = frozenset({HSA_ID, *(alias for alias, system in ALIASES.items() if system == HSA_ID)})
PERSON_SYSTEMS = frozenset({PERSONNUMMER, SAMORDNINGSNUMMER, RESERVNUMMER})

DAY_OFFSET = 60  # of a samordningsnummer
HSA_LIMIT = 31
HSA_FORM = r"SE[0-9]{10}-[A-Za-z0-9]+"


def canonical_system(system: str) -> str:
    """The one system that means the same as `system`; `system` itself where it has no alias."""
    return ALIASES.get(system, system)


def spellings(system: str) -> tuple[str, ...]:
    """Every system that means the same as `system`, the canonical one first."""
    one = canonical_system(system)
    return (one, *(alias for alias, known in ALIASES.items() if known == one))


class Finding(NamedTuple):
    """What is wrong with an identifier: a message key of `messages/contract_json.py`."""

    severity: Literal["error", "warning"]
    key: str


def canonical_value(system: str, value: str) -> str:
    """The value without the separators that people write: ``20170101-2393`` has none inside."""
    system = canonical_system(system)
    if system in PERSON_SYSTEMS or system == ORGANISATION_NUMBER:
        return re.sub(r"[\s-]", "", value)
    return value.strip()


def check(system: str, value: str) -> Finding | None:
    """What is wrong with `value` in `system` (alias or canonical); None when it can be right.

    A system that is not one of the national ones has no check.
    """
    checker = _CHECKS.get(canonical_system(system))
    return checker(value) if checker else None


def _personnummer(value: str) -> Finding | None:
    if not re.fullmatch(r"[0-9]{12}", value):
        return Finding("error", "pk-id-personnummer-form")
    if int(value[6:8]) > DAY_OFFSET:
        return Finding("error", "pk-id-personnummer-is-samordningsnummer")
    # The library refuses serial number 000, which is right, and reads the date.
    if library.valid(value):
        return None
    return Finding("error", "pk-id-personnummer-check")


def _samordningsnummer(value: str) -> Finding | None:
    if not re.fullmatch(r"[0-9]{12}", value):
        return Finding("error", "pk-id-samordningsnummer-form")
    year, month, day = int(value[:4]), int(value[4:6]), int(value[6:8]) - DAY_OFFSET
    if day < 0 or not luhn(value[2:]):
        return Finding("error", "pk-id-samordningsnummer-check")
    # The library wants a real date; month 00 and day 60 say that it is not known.
    longest = calendar.monthrange(year, month)[1] if 1 <= month <= 12 and year else 31  # noqa: PLR2004
    if month > 12 or day > longest:  # noqa: PLR2004 - months of a year
        return Finding("error", "pk-id-samordningsnummer-check")
    return None


def _reservnummer(value: str) -> Finding | None:
    # Form only: the issuing rules have changed over time, and regions have old numbers in use.
    if re.fullmatch(r"[0-9]{8}[0-9A-Z]{4}", value):
        return None
    return Finding("warning", "pk-id-reservnummer-form")


def _hsa_id(value: str) -> Finding | None:
    if len(value) <= HSA_LIMIT and re.fullmatch(HSA_FORM, value):
        return None
    return Finding("error", "pk-id-hsa-form")


def _organisation_number(value: str) -> Finding | None:
    if not re.fullmatch(r"[0-9]{10}", value):
        return Finding("error", "pk-id-orgnr-form")
    return None if luhn(value) else Finding("error", "pk-id-orgnr-check")


_CHECKS = {
    PERSONNUMMER: _personnummer,
    SAMORDNINGSNUMMER: _samordningsnummer,
    RESERVNUMMER: _reservnummer,
    HSA_ID: _hsa_id,
    ORGANISATION_NUMBER: _organisation_number,
}


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        step = int(digit) * (1 + place % 2)
        total += step - 9 if step > 9 else step  # noqa: PLR2004 - the digit sum of two digits
    return total % 10 == 0


_NUMBERS = Numbers(r"(?<![0-9])(?:[0-9]{2})?[0-9]{6}[-+]?[0-9]{4}(?![0-9])")


def holds_personal_number(text: str) -> bool:
    """Whether a personnummer or samordningsnummer stands in `text`, with or without century."""
    return any(_is_personal(found) for found in _NUMBERS.each(text))


def _is_personal(number: str) -> bool:
    digits = re.sub(r"[-+]", "", number)
    long = digits if len(digits) == 12 else "19" + digits  # noqa: PLR2004 - with the century
    other = "20" + long[2:]
    return any(
        checker(candidate) is None
        for candidate in (long, other)
        for checker in (_personnummer, _samordningsnummer)
    )


def require(system: str, value: str) -> None:
    """Raise `BrokenValueError` when `value` cannot be right in `system`; a warning does not raise."""
    finding = check(system, value)
    if finding is not None and finding.severity == "error":
        raise BrokenValueError(finding.key)
