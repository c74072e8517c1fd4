"""Base types as the walk uses them: which properties an object of a type has, and what each must be.

Made once for each type from its StructureDefinition's snapshot by `pk_fhir.validation.base`
(https://hl7.org/fhir/R4/elementdefinition.html), as closures over plain JSON: the walk of a correct
resource does a look-up and a call for each property, and nothing else.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.place import At, Slot

if TYPE_CHECKING:
    from pk_fhir.validation.run import Run

# (the property's value, the object that has it, the place of that object, the run)
PropertyCheck = Callable[[Any, dict[str, Any], At, "Run"], None]
# Of each set of JSON names, one must be present for a check to have anything to find.
Keys = tuple[frozenset[str], ...]
# (an element's value, its place, the run)
Check = Callable[[Any, At, "Run"], None]


class Shape:
    """The compiled form of a type or of a backbone element.

    - `properties`: JSON name (`valueQuantity`, `_birthDate`) → its check
    - `slots`: JSON name → the element; `elements`: element path → its ElementDefinition
    - `must`: required elements with one name; `required`: choices, with all their names
    - `invariants`: each with the property names that must be present for it to be able to fail
    - `rules`: whatever else holds for the type, in code
    """

    __slots__ = (
        "constraints",
        "elements",
        "invariants",
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
        self.slots: dict[str, Slot] = {}
        self.constraints: list[dict[str, Any]] = []
        self.elements: dict[str, dict[str, Any]] = {}
        self.must: frozenset[str] = frozenset()
        self.required: tuple[tuple[frozenset[str], str], ...] = ()
        self.invariants: tuple[tuple[Keys, Check], ...] = ()
        self.rules: tuple[Check, ...] = ()
