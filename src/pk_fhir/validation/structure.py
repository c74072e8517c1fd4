"""The walk over a resource by its base types (https://hl7.org/fhir/R4/json.html).

Unknown properties, missing elements, wrong JSON types, empty objects and arrays: what makes a
resource one at all. Profiles are checked after it (`pk_fhir.validation.profile`), and only for what
they add.
"""

from typing import Any

from pk_fhir.fhir.meant import meant
from pk_fhir.validation.issues import Marked, Place
from pk_fhir.validation.layouts import layout_of, left_open
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.primitives import VALID, clipped, explain, json_type
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, Shape


def walk(shape: Shape, value: Any, at: At, run: Run) -> None:
    """Check an object against the type that `shape` stands for, with everything in it."""
    if type(value) is not dict:
        not_an_object(shape, value, at, run)
        return
    layout = shape.layouts.get(tuple(value)) or layout_of(shape, value)
    if layout is None:
        _wrong_names(shape, value, at, run)
        return
    for check, item in zip(layout.checks, value.values()):  # noqa: B905 - as many by construction; to say so costs more than a check
        check(item, value, at, run)
    for further in layout.further:
        further(value, at, run)


def _wrong_names(shape: Shape, value: dict[str, Any], at: At, run: Run) -> None:
    """Check an object with names that it may not have, or without some that it must."""
    for key, item in value.items():
        check = shape.properties.get(key)
        if check is None:
            unknown_property(shape, key, at, run)
        else:
            check(item, value, at, run)
    for keys, path in shape.choices:
        only_one(keys, path, value, at, run)
    missing_elements(shape, value, at, run)
    if len(value) < 2 and not shape.resource:  # noqa: PLR2004 - an id alone is no content
        no_content(value, at, run)
    for further in left_open(shape, value):
        further(value, at, run)


def not_an_object(shape: Shape, value: Any, at: At, run: Run) -> None:
    """Report what stands where an object must."""
    run.sink.error(
        "invalid",
        lambda: expression(at),
        "structure-not-an-object",
        type=shape.name,
        found=json_type(value),
    )


def unknown_property(shape: Shape, key: str, at: At, run: Run) -> None:
    """Report a property that the type does not have, with the name that was likely meant."""
    near = meant(key, shape.properties, len(run.sink.issues))
    if near:
        run.sink.error(
            "structure",
            _at_key(at, key),
            "structure-unknown-property-near",
            name=clipped(key),
            type=shape.name,
            near=near,
        )
    else:
        run.sink.error(
            "structure",
            _at_key(at, key),
            "structure-unknown-property",
            name=clipped(key),
            type=shape.name,
        )


def _at_key(at: At, key: str) -> Place | Marked:
    """Told of the element, in the line of a key that is none of its elements."""
    place = expression(at)
    return Marked(place, f"{place}.{key}") if key.isidentifier() else place


def missing_elements(shape: Shape, value: dict[str, Any], at: At, run: Run) -> None:
    """Report what must be there and is not; beside an element, `_element` counts as there."""
    for key in shape.must - value.keys():
        if "_" + key not in value:
            _missing(f"{shape.name}.{key}", shape, at, run)
    for names, path in shape.required:
        if value.keys().isdisjoint(names):
            _missing(path, shape, at, run)


def _missing(path: str, shape: Shape, at: At, run: Run) -> None:
    run.sink.error(
        "structure", expression(at), "structure-minimum", path=path, min=1, found=0, url=shape.url
    )


def no_content(value: dict[str, Any], at: At, run: Run) -> None:
    """Report an object that is empty, or has an id and nothing else."""
    if not value:
        run.sink.error("invalid", expression(at), "structure-empty-object")
    elif "id" in value and at[1].type not in VALID:
        # Of a primitive the value stands beside: `_companion_item` looks whether it does.
        run.sink.error("invariant", expression(at), "structure-no-content")


def only_one(keys: frozenset[str], path: str, owner: dict[str, Any], at: At, run: Run) -> None:
    """Report a choice that was made twice: `valueString` beside `valueCode`."""
    found = sorted({key.removeprefix("_") for key in keys & owner.keys()})
    if len(found) > 1:
        run.sink.error(
            "structure",
            expression(at),
            "structure-choice-twice",
            path=path,
            names=", ".join(found),
        )


def wrong_primitive(slot: Slot, value: Any, at: At, run: Run) -> None:
    """Report why a primitive value is not of its type."""
    problem = explain(slot.type, value)
    run.sink.error(problem.code, lambda: expression(at), problem.key, **problem.values)


def not_a_list(slot: Slot, value: Any, at: At, run: Run, name: str = "") -> None:
    """Report what stands where an array must."""
    run.sink.error(
        "invalid",
        expression((at, slot, None)),
        "structure-not-an-array",
        name=name or slot.segment,
        found=json_type(value),
    )


def empty_list(slot: Slot, at: At, run: Run, name: str = "") -> None:
    """Report an array without members."""
    run.sink.error(
        "invalid", expression((at, slot, None)), "structure-empty-array", name=name or slot.segment
    )


def is_a_list(slot: Slot, at: At, run: Run) -> None:
    """Report an array where one value must stand."""
    run.sink.error("invalid", expression((at, slot, None)), "structure-array", name=slot.segment)


def companion(
    key: str, slot: Slot, value: Any, owner: dict[str, Any], at: At, run: Run, check: Check
) -> None:
    """Check `_name`, which holds id and extensions of the primitive `name`."""
    place = (at, slot, None)
    if type(value) is not dict:
        run.sink.error(
            "invalid", expression(place), "structure-companion", name=key, found=json_type(value)
        )
        return
    _companion_item(value, owner.get(key[1:]), place, run, check)


def companions(
    key: str, slot: Slot, value: Any, owner: dict[str, Any], at: At, run: Run, check: Check
) -> None:
    """Check `_name` of a repeating primitive: an array aligned with `name`, with nulls as gaps."""
    if type(value) is not list:
        not_a_list(slot, value, at, run, key)
        return
    if not value:
        empty_list(slot, at, run, key)
    plain = owner.get(key[1:])
    others = plain if type(plain) is list else []
    if others and len(others) != len(value):
        run.sink.error("invalid", expression((at, slot, None)), "structure-unaligned", name=key[1:])
    for index, item in enumerate(value):
        other = others[index] if index < len(others) else None
        place = (at, slot, index)
        if item is None:
            if other is None:
                run.sink.error("invalid", expression(place), "structure-null", name=key[1:])
        elif type(item) is dict:
            _companion_item(item, other, place, run, check)
        else:
            run.sink.error(
                "invalid", expression(place), "structure-companion", name=key, found=json_type(item)
            )


def _companion_item(value: dict[str, Any], plain: Any, place: At, run: Run, check: Check) -> None:
    if not value:
        run.sink.error("invalid", expression(place), "structure-empty-object")
        return
    if plain is None and "extension" not in value:
        run.sink.error("invariant", expression(place), "structure-no-content")
    check(value, place, run)
