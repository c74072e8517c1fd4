"""HealthcareService: a unit as one meets it, and the ways of contact that it offers.

https://hl7.org/fhir/R4/healthcareservice.html
"""

from pk_fhir.contract.contacts import OfferedWay, Reception
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import coded_concept, coding, read_coding, read_concept
from pk_fhir.mapping.datatypes import (
    opening_hours,
    read_identifiers,
    read_opening_hours,
    read_telecom,
    telecom,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_STATUS = terms.definition("pk-service-status")


def write(reception: Reception, out: Writing) -> Json:
    """The HealthcareService."""
    lines = (
        ("Namn", reception.name),
        *(
            ("Kontaktväg", offer.text or (offer.way.sv if offer.way else None))
            for offer in reception.offers
        ),
    )
    title = "Mottagning och kontaktvägar"
    return out.resource(
        "HealthcareService", "pk-healthcare-service", title, lines, part=reception
    ) | compact(
        {
            "identifier": out.identifiers(reception),
            "providedBy": out.ref(reception.organization) if reception.organization else None,
            "name": reception.name,
            "comment": reception.comment,
            "telecom": telecom(reception.telecom),
            "characteristic": [_offer(offer) for offer in reception.offers],
            "availableTime": opening_hours(reception.hours),
            "availabilityExceptions": reception.hours_note,
        }
    )


def _offer(offer: OfferedWay) -> Json:
    extension: list[Json] = []
    if offer.status is not None:
        extension = [{"url": _STATUS, "valueCoding": coding(terms.SERVICE_STATUS[offer.status])}]
    said = coded_concept(terms.CONTACT_WAY, offer.way, offer.text)
    return compact({"extension": extension}) | said


def read(node: Node, reading: Reading) -> Reception | None:
    """The reception."""
    element = node.element
    withheld = read_common(node)
    offers = (_read_offer(one) for one in element.children("characteristic"))
    return build(
        Reception,
        element,
        id=reading.want("reception", node),
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        name=element.read("name", TEXT),
        organization=reading.ref(element.child("providedBy"), node, ("organization",)),
        telecom=read_telecom(element),
        hours=read_opening_hours(element),
        hours_note=element.read("availabilityExceptions", TEXT),
        offers=tuple(one for one in offers if one is not None),
        comment=element.read("comment", TEXT),
    )


def _read_offer(element: Element) -> OfferedWay | None:
    way, text = read_concept(element, terms.CONTACT_WAY)
    extension = element.extension(_STATUS)
    status = read_coding(
        extension.child("valueCoding") if extension else None, terms.SERVICE_STATUS
    )
    if way is None and text is None:
        return None
    return build(OfferedWay, element, way=way, text=text, status=status)
