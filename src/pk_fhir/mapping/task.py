"""Task: what is to be done or watched (https://hl7.org/fhir/R4/task.html).

What the four kinds have in common. Which kind it is stands in `code`; each has a module of its own:
`patient_commitment`, `warning_sign`, `mediated_contact`, `review`.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.contract import codes
from pk_fhir.contract.part import Part
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import (
    coding,
    read_code,
)
from pk_fhir.mapping.datatypes import (
    read_identifiers,
    read_notes,
    read_period,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.narrative import Line
from pk_fhir.mapping.reader import TEXT, Element
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

CLOSE = ("patient", "relative")
PLACES = (
    "professional",
    "organization",
    "reception",
    "relative",
    "team",
    "fixed contact",
)


def write_common(  # noqa: PLR0913 - the common elements of the four kinds, all by keyword
    out: Writing,
    kind: str,
    part: Part,
    *,
    title: str,
    lines: Iterable[Line],
    code: Json | None = None,
    goals: Iterable[str] = (),
    **members: object,
) -> Json:
    """The elements of every Task, in FHIR's order, with `members` of one kind among them."""
    stated = coding((terms.TASK_TYPE, kind, terms.TASK_TYPES[kind]))
    said = code or {"coding": [], "text": terms.TASK_TYPES[kind]}
    others = said["coding"] if isinstance(said.get("coding"), list) else []
    whole: Json = {
        "extension": out.toward(goals),
        "identifier": out.identifiers(part),
        "intent": "plan",
        "code": compact({"coding": [stated, *_listed(others)], "text": said.get("text")}),
        "for": out.patient(),
        **members,
    }
    ordered = {name: whole[name] for name in _ORDER if name in whole}
    return out.resource("Task", f"pk-{kind}", title, lines, part=part) | compact(ordered)


_ORDER = (
    "extension",
    "identifier",
    "status",
    "statusReason",
    "intent",
    "priority",
    "code",
    "description",
    "focus",
    "for",
    "executionPeriod",
    "authoredOn",
    "owner",
    "reasonCode",
    "note",
    "restriction",
    "input",
    "output",
)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def restriction(value: object) -> Json | None:
    """When it is planned, and due at the end of that."""
    return {"period": value} if value else None


class Common:
    """What is read alike from all four kinds."""

    def __init__(self, node: Node, kind: str, reading: Reading) -> None:
        element = node.element
        self.withheld = read_common(node)
        element.ignore("for", "intent") if element.raw.get("intent") == "plan" else element.ignore(
            "for"
        )
        self.id = reading.want(kind.replace("-", " "), node)
        self.identifiers = read_identifiers(element)
        self.goals = reading.toward(node)
        self.notes = read_notes(element, reading, node)
        restriction = element.child("restriction")
        self.planned = read_period(restriction.child("period")) if restriction else None
        self.status = read_code(element, "status", codes.TaskStatus)

    def fields(self) -> dict[str, Any]:
        """As the models name them."""
        return {
            "id": self.id,
            "identifiers": self.identifiers,
            "withheld_from_patient": self.withheld,
            "goals": self.goals,
            "notes": self.notes,
        }


def read_type(element: Element, kind: str) -> Element | None:
    """The code element, its task type read."""
    code = element.child("code")
    if code is not None:
        wanted = (terms.TASK_TYPE, kind)
        for one in code.pick(
            "coding", lambda one: (one.raw.get("system"), one.raw.get("code")) == wanted
        ):
            one.ignore("system", "code", "display")
        if code.raw.get("text") == terms.TASK_TYPES[kind]:
            code.ignore("text")
    return code


# Inputs

INPUTS = {
    "where-to-turn": "vart patienten vänder sig",
    "what-to-do": "vad patienten gör först",
    "contact": "kontakt som förmedlas",
}


def input_type(code: str) -> Json:
    """The type of an input, in a code of ours."""
    display = INPUTS[code]
    return {"coding": [coding((terms.TASK_INPUT, code, display))], "text": display}


def read_input(element: Element) -> tuple[str, str | None]:
    """The code of an input's type, and the name that stands there instead of the code's own word."""
    kind = element.child("type")
    if kind is None:
        return "", None
    found = kind.pick("coding", lambda one: one.raw.get("system") == terms.TASK_INPUT)
    for one in found:
        one.ignore("system", "code", "display")
    code = str(found[0].raw.get("code")) if found else ""
    name = kind.read("text", TEXT)
    if code not in INPUTS:
        kind.note("map-code")
    return code, name if code == "where-to-turn" or name != INPUTS.get(code) else None
