"""Bindings of coded elements in the walk (https://hl7.org/fhir/R4/terminologies.html#strength).

A code in a required value set whose whole content is known is one look-up in a set; everything else
is asked of the terminology.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.remembered import Content, content_of_concept
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

CODED = frozenset({"code", "Coding", "CodeableConcept", "Quantity", "string", "uri"})
# What an element's own text allows beside the codes of its binding: "xml | json | ttl | mime type".
ALSO = {"CapabilityStatement.format": frozenset({"json", "ttl", "xml"})}
MAX_VALUE_SET = f"{CORE}elementdefinition-maxValueSet"


def bound_check(slot: Slot, binding: dict[str, Any] | None, program: "Library") -> Check | None:
    """The check of a binding, or None where nothing can ever be said about the value."""
    type_name = slot.type
    if type_name == "Coding" and not binding:
        return _coding
    if type_name == "CodeableConcept" and not binding:
        return knowing(slot, content_of_concept, _concept)
    if not binding or type_name not in CODED or "valueSet" not in binding:
        return None
    if type_name in ("code", "string", "uri"):
        if binding.get("strength") not in ("required", "extensible") and not _has_maximum(binding):
            return None
        known = known_codes(slot, binding, program)
        if known is not None:
            return _looked_up(known, binding, type_name)
    asked = _asked(binding, type_name, ALSO.get(slot.path, frozenset()))
    return knowing(slot, content_of_concept, asked) if type_name == "CodeableConcept" else asked


def codeless_check(slot: Slot, binding: dict[str, Any] | None) -> Check | None:
    """The check of extensions that stand in the place of a code from a required value set."""
    if not binding or slot.type != "code" or binding.get("strength") != "required":
        return None

    def check(_value: Any, at: At, run: Run) -> None:
        if run.value_at(at) is None:
            run.terminology.check_binding(
                binding, None, "code", lambda: expression(at), run.sink, run.asking
            )

    return check


def known_codes(
    slot: Slot, binding: dict[str, Any] | None, program: "Library"
) -> frozenset[str] | None:
    """The codes of a required value set that is known completely; None where there is more to ask."""
    if not binding or slot.type != "code" or binding.get("strength") != "required":
        return None
    return program.terminology.codes(str(binding.get("valueSet", "")))


def _has_maximum(binding: dict[str, Any]) -> bool:
    return any(each.get("url") == MAX_VALUE_SET for each in binding.get("extension", ()))


def _looked_up(known: frozenset[str], binding: dict[str, Any], type_name: str) -> Check:
    def check(value: Any, at: At, run: Run) -> None:
        if value not in known:
            run.terminology.check_binding(
                binding, value, type_name, lambda: expression(at), run.sink, run.asking
            )

    return check


def _asked(binding: dict[str, Any], type_name: str, also: frozenset[str]) -> Check:
    def check(value: Any, at: At, run: Run) -> None:
        if also and value in also:
            return
        run.terminology.check_binding(
            binding, value, type_name, lambda: expression(at), run.sink, run.asking
        )

    return check


def knowing(slot: Slot, content_of: Callable[[Any], Content | None], whole: Check) -> Check:
    """The check `whole` of an element, which is spared what it has found right before; what has no content is
    always checked."""

    def check(value: Any, at: At, run: Run) -> None:
        right, content = run.right, content_of(value)
        if right is None or content is None:
            whole(value, at, run)
        elif not right.has(slot, content):
            told = run.sink.told
            whole(value, at, run)
            if run.sink.told == told:
                right.add(slot, content)

    return check


def _coding(value: Any, at: At, run: Run) -> None:
    if type(value) is dict:
        above = at[0]
        alone = above is None or above[1].type != "CodeableConcept"
        run.terminology.check_coding(
            value, lambda: expression(at), run.sink, alone=alone, asking=run.asking
        )


def _concept(value: Any, at: At, run: Run) -> None:
    codings = value.get("coding") if type(value) is dict else None
    for index, coding in enumerate(codings if type(codings) is list else ()):
        if type(coding) is dict:
            place = lambda index=index: f"{expression(at)}.coding[{index}]"  # noqa: E731 - a place is made only when told
            run.terminology.check_coding(coding, place, run.sink, alone=False, asking=run.asking)
