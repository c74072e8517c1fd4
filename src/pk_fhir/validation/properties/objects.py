"""The checks of an object: by its type, and by what its element says of it (https://hl7.org/fhir/R4/json.html)."""

from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation import structure
from pk_fhir.validation.binding import bound_check, knowing
from pk_fhir.validation.invariants import compile_invariants
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.properties.arity import each_of, is_many, no_items, once
from pk_fhir.validation.properties.checks import all_of, walker_of
from pk_fhir.validation.references import target_check
from pk_fhir.validation.remembered import content_of_coding
from pk_fhir.validation.resources import check_resource
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, Invariant, PropertyCheck, Shape

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]
SIMPLE = f"{CORE}SimpleQuantity"


def resource_property(slot: Slot, *, many: bool) -> PropertyCheck:
    """The check of a resource that lies in another."""
    return each_of(slot, check_resource) if many else once(slot, check_resource)


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
        single = _coding(slot, program, all_of(checks))
        return each_of(slot, single) if is_many(element) else once(slot, single)
    make = _many_objects if is_many(element) else _one_object
    return make(slot, program, all_of(checks))


def _without_comparator(value: Any, at: At, run: Run) -> None:
    """SimpleQuantity, the one profile by which R4's own types name a type: a Quantity that is not compared."""
    if type(value) is dict and "comparator" in value:
        run.sink.error(
            "structure", expression(at), "structure-maximum",
            path="Quantity.comparator", max=0, found=1, url=SIMPLE,
        )  # fmt: skip


def _coding(slot: Slot, program: "Library", further: Check | None) -> Check:
    walker = walker_of("Coding", program)
    whole = all_of([walker, further] if further else [walker]) or walker
    return knowing(slot, content_of_coding, whole)


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
            no_items(slot, value, at, run)
            return
        for index, item in enumerate(value):
            place = (at, slot, index)
            walk(shape, item, place, run)
            if further is not None:
                further(item, place, run)

    return check


def _where_concerned(invariant: Invariant) -> Check:
    if not invariant.needed:
        return invariant.check

    def check(value: Any, at: At, run: Run) -> None:
        if type(value) is dict and invariant.concerns(value):
            invariant.check(value, at, run)

    return check
