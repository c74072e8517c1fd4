"""Values and columns as PostgreSQL takes them (https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT)."""

from enum import StrEnum

import psycopg
import pytest

from pk_fhir.store.postgresql_values import array, parameters


class Colour(StrEnum):
    RED = "röd"


def test_each_type_has_its_form() -> None:
    given = ["å", Colour.RED, 12, True, 1.5, None, b"\x00x", ["a", "b"], (1, 2)]
    expected = ["å".encode(), "röd".encode(), b"12", b"True", b"1.5", None, b"\x00x"]
    assert parameters(given) == [*expected, b'{"a","b"}', b"{1,2}"]


@pytest.mark.parametrize("given", ["a\x00", ["b", "a\x00"]])
def test_text_that_postgresql_cannot_keep_is_refused(given: object) -> None:
    with pytest.raises(psycopg.DataError, match="NUL"):
        parameters([given])


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
