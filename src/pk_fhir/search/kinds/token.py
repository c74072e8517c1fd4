"""Tokens: codes, identifiers, booleans. https://hl7.org/fhir/R4/search.html#token"""

import re
from collections.abc import Callable, Iterator

from pk_fhir.contract.identifiers import canonical_system, canonical_value
from pk_fhir.search.kinds.setting import INSTANTS, STRINGS, Numbers, Setting, text_of
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped
from pk_fhir.search.walks import Emit

TEXTS = frozenset({"string", "markdown"})
_PUNCTUATION = re.compile(r"[\s()./-]+")


def emitter(numbers: Numbers, type_name: str, _setting: Setting) -> Emit | None:
    """The rows of a value of this FHIR type; None where it is no token."""
    maker = _MAKERS.get(type_name)
    if maker is not None:
        return maker(numbers)
    return _plain(numbers) if type_name in STRINGS or type_name in INSTANTS else None


def is_text(types: frozenset[str]) -> bool:
    """Whether the values are texts, which are compared without case."""
    return bool(types) and types <= TEXTS


def _plain(numbers: Numbers) -> Emit:
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is str and value:
            rows.token.append((own, group, "", clipped(value)))

    return emit


def _string(numbers: Numbers) -> Emit:
    """https://hl7.org/fhir/R4/search.html#token: of a string the case does not matter."""
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is str and value:
            rows.token.append((own, group, "", clipped(value.lower())))

    return emit


def _boolean(numbers: Numbers) -> Emit:
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        if value is True or value is False:
            rows.token.append((own, group, "", "true" if value else "false"))

    return emit


def _add_coding(numbers: Numbers, value: Json, rows: Rows, group: int) -> None:
    code = value.get("code")
    if type(code) is str and code:
        system = canonical_system(text_of(value.get("system")))
        rows.token.append((numbers.own, group, system, clipped(code)))
    numbers.add_text(value.get("display"), rows)


def _coding(numbers: Numbers) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is dict:
            _add_coding(numbers, value, rows, group)

    return emit


def _concept(numbers: Numbers) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is dict:
            for coding in _objects(value.get("coding")):
                _add_coding(numbers, coding, rows, group)
            numbers.add_text(value.get("text"), rows)

    return emit


def _objects(value: Json) -> Iterator[dict[str, Json]]:
    if type(value) is list:
        for each in value:
            if type(each) is dict:
                yield each


def identifier_token(value: Json) -> tuple[str, str] | None:
    """Canonical system ("" for none) and value of an Identifier; None where it has no value."""
    if type(value) is not dict:
        return None
    text, system = value.get("value"), value.get("system")
    if type(text) is not str or not text:
        return None
    if type(system) is not str or not system:
        return "", clipped(text)
    return clipped(canonical_system(system)), clipped(canonical_value(system, text))


def _identifier(numbers: Numbers) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        found = identifier_token(value)
        if found is None:
            return
        rows.token.append((numbers.own, group, *found))
        kind = value.get("type")
        if type(kind) is dict and numbers.beside:
            numbers.add_text(kind.get("text"), rows)
            for coding in _objects(kind.get("coding")):
                code = of_type(text_of(coding.get("code")), found[1])
                rows.token.append((numbers.of_type, 0, text_of(coding.get("system")), code))

    return emit


def of_type(code: str, value: str) -> str:
    """The code of an `:of-type` row: the type's code and the identifier's value."""
    return clipped(f"{code}|{value}")


def _contact(numbers: Numbers) -> Emit:
    """R4 names no namespace of a ContactPoint; as in HAPI FHIR it is the kind: `phone`, `email`."""
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is dict and type(value.get("value")) is str:
            kind = text_of(value.get("system"))
            rows.token.append((own, group, kind, contact_code(value["value"])))

    return emit


def contact_code(text: str) -> str:
    """A telephone number without its punctuation, an address in small letters."""
    if "@" in text or not any(char.isdigit() for char in text):
        return clipped(text.strip().lower())
    return clipped(_PUNCTUATION.sub("", text).lower())


_MAKERS: dict[str, Callable[[Numbers], Emit]] = {
    "CodeableConcept": _concept,
    "Coding": _coding,
    "Identifier": _identifier,
    "ContactPoint": _contact,
    "boolean": _boolean,
    "string": _string,
    "markdown": _string,
}
