"""Task of a contact that the fast vårdkontakt mediates (https://hl7.org/fhir/R4/task.html)."""

from typing import Any

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import (
    MediatedContact,
)
from pk_fhir.mapping.datatypes import (
    contact_point,
    period,
    read_contact_point,
    read_period,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.task import (
    PLACES,
    Common,
    input_type,
    read_input,
    read_type,
    restriction,
    write_common,
)
from pk_fhir.mapping.writing import Json, Writing


def write(contact: MediatedContact, out: Writing) -> Json:
    """The Task of a mediated contact."""
    kind = input_type("contact")
    to: list[Json] = []
    if contact.to_party is not None:
        to.append({"type": kind, "valueReference": out.ref(contact.to_party)})
    if contact.to_telecom is not None:
        to.append({"type": kind, "valueContactPoint": contact_point(contact.to_telecom)})
    if contact.to_text is not None:
        to.append({"type": kind, "valueString": contact.to_text})
    return write_common(
        out,
        "mediated-contact",
        contact,
        title="Förmedlad kontakt",
        lines=(("Kontakt", contact.description), ("Status", contact.status.sv)),
        goals=contact.goals,
        status=contact.status.value,
        description=contact.description,
        executionPeriod=period(contact.done),
        owner=out.ref(contact.owner) if contact.owner else None,
        note=out.notes(contact.notes),
        restriction=restriction(period(contact.planned)),
        input=to,
    )


def read(node: Node, reading: Reading) -> MediatedContact | None:
    """A mediated contact."""
    element = node.element
    common = Common(node, "mediated-contact", reading)
    read_type(element, "mediated-contact")
    description = element.read("description", TEXT)
    if description is None:
        element.note("map-essential", "description")
        return None
    to: dict[str, Any] = {}
    for one in element.children("input"):
        code, name = read_input(one)
        if name is not None and code == "contact":
            one.note("map-no-place", "type.text")
        to |= {key: value for key, value in _read_to(one, node, reading).items() if key not in to}
    return build(
        MediatedContact,
        element,
        **common.fields(),
        description=description,
        owner=reading.ref(element.child("owner"), node, ("professional",)),
        status=common.status or codes.TaskStatus.REQUESTED,
        planned=common.planned,
        done=read_period(element.child("executionPeriod")),
        **to,
    )


def _read_to(element: Element, source: Node, reading: Reading) -> dict[str, Any]:
    found: dict[str, Any] = {
        "to_party": reading.ref(element.child("valueReference"), source, PLACES),
        "to_telecom": read_contact_point(element.child("valueContactPoint")),
        "to_text": element.read("valueString", TEXT),
    }
    return {name: value for name, value in found.items() if value is not None}
