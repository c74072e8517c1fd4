"""How bound tests combine: three-valued logic, sums, and questions to a string."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.patterns import compiled

Test = Callable[[Context, Any, Any], "bool | None"]
Number = Callable[[Context, Any, Any], "int | float | Decimal | None"]

NUMERIC = frozenset({int, float, Decimal})


def text_question(name: str, argument: str) -> Callable[[str], bool] | None:
    """What a function with a fixed argument asks of a string; None for a function that asks nothing of strings."""
    if name == "matches":
        return compiled(argument).search
    if name == "startsWith":
        return lambda text: text.startswith(argument)
    if name == "endsWith":
        return lambda text: text.endswith(argument)
    if name == "contains":
        return lambda text: argument in text
    return None


def number_at(get: Callable[[dict[str, Any]], Any]) -> Number:
    """The number that stands there; None for what is no number."""

    def number(_: Context, value: Any, __: Any) -> int | float | Decimal | None:  # noqa: ANN401 - JSON
        found: int | float | Decimal = get(value)
        return found if found.__class__ in NUMERIC else None

    return number


def _plus(one: float | Decimal, other: float | Decimal) -> float | Decimal:
    if isinstance(one, Decimal) or isinstance(other, Decimal):
        return Decimal(str(one)) + Decimal(str(other))
    return one + other


def total(one: Number, other: Number) -> Number:
    """The sum of two numbers; None where one of them is not there."""

    def total(c: Context, value: Any, sibling: Any) -> int | float | Decimal | None:  # noqa: ANN401 - JSON
        a, b = one(c, value, sibling), other(c, value, sibling)
        return None if a is None or b is None else _plus(a, b)

    return total


def all_of(tests: list[Test]) -> Test:
    """`and` of tests: false as soon as one is, else None (empty) where one is not known."""

    def conjunction(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
        verdict: bool | None = True
        for test in tests:
            found = test(c, value, sibling)
            if found is False:
                return False
            if found is None:
                verdict = None
        return verdict

    return conjunction


def any_of(tests: list[Test]) -> Test:
    """`or` of tests: true as soon as one is, else None (empty) where one is not known."""

    def disjunction(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
        verdict: bool | None = False
        for test in tests:
            found = test(c, value, sibling)
            if found:
                return True
            if found is None:
                verdict = None
        return verdict

    return disjunction


def exactly_one(left: Test, right: Test) -> Test:
    """`xor`; None (empty) where one side is not known."""

    def exclusive(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
        one, other = left(c, value, sibling), right(c, value, sibling)
        return None if one is None or other is None else one is not other

    return exclusive


def implies(left: Test, right: Test) -> Test:
    """`implies`: true where the premise is false, whatever the conclusion."""

    def implication(c: Context, value: Any, sibling: Any) -> bool | None:  # noqa: ANN401 - JSON
        premise = left(c, value, sibling)
        if premise is False:
            return True
        conclusion = right(c, value, sibling)
        return conclusion if premise else (conclusion or None)

    return implication
