"""Whether a question is put at all: `enableWhen` and its behaviour.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen. The answer that
counts is the nearest one: in the same repetition of a group first, then outwards. A condition that
cannot be evaluated leaves the question enabled: nobody is blamed for an answer that may be right.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pk_fhir import fhirpath
from pk_fhir.fhir.dates import span
from pk_fhir.fhirpath import FhirPathError
from pk_fhir.fhirpath.quantity import Quantity, in_unit_of
from pk_fhir.validation.questionnaire.parts import (
    SDC,
    Item,
    extension,
    number,
    objects,
    text,
    value_of,
)
from pk_fhir.validation.run import Run

# Finland's national archive states conditions as FHIRPath too, and HL7's validator reads both.
KANTA = "http://phr.kanta.fi/StructureDefinition/fiphr-ext-questionnaire-enablewhen"
UCUM = "http://unitsofmeasure.org"
_ORDER: dict[str, Callable[[int], bool]] = {
    ">": lambda sign: sign > 0,
    "<": lambda sign: sign < 0,
    ">=": lambda sign: sign >= 0,
    "<=": lambda sign: sign <= 0,
}


def is_enabled(item: Item, around: list[dict[str, Any]], run: Run) -> bool:
    """Whether a question is put, given the response's nodes around it, the outermost first."""
    stated = extension(item, SDC + "enableWhenExpression", KANTA)
    expression = stated.get("expression") if isinstance(stated, dict) else stated
    if expression and isinstance(expression, str):
        return _holds(expression, around[0], run)
    conditions = objects(item.get("enableWhen"))
    if not conditions:
        return True
    outcomes = [_met(condition, around) for condition in conditions]
    behaviour = item.get("enableBehavior")
    if len(outcomes) > 1 and behaviour not in ("any", "all"):
        return True
    return all(outcomes) if behaviour == "all" else any(outcomes)


def _holds(expression: str, response: dict[str, Any], run: Run) -> bool:
    try:
        result = fhirpath.compile(expression).evaluate(
            response, resolve=run.find, definitions=run.definitions
        )
    except FhirPathError:
        return True
    return result[0] is True if result and isinstance(result[0], bool) else bool(result)


def _met(condition: dict[str, Any], around: list[dict[str, Any]]) -> bool:
    answers = _answers(text(condition, "question"), around)
    operator = text(condition, "operator")
    expected = value_of(condition, "answer")
    if operator == "exists":
        return bool(answers) == (expected is None or expected[1] is True)
    if expected is None:
        return False
    return any(_compares(answer, operator, expected) for answer in answers)


def _answers(question: str, around: list[dict[str, Any]]) -> list[tuple[str, Any]]:
    """The answers to a question in the nearest node around that has it."""
    for node in reversed(around):
        items = [each for each in _below(node) if text(each, "linkId") == question]
        if items:
            return [
                value
                for item in items
                for answer in objects(item.get("answer"))
                if (value := value_of(answer)) is not None
            ]
    return []


def _below(node: dict[str, Any]) -> list[Item]:
    found: list[Item] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        found.extend(objects(each.get("item")))
        waiting.extend(objects(each.get("item")))
        waiting.extend(objects(each.get("answer")))
    if "linkId" in node:
        found.append(node)
    return found


def _compares(answer: tuple[str, Any], operator: str, expected: tuple[str, Any]) -> bool:
    one, other = answer[1], expected[1]
    if isinstance(one, dict) and isinstance(other, dict) and not other.keys() - {"value"}:
        # A quantity without any unit is the number that it has.
        answer, expected = ("decimal", one.get("value")), ("decimal", other.get("value"))
    if operator in ("=", "!="):
        return equal(answer, expected) == (operator == "=")
    sign = compare(answer, expected)
    return sign is not None and operator in _ORDER and _ORDER[operator](sign)


def equal(answer: tuple[str, Any], expected: tuple[str, Any]) -> bool:
    """Whether an answer is the expected one; a Coding by its code, in the system if one is expected."""
    kind, value = answer
    _, wanted = expected
    if isinstance(wanted, dict) and isinstance(value, dict):
        if kind == "Quantity":
            return compare(answer, expected) == 0
        if kind == "Reference":
            return bool(value.get("reference") == wanted.get("reference"))
        system = wanted.get("system")
        return value.get("code") == wanted.get("code") and system in (None, value.get("system"))
    if number(value) is not None and number(wanted) is not None:
        return number(value) == number(wanted)
    return bool(type(value) is type(wanted) and value == wanted)


def compare(answer: tuple[str, Any], limit: tuple[str, Any]) -> int | None:
    """-1, 0 or 1 as the answer is less than, equal to or more than the limit; None if that is not known."""
    one, other = answer[1], limit[1]
    if isinstance(one, dict) and isinstance(other, dict):
        return _compare_quantities(one, other)
    if isinstance(one, str) and isinstance(other, str):
        return _compare_texts(answer[0], one, other)
    first, second = number(one), number(other)
    return None if first is None or second is None else _sign(first, second)


def _compare_texts(kind: str, one: str, other: str) -> int | None:
    if kind not in ("date", "dateTime", "instant"):
        return (one > other) - (one < other)
    try:
        first, second = span(one), span(other)
    except ValueError:
        return None
    if first == second:
        return 0
    if first.before(second):
        return -1
    return 1 if second.before(first) else None


def _compare_quantities(one: dict[str, Any], other: dict[str, Any]) -> int | None:
    first, second = number(one.get("value")), number(other.get("value"))
    if first is None or second is None:
        return None
    if one.get("system") != other.get("system") or not one.get("code"):
        return None
    if one.get("code") == other.get("code"):
        return _sign(first, second)
    if one.get("system") != UCUM:
        return None
    converted = in_unit_of(
        Quantity(first, text(one, "code")), Quantity(second, text(other, "code"))
    )
    return None if converted is None else _sign(converted, second)


def _sign(one: Decimal, other: Decimal) -> int:
    return (one > other) - (one < other)
