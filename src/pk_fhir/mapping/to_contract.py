"""FHIR graph → contract, and the list of what the contract could not say.

Never fails on what is in the resources, and drops nothing in silence: what is not read is noted. The
CarePlan in focus is read first, then what it leads to, then what leads to it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from pk_fhir.contract import codes
from pk_fhir.contract.agreement import Story
from pk_fhir.contract.commitments import PatientCommitment
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.identifiers import HSA_ID, check, holds_personal_number
from pk_fhir.contract.people import Patient
from pk_fhir.contract.values import Identifier, Note
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import (
    activity_detail,
    appointment,
    care_plan,
    care_team,
    goal,
    healthcare_service,
    mediated_contact,
    organization,
    patient,
    patient_commitment,
    plan,
    practitioner,
    provenance,
    questionnaire_response,
    related_person,
    review,
    service_request,
    terms,
    warning_sign,
)
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import read_code, read_coding
from pk_fhir.mapping.datatypes import read_identifiers, read_notes, read_period
from pk_fhir.mapping.graph import Graph, Node, is_left_out
from pk_fhir.mapping.naming import contract_identifier
from pk_fhir.mapping.reader import BOOLEAN, DATE_TIME, POSITIVE, TEXT, URI, Element
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.salvage import salvage
from pk_fhir.mapping.unexpressed import Log, Unexpressed
from pk_fhir.mapping.writing import contract_key
from pk_fhir.messages import text as message


class Mapped(NamedTuple):
    """A contract, and what it could not say of the FHIR that it was read from."""

    contract: PatientContract
    unexpressed: list[Unexpressed]


# How each kind of part is read, and where it stands in the contract.
_READERS: dict[str, tuple[str, Callable[[Node, Reading], BaseModel | None]]] = {
    "fixed contact": ("fixed_contacts", care_team.read_contact),
    "team": ("teams", care_team.read_team),
    "story": ("story", questionnaire_response.read_story),
    "follow-up": ("follow_ups", questionnaire_response.read_follow_up),
    "reception": ("receptions", healthcare_service.read),
    "goal": ("goals", goal.read),
    "patient commitment": ("patient_commitments", patient_commitment.read),
    "care commitment": ("care_commitments", service_request.read_care),
    "external effort": ("external_efforts", service_request.read_external),
    "warning sign": ("warning_signs", warning_sign.read),
    "mediated contact": ("mediated_contacts", mediated_contact.read),
    "time": ("times", appointment.read),
    "review": ("reviews", review.read),
    "plan": ("plans", plan.read),
    "relative": ("relatives", related_person.read),
    "professional": ("professionals", practitioner.read),
    "organization": ("organizations", organization.read),
}
# Nothing in the agreement orders these: they stand as they came.
_AS_THEY_CAME = frozenset({"relative", "professional", "organization", "plan"})

_ANYONE = ("patient", "relative", "professional", "organization", "team", "fixed contact")


def to_contract(resources: object, *, focus: str | None = None) -> Mapped:
    """The contract in a graph of resources: a Bundle, a list of resources, or one CarePlan.

    `focus` is a reference to the CarePlan (``CarePlan/17`` or a fullUrl); without it, the first
    patientkontrakt, else the first CarePlan that is not part of another. FhirError when there is
    none.
    """
    log = Log()
    graph = Graph(resources, log)
    node = _focus(graph, focus)
    identifier, others = _identifiers(node)
    reading = Reading(graph, node, contract_key(identifier.system, identifier.value), log)
    node.element.seen = True
    person = _read_subject(node, reading)
    fields = _read_plan(node, reading)
    parts = _read_parts(reading)
    for lifted in fields.pop("lifted"):
        parts.setdefault(_place_of(lifted), []).append(lifted)
    fields |= _settle_story(node, parts, reading)
    fields |= {name: tuple(listed) for name, listed in parts.items() if name != "story"}
    fields |= {"identifier": identifier, "other_identifiers": others, "patient": person}
    contract = _contract(fields, node, log)
    _close(reading)
    return Mapped(contract, log.entries)


def _focus(graph: Graph, focus: str | None) -> Node:
    plans = [node for node in graph.of_type("CarePlan") if node.container is None]
    if focus is not None:
        found = graph.by_name(focus, plans[0]) if plans else None
        if found is not None and found.type == "CarePlan":
            return found
        raise FhirError("unprocessable", message("map-no-focus", focus=focus))
    ours = [node for node in plans if care_plan.is_contract(node.raw)]
    whole = [node for node in plans if "partOf" not in node.raw]
    for candidates in (ours, whole, plans):
        if candidates:
            return candidates[0]
    raise FhirError("unprocessable", message("map-no-careplan"))


def _identifiers(node: Node) -> tuple[Identifier, tuple[Identifier, ...]]:
    """The contract's identifier, and its others; one is made where none is stated."""
    stated = read_identifiers(node.element)
    for one in stated:
        if holds_personal_number(one.value):
            node.element.note("map-value", "identifier")
    identifier = contract_identifier(node.raw)
    usable = [one for one in stated if not holds_personal_number(one.value)]
    return identifier, tuple(usable[1:])


