"""Profiles made by chance around made resources, and whether a resource fits its profile.

A profile is drawn from what its resource has: limits, pinned values, types, value sets, invariants,
and slices (`made_slices.py`). So some fit and some do not; only the oracle tells which.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

from bench.mutants.made_draft import LEFT_OUT, Draft
from bench.mutants.made_slices import slice_one
from bench.mutants.made_steps import Made, likely
from bench.mutants.spots import Child, Spot, types

# Types with lists to slice, choices, references and codes of their own.
KINDS = (
    "Patient", "Observation", "Condition", "CarePlan", "CareTeam", "Goal", "Task", "Encounter", "MedicationRequest", "Appointment", "Practitioner",
    "PractitionerRole", "Organization", "Location", "ServiceRequest", "DiagnosticReport", "Procedure", "AllergyIntolerance", "Immunization", "Consent",
    "Composition", "DocumentReference", "Communication", "Device", "Coverage", "Claim", "RelatedPerson", "MedicationStatement", "FamilyMemberHistory", "Group",
)  # fmt: skip
ORDERED = {"integer": 1, "decimal": 1, "positiveInt": 1, "unsignedInt": 1, "date": 0, "dateTime": 0, "instant": 0}  # fmt: skip
INVARIANTS = (
    "%s.count() < 3", "%s.exists()", "%s.all($this.exists())", "%s.first() = %s.last()", "%s.isDistinct()", "%s.trace('x').empty().not()",
    "%s.where($index > 0).empty()", "%s.select($this.type().name).distinct().count() <= 1", "%s.descendants().count() > 1", "%s.children().empty()",
    "%s.repeat(children()).ofType(string).all(length() < 11)", "%s.ofType(string).exists() implies %s.ofType(string).first().matches('^[a-z ]+$')",
    "(%s | %s).count() = %s.count()", "%s.skip(1).exists() xor %s.take(1).exists()", "iif(%s.exists(), %s.count() > 0, true)", "%s.tail().empty() or %s.first().exists()",
    "%s.hasValue() or %s.children().exists()", "%s.extension.exists().not()", "%s.aggregate($total + 1, 0) = %s.count()", "%s.toString().exists()",
    "%s.combine(%s).count() = 2 * %s.count()", "%s.exclude(%s.first()).count() < 2", "%s.subsetOf(%resource.%s)", "%s.single().exists()", "%context.%s.exists()", "%resource.id.exists() or %s.empty()",
)  # fmt: skip


# Elements further down than this are left as they are.
DEEPEST = 5

Parts = dict[str, Any]


def profiles(seed: int, count: int) -> Iterator[Made]:
    """`count` profiles of four elements or so each, with a resource."""
    for number in range(count):
        chance = random.Random(f"{seed} profile {number}")  # noqa: S311 - to be repeatable, not secret
        draft = Draft(KINDS[number % len(KINDS)], f"{seed}-{number}", chance)
        for _ in range(chance.randint(1, 2)):
            slice_one(draft)
        for _ in range(chance.randint(1, 3)):
            _constrain(draft)
        profile = draft.profile()
        name = "+".join([draft.kind, *draft.done])
        yield Made(name, draft.resource, (profile, *draft.beside), profile["url"])


def _constrain(draft: Draft) -> None:
    """State one thing of an element that the resource has."""
    spots = [each for each in types().spots(draft.resource) if _fits(each)]
    if not spots:
        return
    spot = draft.chance.choice(spots)
    path = _path(draft.kind, [step for step in spot.way if isinstance(step, str)])
    if path is None or path in draft.elements or spot.child is None:
        return
    kind = draft.chance.choice([*STATED, "an invariant"])
    parts = STATED[kind](draft, spot, spot.child)
    if parts and (not path.endswith("[x]") or kind in OF_CHOICES):
        draft.add(path, **parts)
        draft.done.append(kind)


def _fits(spot: Spot) -> bool:
    hidden = any(str(step).startswith("_") for step in spot.way)
    return len(spot.way) < DEEPEST and spot.name not in LEFT_OUT and not hidden


def _path(kind: str, steps: list[str]) -> str | None:
    """The path of an element; None within what another element defines."""
    holder, path = kind, kind
    for step in steps:
        child = types().children(holder).get(step)
        if child is None or child.element.get("contentReference"):
            return None
        path += "." + _name(child)
        holder = child.type
    return path


def _name(child: Child) -> str:
    return str(child.element["path"]).rpartition(".")[2]


def _minimum(draft: Draft, _spot: Spot, child: Child) -> Parts:
    return {"min": draft.chance.choice((1, 2)) if child.many else 1}


def _maximum(draft: Draft, _spot: Spot, child: Child) -> Parts:
    return {} if child.element.get("min") else {"max": draft.chance.choice(("0", "1"))}


def _own(draft: Draft, spot: Spot, _child: Child) -> Parts:
    return draft.pin(spot.type, spot.value)


def _other(draft: Draft, spot: Spot, child: Child) -> Parts:
    return draft.pin(spot.type, draft.maker.value(child, 2))


def _binding(draft: Draft, spot: Spot, _child: Child) -> Parts:
    if spot.type not in ("code", "Coding", "CodeableConcept"):
        return {}
    value_set = draft.value_set(spot.value if likely(draft.chance, 0.6) else "other")
    strength = draft.chance.choice(("required", "extensible", "preferred"))
    return {"binding": {"strength": strength, "valueSet": value_set}}


def _length(draft: Draft, spot: Spot, _child: Child) -> Parts:
    return {"maxLength": draft.chance.choice((1, 3, 100))} if spot.type == "string" else {}


def _limit(word: str) -> Callable[[Draft, Spot, Child], Parts]:
    def limit(draft: Draft, spot: Spot, child: Child) -> Parts:
        if spot.type not in ORDERED:
            return {}
        value = spot.value if likely(draft.chance, 0.3) else draft.maker.value(child, 2)
        return {f"{word}{spot.type[0].upper()}{spot.type[1:]}": value}

    return limit


def _invariant(draft: Draft, spot: Spot, _child: Child) -> Parts:
    text = draft.chance.choice(INVARIANTS)
    below = types().children(spot.type)
    held = [name for name in spot.value if name in below] if isinstance(spot.value, dict) else []
    if held and likely(draft.chance, 0.7):
        text = text.replace("%s", _name(below[draft.chance.choice(held)]).removesuffix("[x]"))
    else:
        whole = text.replace("%context.%s", "%context").replace(
            "%resource.%s", "%resource.descendants()"
        )
        text = whole.replace("%s", "$this")
    return {
        "constraint": [{"key": "made-1", "severity": "error", "human": "x", "expression": text}]
    }


def _targets(draft: Draft, spot: Spot, child: Child) -> Parts:
    if spot.type != "Reference":
        return {}
    return {"type": [{"code": "Reference", "targetProfile": [draft.target(child)]}]}


def _types(draft: Draft, _spot: Spot, child: Child) -> Parts:
    if not child.choice:
        return {}
    return {
        "type": [{"code": draft.chance.choice([each["code"] for each in child.element["type"]])}]
    }


STATED: dict[str, Callable[[Draft, Spot, Child], Parts]] = {
    "min": _minimum,
    "max": _maximum,
    "pin": _own,
    "other pin": _other,
    "binding": _binding,
    "length": _length,
    "least": _limit("minValue"),
    "most": _limit("maxValue"),
    "an invariant": _invariant,
    "targets": _targets,
    "types": _types,
}
# What may be said of a choice by its own path.
OF_CHOICES = ("min", "max", "an invariant", "types")
