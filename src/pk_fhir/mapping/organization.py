"""Organization: care giver, care unit, municipality or external actor.

https://hl7.org/fhir/R4/organization.html
"""

from pk_fhir.contract import codes, identifiers
from pk_fhir.contract.people import Organization
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import concept, read_concept
from pk_fhir.mapping.datatypes import national, read_hsa_id, read_telecom, telecom
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact


def write(organization: Organization, out: Writing) -> Json:
    """The Organization."""
    numbers: list[Json] = []
    if organization.hsa_id:
        numbers.append(national(identifiers.HSA_ID, organization.hsa_id, "PRN"))
    if organization.organisation_number:
        number = organization.organisation_number
        numbers.append(national(identifiers.ORGANISATION_NUMBER, number, "XX"))
    lines = (("Namn", organization.name),)
    title = organization.kind.sv.capitalize() if organization.kind else "Organisation"
    return out.resource("Organization", "pk-organization", title, lines) | compact(
        {
            "identifier": numbers or [out.item(organization.key)],
            "type": [_type(organization.kind)] if organization.kind else [],
            "name": organization.name,
            "telecom": telecom(organization.telecom),
            "partOf": out.ref(organization.part_of) if organization.part_of else None,
        }
    )


def _type(kind: codes.OrganizationKind) -> Json:
    coded: list[terms.Coded] = []
    if kind in terms.HSA_KIND:
        coded.append((terms.HSA_CLASS, *terms.HSA_KIND[kind]))
    return concept(*coded, terms.ORGANIZATION_KIND[kind], text=kind.sv)


def read(node: Node, reading: Reading) -> Organization | None:
    """The organisation."""
    element = node.element
    read_common(node)
    if element.raw.get("active") is True:
        element.ignore("active")
    key = reading.want("organization", node)
    hsa_id, number = read_hsa_id(element), _read_number(element)
    for one in element.pick("identifier", lambda one: one.raw.get("system") == terms.ITEM_SYSTEM):
        one.ignore("system", "value")
    return build(
        Organization,
        element,
        id=None if hsa_id or number else key,
        hsa_id=hsa_id,
        organisation_number=number,
        name=element.read("name", TEXT),
        kind=_read_kind(element),
        part_of=reading.ref(element.child("partOf"), node, ("organization",)),
        telecom=read_telecom(element),
    )


def _read_number(element: Element) -> str | None:
    found: str | None = None
    for one in element.pick(
        "identifier", lambda one: one.raw.get("system") == identifiers.ORGANISATION_NUMBER
    ):
        one.ignore("type", "use", "system")
        value = one.read("value", TEXT)
        number = identifiers.canonical_value(identifiers.ORGANISATION_NUMBER, value or "")
        if found is None and identifiers.check(identifiers.ORGANISATION_NUMBER, number) is None:
            found = number
        else:
            one.note("map-value", "value")
    return found


_BY_HSA_CLASS = {
    codes.OrganizationKind.CARE_GIVER: (terms.HSA_CLASS, "healthcare-provider", ""),
    codes.OrganizationKind.CARE_UNIT: (terms.HSA_CLASS, "healthcare-unit", ""),
}


def _read_kind(element: Element) -> object:
    kind: object = None
    for one in element.children("type"):
        found, text = read_concept(one, terms.ORGANIZATION_KIND, also=(terms.HSA_CLASS,))
        if found is None:
            found, _ = read_concept(one, _BY_HSA_CLASS)
        if kind is None:
            kind = found
        if text is not None and not (found is not None and text == found.sv):
            one.note("map-no-place", "text")
    return kind
