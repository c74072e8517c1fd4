"""Checks made of others."""

from typing import TYPE_CHECKING, Any

from pk_fhir.validation import structure
from pk_fhir.validation.place import At
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check, Shape

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library


def walker_of(name: str, program: "Library") -> Check:
    """Walks a type that is compiled when it is first met: types refer to one another."""
    shape: Shape | None = None

    def check(value: Any, at: At, run: Run) -> None:
        nonlocal shape
        if shape is None:
            shape = program.shape(name)
        structure.walk(shape, value, at, run)

    return check


def all_of(checks: list[Check]) -> Check | None:
    """All of them, one after another; None of none."""
    if not checks:
        return None
    if len(checks) == 1:
        return checks[0]

    def every(value: Any, at: At, run: Run) -> None:
        for check in checks:
            check(value, at, run)

    return every
