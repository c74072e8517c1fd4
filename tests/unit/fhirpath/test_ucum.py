"""UCUM codes: what they mean in base units, and what is none."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.fhirpath import ucum
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


@pytest.mark.parametrize(
    ("source", "target", "factor"),
    [
        # Lengths and other measures of daily life; UCUM's table of derived units
        ("[in_i]", "cm", "2.54"),
        ("[ft_i]", "[in_i]", "12"),
        ("[mi_i]", "m", "1609.344"),
        ("L", "dm3", "1"),
        ("dL", "mL", "100"),
        ("uL", "mm3", "1"),
        ("ar", "m2", "100"),
        ("a", "mo", "12"),
        ("d", "h", "24"),
        ("bar", "kPa", "100"),
        ("cal", "J", "4.184"),
        ("kcal", "cal", "1000"),
        # Laboratories
        ("mmol/L", "umol/mL", "1"),
        ("kat", "mol/s", "1"),
        ("U", "umol/min", "1"),
        ("U/L", "mU/mL", "1"),
        ("mosm/kg", "osm/Mg", "1"),
        ("eq/L", "meq/mL", "1"),
        ("g%", "g/dL", "1"),
        ("[ppm]", "[ppb]", "1000"),
        ("10*12/L", "10*6/uL", "1"),
        ("10^9/L", "10*9/L", "1"),
        ("fL", "um3", "1"),
        ("ng/dL", "pg/mL", "10"),
        ("[IU]/mL", "k[iU]/L", "1"),
        ("mL/min/{1.73_m2}", "L/h", "0.06"),
        ("mg/(24.h)", "mg/d", "1"),
        ("mg/kg/d", "mg/(kg.d)", "1"),
        ("cm[H2O]", "mm[Hg]", "980665/1333220"),
        ("m[H2O]", "cm[H2O]", "100"),
        ("Torr", "mm[Hg]", None),
        # Binary prefixes, numbers, and names with points and slashes in them
        ("KiBy", "By", "1024"),
        ("By", "bit", "8"),
        ("12.h", "d", "0.5"),
        ("B[10.nV]", "B[10.nV]", "1"),
        ("[m/s2/Hz^(1/2)]", "[m/s2/Hz^(1/2)]", "1"),
    ],
)
def test_one_unit_is_so_many_of_another(source: str, target: str, factor: str | None):
    if factor is None:
        with pytest.raises(UcumError):
            parse_unit(source)
        return
    top, _, bottom = factor.partition("/")
    found = convert(Decimal(1), source, target)
    assert found is not None
    assert abs(found - Decimal(top) / Decimal(bottom or 1)) <= abs(found) * Decimal("1e-15")


def test_every_unit_of_ucums_table_has_a_meaning_with_every_prefix_that_it_takes():
    prefixes, atoms = ucum.essence()
    codes = [*atoms, *(p + a for p in prefixes for a, atom in atoms.items() if atom.metric)]
    assert len(codes) > 2500
    for code in codes:
        assert parse_unit(code).factor > 0, code


@pytest.mark.parametrize(
    ("one", "other"), [("Cel", "m"), ("[iU]", "mg"), ("[pH]", "1"), ("kg", "g/L")]
)
def test_units_of_different_things_are_not_converted(one: str, other: str):
    assert convert(Decimal(1), one, other) is None