def _read_subject(node: Node, reading: Reading) -> Patient:
    """The patient; one who is only named is known by that name everywhere in the graph."""
    subject = node.element.child("subject")
    if subject is None:
        return Patient()
    reference = subject.raw.get("reference")
    found = reading.graph.by_name(reference, node) if isinstance(reference, str) else None
    if found is None:
        found = reading.graph.stand_in(reference, _named_patient(subject), reading.log)
    else:
        subject.ignore(*subject.raw)
    if found.type != "Patient":
        subject.note("map-reference-kind", allowed="Patient")
        return Patient()
    reading.subject = found
    return patient.read(found)


def _named_patient(subject: Element) -> dict[str, Any]:
    display = subject.read("display", TEXT)
    subject.ignore("type", "reference", "identifier")
    raw: dict[str, object] = {"resourceType": "Patient"}
    if isinstance(subject.raw.get("identifier"), dict):
        raw["identifier"] = [subject.raw["identifier"]]
    return raw | ({"name": [{"text": display}]} if display else {})


def _read_plan(node: Node, reading: Reading) -> dict[str, Any]:
    """What the CarePlan itself says. References in the order in which the contract lists them."""
    element = node.element
    withheld = read_common(node)
    source = element.raw.get("meta")
    reading.refs(element.children("careTeam"), node, ("fixed contact", "team"))
    other_plans = _read_supporting(element, node, reading)
    reading.refs(element.children("goal"), node, ("goal",))
    lifted = _read_activities(element, node, reading)
    _want_what_leads_here(node, reading)
    if care_plan.is_contract(element.raw):
        element.ignore("category")
    if element.raw.get("intent") == "plan":
        element.ignore("intent")
    notes = [*read_notes(element, reading, node), *(one for one in lifted if isinstance(one, Note))]
    if not _is_ours(node) and (said := element.read("description", TEXT)) is not None:
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


def _is_ours(node: Node) -> bool:
    meta = node.raw.get("meta")
    profiles = meta.get("profile") if isinstance(meta, dict) else None
    listed = profiles if isinstance(profiles, list) else []
    return any(
        isinstance(one, str) and one.partition("|")[0] == terms.definition("pk-contract")
        for one in listed
    )


