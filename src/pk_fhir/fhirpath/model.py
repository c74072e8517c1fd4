"""What FHIRPath knows of FHIR's types: children by name, and which type is which.

Plans are made once for each type and name, from the definitions, and then only looked up.
"""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from pk_fhir.definitions import Definitions
from pk_fhir.definitions.canonicals import CORE

ABSTRACT_RESOURCES = frozenset({"Resource", "DomainResource"})
# Primitive types and what they specialise (https://hl7.org/fhir/R4/datatypes.html).
PRIMITIVES = {
    "boolean": "Element",
    "integer": "Element",
    "unsignedInt": "integer",
    "positiveInt": "integer",
    "integer64": "Element",
    "decimal": "Element",
    "string": "Element",
    "code": "string",
    "id": "string",
    "markdown": "string",
    "uri": "Element",
    "url": "uri",
    "canonical": "uri",
    "oid": "uri",
    "uuid": "uri",
    "base64Binary": "Element",
    "instant": "Element",
    "date": "Element",
    "dateTime": "Element",
    "time": "Element",
    "xhtml": "Element",
}
SYSTEM_TYPES = frozenset(
    {
        "Boolean",
        "String",
        "Integer",
        "Long",
        "Decimal",
        "Date",
        "DateTime",
        "Time",
        "Quantity",
        "Any",
    }
)
QUANTITIES = frozenset(
    {"Quantity", "SimpleQuantity", "MoneyQuantity", "Age", "Distance", "Duration", "Count"}
)


class Step(NamedTuple):
    """One JSON name under which a child may stand. `sibling` is the name of its ``_`` property, if any."""

    key: str
    sibling: str | None
    type: str
    path: str


class Steps(dict[str, "tuple[Step, ...] | None"]):
    """The steps to children of one name, by the type of the parent; None where the type is not known."""

    def __init__(self, model: "Model", name: str) -> None:
        super().__init__()
        self._model = model
        self._name = name

    def __missing__(self, type_name: str) -> tuple[Step, ...] | None:
        steps = self[type_name] = self._model.steps_to(type_name, self._name)
        return steps


class Model:
    """The types of one `Definitions`."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._steps: dict[str, Steps] = {}
        self._json: dict[str, dict[str, Step]] = {}
        self._ancestry: dict[str, frozenset[str]] = {}

    def steps(self, name: str) -> Steps:
        """The steps to children `name`, by the type that has them."""
        found = self._steps.get(name)
        if found is None:
            found = self._steps[name] = Steps(self, name)
        return found

    def steps_to(self, type_name: str, name: str) -> tuple[Step, ...] | None:
        """The steps to children `name` of a type: none for an unknown child, None for an unknown type."""
        children = self.definitions.children(type_name) if type_name else {}
        if not children:
            return () if type_name in PRIMITIVES else None
        element = children.get(name)
        if element is None:
            return ()
        path = f"{type_name}.{name}"
        return tuple(
            Step(key, f"_{key}" if kind in PRIMITIVES else None, kind, path)
            for key, kind in element.json_names()
        )

    def by_json_name(self, type_name: str) -> dict[str, Step]:
        """JSON name → step, for all children of a type; empty where the type is not known."""
        found = self._json.get(type_name)
        if found is None:
            names = self.definitions.children(type_name) if type_name else {}
            steps = [step for name in names for step in self.steps(name)[type_name] or ()]
            found = self._json[type_name] = {step.key: step for step in steps}
        return found

    def is_a(self, type_name: str, ancestor: str) -> bool:
        """Whether a FHIR type is the other, or specialises it."""
        return type_name == ancestor or ancestor in self.ancestors(type_name)

    def ancestors(self, type_name: str) -> frozenset[str]:
        """Every type that this one specialises; none for a type that is not known."""
        found = self._ancestry.get(type_name)
        if found is None:
            chain: list[str] = []
            current = type_name
            while current and current not in chain:
                chain.append(current)
                current = self._parent(current)
            found = self._ancestry[type_name] = frozenset(chain[1:])
        return found

    def is_known(self, type_name: str) -> bool:
        """Whether `type_name` is the name of a FHIR type."""
        return (
            type_name in PRIMITIVES
            or self.definitions.find(CORE + type_name, "StructureDefinition") is not None
        )

    def _parent(self, type_name: str) -> str:
        if type_name in PRIMITIVES:
            return PRIMITIVES[type_name]
        if "." in type_name:
            return (
                "BackboneElement"
                if "modifierExtension" in self.definitions.children(type_name)
                else "Element"
            )
        found = (
            self.definitions.find(CORE + type_name, "StructureDefinition") if type_name else None
        )
        return found[1].base.removeprefix(CORE) if found else ""


_MODELS: "WeakKeyDictionary[Definitions, Model]" = WeakKeyDictionary()


def model_of(definitions: Definitions | None = None) -> Model:
    """The model of these definitions, by default of R4 core; made once."""
    source = definitions or Definitions.r4()
    found = _MODELS.get(source)
    if found is None:
        found = _MODELS[source] = Model(source)
    return found
