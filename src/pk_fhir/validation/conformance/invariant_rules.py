"""Invariants of a definition: their keys are their own, and their expressions can be evaluated.

https://hl7.org/fhir/R4/conformance-rules.html#constraints.
"""

from functools import cache
from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.validation.conformance.expressions import element_types, problem_of
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

# The same everywhere, though written in several ways.
ELEMENT = "ele-1"


class Invariants:
    """The invariants met in one view (differential or snapshot) of a definition."""

    def __init__(self, definition: dict[str, Any], run: Run) -> None:
        self.url = text(definition, "url")
        self.version = text(definition, "version")
        self.run = run
        self.seen: dict[str, str] = {}
        base = text(definition, "baseDefinition")
        self.base = run.definitions.get(base, "StructureDefinition") if base else None

    def check(self, element: dict[str, Any], path: str, *, snapshot: bool) -> None:
        """Report what is wrong with each invariant of an element: of a snapshot with those inherited, else as stated."""
        for place, each in objects(element, "constraint", path):
            key, expression = text(each, "key"), text(each, "expression")
            if not key:
                self.run.sink.warning("informational", place, "definition-invariant-no-key")
            elif not expression:
                self.run.sink.information(
                    "informational", place, "definition-invariant-no-expression", key=clipped(key)
                )
            elif snapshot:
                self._check_whole(each, element, place)
            else:
                self._check_stated(each, place)

    def _check_stated(self, invariant: dict[str, Any], path: str) -> None:
        """One that the definition itself adds: its source is this definition, its key is not taken."""
        key, expression = text(invariant, "key"), text(invariant, "expression")
        source = text(invariant, "source")
        if source not in ("", self.url, f"{self.url}|{self.version}"):
            self.run.sink.error(
                "invalid", path, "definition-invariant-source",
                key=clipped(key), source=clipped(source), wanted=self.url,
            )  # fmt: skip
            return
        taken = self.seen.setdefault(key, expression)
        known = taken if taken != expression else self._known(key)
        if known is not None and known != expression:
            self.run.sink.error(
                "invalid", path, "definition-invariant-key", key=clipped(key), known=clipped(known)
            )
        self._check_expression(key, expression, [], path)

    def _check_whole(self, invariant: dict[str, Any], element: dict[str, Any], path: str) -> None:
        """One in a snapshot: it is the same wherever it stands, and new ones can be evaluated."""
        key, expression = text(invariant, "key"), text(invariant, "expression")
        taken = self.seen.setdefault(key, expression)
        if taken != expression and key != ELEMENT:
            self.run.sink.error(
                "invalid", path, "definition-invariant-key", key=clipped(key), known=clipped(taken)
            )
        if text(invariant, "source") in ("", self.url):
            self._check_expression(key, expression, element_types(element), path)

    def _check_expression(self, key: str, expression: str, types: list[str], path: str) -> None:
        problem = problem_of(expression, types, self.run)
        if problem:
            self.run.sink.error(
                "invalid", path, "definition-invariant",
                key=clipped(key), problem=clipped(problem, 200),
            )  # fmt: skip

    def _known(self, key: str) -> str | None:
        """The expression of an invariant of that key in the base, or in R4 itself."""
        base = _keys(self.base) if self.base else {}
        return base.get(key, _core_keys().get(key))


def _keys(definition: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, element in objects(definition.get("snapshot"), "element", ""):
        for _, each in objects(element, "constraint", ""):
            found.setdefault(text(each, "key"), text(each, "expression"))
    return found


@cache
def _core_keys() -> dict[str, str]:
    """The invariants of R4's own types. Read once, when the first definition that has invariants is met."""
    found: dict[str, str] = {}
    core = Definitions.r4()
    for layer, entry in core.entries("StructureDefinition"):
        if entry.derivation != "constraint":
            for key, expression in _keys(layer.load(entry)).items():
                found.setdefault(key, expression)
    return found
