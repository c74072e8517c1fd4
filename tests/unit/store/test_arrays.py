"""Columns as PostgreSQL arrays (https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT)."""

import pytest

from pk_fhir.store.postgresql_values import array


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["a", "b"], '{"a","b"}'),
        (["", "å,ä}"], '{"","å,ä}"}'),
        (['say "hej"', "b"], '{"say \\"hej\\"","b"}'),
        (['"', '","'], '{"\\"","\\",\\""}'),
        (["back\\slash"], '{"back\\\\slash"}'),
        ([1, -2], "{1,-2}"),
        ([True, False], "{True,False}"),
        ([None, "NULL"], '{NULL,"NULL"}'),
        ([None, 1.5], "{NULL,1.5}"),
        ([b"x", None], [b"x", None]),
    ],
)
def test_a_column_is_an_array(values: list[object], expected: object) -> None:
    assert array(values) == expected
