"""Base types as the walk uses them: which properties an object of a type has, and what each must be.

Made once for each type from its StructureDefinition's snapshot
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
# (an element's value, its place, the run)
Check = Callable[[Any, At, "Run"], None]


class Required:
    """An element that must be there, under any of its JSON names."""

    __slots__ = ("key", "names", "path")

    def __init__(self, names: tuple[str, ...], path: str) -> None:
        self.names = names
        self.key = names[0]
        self.path = path


class Shape:
    """The compiled form of a type or of a backbone element.

    `properties` is keyed by JSON name (`valueQuantity`, `_birthDate`). `invariants` are run after the
    properties; `rules` are whatever else holds for the type, in code.
    """

    __slots__ = ("invariants", "name", "properties", "required", "rules", "slots", "url")

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        self.properties: dict[str, PropertyCheck] = {}
        self.slots: dict[str, Slot] = {}
        self.required: tuple[Required, ...] = ()
        self.invariants: tuple[tuple[frozenset[str] | None, Check], ...] = ()
        self.rules: tuple[Check, ...] = ()
