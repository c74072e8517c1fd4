"""Which resources are one contract."""

import pytest

from pk_fhir.interactions.contracts.belonging import Graph
from pk_fhir.interactions.contracts.closing import closed
from pk_fhir.interactions.local import LocalReferences
from pk_fhir.mapping import to_contract
from pk_fhir.mapping.naming import key_of
from pk_fhir.mapping.terms import ITEM_SYSTEM, PLAN_CATEGORY
from pk_fhir.mapping.writing import contract_key

CATEGORY = [{"coding": [{"system": PLAN_CATEGORY[0], "code": PLAN_CATEGORY[1]}]}]
LOCAL = LocalReferences("http://here/fhir")


def plan(id_: str, **elements) -> dict:
    identifier = [{"system": "urn:example:bench", "value": id_}]
    return {
        "resourceType": "CarePlan",
        "id": id_,
        "identifier": identifier,
        "category": CATEGORY,
        **elements,
    }


def part(of: dict, type_: str, id_: str, **elements) -> dict:
    identifier = [{"system": ITEM_SYSTEM, "value": f"{key_of(of)}.{id_}"}]
    return {"resourceType": type_, "id": id_, "identifier": identifier, **elements}


def ref(reference: str) -> dict:
    return {"reference": reference}


OTHER = plan("other", goal=[ref("Goal/theirs")])
MINE = plan(
    "mine",
    subject=ref("Patient/p"),
    goal=[ref("Goal/g")],
    supportingInfo=[ref("CarePlan/other")],
    careTeam=[ref("http://here/fhir/CareTeam/t")],
)
GOAL = part(MINE, "Goal", "g")
RELATIVE = part(MINE, "RelatedPerson", "r", patient=ref("Patient/p"))
GONE = closed(part(MINE, "Goal", "gone", lifecycleStatus="active"))
TEAM = part(
    MINE,
    "CareTeam",
    "t",
    status="active",
    participant=[{"member": ref("PractitionerRole/x")}],
)
THEIRS = part(OTHER, "Goal", "theirs")
PATIENT = {"resourceType": "Patient", "id": "p"}
AGREED = {"resourceType": "Provenance", "id": "a", "target": [ref("CarePlan/mine")]}
THEIR_PROVENANCE = {
    "resourceType": "Provenance",
    "id": "b",
    "target": [ref("CarePlan/other"), ref("Patient/p")],
}
VISIT = part(MINE, "Appointment", "v")
ANSWER = {"resourceType": "AppointmentResponse", "id": "an", "appointment": ref("Appointment/v")}
LOOSE = {"resourceType": "Goal", "id": "loose"}


def graph(*resources: dict) -> Graph:
    made = Graph(("CarePlan", "mine"), LOCAL)
    made.add(resources)
    return made


def test_a_contract_is_what_it_leads_to_what_names_it_and_its_own_parts():
    made = graph(OTHER, MINE, GOAL, RELATIVE, GONE, TEAM, THEIRS, PATIENT, AGREED, THEIR_PROVENANCE)
    made.add([VISIT, ANSWER, LOOSE])
    assert sorted(f"{kind}/{id_}" for kind, id_ in made.contract()) == [
        "Appointment/v",
        "AppointmentResponse/an",
        "CarePlan/mine",
        "CareTeam/t",
        "Goal/g",
        "Patient/p",
        "Provenance/a",
        "RelatedPerson/r",
    ]


def test_what_is_referred_to_and_not_here_is_wanted():
    assert graph(MINE, TEAM).wanted() == {
        ("Patient", "p"),
        ("Goal", "g"),
        ("CarePlan", "other"),
        ("PractitionerRole", "x"),
    }


def test_the_plan_comes_first():
    assert next(iter(graph(GOAL, MINE).contract())) == ("CarePlan", "mine")


@pytest.mark.parametrize(
    "identifier",
    [
        [{"system": "urn:example:plans", "value": "7"}],
        [{"system": "http://electronichealth.se/identifier/personnummer", "value": "197701172392"}, {"system": "urn:example:plans", "value": "7"}],
        [{"system": "urn:example:plans", "value": "plan-197701172392"}, {"system": "urn:example:plans", "value": "7"}],
        [{"system": ITEM_SYSTEM, "value": "0123456789abcdef0123.plan"}, {"system": "urn:example:plans", "value": "7"}],
        [{"system": "no uri", "value": "7"}, {"system": "urn:oid:1.2.752.129.2.1.4.1", "value": "SE2321000131-E000000000001"}],
        [{"value": "7"}],
        [],
    ],
)  # fmt: skip
def test_the_key_of_a_contract_is_that_of_the_identifier_that_it_is_read_with(
    identifier: list[dict],
) -> None:
    named = plan("p", identifier=identifier)
    read = to_contract([named]).contract.identifier
    assert key_of(named) == contract_key(read.system, read.value)
