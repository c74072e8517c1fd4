"""Extensions: known, at an allowed place, of the right form (https://hl7.org/fhir/R4/extensibility.html)."""

from typing import Any

from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import PropertyCheck, Shape
from pk_fhir.validation import structure


def extension_property(slot: Slot, *, modifier: bool) -> PropertyCheck:
    """The check of `extension` or `modifierExtension`."""
    shape: Shape | None = None

    def check(value: Any, _owner: dict[str, Any], at: At, run: Run) -> None:
        nonlocal shape
        if type(value) is not list:
            structure.not_a_list(slot, value, at, run)
            return
        if not value:
            structure.empty_list(slot, at, run)
        if shape is None:
            shape = run.program.shape("Extension")
        for index, item in enumerate(value):
            place = (at, slot, index)
            structure.walk(shape, item, place, run)
            if type(item) is dict:
                check_extension(item, place, run, modifier=modifier)

    return check


def check_extension(value: dict[str, Any], at: At, run: Run, *, modifier: bool) -> None:
    del modifier
    has_value = any(key.startswith(("value", "_value")) for key in value)
    if has_value == ("extension" in value):
        run.sink.error(
            "invariant", expression(at), "extension-both" if has_value else "extension-neither"
        )
