"""CarePlan: the agreement itself, and the plans that belong to it.

https://hl7.org/fhir/R4/careplan.html. `activity.detail` is never written: activities are references.
"""

from collections.abc import Iterable
from typing import Any

from pk_fhir.contract.agreement import (
    Indication,
    PartDiscussed,
)
from pk_fhir.contract.contacts import Preference
from pk_fhir.contract.contract import PatientContract
from pk_fhir.mapping import plan, terms
from pk_fhir.mapping.concepts import (
    coded_concept,
    coding,
    concept,
    read_coding,
    read_concept,
)
from pk_fhir.mapping.datatypes import (
    period,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE_TIME, TEXT, Element, build
from pk_fhir.mapping.reading import Reading, codings
from pk_fhir.mapping.related_person import write_wish
from pk_fhir.mapping.writing import Json, Writing, compact

VERSION = terms.definition("pk-version")
INITIATIVE = terms.definition("pk-initiative")
INDICATION = terms.definition("pk-indication")
DISCUSSED = terms.definition("pk-part-discussed")
PREFERENCE = terms.definition("pk-contact-preference")
COORDINATION = terms.definition("pk-coordination-wish")
_CARE = ("professional", "organization")


def write_contract(contract: PatientContract, out: Writing) -> Json:
    """The CarePlan of the agreement."""
    matters = contract.story.what_matters if contract.story else None
    lines = (
        ("Rubrik", contract.title),
        ("Status", contract.status.sv),
        ("Version", str(contract.version)),
        ("Vad är viktigt för dig?", matters),
        *((one.part.sv.capitalize(), one.outcome.sv) for one in contract.discussed),
    )
    security: list[Json] = []
    if contract.withheld_from_patient:
        security = [{"system": terms.ACT_CODE, "code": terms.NOT_FOR_PATIENT}]
    numbers = (contract.identifier, *contract.other_identifiers)
    return out.resource(
        "CarePlan", "pk-contract", "Patientkontrakt", lines, security=security
    ) | compact(
        {
            "extension": _contract_extensions(contract, out),
            "identifier": [{"system": one.system, "value": one.value} for one in numbers],
            "instantiatesUri": list(contract.follows),
            "status": contract.status.value,
            "intent": "plan",
            "category": [concept(terms.PLAN_CATEGORY, text="Patientkontrakt")],
            "title": contract.title,
            "description": matters,
            "subject": out.patient(),
            "period": period(contract.period),
            "created": contract.established,
            "author": out.ref(contract.author) if contract.author else None,
            "contributor": out.refs(contract.contributors),
            "careTeam": out.refs(one.id for one in (*contract.fixed_contacts, *contract.teams)),
            "supportingInfo": _supporting(contract, out),
            "goal": out.refs(one.id for one in contract.goals),
            "activity": plan.activities(_done(contract), out),
            "note": out.notes(contract.notes),
        }
    )


def _done(contract: PatientContract) -> Iterable[str]:
    for parts in (
        contract.patient_commitments,
        contract.care_commitments,
        contract.external_efforts,
        contract.warning_signs,
        contract.mediated_contacts,
        contract.times,
        contract.reviews,
    ):
        yield from (one.id for one in parts)


def _contract_extensions(contract: PatientContract, out: Writing) -> list[Json]:
    found: list[Json] = [{"url": VERSION, "valuePositiveInt": contract.version}]
    if contract.initiative is not None:
        taken = coding(terms.INITIATIVE[contract.initiative])
        found.append({"url": INITIATIVE, "valueCoding": taken})
    for indication in contract.indications:
        stated = coded_concept(terms.INDICATION, indication.code, indication.text)
        found.append({"url": INDICATION, "valueCodeableConcept": stated})
    found.extend(_discussed(one, out) for one in contract.discussed)
    for preference in contract.contact_preferences:
        stated = coded_concept(terms.CONTACT_WAY, preference.way, preference.text)
        found.append({"url": PREFERENCE, "valueCodeableConcept": stated})
    found.extend(write_wish(contract.participation_wish))
    if contract.coordination_wished is not None:
        found.append({"url": COORDINATION, "valueBoolean": contract.coordination_wished})
    return found


def _discussed(stated: PartDiscussed, out: Writing) -> Json:
    parts: list[Json] = [
        {"url": "part", "valueCoding": coding(terms.PART[stated.part])},
        {"url": "outcome", "valueCoding": coding(terms.PART_OUTCOME[stated.outcome])},
    ]
    if stated.when is not None:
        parts.append({"url": "when", "valueDateTime": stated.when})
    if stated.by is not None:
        parts.append({"url": "by", "valueReference": out.ref(stated.by)})
    if stated.note is not None:
        parts.append({"url": "note", "valueString": stated.note})
    return {"url": DISCUSSED, "extension": parts}


def _supporting(contract: PatientContract, out: Writing) -> list[Json]:
    forms = [*([contract.story] if contract.story else []), *contract.follow_ups]
    return [
        *out.refs(one.id for one in forms),
        *out.refs(one.id for one in contract.receptions),
        *(plan.write_other(one) for one in contract.other_plans),
    ]


# Reading the parts that a CarePlan has in itself


def read_indications(element: Element) -> tuple[Indication, ...]:
    """Why the patient has a patientkontrakt."""
    found: list[Indication] = []
    for one in element.extensions(INDICATION):
        code, text = read_concept(one.child("valueCodeableConcept"), terms.INDICATION)
        if code is not None or text is not None:
            stated = build(Indication, one, code=code, text=text)
            found.extend([stated] if stated else [])
    return tuple(found)


def read_preferences(element: Element) -> tuple[Preference, ...]:
    """How the patient prefers to be contacted."""
    found: list[Preference] = []
    for one in element.extensions(PREFERENCE):
        way, text = read_concept(one.child("valueCodeableConcept"), terms.CONTACT_WAY)
        if way is not None or text is not None:
            stated = build(Preference, one, way=way, text=text)
            found.extend([stated] if stated else [])
    return tuple(found)


def read_discussed(element: Element, node: Node, reading: Reading) -> tuple[PartDiscussed, ...]:
    """The four parts."""
    found: list[PartDiscussed] = []
    for one in element.extensions(DISCUSSED):
        said = {name: one.extension(name) for name in ("part", "outcome", "when", "by", "note")}
        part = read_coding(_value(said["part"], "valueCoding"), terms.PART)
        outcome = read_coding(_value(said["outcome"], "valueCoding"), terms.PART_OUTCOME)
        if part is None or outcome is None:
            one.note("map-essential", "extension")
            continue
        when, note = said["when"], said["note"]
        stated = build(
            PartDiscussed,
            one,
            part=part,
            outcome=outcome,
            when=when.read("valueDateTime", DATE_TIME) if when else None,
            by=reading.value_ref(said["by"], node, _CARE),
            note=note.read("valueString", TEXT) if note else None,
        )
        found.extend([stated] if stated else [])
    return tuple(found)


def _value(extension: Element | None, name: str) -> Element | None:
    return extension.child(name) if extension is not None else None


def is_contract(raw: dict[str, Any]) -> bool:
    """Whether a resource is a CarePlan that says that it is a patientkontrakt."""
    return raw.get("resourceType") == "CarePlan" and terms.PLAN_CATEGORY[:2] in codings(
        raw.get("category")
    )
