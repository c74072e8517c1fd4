"""Base types as the walk uses them: which properties an object of a type has, and what each must be.

Made once for each type from its StructureDefinition's snapshot by `pk_fhir.validation.base`
(https://hl7.org/fhir/R4/elementdefinition.html), as closures over plain JSON. What the names that an
object has say by themselves is worked out once for each `Layout`: the walk of a correct object does one
look-up, a call for each property, and evaluates the invariants that depend on values.
"""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, NamedTuple

from pk_fhir.validation.place import At, Slot

if TYPE_CHECKING:
    from pk_fhir.validation.run import Run

# (the property's value, the object that has it, the place of that object, the run)
PropertyCheck = Callable[[Any, dict[str, Any], At, "Run"], None]
# (an element's value, its place, the run)
Check = Callable[[Any, At, "Run"], None]


class Invariant(NamedTuple):
    """A compiled invariant, and what the JSON names of an object alone say of it.

    Of each set in `needed`, one must be there for it to be able to fail; `settled` tells of all the
    names of an object whether it surely holds.
    """

    check: Check
    needed: tuple[frozenset[str], ...] = ()
    settled: Callable[[Collection[str]], bool] = lambda _keys: False

    def concerns(self, value: dict[str, Any]) -> bool:
        """Whether an object has what the invariant needs to fail."""
        return not any(keys.isdisjoint(value) for keys in self.needed)


class Rule(NamedTuple):
    """Whatever else holds for a type, in code, where an object has that JSON name."""

    key: str
    check: Check


class Layout(NamedTuple):
    """What is to be done for objects of a type that have the same JSON names in the same order.

    `checks` are those of the properties, in their order; `further` those of the object that its
    names leave open.
    """

    checks: tuple[PropertyCheck, ...]
    further: tuple[Check, ...]


class Shape:
    """The compiled form of a type or of a backbone element.

    - `properties`: JSON name (`valueQuantity`, `_birthDate`) → its check
    - `choices`: the elements with several names, each with all of them
    - `slots`: JSON name → the element; `elements`: element path → its ElementDefinition
    - `must`: required elements with one name; `required`: choices, with all their names
    - `layouts`: what has been worked out for the names that objects have
    """

    __slots__ = (
        "choices",
        "constraints",
        "elements",
        "invariants",
        "layouts",
        "must",
        "name",
        "properties",
        "required",
        "resource",
        "rules",
        "slots",
        "url",
    )

    def __init__(self, name: str, url: str, *, resource: bool = False) -> None:
        self.name = name
        self.url = url
        self.resource = resource
        self.properties: dict[str, PropertyCheck] = {}
        self.choices: tuple[tuple[frozenset[str], str], ...] = ()
        self.slots: dict[str, Slot] = {}
        self.constraints: list[dict[str, Any]] = []
        self.elements: dict[str, dict[str, Any]] = {}
        self.must: frozenset[str] = frozenset()
        self.required: tuple[tuple[frozenset[str], str], ...] = ()
        self.invariants: tuple[Invariant, ...] = ()
        self.rules: tuple[Rule, ...] = ()
        self.layouts: dict[tuple[str, ...], Layout] = {}
