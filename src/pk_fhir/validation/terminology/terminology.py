"""The validator's terminology: what it knows of codes and value sets, without asking anybody.

https://hl7.org/fhir/R4/terminology-module.html. Everything comes from the definitions that are loaded,
from a few world-wide systems (see `external`), and, where the caller hands in answers of a
terminology server, from its `$validate-code` (see `asking`).
"""

from typing import Any

from pk_fhir.definitions.registry import Definitions
from pk_fhir.validation.issues import Place, Sink
from pk_fhir.validation.terminology.asking import PLAIN, Asking, Question
from pk_fhir.validation.terminology.bindings import Binding, member
from pk_fhir.validation.terminology.codings import Key, facts, key_of, report, report_server
from pk_fhir.validation.terminology.store import tables
from pk_fhir.validation.terminology.subsumption import subsumed
from pk_fhir.validation.terminology.systems import misused


class Terminology:
    """Codes and value sets of some definitions. How one validation judges them is its `Asking`."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.tables = tables(definitions)
        # The dict of each binding is kept with it: an id alone could come to mean another one.
        self._bindings: dict[int, tuple[dict[str, Any], Binding]] = {}

    def codes(self, value_set: str) -> frozenset[str] | None:
        """Every code of a value set whose whole content is known here, whatever its system; else None."""
        found = self.tables.value_set(value_set)
        every = found.listed() if found else None
        return None if every is None else frozenset(each.code for each in every)

    required_codes = codes

    def check_binding(
        self,
        binding: dict[str, Any],
        value: Any,
        type_name: str,
        path: Place,
        sink: Sink,
        asking: Asking = PLAIN,
    ) -> None:
        """Report what a binding, and the codings of the value themselves, say of a value."""
        known = self._bindings.get(id(binding))
        if known is None:
            made = Binding(binding, self.tables)
            known = self._bindings[id(binding)] = (binding, made)
        bound = known[1]
        if type(value) is dict:
            if type_name == "CodeableConcept":
                bound.concept(value, path, sink, asking)
            elif type_name == "Coding":
                bound.coding(value, path, sink, asking)
            elif "value" in value or "code" in value:
                bound.quantity(value, path, sink, asking)
        elif type(value) is str:
            bound.bare(value, path, sink, asking)
        elif value is None:
            bound.without_code(path, sink)

    def check_coding(
        self,
        coding: dict[str, Any],
        path: Place,
        sink: Sink,
        *,
        alone: bool = True,
        asking: Asking = PLAIN,
    ) -> None:
        """Report what holds for a Coding whatever it is bound to.

        `alone` False is for the codings of a CodeableConcept, whose system is looked at less strictly.
        """
        key = key_of(coding)
        wrong = misused(self.tables, key[0], strict=asking.strict) if alone else None
        if wrong is not None:
            report((wrong,), path, sink)
            return
        told = facts(self.tables, key)
        if told.findings:
            quiet = tuple(each for each in told.findings if each.severity != "information")
            report(quiet, path, sink, displays=asking.displays)
        report_server(self.tables, key, path, sink, asking)

    def member(
        self,
        value_set: str,
        system: str | None,
        code: str,
        *,
        version: str | None = None,
        asking: Asking = PLAIN,
    ) -> bool | None:
        """Whether a code is in a value set; None where that cannot be known."""
        key: Key = (system, version, code, None)
        within = member(self.tables, self.tables.value_set(value_set), key)
        if within is None:
            answer = asking.of(Question(value_set, system, version, code))
            return answer.holds if answer else None
        return within

    def contains(
        self, value_set: str, value: Any, type_name: str = "", asking: Asking = PLAIN
    ) -> bool | None:
        """FHIRPath's `memberOf` on a code, Coding, CodeableConcept or Quantity; None where unknown."""
        if isinstance(value, str):
            return self.member(value_set, None, value, asking=asking)
        if not isinstance(value, dict):
            return False
        codings = (
            value.get("coding") if type_name == "CodeableConcept" or "coding" in value else [value]
        )
        outcome: bool | None = False
        for coding in codings if isinstance(codings, list) else ():
            system, version, code, _ = key_of(coding) if isinstance(coding, dict) else (None,) * 4
            within = (
                self.member(value_set, system, code, version=version, asking=asking)
                if code
                else False
            )
            if within:
                return True
            outcome = None if within is None else outcome
        return outcome

    def subsumes(self, general: Any, special: Any) -> bool | None:
        """FHIRPath's `subsumes` of Codings or CodeableConcepts; None where unknown."""
        return subsumed(self.tables, general, special)
