"""Searches of one shape share a statement, and fill it with their own values."""

import pytest
import sqlalchemy as sa

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.search import query
from pk_fhir.store import Grant, Visibility
from pk_fhir.store.search.shapes import Shapes, derived
from pk_fhir.store.statements import Statements

TABLE = sa.table("a", sa.column("value", sa.Text), sa.column("low", sa.BigInteger))


def match(*values):
    return query.Match(kind="string", keys=(1,), tests=(query.Test("starts", values),))


class Built:
    """Builds a statement, and counts how often it must."""

    def __init__(self):
        self.times = 0

    def __call__(self, asked):
        self.times += 1
        text, number = asked.tests[0].values
        return sa.select(TABLE.c.value).where(
            TABLE.c.value >= text,
            TABLE.c.value < derived(derived(text, str.upper), lambda upper: upper + "!"),
            TABLE.c.low == number,
            TABLE.c.low == 5,
        )


def test_one_shape_is_built_once_and_filled_each_time():
    shapes, build = Shapes(Statements.for_postgresql()), Built()
    first = shapes.rendered("x", match("ab", 1), build)
    second = shapes.rendered("x", match("cd", 2), build)
    assert build.times == 1
    assert first.text == second.text
    assert list(first.values) == ["ab", "AB!", 1, 5]
    assert list(second.values) == ["cd", "CD!", 2, 5]


def test_another_name_another_number_of_values_and_another_type_are_other_shapes():
    shapes, build = Shapes(Statements.for_sqlite()), Built()
    for name, criterion in (("x", match("a", 1)), ("y", match("a", 1)), ("x", match("a", 1.5))):
        shapes.rendered(name, criterion, build)
    assert build.times == 3


def test_who_may_see_what_is_a_value_but_its_kind_is_not():
    shapes = Shapes(Statements.for_sqlite())
    built = []

    def build(visibility):
        built.append(visibility)
        (grant,) = visibility.grants
        patients = grant.patients or ()
        return sa.select(TABLE.c.value).where(TABLE.c.value.in_(sorted(patients)))

    def values(*patients):
        seen = Visibility((Grant(tenant="t", patients=frozenset(patients)),))
        return list(shapes.rendered("v", seen, build).values)

    assert values("anna") == ["anna"]
    assert values("bo") == ["bo"]
    assert values("cy", "anna") == ["anna", "cy"]
    assert len(built) == 2


def listed(count):
    return query.Ids(tuple(f"p{n}" for n in range(count)))


def select_listed(asked):
    return sa.select(TABLE.c.value).where(TABLE.c.value.in_(asked.ids))


def test_what_is_too_large_to_keep_is_built_for_its_one_search():
    shapes, built = Shapes(Statements.for_postgresql()), []

    def build(asked):
        built.append(len(asked.ids))
        return select_listed(asked)

    for count in (4000, 4000, 4001, 4001):
        assert len(list(shapes.rendered("x", listed(count), build).values)) == count
    assert built == [4000, 4001, 4001]


def test_more_values_than_a_statement_takes_are_refused():
    shapes = Shapes(Statements.for_postgresql())
    with pytest.raises(FhirError) as refused:
        shapes.rendered("x", listed(65_536), select_listed)
    assert refused.value.kind == "invalid"
    assert [each.diagnostics for each in refused.value.issues] == [
        "The search has too many values in all: ask in several searches."
    ]
