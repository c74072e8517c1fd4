"""How tokens are asked for, with each modifier. https://hl7.org/fhir/R4/search.html#token"""

from collections.abc import Iterable

from pk_fhir.contract.identifiers import canonical_system, canonical_value
from pk_fhir.search.bindings import MEDIA_TYPES, implied_systems
from pk_fhir.search.escapes import split, unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.string import MODIFIERS as STRING_MODIFIERS
from pk_fhir.search.kinds.token import contact_code, is_text, of_type
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.strings import clipped

NOTHING = Test("nothing", ())
MOST_CODES = 20_000  # of a value set; PostgreSQL takes 65,535 values with a statement


def _parts(text: str, name: str) -> tuple[str | None, str]:
    """System (None where no bar is written, "" where nothing stands before it) and code."""
    parts = [unescaped(part).strip() for part in split(text, "|", 1)]
    if not any(parts):
        raise Unreadable("search.bad-token", name=name)
    if len(parts) == 1:
        return None, parts[0]
    return canonical_system(parts[0]), parts[1]


def test(system: str | None, code: str) -> Test:
    """The test of a code of one system, of no system (""), or of any (None)."""
    if system is None:
        return Test("code", (clipped(code),))
    if not code:
        return Test("system", (clipped(system),))
    return Test("both", (clipped(system), clipped(code)))


def _read(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    system, code = _parts(text, name)
    if system:
        implied = implied_systems(context.registry.definitions, parameter)
        if implied is not None:
            return [_of_implied(system in implied, code)]
    if "ContactPoint" in parameter.types:
        # R4 has no namespace for it, so that `|` before it asks for nothing more.
        system = system or None
        # A plus sign that nobody escaped has become a space.
        lost = split(text, "|", 1)[-1][:1] == " " and code[:1].isdigit()
        code = contact_code(f"+{code}" if lost else code)
    if is_text(parameter.types):
        code = code.lower()
    if system and "Identifier" in parameter.types:
        code = canonical_value(system, code)
    return [test(system, code)]


def _of_implied(right_system: bool, code: str) -> Test:
    """Bare codes are kept without their system, so the system is judged here."""
    if not right_system:
        return NOTHING
    return test("", code) if code else Test("system", ("",))


def read_identifier(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    """The identifier of a Reference: system and value."""
    system, code = _parts(text, name)
    return [test(system, canonical_value(system, code) if system else code)]


def _read_of_type(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    parts = [unescaped(part).strip() for part in split(text, "|")]
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - system, code and value
        raise Unreadable("search.bad-of-type", name=name)
    return [test(parts[0], of_type(parts[1], parts[2]))]


def _read_in(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    url = unescaped(text).strip()
    codes = context.terminology.expand(url) if context.terminology and url else None
    if codes is None:
        raise Unreadable("search.unknown-value-set", "not-found", name=name)
    by_system: dict[str, list[str]] = {}
    for count, (system, code) in enumerate(codes):
        if count >= MOST_CODES:
            raise Unreadable("search.too-many-values", "too-long", name=name, most=MOST_CODES)
        by_system.setdefault(canonical_system(system), []).append(code)
    tests = [
        _among(system, found, parameter, context) for system, found in sorted(by_system.items())
    ]
    return tests or [NOTHING]


def _among(system: str, codes: Iterable[str], parameter: Parameter, context: Context) -> Test:
    implied = implied_systems(context.registry.definitions, parameter)
    if implied is not None:
        # Bare codes are kept without their system.
        if system not in implied:
            return NOTHING
        system = ""
    return Test("among", (clipped(system), tuple(dict.fromkeys(map(clipped, codes)))))


def _read_below(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    if implied_systems(context.registry.definitions, parameter) == MEDIA_TYPES:
        return _media_types(text, name)
    return _hierarchy(parameter, text, name, context, down=True)


def _media_types(text: str, name: str) -> list[Test]:
    """``text/xml`` with any parameters, ``text`` of any kind: https://hl7.org/fhir/R4/search.html#mimetype"""
    _, code = _parts(text, name)
    if not code:
        raise Unreadable("search.bad-token", name=name)
    if "/" not in code:
        return [Test("begins", (clipped(f"{code}/"),))]
    return [test(None, code), *(Test("begins", (clipped(f"{code}{mark}"),)) for mark in "; ")]


def _read_above(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    return _hierarchy(parameter, text, name, context, down=False)


def _hierarchy(
    parameter: Parameter, text: str, name: str, context: Context, *, down: bool
) -> list[Test]:
    system, code = _parts(text, name)
    known = context.terminology
    codes = None
    if known is not None and system and code:
        codes = known.below(system, code) if down else known.above(system, code)
    if codes is None or system is None:
        raise Unreadable("search.unknown-hierarchy", "not-found", name=name)
    return [_among(system, codes, parameter, context)]


# Forms: code (of any system), both (system, code), system, among (system, codes), begins (the beginning
# of a code), nothing.
MODIFIERS: Modifiers = {
    "": Modified("token", _read),
    "not": Modified("token", _read, negated=True),
    "text": Modified("string", STRING_MODIFIERS[""].read, ":text"),
    "of-type": Modified("token", _read_of_type, ":of-type"),
    "in": Modified("token", _read_in),
    "not-in": Modified("token", _read_in, negated=True),
    "below": Modified("token", _read_below),
    "above": Modified("token", _read_above),
}
