"""One ElementDefinition of a differential or a snapshot (https://hl7.org/fhir/R4/elementdefinition.html)."""

from typing import Any, NamedTuple

from pk_fhir.definitions.elements import FHIRPATH_TYPES
from pk_fhir.validation.conformance.characteristics import check_characteristics
from pk_fhir.validation.conformance.element_types import check_types
from pk_fhir.validation.conformance.invariant_rules import Invariants
from pk_fhir.validation.conformance.parts import Part, is_choice, is_named, objects, text
from pk_fhir.validation.conformance.slicing_rules import check_slicing
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

VALUES = ("defaultValue", "fixed", "pattern")
# What an element that repeats, or stands for a whole type, has no use for
# (https://hl7.org/fhir/R4/elementdefinition.html#interpretation).
NOT_ON_ROOT = (
    "sliceName", "slicing", "requirements", "nameReference", "defaultValue", "fixed", "pattern",
    "example", "minValue", "maxValue", "maxLength",
)  # fmt: skip
NOT_IN_TYPES = ("sliceName", "fixed", "pattern", "minValue", "maxValue", "maxLength")


class View(NamedTuple):
    """A differential or a snapshot, of which definition, and where."""

    definition: dict[str, Any]
    elements: list[Part]
    snapshot: bool

    @property
    def type_name(self) -> str:
        """The type that is defined or constrained."""
        return text(self.definition, "type").rpartition("/")[2]

    @property
    def constraint(self) -> bool:
        """Whether it constrains a type, rather than defines one."""
        return text(self.definition, "derivation") == "constraint"


def check_elements(definition: dict[str, Any], name: str, path: str, run: Run) -> None:
    """Report what is wrong with each element of a definition's `differential` or `snapshot`."""
    elements = list(objects(definition.get(name), "element", f"{path}.{name}"))
    view = View(definition, elements, name == "snapshot")
    invariants = Invariants(definition, run)
    for place, element in elements:
        _check_path(element, place, view, run)
        check_slicing(element, place, run)
        check_types(element, place, run)
        check_characteristics(element, place, run)
        _check_binding(element, place, view, run)
        if view.snapshot:
            _check_values(element, place, run)
            _check_uses(element, place, view, run)
        elif view.constraint and "meaningWhenMissing" in element:
            _check_missing(element, place, run)
        invariants.check(element, place, snapshot=view.snapshot)


def _check_path(element: dict[str, Any], path: str, view: View, run: Run) -> None:
    told, kind = text(element, "path"), view.type_name
    if kind and told and told != kind and not told.startswith(f"{kind}."):
        run.sink.error(
            "not-found", path, "definition-path-type", path=clipped(told), type=clipped(kind)
        )
    if not view.snapshot and told and "." not in told and "slicing" in element:
        run.sink.error("invalid", path, "definition-slicing-root")


def _check_missing(element: dict[str, Any], path: str, run: Run) -> None:
    """What the absence of an extension means may be said; of other elements only their type says it."""
    told = text(element, "path")
    if told != "Extension" and not told.endswith(".extension"):
        run.sink.error("not-found", path, "definition-meaning-when-missing", path=clipped(told))


def _check_binding(element: dict[str, Any], path: str, view: View, run: Run) -> None:
    binding = element.get("binding")
    if not isinstance(binding, dict):
        return
    url = text(binding, "valueSet")
    place = f"{path}.binding"
    if not url:
        if view.snapshot:
            run.sink.warning("business-rule", place, "definition-binding-without")
        return
    found = run.definitions.find(url)
    if found is None:
        run.sink.warning("business-rule", place, "definition-binding-unknown", value_set=url)
    elif found[1].kind != "ValueSet":
        run.sink.error(
            "business-rule", place, "definition-binding-kind", value_set=url, kind=found[1].kind
        )


def _check_values(element: dict[str, Any], path: str, run: Run) -> None:
    """Fixed values, patterns and defaults are of a type that the element has."""
    told = text(element, "path")
    if "." not in told:
        return
    codes = [text(each, "code") for _, each in objects(element, "type", path)]
    if not codes and "contentReference" not in element:
        run.sink.error("structure", path, "definition-no-type", path=clipped(told))
        return
    if any(each.startswith(FHIRPATH_TYPES) for each in codes):
        return
    for name in element:
        stem = next((stem for stem in VALUES if is_choice(name, stem)), "")
        if not stem:
            continue
        kind = name[len(stem) :]
        if not is_named(kind, codes):
            place = f"{path}.{stem}.ofType({kind})"
            run.sink.error(
                "structure", place, "definition-value-type",
                what=stem, found=kind, types=", ".join(codes),
            )  # fmt: skip


def _check_uses(element: dict[str, Any], path: str, view: View, run: Run) -> None:
    """Properties that have no place on the root of a definition, or in the definition of a type."""
    root = "." not in text(element, "path")
    # A primitive type may limit its own value, as string does its length.
    limits_itself = view.constraint or text(view.definition, "kind") == "primitive-type"
    unwanted = NOT_ON_ROOT if root else () if limits_itself else NOT_IN_TYPES
    if root and view.constraint:
        unwanted = (*unwanted, "meaningWhenMissing")
    for name in unwanted:
        if any(key == name or is_choice(key, name) for key in element):
            run.sink.error("structure", path, "definition-property", name=name)
    if not root and not view.constraint:
        for name in ("min", "max"):
            if name not in element:
                run.sink.error("structure", path, "definition-property-missing", name=name)
