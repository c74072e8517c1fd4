"""The checks of a primitive, and of what stands beside it (https://hl7.org/fhir/R4/json.html#primitive).

A code from a value set whose whole content is known is one look-up, a text is two comparisons.
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
from pk_fhir.validation.properties.arity import each_primitive, is_many, once
from pk_fhir.validation.properties.checks import all_of, walker_of
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, PropertyCheck

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]


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
    extra = all_of([*([bound] if bound else []), *further])
    odd = odd_check(slot.type)
    whole = all_of([each for each in (extra, odd) if each is not None])
    single = _primitive(slot, check_div if slot.type == "xhtml" else whole)
    beside = _companion(slot, element, program, many=many)
    if many:
        return each_primitive(slot, single), beside
    alone = once(slot, single)
    known = known_codes(slot, element.get("binding"), program)
    if known is not None and not further:
        return _plain_code(known, alone), beside
    if extra is not None or slot.type == "xhtml":
        return alone, beside
    if slot.type == "string":
        return _plain_text(alone), beside
    if odd is not None:
        return _plain_likely(LIKELY[slot.type], alone), beside
    return _plain_value(slot, alone), beside


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
    walker = walker_of("Element", program)
    codeless = codeless_check(slot, element.get("binding"))
    further = [each for each in (codeless, _without_extensions(slot)) if each is not None]
    check_it = all_of([walker, *further]) or walker
    report = structure.companions if many else structure.companion

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        report(beside, slot, value, owner, at, run, check_it)

    return _with_value(slot, check) if slot.key == slot.type == "id" else check


def _with_value(slot: Slot, companion: PropertyCheck) -> PropertyCheck:
    """A resource's id may be extended, but no extension stands for it."""

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        companion(value, owner, at, run)
        if slot.key not in owner:
            run.sink.error("invalid", expression((at, slot, None)), "structure-id-value")

    return check


def _without_extensions(slot: Slot) -> Check | None:
    """A narrative's XHTML and an extension's url have none (narrative.html, extensibility.html)."""
    # In XML it is an attribute, which can have no id either.
    attribute = slot.path == "Extension.url"
    if slot.type != "xhtml" and not attribute:
        return None

    def check(value: Any, at: At, run: Run) -> None:
        if "extension" in value:
            run.sink.error("structure", expression(at), "structure-no-extensions", type=slot.type)
        if attribute and "id" in value:
            run.sink.error("structure", expression(at), "structure-no-id")

    return check
