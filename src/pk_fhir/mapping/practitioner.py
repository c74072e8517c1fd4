"""Practitioner and PractitionerRole: somebody who works in care, in one role.

https://hl7.org/fhir/R4/practitioner.html, https://hl7.org/fhir/R4/practitionerrole.html. The person
has the HSA-id; the role is part of the contract and has its key, the telephone and the hours.
"""

from typing import Any

from pk_fhir.contract import identifiers
from pk_fhir.contract.people import Professional
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import coding, codings, read_coding, read_codings, read_concept
from pk_fhir.mapping.datatypes import (
    human_name,
    national,
    opening_hours,
    period,
    read_hsa_id,
    read_identifiers,
    read_name,
    read_opening_hours,
    read_period,
    read_telecom,
    telecom,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_PROFESSION = terms.definition("pk-profession")


def write_person(person: Professional, out: Writing) -> Json:
    """The Practitioner."""
    number = (
        national(identifiers.HSA_ID, person.hsa_id, "PRN") if person.hsa_id else out.item(person.id)
    )
    lines = (("Namn", person.name.whole if person.name else None),)
    return out.resource("Practitioner", "pk-practitioner", "Personal", lines) | compact(
        {"identifier": [number], "name": human_name(person.name)}
    )


def write_role(person: Professional, out: Writing) -> Json:
    """The PractitionerRole."""
    profession = person.profession_text or (person.profession.sv if person.profession else None)
    lines = (
        ("Namn", person.name.whole if person.name else None),
        ("Yrkesroll", profession),
    )
    code = _profession(person, profession)
    return out.resource(
        "PractitionerRole", "pk-practitioner-role", "Personal", lines, part=person
    ) | compact(
        {
            "identifier": out.identifiers(person),
            "period": period(person.period),
            "practitioner": out.person(person.id),
            "organization": out.ref(person.organization) if person.organization else None,
            "code": [code] if code else [],
            "telecom": telecom(person.telecom),
            "availableTime": opening_hours(person.hours),
            "availabilityExceptions": person.hours_note,
        }
    )


def _profession(person: Professional, words: str | None) -> Json:
    """The code of a role. Ours stands in an extension of it: the slices that HL7 Sweden publishes for
    `PractitionerRole.code.coding` do not say what belongs to them, so validators refuse any coding there.
    """
    extension: list[Json] = []
    if person.profession is not None:
        own = coding(terms.PROFESSION[person.profession])
        extension = [{"url": _PROFESSION, "valueCoding": own}]
    others = codings(person.profession_codes)
    return compact({"extension": extension, "coding": others, "text": words})


def read(node: Node, reading: Reading) -> Professional | None:
    """The professional, from a role and its person, or from a person alone."""
    element = node.element
    if node.type == "Practitioner":
        withheld = read_common(node)
        return build(
            Professional,
            element,
            id=reading.want("professional", node),
            withheld_from_patient=withheld,
            **_read_person(node, reading),
        )
    withheld = read_common(node)
    if element.raw.get("active") is True:
        element.ignore("active")
    person = element.child("practitioner")
    practitioner = reading.person(node)
    said: dict[str, Any] = {}
    if practitioner is not None and practitioner.type == "Practitioner":
        if person is not None:
            person.ignore(*person.raw)
        if not practitioner.element.seen:
            practitioner.element.seen = True
            read_common(practitioner)
        said = _read_person(practitioner, reading)
    elif person is not None:
        said = {"name": _named(person)}
    elif isinstance(node.raw.get("_display"), str):
        element.ignore("_display")
        said = {"name": {"text": node.raw["_display"]}}
    profession, words, others = _read_profession(element)
    hsa_id = read_hsa_id(element)
    return build(
        Professional,
        element,
        **{"hsa_id": hsa_id, **{name: value for name, value in said.items() if value is not None}},
        id=reading.want("professional", node),
        identifiers=read_identifiers_but_hsa(element),
        withheld_from_patient=withheld,
        profession=profession,
        profession_text=words,
        profession_codes=others,
        organization=reading.ref(element.child("organization"), node, ("organization",)),
        telecom=read_telecom(element),
        hours=read_opening_hours(element),
        hours_note=element.read("availabilityExceptions", TEXT),
        period=read_period(element.child("period")),
    )


def _named(reference: Element) -> dict[str, str] | None:
    """The person whom a role only names."""
    reference.ignore("type")
    display = reference.read("display", TEXT)
    reference.refuse("reference", "map-reference")
    return {"text": display} if display else None


def _read_person(node: Node, reading: Reading) -> dict[str, Any]:
    """What a Practitioner says; two roles of one person say it both."""
    element = node.element
    if element.raw.get("active") is True:
        element.ignore("active")
    hsa_id = read_hsa_id(element)
    for one in element.pick("identifier", lambda one: one.raw.get("system") == terms.ITEM_SYSTEM):
        one.ignore("system", "value")
    del reading
    return {"hsa_id": hsa_id, "name": read_name(element)}


def read_identifiers_but_hsa(element: Element) -> tuple[object, ...]:
    """The identifiers of the record system."""
    return tuple(one for one in read_identifiers(element) if one.system != identifiers.HSA_ID)


def _read_profession(element: Element) -> tuple[object, str | None, tuple[object, ...]]:
    listed = element.pick("code", lambda _: True)
    for other in listed[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    if not listed:
        return None, None, ()
    profession, words = read_concept(listed[0], terms.PROFESSION, kept=True)
    extension = listed[0].extension(_PROFESSION)
    if extension is not None:
        profession = read_coding(extension.child("valueCoding"), terms.PROFESSION)
        words = None if profession is not None and words == profession.sv else words
    return profession, words, read_codings(listed[0])
