"""Who reads for whom, at Swedish midnight."""

from datetime import date
from typing import Any

import pytest

from pk_fhir.access.policy import (
    Facts,
    Period,
    Policy,
    Representative,
    may_read_own,
    may_represent,
)

NOW = 1_795_000_000_000_000
MOTHER, FATHER = ("urn:n", "m"), ("urn:n", "f")
GUARDIAN = Representative(identifier=MOTHER, guardian=True)
GOD_MAN = Representative(identifier=MOTHER, guardian=False)
BORN = date(2013, 11, 23)


@pytest.mark.parametrize(
    ("today", "guardian", "child"),
    [
        (date(2020, 1, 1), True, False),
        (date(2026, 11, 22), True, False),
        (date(2026, 11, 23), False, False),
        (date(2029, 11, 22), False, False),
        (date(2029, 11, 23), False, True),
        (date(2050, 1, 1), False, True),
    ],
)
def test_guardians_read_to_13_and_the_child_from_16(
    today: date, guardian: bool, child: bool
) -> None:
    facts = Facts(born=BORN, representatives=(GUARDIAN,))
    assert may_represent(Policy(), facts, MOTHER, today, NOW) is guardian
    assert may_read_own(Policy(), facts, today) is child


@pytest.mark.parametrize(
    ("facts", "policy", "expected"),
    [
        ({}, {}, True),
        ({"representatives": ()}, {}, False),
        ({"representatives": (Representative(identifier=FATHER, guardian=True),)}, {}, False),
        ({"representatives": (Representative(identifier=MOTHER, guardian=True, active=False),)}, {}, False),
        ({"representatives": (Representative(identifier=MOTHER, guardian=True, period=Period(None, NOW)),)}, {}, False),
        ({"protected": True}, {}, False),
        ({"protected": True}, {"protected_identity_cuts_links": False}, True),
        ({"born": None}, {}, False),
        ({"born": date(2012, 1, 1)}, {}, False),
        ({"born": date(2012, 1, 1)}, {"guardian_until_age": 16}, True),
    ],
)  # fmt: skip
def test_a_guardians_link(facts: dict[str, Any], policy: dict[str, Any], expected: bool) -> None:
    known = Facts(**{"born": date(2017, 1, 1), "representatives": (GUARDIAN,), **facts})
    assert may_represent(Policy(**policy), known, MOTHER, date(2026, 11, 23), NOW) is expected


@pytest.mark.parametrize(
    ("born", "policy", "expected"),
    [
        (date(1977, 1, 17), {}, True),
        (None, {}, True),
        (date(1977, 1, 17), {"representatives_read": False}, False),
        (date(2017, 1, 1), {}, False),
    ],
)
def test_a_representative_of_an_adult(
    born: date | None, policy: dict[str, Any], expected: bool
) -> None:
    facts = Facts(born=born, representatives=(GOD_MAN,))
    assert may_represent(Policy(**policy), facts, MOTHER, date(2026, 11, 23), NOW) is expected


def test_one_born_on_29_february_is_16_on_1_march() -> None:
    facts = Facts(born=date(2008, 2, 29))
    assert not may_read_own(Policy(), facts, date(2024, 2, 28))
    assert may_read_own(Policy(), facts, date(2024, 2, 29))
    facts = Facts(born=date(2012, 2, 29))
    assert may_read_own(Policy(), facts, date(2028, 2, 29))
    facts = Facts(born=date(2010, 2, 28))
    assert may_read_own(Policy(), facts, date(2026, 2, 28))


def test_whose_birth_date_is_unknown_reads_the_own_record() -> None:
    assert may_read_own(Policy(), Facts(), date(2026, 11, 23))
