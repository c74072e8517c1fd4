"""CarePlan: the plans that belong to the agreement, and those of others that it names.

https://hl7.org/fhir/R4/careplan.html. An own plan is a child CarePlan; another provider's is a
Reference without a literal one, by identifier and display.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.contract import codes
from pk_fhir.contract.agreement import LegalBasis, OtherPlan, OwnPlan
from pk_fhir.contract.identifiers import HSA_ID
from pk_fhir.contract.values import Identifier
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import coding, concept, read_code, read_coding, read_concept
from pk_fhir.mapping.datatypes import period, read_identifiers, read_notes, read_period
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE_TIME, HSA, TEXT, URI, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_PLAN_TYPE = terms.definition("pk-plan-type")
_LEGAL_BASIS = terms.definition("pk-legal-basis")
_CARE = ("professional", "organization")


ACTIVITY_KINDS = (
    "patient commitment",
    "care commitment",
    "external effort",
    "warning sign",
    "mediated contact",
    "review",
    "time",
)


def activities(keys: Iterable[str], out: Writing) -> list[Json]:
    """One activity for each reference: `activity.detail` is never written."""
    return [{"reference": out.ref(key)} for key in keys]


def write(plan: OwnPlan, out: Writing) -> Json:
    """The CarePlan of a plan that belongs to the agreement."""
    kind = plan.type_text or (plan.type.sv if plan.type else None)
    lines = (("Rubrik", plan.title), ("Typ", kind), ("Status", plan.status.sv))
    typed = plan.type is not None or plan.type_text is not None
    return out.resource("CarePlan", "pk-plan", "Plan", lines, part=plan) | compact(
        {
            "extension": _legal_basis(plan.legal_basis),
            "identifier": out.identifiers(plan),
            "partOf": [{"reference": out.contract_urn()}],
            "status": plan.status.value,
            "intent": "plan",
            "category": [_type(plan)] if typed else [],
            "title": plan.title,
            "description": plan.description,
            "subject": out.patient(),
            "period": period(plan.period),
            "created": plan.created,
            "author": out.ref(plan.author) if plan.author else None,
            "careTeam": out.refs(plan.teams),
            "goal": out.refs(plan.goals),
            "activity": activities(plan.activities, out),
            "note": out.notes(plan.notes),
        }
    )


def write_other(plan: OtherPlan) -> Json:
    """The Reference to a plan of another provider."""
    extension: list[Json] = []
    if plan.type is not None or plan.type_text is not None:
        extension.append({"url": _PLAN_TYPE, "valueCodeableConcept": _type(plan)})
    assigner: Json = {}
    if plan.provider_hsa_id is not None:
        assigner["identifier"] = {
            "system": HSA_ID,
            "value": plan.provider_hsa_id,
        }
    if plan.provider_name is not None:
        assigner["display"] = plan.provider_name
    identifier: Json | None = None
    if plan.identifier is not None:
        identifier = {"system": plan.identifier.system, "value": plan.identifier.value}
        if assigner:
            identifier["assigner"] = assigner
    return compact(
        {
            "extension": [*extension, *_legal_basis(plan.legal_basis)],
            "type": "CarePlan",
            "identifier": identifier,
            "display": plan.title,
        }
    )


def _type(plan: OwnPlan | OtherPlan) -> Json:
    """The type of a plan: Inera's coding and ours in one concept."""
    if plan.type is None:
        return compact({"text": plan.type_text})
    coded = [terms.PLAN_TYPE[plan.type]]
    if plan.type in terms.INERA_PLAN:
        code = terms.INERA_PLAN[plan.type]
        coded.insert(0, (terms.INERA_PLAN_TYPE, code, code))
    written = concept(*coded, text=plan.type_text or plan.type.sv)
    # Which words Inera displays is not known here; the code says it.
    written["coding"] = [
        {name: value for name, value in one.items() if name != "display" or value != one["code"]}
        for one in (coding(stated) for stated in coded)
    ]
    return written


