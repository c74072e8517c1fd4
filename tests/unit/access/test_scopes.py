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
        ("patient/CarePlan.rs?status=active", "rs"),
        ("patient/CarePlan.cruds?status=active", "rs"),
        ("patient/CarePlan.rs?status:not=active", ""),
        ("patient/CarePlan.rs?subject.name=Bo", ""),
        ("patient/CarePlan.rs?_has:Task:based-on:code=x", ""),
        ("patient/CarePlan.rs?date=gt2020", ""),
        ("patient/CarePlan.rs?nonsense=x", ""),
        ("patient/CarePlan.rs?", ""),
        ("patient/CarePlan.rs?_filter=status eq active", ""),
        ("patient/*.rs?_tag=x", ""),
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


def test_a_scope_with_a_query_opens_no_type_in_whole() -> None:
    scopes = read_scopes(["patient/CarePlan.rs?status=active", "patient/Goal.r"], PATIENT)
    assert scopes.opened("r") == {"Goal"}
    assert scopes.narrowed == {
        "r": (("CarePlan", "status=active"),),
        "s": (("CarePlan", "status=active"),),
    }
