"""Compile a base type or backbone element to its `Shape`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pk_fhir.validation import structure
from pk_fhir.validation.binding import bound_check, codeless_check, known_codes
from pk_fhir.validation.extensions import extension_property
from pk_fhir.validation.invariants import compile_invariants
from pk_fhir.validation.narrative import check_div
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.primitives import MOST_CHARACTERS, VALID, clipped
from pk_fhir.validation.references import target_check
from pk_fhir.validation.resources import check_resource
from pk_fhir.validation.rules import rules_of
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, Keys, PropertyCheck, Shape

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]
SYSTEM_TYPES = "http://hl7.org/fhirpath/System."
# The ids of a definition's elements stand in its differential and in its snapshot.
NAMED_TWICE = frozenset({"ElementDefinition"})
BACKBONES = frozenset({"BackboneElement", "Element"})


def compile_shape(definition: dict[str, Any], path: str, program: "Library") -> Shape:
    """The shape of the element `path` (`Patient`, `Patient.contact`) of a type's definition."""
    elements: list[Element] = definition["snapshot"]["element"]
    root = next(each for each in elements if each["path"] == path)
    resource = definition.get("kind") == "resource" and "." not in path
    shape = Shape(path, definition.get("url", ""), resource=resource)
    compiler = _Compiler(shape, program)
    for element in elements:
        if element["path"].rpartition(".")[0] == path:
            compiler.add(element)
    compiler.finish(root)
    if resource:
        shape.properties["resourceType"] = _anything
    return shape


