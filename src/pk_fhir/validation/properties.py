"""The checks of single properties of a type: of a primitive and what stands beside it, of an object.

https://hl7.org/fhir/R4/json.html. Each is a closure that knows all that can be known beforehand, so that
what is right costs as little as it can: a code from a value set whose whole content is known is one
look-up, a text is two comparisons.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pk_fhir.validation import structure
from pk_fhir.validation.binding import bound_check, codeless_check, known_codes
from pk_fhir.validation.invariants import compile_invariants
from pk_fhir.validation.narrative import check_div
from pk_fhir.validation.oddities import LIKELY, odd_check
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.primitives import MOST_CHARACTERS, RIGHT, VALID, clipped
from pk_fhir.validation.references import target_check
from pk_fhir.validation.remembered import content_of_coding
from pk_fhir.validation.resources import check_resource
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, Invariant, PropertyCheck, Shape

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]
SIMPLE = "http://hl7.org/fhir/StructureDefinition/SimpleQuantity"


def is_many(element: Element) -> bool:
    """Whether an element's JSON is an array."""
    return bool(element.get("max") != "1")


def element_id(slot: Slot) -> PropertyCheck:
    """The check of an element's id, told once in a resource (https://hl7.org/fhir/R4/element.html#id)."""
    valid = VALID["string"]

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if not valid(value):
            structure.wrong_primitive(slot, value, (at, slot, None), run)
        elif value in run.scope.ids:
            run.sink.error("business-rule", expression(at), "structure-id-twice", id=clipped(value))
        else:
            run.scope.ids.add(value)

    return check


def resource_property(slot: Slot, *, many: bool) -> PropertyCheck:
    """The check of a resource that lies in another."""
    return _many(slot, check_resource) if many else _one(slot, check_resource)


# --- primitives


def primitive_properties(
    slot: Slot, element: Element, program: "Library"
) -> tuple[PropertyCheck, PropertyCheck]:
    """The checks of a primitive, and of its companion `_name` with id and extensions."""
    many = is_many(element)
    further = [
        each.check for each in compile_invariants(element.get("constraint", ()), slot.type, program)
    ]
    if slot.type == "canonical":
        further.append(_leads_within)
    bound = bound_check(slot, element.get("binding"), program)
    extra = _all([*([bound] if bound else []), *further])
    odd = odd_check(slot.type)
    whole = _all([each for each in (extra, odd) if each is not None])
    single = _primitive(slot, check_div if slot.type == "xhtml" else whole)
    beside = _companion(slot, element, program, many=many)
    if many:
        return _many_primitives(slot, single), beside
    one = _one(slot, single)
    known = known_codes(slot, element.get("binding"), program)
    if known is not None and not further:
        return _plain_code(known, one), beside
    if extra is not None or slot.type == "xhtml":
        return one, beside
    if slot.type == "string":
        return _plain_text(one), beside
    if odd is not None:
        return _plain_likely(LIKELY[slot.type], one), beside
    return _plain_value(slot, one), beside


def _leads_within(value: Any, at: At, run: Run) -> None:
    """A canonical `#id` is that of a contained resource."""
    if value[0] == "#" and run.found(value, outside=False) is None:
        run.sink.error("invalid", expression(at), "contained-missing", reference=value)


def _primitive(slot: Slot, extra: Check | None) -> Check:
    valid = VALID[slot.type]

    def check(value: Any, at: At, run: Run) -> None:
        if not valid(value):
            structure.wrong_primitive(slot, value, at, run)
        elif extra is not None:
            extra(value, at, run)

    return check


def _plain_code(known: frozenset[str], single: PropertyCheck) -> PropertyCheck:
    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not str or value not in known:
            single(value, owner, at, run)

    return check


def _plain_text(single: PropertyCheck) -> PropertyCheck:
    """Of a string: text of a right length, without blanks around it."""

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if (
            type(value) is not str
            or not value
            or value[0] <= " "
            or value[-1] <= " "
            or len(value) > MOST_CHARACTERS
        ):
            single(value, owner, at, run)

    return check


def _plain_likely(likely: Callable[[Any], bool], single: PropertyCheck) -> PropertyCheck:
    """Of a type in which a right value may still be an odd one: what is neither is the common case."""

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if not likely(value):
            single(value, owner, at, run)

    return check


def _plain_value(slot: Slot, single: PropertyCheck) -> PropertyCheck:
    valid = VALID[slot.type]
    right = RIGHT.get(slot.type)
    if right is not None:
        return _plain_known(right, valid, single)

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if not valid(value):
            single(value, owner, at, run)

    return check


def _plain_known(
    right: set[str], valid: Callable[[Any], bool], single: PropertyCheck
) -> PropertyCheck:
    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if (type(value) is not str or value not in right) and not valid(value):
            single(value, owner, at, run)

    return check


def _companion(slot: Slot, element: Element, program: "Library", *, many: bool) -> PropertyCheck:
    beside = "_" + slot.key
    walker = _walker("Element", program)
    codeless = codeless_check(slot, element.get("binding"))
    further = [each for each in (codeless, _without_extensions(slot)) if each is not None]
    check_it = _all([walker, *further]) or walker
    report = structure.companions if many else structure.companion

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        report(beside, slot, value, owner, at, run, check_it)

    return check


