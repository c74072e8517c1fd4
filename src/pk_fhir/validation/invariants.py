"""Invariants of definitions, compiled to checks (https://hl7.org/fhir/R4/conformance-rules.html#constraints)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.shapes import Check

if TYPE_CHECKING:
    from pk_fhir.validation.program import Program

Compiled = tuple[frozenset[str] | None, Check]

# What the walk proves by itself: content, extension or value, contained resources.
PROVEN = frozenset({"ele-1", "ext-1", "dom-2", "dom-3", "dom-4", "dom-5", "ref-1", "txt-1", "txt-2"})


def compile_invariants(
    constraints: Iterable[dict[str, Any]], path: str, program: "Program", *, source: str = ""
) -> tuple[Compiled, ...]:
    """Checks of the constraints that the walk does not prove by itself."""
    del constraints, path, program, source
    return ()