def type_codes(element: Element, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The FHIR types of an element: what R4 declares as FHIRPath types are ids and the like."""
    if "contentReference" in element:
        yield element["contentReference"].partition("#")[2], {}
        return
    for each in element.get("type", ()):
        code = each.get("code", "")
        if code.startswith(SYSTEM_TYPES):
            yield _system_type(path), each
        elif code in BACKBONES and path.count("."):
            yield path, each
        elif code:
            yield code, each


def _system_type(path: str) -> str:
    if path.endswith(".url"):
        return "uri"
    # A resource's id is an `id`; an element's is any string.
    return "string"


def json_name(name: str, type_code: str) -> str:
    return name + type_code[:1].upper() + type_code[1:]


def _anything(_value: Any, _owner: dict[str, Any], _at: At, _run: Run) -> None:
    """`resourceType` was looked at before the walk began."""


class _Compiler:
    """Fills one shape, element by element."""

    def __init__(self, shape: Shape, program: "Library") -> None:
        self.shape = shape
        self.program = program
        self.must: set[str] = set()
        self.required: list[tuple[frozenset[str], str]] = []
        self.per_key: list[tuple[frozenset[str] | None, Check]] = []

    def add(self, element: Element) -> None:
        path: str = element["path"]
        name = path.rpartition(".")[2]
        self.shape.elements[path] = element
        if element.get("max") == "0":
            return
        if name.endswith("[x]"):
            self._choice(element, path, name[:-3])
            return
        for type_code, declared in type_codes(element, path):
            code = "id" if self.shape.resource and name == "id" else type_code
            slot = Slot(name, path, code, name)
            self._property(name, slot, element, declared, None)
        if element.get("min", 0):
            self.must.add(name)

    def _choice(self, element: Element, path: str, name: str) -> None:
        types = list(type_codes(element, path))
        keys = frozenset(json_name(name, code) for code, _ in types)
        every = keys | {"_" + key for key in keys}
        for code, declared in types:
            slot = Slot(f"{name}.ofType({code})", path, code, json_name(name, code))
            self._property(slot.key, slot, element, declared, every)
        if element.get("min", 0):
            self.required.append((every, path))

    def _property(
        self,
        key: str,
        slot: Slot,
        element: Element,
        declared: dict[str, Any],
        alternatives: frozenset[str] | None,
    ) -> None:
        plain: PropertyCheck | None = None
        if key == "id" and not self.shape.resource and self.shape.name not in NAMED_TWICE:
            self.shape.slots[key] = slot
            self.shape.properties[key] = _element_id(slot)
            return
        many = element.get("max") != "1"
        shape = self.shape
        shape.slots[key] = slot
        if key in ("extension", "modifierExtension") and slot.type == "Extension":
            shape.properties[key] = extension_property(slot, modifier=key != "extension")
            return
        if slot.type in VALID:
            plain = _plain_property(slot, element, self.program, many=many)
            single = _primitive_check(slot, element, self.program)
            coded = codeless_check(slot, element.get("binding"))
            beside = _companion_check(key, slot, self.program, coded, many=many)
            shape.properties["_" + key] = beside
        elif slot.type in ("Resource", "DomainResource"):
            single = _resource_check(slot)
        else:
            single = _complex_check(slot, element, declared, self.program)
        check = _many(slot, single, primitive=slot.type in VALID) if many else _one(slot, single)
        check = plain or check
        shape.properties[key] = _chosen(check, alternatives, slot.path) if alternatives else check

    def finish(self, root: Element) -> None:
        shape = self.shape
        shape.must = frozenset(self.must)
        shape.required = tuple(self.required)
        shape.constraints = root.get("constraint", [])
        shape.invariants = compile_invariants(root.get("constraint", ()), shape.name, self.program)
        shape.rules = rules_of(shape.name)


def _element_id(slot: Slot) -> PropertyCheck:
    """An element's id is told once in a resource (https://hl7.org/fhir/R4/element.html#id)."""
    valid = VALID["string"]

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if not valid(value):
            structure.wrong_primitive(slot, value, (at, slot, None), run)
        elif value in run.scope.ids:
            run.sink.error("business-rule", expression(at), "structure-id-twice", id=clipped(value))
        else:
            run.scope.ids.add(value)

    return check


def _plain_property(
    slot: Slot, element: Element, program: "Library", *, many: bool
) -> PropertyCheck | None:
    """The check of a single primitive of which nothing is asked but its form, without a detour."""
    if (
        many
        or slot.type == "xhtml"
        or (element.get("constraint") and _further(element, slot, program))
    ):
        return None
    binding = element.get("binding")
    known = known_codes(slot, binding, program)
    if known is None and bound_check(slot, binding, program) is not None:
        return None
    single = _one(slot, _primitive_check(slot, element, program))
    if known is not None:
        return _plain_code(known, single)
    return (
        _plain_text(single) if VALID[slot.type] is VALID["string"] else _plain_value(slot, single)
    )


def _further(element: Element, slot: Slot, program: "Library") -> bool:
    return bool(compile_invariants(element["constraint"], slot.type, program))


def _plain_code(known: frozenset[str], single: PropertyCheck) -> PropertyCheck:
    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not str or value not in known:
            single(value, owner, at, run)

    return check


def _plain_text(single: PropertyCheck) -> PropertyCheck:
    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not str or not value or len(value) > MOST_CHARACTERS:
            single(value, owner, at, run)

    return check


def _plain_value(slot: Slot, single: PropertyCheck) -> PropertyCheck:
    valid = VALID[slot.type]

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if not valid(value):
            single(value, owner, at, run)

    return check


def _one(slot: Slot, single: Check) -> PropertyCheck:
    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is list:
            structure.is_a_list(slot, at, run)
            return
        single(value, (at, slot, None), run)

    return check


def _many(slot: Slot, single: Check, *, primitive: bool) -> PropertyCheck:
    beside = "_" + slot.key

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not list:
            structure.not_a_list(slot, value, at, run)
            return
        if not value:
            structure.empty_list(slot, at, run)
        index = 0
        for item in value:
            if item is None and primitive and beside in owner:
                index += 1
                continue
            single(item, (at, slot, index), run)
            index += 1

    return check


def _chosen(check: PropertyCheck, alternatives: frozenset[str], path: str) -> PropertyCheck:
    is_one = alternatives.__contains__

    def chosen(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if sum(map(is_one, owner)) > 1:
            structure.only_one(alternatives, path, owner, at, run)
        check(value, owner, at, run)

    return chosen


def _primitive_check(slot: Slot, element: Element, program: "Library") -> Check:
    valid = VALID[slot.type]
    bound = bound_check(slot, element.get("binding"), program)
    longest = element.get("maxLength")
    further = compile_invariants(element.get("constraint", ()), slot.type, program)
    extra = _all([*([bound] if bound else []), *(each for _, each in further)])
    if slot.type == "xhtml":
        extra = check_div

    def plain(value: Any, at: At, run: Run) -> None:
        if not valid(value):
            structure.wrong_primitive(slot, value, at, run)

    def checked(value: Any, at: At, run: Run) -> None:
        if not valid(value):
            structure.wrong_primitive(slot, value, at, run)
        elif extra is not None:
            extra(value, at, run)

    del longest
    return checked if extra else plain


def _all(checks: list[Check]) -> Check | None:
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]

    if len(checks) == 2:  # noqa: PLR2004 - a pair needs no loop
        first, second = checks

        def both(value: Any, at: At, run: Run) -> None:
            first(value, at, run)
            second(value, at, run)

        return both

    def every(value: Any, at: At, run: Run) -> None:
        for check in checks:
            check(value, at, run)

    return every


def _companion_check(
    key: str, slot: Slot, program: "Library", needs_code: Check | None, *, many: bool
) -> PropertyCheck:
    beside = "_" + key
    element = _walker("Element", program)
    if needs_code is not None:
        element = _all([element, needs_code]) or element
    report = structure.companions if many else structure.companion

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        report(beside, slot, value, owner, at, run, element)

    return check


def _walker(name: str, program: "Library") -> Check:
    """Walks a type that is compiled when it is first met: types refer to one another."""
    shape: Shape | None = None
    step = structure.walk

    def check(value: Any, at: At, run: Run) -> None:
        nonlocal shape
        if shape is None:
            shape = program.shape(name)
        step(shape, value, at, run)

    return check


def _complex_check(
    slot: Slot, element: Element, declared: dict[str, Any], program: "Library"
) -> Check:
    checks: list[Check] = [_walker(slot.type, program)]
    if slot.type == "Reference":
        checks.append(target_check([declared], program))
    bound = bound_check(slot, element.get("binding"), program)
    if bound:
        checks.append(bound)
    # A backbone's own invariants are those of its shape; a type's stand in the type.
    if slot.type != slot.path and "contentReference" not in element:
        own = compile_invariants(element.get("constraint", ()), slot.type, program)
        checks += [_when_present(keys, check) for keys, check in own]
    return _all(checks) or checks[0]


def _when_present(needed: Keys, check: Check) -> Check:
    if not needed:
        return check

    def present(value: Any, at: At, run: Run) -> None:
        if type(value) is dict and not any(keys.isdisjoint(value) for keys in needed):
            check(value, at, run)

    return present


def _resource_check(slot: Slot) -> Check:
    del slot
    return check_resource