def _without_extensions(slot: Slot) -> Check | None:
    """A resource's id, a narrative's XHTML and an extension's url have none (resource.html#id, extensibility.html)."""
    identity = slot.key == slot.type == "id"
    # In XML it is an attribute, which can have no id either.
    attribute = slot.path == "Extension.url"
    if slot.type != "xhtml" and not identity and not attribute:
        return None

    def check(value: Any, at: At, run: Run) -> None:
        if "extension" in value:
            run.sink.error("structure", expression(at), "structure-no-extensions", type=slot.type)
        if attribute and "id" in value:
            run.sink.error("structure", expression(at), "structure-no-id")

    return check


# --- objects


def complex_property(
    slot: Slot, element: Element, declared: dict[str, Any], program: "Library"
) -> PropertyCheck:
    """The check of an object: by its type, and by what its element says of it."""
    checks: list[Check] = []
    if slot.type == "Reference":
        checks.append(target_check([declared], program))
    if SIMPLE in declared.get("profile", ()):
        checks.append(_without_comparator)
    bound = bound_check(slot, element.get("binding"), program)
    if bound:
        checks.append(bound)
    # A backbone's own invariants are those of its shape; a type's stand in the type.
    if slot.type != slot.path and "contentReference" not in element:
        own = compile_invariants(element.get("constraint", ()), slot.type, program)
        checks += [_where_concerned(each) for each in own]
    if slot.type == "Coding":
        single = _coding(slot, program, _all(checks))
        return _many(slot, single) if is_many(element) else _one(slot, single)
    make = _many_objects if is_many(element) else _one_object
    return make(slot, program, _all(checks))


def _without_comparator(value: Any, at: At, run: Run) -> None:
    """SimpleQuantity, the one profile by which R4's own types name a type: a Quantity that is not compared."""
    if type(value) is dict and "comparator" in value:
        run.sink.error(
            "structure", expression(at), "structure-maximum",
            path="Quantity.comparator", max=0, found=1, url=SIMPLE,
        )  # fmt: skip


def _coding(slot: Slot, program: "Library", further: Check | None) -> Check:
    walker = _walker("Coding", program)
    whole = _all([walker, further] if further else [walker]) or walker

    def check(value: Any, at: At, run: Run) -> None:
        right = run.right
        content = content_of_coding(value) if type(value) is dict else None
        if right is None or content is None:
            whole(value, at, run)
        elif not right.has(slot, content):
            told = run.sink.told
            whole(value, at, run)
            if run.sink.told == told:
                right.add(slot, content)

    return check


def _one_object(slot: Slot, program: "Library", further: Check | None) -> PropertyCheck:
    shape: Shape | None = None
    walk = structure.walk

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        nonlocal shape
        if shape is None:
            shape = program.shape(slot.type)
        if type(value) is list:
            structure.is_a_list(slot, at, run)
            return
        place = (at, slot, None)
        walk(shape, value, place, run)
        if further is not None:
            further(value, place, run)

    return check


def _many_objects(slot: Slot, program: "Library", further: Check | None) -> PropertyCheck:
    shape: Shape | None = None
    walk = structure.walk

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        nonlocal shape
        if shape is None:
            shape = program.shape(slot.type)
        if type(value) is not list or not value:
            _no_items(slot, value, at, run)
            return
        for index, item in enumerate(value):
            place = (at, slot, index)
            walk(shape, item, place, run)
            if further is not None:
                further(item, place, run)

    return check


def _walker(name: str, program: "Library") -> Check:
    """Walks a type that is compiled when it is first met: types refer to one another."""
    shape: Shape | None = None

    def check(value: Any, at: At, run: Run) -> None:
        nonlocal shape
        if shape is None:
            shape = program.shape(name)
        structure.walk(shape, value, at, run)

    return check


def _where_concerned(invariant: Invariant) -> Check:
    if not invariant.needed:
        return invariant.check

    def check(value: Any, at: At, run: Run) -> None:
        if type(value) is dict and invariant.concerns(value):
            invariant.check(value, at, run)

    return check


# --- one and many


def _one(slot: Slot, single: Check) -> PropertyCheck:
    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is list:
            structure.is_a_list(slot, at, run)
            return
        single(value, (at, slot, None), run)

    return check


def _many(slot: Slot, single: Check) -> PropertyCheck:
    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not list or not value:
            _no_items(slot, value, at, run)
            return
        for index, item in enumerate(value):
            single(item, (at, slot, index), run)

    return check


def _many_primitives(slot: Slot, single: Check) -> PropertyCheck:
    """Null stands for a value that has only a companion."""
    beside = "_" + slot.key

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not list or not value:
            _no_items(slot, value, at, run)
            return
        gaps = beside in owner
        for index, item in enumerate(value):
            if item is not None or not gaps:
                single(item, (at, slot, index), run)

    return check


def _no_items(slot: Slot, value: Any, at: At, run: Run) -> None:
    if value == []:
        structure.empty_list(slot, at, run)
    else:
        structure.not_a_list(slot, value, at, run)


def _all(checks: list[Check]) -> Check | None:
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]

    def every(value: Any, at: At, run: Run) -> None:
        for check in checks:
            check(value, at, run)

    return every