def _read_extensions(element: Element, node: Node, reading: Reading) -> dict[str, Any]:
    version = element.extension(care_plan.VERSION)
    number = version.read("valuePositiveInt", POSITIVE) if version else None
    initiative = element.extension(care_plan.INITIATIVE)
    wished = element.extension(care_plan.COORDINATION)
    return {
        "version": number if number is not None and 1 <= number < 2**31 else 1,
        "initiative": read_coding(
            initiative.child("valueCoding") if initiative else None, terms.INITIATIVE
        ),
        "indications": care_plan.read_indications(element),
        "discussed": care_plan.read_discussed(element, node, reading),
        "contact_preferences": care_plan.read_preferences(element),
        "participation_wish": related_person.read_wish(element.extension(related_person.WISH)),
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


def _place_of(lifted: object) -> str:
    return "patient_commitments" if isinstance(lifted, PatientCommitment) else "care_commitments"


def _want_what_leads_here(node: Node, reading: Reading) -> None:
    """Plans that are part of this one, and people close to the patient."""
    for child in list(reading.graph.of_type("CarePlan")):
        if child is not node and reading.leads_to(child, "partOf", node):
            reading.want("plan", child)
    for relative in list(reading.graph.of_type("RelatedPerson")):
        about = reading.leads_to(relative, "patient", reading.subject)
        if about and not reading.is_foreign_item(relative):
            reading.want("relative", relative)


def _read_parts(reading: Reading) -> dict[str, list[BaseModel]]:
    """Everything that is wanted, until nothing new is."""
    found: dict[str, list[tuple[Node, BaseModel]]] = {}
    done: set[int] = set()
    while waiting := [
        (kind, node)
        for kind in _READERS
        for node in reading.wanted.get(kind, [])
        if node.index not in done
    ]:
        for kind, node in waiting:
            done.add(node.index)
            node.element.seen = True
            part = _read_part(kind, node, reading)
            if part is not None:
                found.setdefault(kind, []).append((node, part))
    return {
        _READERS[kind][0]: [
            part
            for _, part in (
                sorted(listed, key=lambda entry: entry[0].index)
                if kind in _AS_THEY_CAME
                else listed
            )
        ]
        for kind, listed in found.items()
    }


def _read_part(kind: str, node: Node, reading: Reading) -> BaseModel | None:
    element = node.element
    # What a modifier says can turn the meaning around, so such a resource is not read at all.
    for member, key in (("modifierExtension", "map-modifier"), ("doNotPerform", "map-prohibited")):
        if element.raw.get(member, False) is not False:
            element.note(key)
            element.ignore(*element.raw)
            return None
    element.ignore("doNotPerform")
    return _READERS[kind][1](node, reading)


def _settle_story(
    node: Node, parts: dict[str, list[BaseModel]], reading: Reading
) -> dict[str, Any]:
    """One story; what matters stands in the CarePlan too, and there it counts."""
    stories = [one for one in parts.get("story", []) if isinstance(one, Story)]
    for _ in stories[1:]:
        node.element.note("map-second", "supportingInfo")
    matters = node.element.read("description", TEXT) if _is_ours(node) else None
    story = stories[0] if stories else None
    if matters is None:
        return {"story": story}
    if story is None:
        return {"story": Story(id=reading.fresh("story"), what_matters=matters)}
    if story.what_matters not in (None, matters):
        node.element.note("map-differs", "description")
    return {"story": story.model_copy(update={"what_matters": matters})}


def _contract(fields: dict[str, Any], node: Node, log: Log) -> PatientContract:
    try:
        return PatientContract.model_validate(fields, by_name=True, by_alias=False)
    except ValidationError:
        contract, dropped = salvage(PatientContract.model_construct(None, **fields))
        for pointer, problem in dropped:
            log.add("CarePlan", node.label, "map-pruned", pointer=pointer, problem=problem)
        return contract


def _close(reading: Reading) -> None:
    """Note what was not read in what was visited, and what nothing led to."""
    for node in reading.graph.nodes:
        if node.element.seen:
            node.element.close()
        elif not is_left_out(node.raw):
            node.element.note("map-not-linked")


def unexpressed_json(listed: Iterable[Unexpressed]) -> list[dict[str, str]]:
    """The list as JSON: path, resource, key and reason."""
    return [
        {"path": one.path, "resource": one.resource, "key": one.key, "reason": one.reason}
        for one in listed
    ]
