"""`ValueSet.compose.include.filter` on code systems that are here.

https://hl7.org/fhir/R4/valueset-filter-operator.html names the operators. What cannot be decided here
(an operator or property that the system's own rules would have to explain) is None, never a guess.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pk_fhir.fhirpath import FhirPathError
from pk_fhir.fhirpath.patterns import full_match
from pk_fhir.validation.terminology.concepts import CodeTable, Concept

Operator = Callable[[CodeTable, Concept, str, str], bool]


def passes(table: CodeTable, code: str, filters: Iterable[dict[str, Any]]) -> bool | None:
    """Whether a code passes every filter; None where a filter cannot be decided."""
    concept = table.find(code)
    if concept is None:
        # Another fragment of the system may have it, and there it may pass.
        return False if table.whole else None
    outcome: bool | None = True
    for each in filters:
        operator = _OPERATORS.get(str(each.get("op")))
        if operator is None:
            outcome = None
            continue
        name, value = str(each.get("property", "")), str(each.get("value", ""))
        try:
            if not operator(table, concept, name, value):
                return False
        except FhirPathError:  # a pattern that cannot be read, or runs too long
            outcome = None
    return outcome


def _is_a(table: CodeTable, concept: Concept, _name: str, value: str) -> bool:
    return concept.code == value or value in table.above(concept.code)


def _descendent_of(table: CodeTable, concept: Concept, _name: str, value: str) -> bool:
    return value in table.above(concept.code)


def _generalizes(table: CodeTable, concept: Concept, _name: str, value: str) -> bool:
    return concept.code == value or concept.code in table.above(value)


def _equals(table: CodeTable, concept: Concept, name: str, value: str) -> bool:
    return value in _values(table, concept, name)


def _in(table: CodeTable, concept: Concept, name: str, value: str) -> bool:
    listed = {part.strip() for part in value.split(",")}
    return any(each in listed for each in _values(table, concept, name))


def _exists(table: CodeTable, concept: Concept, name: str, value: str) -> bool:
    return bool(_values(table, concept, name)) == (value == "true")


def _regex(table: CodeTable, concept: Concept, name: str, value: str) -> bool:
    return any(full_match(value, each) for each in _values(table, concept, name))


def _values(table: CodeTable, concept: Concept, name: str) -> list[str]:
    if name in ("code", "concept"):
        return [concept.code]
    if name == "display":
        return [concept.display]
    if name == "parent":
        return concept.parents
    if name == "child":
        return table.children(concept.code)
    if name == "inactive":
        return ["true" if concept.inactive else "false"]
    return [_text(value) for each, value in concept.properties if each == name]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return str(value.get("code", ""))
    return str(value)


def _not(operator: Operator) -> Operator:
    return lambda table, concept, name, value: not operator(table, concept, name, value)


_OPERATORS: dict[str, Operator] = {
    "=": _equals,
    "is-a": _is_a,
    "descendent-of": _descendent_of,
    "is-not-a": _not(_is_a),
    "regex": _regex,
    "in": _in,
    "not-in": _not(_in),
    "generalizes": _generalizes,
    "exists": _exists,
    "child-of": lambda _table, concept, _name, value: value in concept.parents,
    "descendent-leaf": lambda table, concept, name, value: (
        _descendent_of(table, concept, name, value) and not table.children(concept.code)
    ),
}
