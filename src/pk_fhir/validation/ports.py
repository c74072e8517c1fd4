"""What the engine asks of the rooms beside it: terminology, questionnaires, Bundles.

`terminology/` implements `TerminologyPort`. `questionnaire.check(resource, path, run)` and
`bundle.check(resource, path, run)` are called once for each Questionnaire, QuestionnaireResponse or
Bundle met, after its own structure was walked; `run` is a `pk_fhir.validation.run.Run`: report to
`run.sink`, read `run.options`, look up definitions in `run.definitions`, codes in `run.terminology`,
and references by `run.find(reference)`.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from pk_fhir.definitions import Definitions
from pk_fhir.definitions.entry import Entry
from pk_fhir.validation.issues import Place, Sink
from pk_fhir.validation.remembered import Right
from pk_fhir.validation.snapshot import Node, Snapshots
from pk_fhir.validation.terminology.asking import Asking


class TerminologyPort(Protocol):
    """Codes and value sets, without I/O."""

    def codes(self, value_set: str) -> frozenset[str] | None:
        """Every code of a value set whose whole content is known here, whatever its system; else None.

        Asked once for each binding, when a type is compiled: the walk then only looks codes up.
        """
        ...

    def check_binding(
        self,
        binding: dict[str, Any],
        value: Any,
        type_name: str,
        path: Place,
        sink: Sink,
        asking: Asking = ...,
    ) -> None:
        """Report what an `ElementDefinition.binding` (https://hl7.org/fhir/R4/terminologies.html) and
        its codings themselves say of a value of type code, Coding, CodeableConcept, Quantity, string
        or uri."""
        ...

    def check_coding(
        self,
        coding: dict[str, Any],
        path: Place,
        sink: Sink,
        *,
        alone: bool = True,
        asking: Asking = ...,
    ) -> None:
        """Report what holds for a Coding whatever it is bound to: unknown code in a known complete
        system, a wrong display, and, `alone` (not in a CodeableConcept), a system that cannot be one."""
        ...

    def contains(
        self, value_set: str, value: Any, type_name: str, asking: Asking = ...
    ) -> bool | None:
        """FHIRPath's `memberOf`: None where that cannot be known here."""
        ...

    def subsumes(self, general: Any, special: Any) -> bool | None:
        """FHIRPath's `subsumes` of Codings or CodeableConcepts: None where that cannot be known here."""
        ...


class Library(Protocol):
    """Compiled definitions, as the walk and the rules use them; `pk_fhir.validation.program.Program` is one.

    Shapes and profiles are not typed here: they are made of checks that take a `Run`, which has this.
    """

    definitions: Definitions
    terminology: TerminologyPort
    compiled: dict[Any, Any]

    @property
    def extension_values(self) -> frozenset[str]:
        """The JSON names of an extension's value (`valueString`, `_valueString`)."""
        ...

    @property
    def profiles_by_place(self) -> Mapping[str, Mapping[str, Entry]]: ...
    def right(self, asking: Asking) -> Right:
        """The codings found right so far under this policy of asking."""
        ...

    def shape(self, name: str) -> Any:
        """The compiled type or backbone of this name; KeyError where there is none."""
        ...

    def shape_or_none(self, name: str) -> Any:
        """The compiled type or backbone of this name; None where there is none."""
        ...

    def profile(self, canonical: str) -> Any:
        """The compiled profile of `url` or `url|version`; None where it is not known."""
        ...

    def tree(self, canonical: str) -> Node | None:
        """The tree of a definition's snapshot, or of the element `url#id` in one; None where it is not known."""
        ...

    def type_tree(self, code: str) -> Node | None:
        """The tree of a type's own definition; None where there is no such type."""
        ...

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The types that a type specialises, nearest first."""
        ...

    @property
    def snapshots(self) -> Snapshots: ...
