"""RelatedPerson: somebody close, or a representative (https://hl7.org/fhir/R4/relatedperson.html)."""

from pk_fhir.contract import codes
from pk_fhir.contract.people import RelationStated, Relative, Wish
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import coded_concept, read_code, read_concept
from pk_fhir.mapping.datatypes import (
    human_name,
    period,
    read_name,
    read_period,
    read_person_identifiers,
    read_telecom,
    telecom,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import BOOLEAN, DATE, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_SCOPE = terms.definition("pk-representation-scope")
WISH = terms.definition("pk-participation-wish")


def write(relative: Relative, out: Writing) -> Json:
    """The RelatedPerson."""
    lines = (
        ("Namn", relative.name.whole if relative.name else None),
        *(("Relation", _said(relation)) for relation in relative.relations),
        ("Önskan om delaktighet", _wish(relative.wish) if relative.wish else None),
    )
    extension: list[Json] = [
        {"url": _SCOPE, "valueCodeableConcept": coded_concept(terms.REPRESENTATION_SCOPE, scope)}
        for scope in relative.may_decide
    ]
    numbers = [{"system": one.system, "value": one.value} for one in relative.numbers]
    return out.resource(
        "RelatedPerson", "pk-related-person", "Närstående", lines, part=relative
    ) | compact(
        {
            "extension": [*extension, *write_wish(relative.wish)],
            "identifier": [out.item(relative.id), *numbers],
            "active": relative.active,
            "patient": out.patient(),
            "relationship": [
                coded_concept(terms.RELATION, one.code, one.text) for one in relative.relations
            ],
            "name": human_name(relative.name),
            "telecom": telecom(relative.telecom),
            "gender": relative.gender.value if relative.gender else None,
            "birthDate": relative.birth_date,
            "period": period(relative.period),
        }
    )


def write_wish(wish: Wish | None) -> list[Json]:
    """The extension of a wish about taking part."""
    if wish is None:
        return []
    return [
        {
            "url": WISH,
            "valueCodeableConcept": coded_concept(terms.PARTICIPATION, wish.how, wish.text),
        }
    ]


def _said(relation: RelationStated) -> str:
    return relation.text or (relation.code.sv if relation.code else "")


def _wish(wish: Wish) -> str:
    return wish.text or (wish.how.sv if wish.how else "")


def read(node: Node, reading: Reading) -> Relative | None:
    """The relative or representative."""
    element = node.element
    withheld = read_common(node)
    element.ignore("patient")
    numbers = read_person_identifiers(element)
    scopes = [
        read_concept(one.child("valueCodeableConcept"), terms.REPRESENTATION_SCOPE)[0]
        for one in element.extensions(_SCOPE)
    ]
    relations = (_read_relation(one) for one in element.children("relationship"))
    return build(
        Relative,
        element,
        id=reading.want("relative", node),
        withheld_from_patient=withheld,
        numbers=numbers,
        name=read_name(element),
        relations=tuple(one for one in relations if one is not None),
        may_decide=tuple(scope for scope in scopes if scope is not None),
        wish=read_wish(element.extension(WISH)),
        telecom=read_telecom(element),
        birth_date=element.read("birthDate", DATE),
        gender=read_code(element, "gender", codes.Gender),
        period=read_period(element.child("period")),
        active=element.read("active", BOOLEAN),
    )


def _read_relation(element: Element) -> RelationStated | None:
    code, text = read_concept(element, terms.RELATION)
    if code is None and text is None:
        return None
    return build(RelationStated, element, code=code, text=text)


def read_wish(extension: Element | None) -> Wish | None:
    """The wish in such an extension."""
    if extension is None:
        return None
    how, text = read_concept(extension.child("valueCodeableConcept"), terms.PARTICIPATION)
    if how is None and text is None:
        return None
    return build(Wish, extension, how=how, text=text)
