"""Task of what to watch for, and where to turn then (https://hl7.org/fhir/R4/task.html)."""

from pk_fhir.contract import codes
from pk_fhir.contract.commitments import (
    WarningSign,
    WhereToTurn,
)
from pk_fhir.contract.part import PATIENT
from pk_fhir.mapping.concepts import (
    read_code,
)
from pk_fhir.mapping.datatypes import (
    contact_point,
    read_contact_point,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.task import (
    CLOSE,
    PLACES,
    Common,
    input_type,
    read_input,
    read_type,
    write_common,
)
from pk_fhir.mapping.writing import Json, Writing, compact


def write(sign: WarningSign, out: Writing) -> Json:
    """The Task of a warning sign."""
    return write_common(
        out,
        "warning-sign",
        sign,
        title="Att hålla koll på",
        lines=(("Tecken", sign.sign), *(("Gör först", said) for said in sign.do_first)),
        goals=sign.goals,
        status=sign.status.value,
        priority=sign.urgency.value if sign.urgency else None,
        description=sign.sign,
        owner=out.ref(sign.watched_by),
        note=out.notes(sign.notes),
        input=[
            *(_where(place, out) for place in sign.where_to_turn),
            *({"type": input_type("what-to-do"), "valueString": said} for said in sign.do_first),
        ],
    )


def _where(place: WhereToTurn, out: Writing) -> Json:
    # The words here are the name of the place, and nothing where it has none.
    kind = compact({**input_type("where-to-turn"), "text": place.name})
    if place.party is not None:
        return {"type": kind, "valueReference": out.ref(place.party)}
    point = contact_point(place.telecom) if place.telecom else None
    return {"type": kind, "valueContactPoint": point}


def read(node: Node, reading: Reading) -> WarningSign | None:
    """A warning sign."""
    element = node.element
    common = Common(node, "warning-sign", reading)
    read_type(element, "warning-sign")
    sign = element.read("description", TEXT)
    if sign is None:
        element.note("map-essential", "description")
        return None
    places: list[WhereToTurn] = []
    first: list[str] = []
    for one in element.children("input"):
        code, name = read_input(one)
        if code == "what-to-do":
            said = one.read("valueString", TEXT)
            first.extend([said] if said else [])
        elif code == "where-to-turn":
            place = _read_where(one, name, node, reading)
            places.extend([place] if place else [])
    return build(
        WarningSign,
        element,
        **common.fields(),
        sign=sign,
        urgency=read_code(element, "priority", codes.Urgency),
        status=common.status or codes.TaskStatus.IN_PROGRESS,
        watched_by=reading.ref(element.child("owner"), node, CLOSE) or PATIENT,
        do_first=tuple(first),
        where_to_turn=tuple(places),
    )


def _read_where(
    element: Element, name: str | None, source: Node, reading: Reading
) -> WhereToTurn | None:
    party = reading.ref(element.child("valueReference"), source, PLACES)
    point = read_contact_point(element.child("valueContactPoint")) if party is None else None
    if party is None and point is None:
        element.note("map-empty")
        return None
    return build(WhereToTurn, element, name=name, party=party, telecom=point)
