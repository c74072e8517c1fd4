"""CarePlan: the agreement itself, and the plans that belong to it.

https://hl7.org/fhir/R4/careplan.html. `activity.detail` is never written: activities are references.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from pk_fhir.contract import codes
from pk_fhir.contract.agreement import Indication, PartDiscussed
from pk_fhir.contract.code import Code
from pk_fhir.contract.contacts import Preference
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.identifiers import HSA_ID, check
from pk_fhir.contract.values import Note
from pk_fhir.mapping import activity_detail, plan, provenance, terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import (
    coded_concept,
    coding,
    concept,
    read_code,
    read_coding,
    read_concept,
)
from pk_fhir.mapping.datatypes import period, read_notes, read_period
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import BOOLEAN, DATE_TIME, POSITIVE, TEXT, URI, Element, build
from pk_fhir.mapping.reading import Reading, codings
from pk_fhir.mapping.related_person import WISH, read_wish, write_wish
from pk_fhir.mapping.writing import Json, Writing, compact

C = TypeVar("C", bound=Code)
M = TypeVar("M", bound=BaseModel)

VERSION = terms.definition("pk-version")
INITIATIVE = terms.definition("pk-initiative")
INDICATION = terms.definition("pk-indication")
DISCUSSED = terms.definition("pk-part-discussed")
PREFERENCE = terms.definition("pk-contact-preference")
COORDINATION = terms.definition("pk-coordination-wish")
_CARE = ("professional", "organization")
_ANYONE = ("patient", "relative", "professional", "organization", "team", "fixed contact")


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


def read_contract(node: Node, reading: Reading) -> dict[str, Any]:
    """What the CarePlan itself says, as fields of the contract; "lifted" are its activities' details.

    What it leads to, and what leads to it, is wanted of `reading`: references in the order in which
    the contract lists them.
    """
    element = node.element
    withheld = read_common(node)
    source = element.raw.get("meta")
    reading.refs(element.children("careTeam"), node, ("fixed contact", "team"))
    other_plans = _read_supporting(element, node, reading)
    reading.refs(element.children("goal"), node, ("goal",))
    lifted = _read_activities(element, node, reading)
    _want_what_leads_here(node, reading)
    if is_contract(element.raw):
        element.ignore("category")
    if element.raw.get("intent") == "plan":
        element.ignore("intent")
    notes = [*read_notes(element, reading, node), *(one for one in lifted if isinstance(one, Note))]
    if not is_ours(node) and (said := element.read("description", TEXT)) is not None:
        notes.append(Note(text=said))
    return {
        "status": read_code(element, "status", codes.ContractStatus)
        or codes.ContractStatus.UNKNOWN,
        "title": element.read("title", TEXT),
        "period": read_period(element.child("period")),
        "established": element.read("created", DATE_TIME),
        "author": reading.ref(element.child("author"), node, _ANYONE),
        "contributors": reading.refs(element.children("contributor"), node, _ANYONE),
        "withheld_from_patient": withheld,
        "source_system": _source(source),
        "follows": element.read_all("instantiatesUri", URI),
        "notes": tuple(notes),
        "other_plans": other_plans,
        "lifted": [one for one in lifted if not isinstance(one, Note)],
        **_read_extensions(element, node, reading),
        "agreements": provenance.read_agreements(reading),
        "custody": provenance.read_custody(reading),
    }


def _source(meta: object) -> str | None:
    stated = meta.get("source") if isinstance(meta, dict) else None
    if not isinstance(stated, str) or not stated.startswith("urn:hsa:"):
        return None
    number = stated.removeprefix("urn:hsa:")
    return number if check(HSA_ID, number) is None else None


def _read_extensions(element: Element, node: Node, reading: Reading) -> dict[str, Any]:
    version = element.extension(VERSION)
    number = version.read("valuePositiveInt", POSITIVE) if version else None
    initiative = element.extension(INITIATIVE)
    wished = element.extension(COORDINATION)
    return {
        "version": number if number is not None and 1 <= number < 2**31 else 1,
        "initiative": read_coding(
            initiative.child("valueCoding") if initiative else None, terms.INITIATIVE
        ),
        "indications": _read_stated(element, INDICATION, Indication, "code", terms.INDICATION),
        "discussed": _read_discussed(element, node, reading),
        "contact_preferences": _read_stated(
            element, PREFERENCE, Preference, "way", terms.CONTACT_WAY
        ),
        "participation_wish": read_wish(element.extension(WISH)),
        "coordination_wished": wished.read("valueBoolean", BOOLEAN) if wished else None,
    }


def _read_supporting(element: Element, node: Node, reading: Reading) -> tuple[BaseModel, ...]:
    """Forms and receptions are wanted; plans kept elsewhere are read here."""
    others: list[BaseModel] = []
    for one in element.children("supportingInfo"):
        if plan.is_other(one):
            other = plan.read_other(one)
            others.extend([other] if other else [])
        else:
            reading.ref(one, node, ("story", "follow-up", "reception"))
    return tuple(others)


def _read_activities(
    element: Element, node: Node, reading: Reading
) -> list[activity_detail.Lifted]:
    lifted: list[activity_detail.Lifted] = []
    for number, one in enumerate(element.children("activity"), start=1):
        if "modifierExtension" in one.raw:
            one.note("map-modifier")
            one.ignore(*one.raw)
            continue
        if one.has("reference"):
            reading.ref(one.child("reference"), node, plan.ACTIVITY_KINDS)
        detail = one.child("detail")
        found = activity_detail.read(detail, number, node, reading) if detail else None
        if found is not None and not isinstance(found, Note):
            said = (*found.notes, *read_notes(one, reading, node, "progress"))
            found = found.model_copy(update={"notes": said})
        lifted.extend([found] if found else [])
    return lifted


def _want_what_leads_here(node: Node, reading: Reading) -> None:
    """Plans that are part of this one, and people close to the patient."""
    for child in list(reading.graph.of_type("CarePlan")):
        if child is not node and reading.leads_to(child, "partOf", node):
            reading.want("plan", child)
    for relative in list(reading.graph.of_type("RelatedPerson")):
        about = reading.leads_to(relative, "patient", reading.subject)
        if about and not reading.is_foreign_item(relative):
            reading.want("relative", relative)


def _read_stated(
    element: Element, url: str, model: type[M], name: str, table: Mapping[C, terms.Coded]
) -> tuple[M, ...]:
    """The extensions that say a code, in the model's field `name`, or words."""
    found: list[M] = []
    for one in element.extensions(url):
        code, text = read_concept(one.child("valueCodeableConcept"), table)
        if code is not None or text is not None:
            stated = build(model, one, **{name: code}, text=text)
            found.extend([stated] if stated else [])
    return tuple(found)


def _read_discussed(element: Element, node: Node, reading: Reading) -> tuple[PartDiscussed, ...]:
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


def is_ours(node: Node) -> bool:
    """Whether it is stated to follow our profile of a patientkontrakt."""
    meta = node.raw.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    listed = profiles if isinstance(profiles, list) else []
    return any(
        isinstance(one, str) and one.partition("|")[0] == terms.definition("pk-contract")
        for one in listed
    )
