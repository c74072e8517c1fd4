"""The table of functions, which each module of this package fills.

An eager function gets its input and its arguments as collections. A lazy one gets its arguments as
compiled expressions, and evaluates them for each item, or not at all.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from pk_fhir.fhirpath.compare import kind_of
from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.node import Item, Items, Node, system

Run = Callable[[Context, Items], Items]


class Function(NamedTuple):
    """`least` to `most` arguments; `lazy` as the module says."""

    run: Callable[..., Items]
    least: int
    most: int
    lazy: bool


F = TypeVar("F", bound=Callable[..., Items])

FUNCTIONS: dict[str, Function] = {}


def function(
    name: str, least: int = 0, most: int | None = None, *, lazy: bool = False
) -> Callable[[F], F]:
    """Register a function of FHIRPath under its name."""

    def register(run: F) -> F:
        FUNCTIONS[name] = Function(run, least, least if most is None else most, lazy)
        return run

    return register


def one(items: Items, what: str) -> Item | None:
    """The System value of the only item, None of none; FhirPathError of several."""
    if not items:
        return None
    if len(items) > 1:
        raise FhirPathError("fhirpath.single-item", what=what, count=len(items))
    return system(items[0])


def text(items: Items, what: str) -> str | None:
    """As `one`, for a string; FhirPathError for another type."""
    value = one(items, what)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Node) and value.value is None:
        return None
    from pk_fhir.fhirpath.temporal import Temporal  # noqa: PLC0415

    if isinstance(value, Temporal) and isinstance(items[0], Node):
        return str(items[0].value)
    raise misfit("string", value, what)


def integer(items: Items, what: str) -> int | None:
    """As `one`, for an integer."""
    value = one(items, what)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise misfit("integer", value, what)


def misfit(wanted: str, value: Item, what: str) -> FhirPathError:
    """The error for a value that a function does not take: a `string`, an `integer` or a `number` is wanted."""
    whole = isinstance(value, Node) and isinstance(value.value, dict)
    key = "fhirpath.takes-simple" if whole else f"fhirpath.takes-{wanted}"
    return FhirPathError(key, what=what, got=kind_of(value))


def truth(items: Items) -> bool | None:
    """Singleton evaluation: a boolean, True for any other single item, None for none."""
    if not items:
        return None
    if len(items) > 1:
        raise FhirPathError("fhirpath.wants-boolean", count=len(items))
    value = items[0]
    if value.__class__ is Node:
        value = value.value
    return value if value.__class__ is bool else True


def boolean(value: bool | None) -> Items:
    """A three-valued boolean as a collection."""
    return [] if value is None else [value]


def maybe(value: Any) -> Items:  # noqa: ANN401 - any System value
    """A value, or nothing for None."""
    return [] if value is None else [value]
