"""What clients search by, on both databases, with whole answers."""

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import Grant, Visibility
from pk_fhir.store.search import Asked, search

pytestmark = pytest.mark.anyio

ANNA = {
    "resourceType": "Patient",
    "id": "anna",
    "text": {
        "status": "generated",
        "div": "<div xmlns='http://www.w3.org/1999/xhtml'>Åsa 100%</div>",
    },
    "identifier": [
        {
            "type": {"coding": [{"system": "urn:types", "code": "MR"}]},
            "system": "urn:oid:1.2.752.129.2.1.3.1",
            "value": "197909212388",
        }
    ],
    "name": [{"family": "Åberg", "given": ["Anna Maria"]}],
    "telecom": [
        {"system": "phone", "value": "+46 (0)8-123 45 67"},
        {"system": "email", "value": "Anna@Example.org"},
    ],
    "birthDate": "1977-09-21",
}
PLAN = {
    "resourceType": "CarePlan",
    "id": "plan",
    "status": "active",
    "intent": "plan",
    "subject": {
        "reference": "Patient/anna",
        "identifier": {"system": "urn:oid:1.2.752.129.2.1.3.1", "value": "19790921-2388"},
    },
    "author": {"display": "Vårdcentralen Ekan"},
    "instantiatesCanonical": ["http://example.org/PlanDefinition/v|2"],
    "careTeam": [{"reference": "CareTeam/team"}],
    "description": "Bo kvar hemma",
}
TEAM = {
    "resourceType": "CareTeam",
    "id": "team",
    "status": "active",
    "subject": {"reference": "Patient/anna"},
    "participant": [
        {"member": {"reference": "Practitioner/per"}},
        {"member": {"reference": "Organization/vc"}},
    ],
}
PER = {"resourceType": "Practitioner", "id": "per", "name": [{"family": "Ek"}]}
UNIT = {"resourceType": "Organization", "id": "vc", "name": "Vårdcentralen Ekan"}
PLACE = {
    "resourceType": "Location",
    "id": "place",
    "position": {"longitude": 18.06, "latitude": 59.33},
}
PROVENANCE = {
    "resourceType": "Provenance",
    "id": "prov",
    "target": [{"reference": "CarePlan/plan"}],
    "recorded": "2026-11-02T10:00:00+01:00",
    "agent": [{"who": {"reference": "Practitioner/per"}}],
}


@pytest.fixture
async def filled(world):
    for resource in (ANNA, PLAN, TEAM, PER, UNIT, PLACE, PROVENANCE):
        await world.put(resource)
    return world


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("Patient", "identifier=http://electronichealth.se/identifier/personnummer|197909212388", ["anna"]),
        ("Patient", "identifier=urn:oid:1.2.752.129.2.1.3.1|19790921-2388", ["anna"]),
        ("Patient", "identifier:of-type=urn:types|MR|197909212388", ["anna"]),
        ("Patient", "identifier:of-type=urn:types|MR|1", []),
        ("Patient", "phone=%2B46081234567", ["anna"]),
        ("Patient", "telecom=phone|%2B46081234567", ["anna"]),
        ("Patient", "telecom=email|%2B46081234567", []),
        ("Patient", "email=ANNA@example.org", ["anna"]),
        ("Patient", "given=anna%20maria", ["anna"]),
        ("Patient", "family=ABERG", ["anna"]),
        ("Patient", "family:exact=Åberg", ["anna"]),
        ("Patient", "family:exact=åberg", []),
        ("Patient", "birthdate=1977", ["anna"]),
        ("Patient", "birthdate=ap1977-09-22", ["anna"]),
        ("Patient", "deceased=false", ["anna"]),
        ("Patient", "_text=åsa", ["anna"]),
        ("Patient", "_text=100%25", ["anna"]),
        ("Patient", "_text=100_", []),
        ("Patient", "_text=aberg", []),
        ("Patient", "_content=ÅBERG%20maria", ["anna"]),
        ("Patient", "_content=åberg%20bo", []),
        ("CarePlan", "_content=hemma,borta&patient=anna", ["plan"]),
        ("CarePlan", "_content=resourceType", []),
        ("CarePlan", "subject:identifier=http://electronichealth.se/identifier/personnummer|197909212388", ["plan"]),
        ("CarePlan", "instantiates-canonical=http://example.org/PlanDefinition/v", ["plan"]),
        ("CarePlan", "instantiates-canonical=http://example.org/PlanDefinition/v|2", ["plan"]),
        ("CarePlan", "instantiates-canonical=http://example.org/PlanDefinition/v|3", []),
        ("CarePlan", "care-team.participant:Practitioner.name=ek", ["plan"]),
        ("CarePlan", "care-team.participant.name=vardcentralen", ["plan"]),
        ("CarePlan", "_has:Provenance:target:agent=Practitioner/per", ["plan"]),
        ("Organization", "_has:CareTeam:participant:subject:Patient.family=aberg", ["vc"]),
        ("Location", "near=59.34|18.07|5|km", ["place"]),
        ("Location", "near=59.34|18.07|500|m", []),
        ("Location", "near:missing=false", ["place"]),
        ("", "_type=Patient,Practitioner&_id=anna,per", ["anna", "per"]),
        ("", "_content=ekan", ["plan", "vc"]),
    ],
)  # fmt: skip
async def test_it_is_found(filled, kind, text, expected):
    assert await filled.find(kind, text) == expected


