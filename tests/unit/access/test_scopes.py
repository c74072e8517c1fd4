"""SMART scopes are never read wider than they are written."""

import pytest

from pk_fhir.access.scopes import Letter, read_scopes

PATIENT = frozenset({"patient"})


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ("patient/CarePlan.rs", "rs"),
        ("patient/CarePlan.cruds", "cruds"),
        ("patient/*.r", "r"),
        ("patient/CarePlan.read", "rs"),
        ("patient/CarePlan.write", "cud"),
        ("patient/CarePlan.*", "cruds"),
        ("patient/CarePlan.dus", ""),
        ("patient/CarePlan.sr", ""),
        ("PATIENT/CarePlan.rs", ""),
        ("user/CarePlan.rs", ""),
        ("system/*.cruds", ""),
        ("patient/CarePlan.rs?status=active", ""),
        ("patient/CarePlan.", ""),
        ("patient/CarePlan", ""),
        ("patient/Goal.rs", ""),
        ("patient/careplan.rs", ""),
        ("openid", ""),
    ],
)  # fmt: skip
def test_a_scope_opens_what_it_says(scope: str, allowed: str) -> None:
    scopes = read_scopes([scope], PATIENT)
    letters: tuple[Letter, ...] = ("c", "r", "u", "d", "s")
    assert "".join(letter for letter in letters if scopes.allows("CarePlan", letter)) == allowed


def test_scopes_are_a_union() -> None:
    scopes = read_scopes(["patient/CarePlan.r", "patient/Goal.s"], PATIENT)
    assert scopes.opened("r") == {"CarePlan"}
    assert scopes.opened("s") == {"Goal"}
    assert scopes.opened("d") == frozenset()
    assert read_scopes(["patient/*.s"], PATIENT).opened("s") is None
