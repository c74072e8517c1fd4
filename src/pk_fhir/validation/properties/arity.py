"""One value or an array of them: how often a property stands (https://hl7.org/fhir/R4/json.html#repeat)."""

from typing import Any

from pk_fhir.validation import structure
from pk_fhir.validation.place import At, Slot
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, PropertyCheck


def is_many(element: dict[str, Any]) -> bool:
    """Whether an element's JSON is an array."""
    return bool(element.get("max") != "1")


def once(slot: Slot, single: Check) -> PropertyCheck:
    """Of an element that does not repeat."""

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is list:
            structure.is_a_list(slot, at, run)
            return
        single(value, (at, slot, None), run)

    return check


def each_of(slot: Slot, single: Check) -> PropertyCheck:
    """Of an element that repeats."""

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not list or not value:
            no_items(slot, value, at, run)
            return
        for index, item in enumerate(value):
            single(item, (at, slot, index), run)

    return check


def each_primitive(slot: Slot, single: Check) -> PropertyCheck:
    """Of a primitive that repeats: null stands for a value that has only a companion."""
    beside = "_" + slot.key

    def check(value: Any, owner: dict[str, Any], at: At, run: Run) -> None:
        if type(value) is not list or not value:
            no_items(slot, value, at, run)
            return
        gaps = beside in owner
        for index, item in enumerate(value):
            if item is not None or not gaps:
                single(item, (at, slot, index), run)

    return check


def no_items(slot: Slot, value: Any, at: At, run: Run) -> None:
    """Report what stands where an array with something in it should."""
    if value == []:
        structure.empty_list(slot, at, run)
    else:
        structure.not_a_list(slot, value, at, run)
