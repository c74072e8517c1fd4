"""UCUM codes: what they mean in base units, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhirpath.ucum import UcumError, convert, parse_unit


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("1", "kg", "g", "1000"),
        ("1", "[lb_av]", "kg", "0.45359237"),
        ("120", "mm[Hg]", "kPa", "15.998640"),
        ("37", "Cel", "[degF]", "98.6"),
        ("310.15", "K", "Cel", "37"),
        ("5", "mmol/L", "mol/m3", "5"),
        ("1", "10*9/L", "10*3/uL", "1"),
        ("1", "mg/dL", "g/L", "0.01"),
        ("1", "kg/m2", "g/cm2", "0.1"),
        ("1", "m/s2", "cm.s-2", "100"),
        ("1", "J", "N.m", "1"),
        ("2", "wk", "d", "14"),
        ("50", "%", "1", "0.5"),
        ("3", "{tablets}", "1", "3"),
        ("3", "mg{creatinine}", "mg", "3"),
        ("1", "/min", "Hz", "1/60"),
        ("1", "ug/(kg.h)", "ng/g/h", "1"),
        ("7", "[pH]", "[pH]", "7"),
        ("1", "[iU]/L", "k[iU]/L", "0.001"),
    ],
)
def test_a_value_is_converted(value: str, source: str, target: str, expected: str):
    top, _, bottom = expected.partition("/")
    wanted = Decimal(top) / Decimal(bottom or 1)
    assert convert(Decimal(value), source, target) == wanted


@pytest.mark.parametrize(
    ("source", "target"), [("kg", "m"), ("[pH]", "1"), ("[iU]", "mg"), ("mol", "g"), ("Cel", "m")]
)
def test_what_measures_something_else_is_not_converted(source: str, target: str):
    assert convert(Decimal(1), source, target) is None


@pytest.mark.parametrize(
    "code",
    [
        "", "furlong", "0", "KG", "m.0", "m m", "m..s", "m/", "(m", "m)", "mkg", "k1", "{a", "å", "m2.", "kCel2x",
        "k[in_i]", "m99999", "(" * 50 + "m" + ")" * 50, "m" * 500,
    ],
)  # fmt: skip
def test_what_is_no_code_is_refused(code: str):
    with pytest.raises(UcumError):
        parse_unit(code)


@given(st.text(alphabet="mkgsl/.()*10-2[]_{}%'", max_size=20))
def test_any_text_is_a_unit_or_refused(code: str):
    try:
        unit = parse_unit(code)
    except UcumError:
        return
    assert unit.factor > 0
