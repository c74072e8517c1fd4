"""FHIR graph → contract, and the list of what the contract could not say.

Never fails on what is in the resources, and drops nothing in silence: what is not read is noted. The
CarePlan in focus is read first, then what it leads to, then what leads to it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from pk_fhir.contract.agreement import Story
from pk_fhir.contract.commitments import PatientCommitment
from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.contract.people import Patient
from pk_fhir.contract.values import Identifier
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import (
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
    questionnaire_response,
    related_person,
    review,
    service_request,
    warning_sign,
)
from pk_fhir.mapping.datatypes import read_identifiers
from pk_fhir.mapping.graph import Graph, Node, is_left_out
from pk_fhir.mapping.naming import contract_identifier
from pk_fhir.mapping.reader import TEXT, Element
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.salvage import salvage
from pk_fhir.mapping.unexpressed import Log, Unexpressed
from pk_fhir.mapping.writing import contract_key
from pk_fhir.messages import Language, told


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
    fields = care_plan.read_contract(node, reading)
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
        raise FhirError("unprocessable", told("map-no-focus", focus=focus))
    ours = [node for node in plans if care_plan.is_contract(node.raw)]
    whole = [node for node in plans if "partOf" not in node.raw]
    for candidates in (ours, whole, plans):
        if candidates:
            return candidates[0]
    raise FhirError("unprocessable", told("map-no-careplan"))


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


def _place_of(lifted: object) -> str:
    return "patient_commitments" if isinstance(lifted, PatientCommitment) else "care_commitments"


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
    matters = node.element.read("description", TEXT) if care_plan.is_ours(node) else None
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


def unexpressed_json(
    listed: Iterable[Unexpressed], language: Language = "en"
) -> list[dict[str, str]]:
    """The list as JSON: path, resource, key and reason, which is said in `language`."""
    return [
        {"path": one.path, "resource": one.resource, "key": one.key, "reason": one.text(language)}
        for one in listed
    ]
