"""What is sent to other servers, as staff read it: rules, problems and both sides of a conflict in words.

What has no word of ours is shown by its name in FHIR, and what has no plain form as JSON: staff see
everything that they decide about.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from pk_fhir.messages import Language, text
from pk_fhir.sync import Source
from pk_fhir.view.vocabulary import DASH
from pk_fhir.view.words import concept, said

SWEDISH: Language = "sv"
STATES = {
    "Appointment": "portal.status.appointment",
    "CarePlan": "view.status.plan",
    "Goal": "view.status.goal",
    "ServiceRequest": "view.status.request",
    "Task": "view.status.task",
}
LONGEST = 400
SHORT_REASON = re.compile(r"(?P<key>[a-z-]+)(?: \((?P<values>[^)]*)\))?")
EXCEPTION = re.compile(r"[A-Z]\w+")


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One element that the two sides say different things of. `element` is its name in FHIR."""

    element: str
    label: str
    ours: str
    theirs: str


def rule(target: Source) -> str:
    """Which contracts go to a server."""
    if target.push is None:
        return ""
    return text(
        f"portal.rule.{target.push.which}", SWEDISH, units=", ".join(sorted(target.push.units))
    )


def kind(type_: str) -> str:
    """What a record of this type of FHIR is called."""
    return said(f"portal.type.{type_}") or text("portal.type.other", SWEDISH)


def problem(words: str | None) -> str:
    """Why something could not be sent: `status (503)` is a sentence; what the other server said stays its own."""
    if not words:
        return ""
    short = SHORT_REASON.fullmatch(words)
    if short and said(key := f"view.reason.{short['key']}"):
        values = short["values"] or ""
        return text(key, SWEDISH, status=values, reason=values, type=values)
    own = EXCEPTION.fullmatch(words)
    return text(f"portal.problem.{'stopped' if own else 'refused'}", SWEDISH, words=words)


def differences(conflict: Mapping[str, Any], when: Callable[[str], str]) -> list[Difference]:
    """The elements in which the sides of a conflict of `sync.push.overview` differ. `when` says a date."""
    ours, theirs = conflict["ours"] or {}, conflict["theirs"] or {}
    return [
        Difference(
            element=name,
            label=said(f"portal.field.{name}") or name,
            ours=_said(ours, name, when),
            theirs=_said(theirs, name, when),
        )
        for name in conflict["differ"]
    ]


def _said(resource: dict[str, Any], name: str, when: Callable[[str], str]) -> str:
    if name not in resource:
        return text("portal.value.none", SWEDISH)
    states = STATES.get(resource.get("resourceType", ""))
    if name in ("status", "lifecycleStatus"):
        return said(f"{states}.{resource[name]}") or str(resource[name])
    return _value(resource[name], when)


def _value(value: object, when: Callable[[str], str]) -> str:
    if isinstance(value, str):
        return when(value)
    if isinstance(value, list):
        return "; ".join(_value(inner, when) for inner in value)
    words = _element(value, when) if isinstance(value, dict) else None
    shown = words or json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= LONGEST else f"{shown[:LONGEST]}…"


def _element(value: dict[str, Any], when: Callable[[str], str]) -> str | None:
    """A CodeableConcept, Annotation, Reference, Period or contact point as a person says it."""
    if value.keys() & {"start", "end"} and value.keys() <= {"start", "end"}:
        return DASH.join(_ends(value, when))
    plain = next((value[name] for name in ("text", "display") if name in value), None)
    if isinstance(plain, str):
        return plain
    if "coding" in value:
        return concept({"of": value}, "of")
    simple = value.keys() <= {"system", "value", "use", "rank"} and value.get("value")
    return str(simple) if simple else None


def _ends(value: dict[str, Any], when: Callable[[str], str]) -> Iterable[str]:
    return (when(str(value[name])) if name in value else "" for name in ("start", "end"))