async def included(world, kind, text, **asked):
    page = await world.page(kind, text, **asked)
    return sorted(f"{each.type}/{each.id}" for each in page.included)


async def test_includes_follow_references_both_ways(filled):
    assert await included(filled, "CarePlan", "_include=CarePlan:care-team") == ["CareTeam/team"]
    assert await included(
        filled, "CarePlan", "_include=CarePlan:care-team&_include:iterate=CareTeam:participant"
    ) == ["CareTeam/team", "Organization/vc", "Practitioner/per"]
    assert await included(
        filled,
        "CarePlan",
        "_include=CarePlan:care-team&_include:iterate=CareTeam:participant:Organization",
    ) == ["CareTeam/team", "Organization/vc"]
    assert await included(filled, "CarePlan", "_revinclude=Provenance:target") == [
        "Provenance/prov"
    ]
    assert await included(
        filled, "Patient", "_revinclude=CarePlan:patient&_revinclude:iterate=Provenance:target"
    ) == ["CarePlan/plan", "Provenance/prov"]
    assert await included(filled, "Patient", "_revinclude=*") == ["CarePlan/plan", "CareTeam/team"]
    assert await included(filled, "CarePlan", "_include=*") == ["CareTeam/team", "Patient/anna"]


async def test_more_to_include_than_the_limit_is_said(filled):
    page = await filled.page("CarePlan", "_include=*", most_included=1)
    assert (len(page.included), page.truncated) == (1, True)


async def test_another_tenant_is_not_found_included_or_counted(filled):
    await filled.put(UNIT | {"name": "Annan"}, "other")
    other = Visibility((Grant(tenant="other"),))
    page = await filled.page("Organization", "_total=accurate", tenant="other", visibility=other)
    assert ([each.id for each in page.matches], page.total) == (["vc"], 1)
    assert await filled.find("CarePlan", "", tenant="other", visibility=other) == []


async def test_the_compartment_narrows(filled):

    async def ids(kind, ident):
        asked = Asked(
            query=filled.query(kind, "", compartment=("Patient", ident)),
            tenant="t",
            visibility=Visibility((Grant(tenant="t"),)),
            count=10,
        )
        return [each.id for each in (await search(filled.store, asked)).matches]

    assert await ids("CarePlan", "anna") == ["plan"]
    assert await ids("Patient", "anna") == ["anna"]
    assert await ids("CarePlan", "bo") == []
    assert await ids("Organization", "anna") == []


async def test_a_search_sees_what_was_just_written_and_no_longer_what_was_replaced(filled):
    await filled.put(PLAN | {"status": "completed"})
    assert await filled.find("CarePlan", "status=active") == []
    assert await filled.find("CarePlan", "status=completed") == ["plan"]
    await filled.delete("CarePlan", "plan")
    assert await filled.find("CarePlan", "status:not=active") == []
    assert await filled.find("CarePlan", "_id=plan") == []


async def test_a_count_is_a_count_alone(filled):
    page = await filled.page("Patient", "_summary=count")
    assert (page.matches, page.total) == ([], 1)


async def test_what_is_not_understood_is_refused_whole(filled):
    with pytest.raises(FhirError) as refused:
        await filled.find("CarePlan", "patinet=anna&status:exakt=x&date=now&_sort=patinet")
    assert [(each.expression, each.key) for each in refused.value.issues] == [
        ("http.patinet", "search.unknown-parameter"),
        ("http.status:exakt", "search.unknown-modifier"),
        ("http.date", "search.bad-date"),
        ("http._sort", "search.unknown-parameter"),
    ]


async def test_a_body_with_nul_does_not_stop_the_search_of_others(filled):
    await filled.put(UNIT | {"id": "nul", "name": "a\0b"})
    assert await filled.find("Organization", "_content=ekan") == ["vc"]
    assert await filled.find("Organization", "_text=ekan") == []


async def test_a_match_is_there_once_however_many_of_its_values_match(filled):
    address = {"city": "Ekby", "line": ["Ekvägen 1"], "text": "Ekvägen 1, Ekby"}
    await filled.put(PLACE | {"id": "ek", "address": address})
    page = await filled.page("Location", "address=ek&_total=accurate")
    assert ([each.id for each in page.matches], page.total) == (["ek"], 1)
    canonical = "http://example.org/PlanDefinition/v"
    page = await filled.page(
        "CarePlan", f"instantiates-canonical={canonical},{canonical}|2&_total=accurate"
    )
    assert ([each.id for each in page.matches], page.total) == (["plan"], 1)