def _legal_basis(basis: LegalBasis | None) -> list[Json]:
    if basis is None:
        return []
    parts: list[Json] = [{"url": "plan", "valueCoding": coding(terms.STATUTORY_PLAN[basis.plan])}]
    parts.extend(
        {"url": "statute", "valueCoding": coding(terms.STATUTE[one])} for one in basis.statutes
    )
    return [{"url": _LEGAL_BASIS, "extension": parts}]


def read(node: Node, reading: Reading) -> OwnPlan | None:
    """A plan that belongs to the agreement."""
    element = node.element
    withheld = read_common(node)
    element.ignore("subject", "partOf")
    if element.raw.get("intent") == "plan":
        element.ignore("intent")
    listed = element.pick("category", lambda _: True)
    for other in listed[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    kind, words = _read_type(listed[0] if listed else None)
    done = [one.child("reference") for one in element.children("activity")]
    return build(
        OwnPlan,
        element,
        id=reading.want("plan", node),
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        title=element.read("title", TEXT),
        type=kind,
        type_text=words,
        legal_basis=_read_legal_basis(element),
        status=read_code(element, "status", codes.ContractStatus) or codes.ContractStatus.UNKNOWN,
        description=element.read("description", TEXT),
        period=read_period(element.child("period")),
        created=element.read("created", DATE_TIME),
        author=reading.ref(element.child("author"), node, _CARE),
        teams=reading.refs(element.children("careTeam"), node, ("team", "fixed contact")),
        goals=reading.refs(element.children("goal"), node, ("goal",)),
        activities=reading.refs([one for one in done if one is not None], node, ACTIVITY_KINDS),
        notes=read_notes(element, reading, node),
    )


def _value(extension: Element | None, name: str) -> Element | None:
    return extension.child(name) if extension is not None else None


def _read_type(element: Element | None) -> tuple[object, str | None]:
    if element is None:
        return None, None
    code, text = read_concept(element, terms.PLAN_TYPE, also=(terms.INERA_PLAN_TYPE,))
    if code is None:
        inera, words = read_concept(element, _BY_INERA)
        return inera, text or words
    return code, text


_BY_INERA = {plan: (terms.INERA_PLAN_TYPE, code, code) for plan, code in terms.INERA_PLAN.items()}


def _read_legal_basis(element: Element) -> LegalBasis | None:
    extension = element.extension(_LEGAL_BASIS)
    if extension is None:
        return None
    plan = read_coding(_value(extension.extension("plan"), "valueCoding"), terms.STATUTORY_PLAN)
    statutes = [
        read_coding(one.child("valueCoding"), terms.STATUTE)
        for one in extension.extensions("statute")
    ]
    if plan is None:
        extension.note("map-essential", "extension('plan')")
        return None
    return build(
        LegalBasis, extension, plan=plan, statutes=tuple(one for one in statutes if one is not None)
    )


def is_other(element: Element) -> bool:
    """Whether a supportingInfo names a plan that is kept elsewhere."""
    return element.raw.get("type") == "CarePlan" and "reference" not in element.raw


def read_other(element: Element) -> OtherPlan | None:
    """A plan of another provider."""
    element.ignore("type")
    extension = element.extension(_PLAN_TYPE)
    kind, words = _read_type(_value(extension, "valueCodeableConcept"))
    said = {
        "title": element.read("display", TEXT),
        "type": kind,
        "type_text": words,
        "legal_basis": _read_legal_basis(element),
        **_read_other_identifier(element.child("identifier")),
    }
    if said["title"] is None and said.get("identifier") is None:
        element.note("map-essential", "identifier")
        return None
    return build(OtherPlan, element, **said)


def _read_other_identifier(element: Element | None) -> dict[str, Any]:
    if element is None:
        return {}
    system, value = element.read("system", URI), element.read("value", TEXT)
    if system is None or value is None:
        element.note("map-empty")
        return {}
    found: dict[str, Any] = {"identifier": build(Identifier, element, system=system, value=value)}
    assigner = element.child("assigner")
    if assigner is not None:
        found["provider_name"] = assigner.read("display", TEXT)
        number = assigner.child("identifier")
        if number is not None and number.raw.get("system") == HSA_ID:
            number.ignore("system")
            found["provider_hsa_id"] = number.read("value", HSA)
    return found
