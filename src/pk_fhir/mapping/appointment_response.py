"""AppointmentResponse: an answer to an offered time.

https://hl7.org/fhir/R4/appointmentresponse.html
"""

from pk_fhir.contract import codes
from pk_fhir.contract.times import CareTime, TimeAnswer
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import read_code
from pk_fhir.mapping.datatypes import read_identifiers
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import INSTANT, TEXT, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_ACTORS = ("patient", "relative", "professional")


def write(answer: TimeAnswer, time: CareTime, out: Writing) -> Json:
    """The AppointmentResponse."""
    lines = (("Svar", answer.reply.sv), ("Kommentar", answer.comment))
    return out.resource(
        "AppointmentResponse", "pk-appointment-response", "Svar på kallelse", lines, part=answer
    ) | compact(
        {
            "identifier": out.identifiers(answer),
            "appointment": {"reference": out.urn("Appointment", time.id)},
            "start": answer.other_start,
            "end": answer.other_end,
            "actor": out.ref(answer.by),
            "participantStatus": answer.reply.value,
            "comment": answer.comment,
        }
    )


def read_all(time: Node, reading: Reading) -> tuple[TimeAnswer, ...]:
    """The answers to a time, in the order in which they came."""
    found = (
        _read(node, reading)
        for node in reading.graph.of_type("AppointmentResponse")
        if reading.leads_to(node, "appointment", time)
    )
    return tuple(answer for answer in found if answer is not None)


def _read(node: Node, reading: Reading) -> TimeAnswer | None:
    element = node.element
    element.seen = True
    withheld = read_common(node)
    element.ignore("appointment")
    by = reading.ref(element.child("actor"), node, _ACTORS)
    reply = read_code(element, "participantStatus", codes.Reply)
    if by is None or reply is None:
        element.note("map-essential", "actor" if by is None else "participantStatus")
        return None
    return build(
        TimeAnswer,
        element,
        id=reading.want("answer", node),
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        by=by,
        reply=reply,
        other_start=element.read("start", INSTANT),
        other_end=element.read("end", INSTANT),
        comment=element.read("comment", TEXT),
    )
