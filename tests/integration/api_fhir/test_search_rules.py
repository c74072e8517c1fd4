"""Search, rule by rule of https://hl7.org/fhir/R4/search.html, over HTTP: each query with what it must find."""

from typing import Any
from urllib.parse import quote

import httpx
import pytest

pytestmark = pytest.mark.anyio

U = "http://unitsofmeasure.org"
S = "http://example.org/s"
ORGANIZATIONS = [
    {"resourceType": "Organization", "id": "o1", "name": "Alfa"},
    {"resourceType": "Organization", "id": "o2", "name": "Beta", "partOf": {"reference": "Organization/o1"}},
    {"resourceType": "Organization", "id": "o3", "name": "Gamma", "partOf": {"reference": "Organization/o2"}},
]  # fmt: skip
PATIENTS = [
    {
        "resourceType": "Patient",
        "id": "p1",
        "active": True,
        "gender": "female",
        "birthDate": "1979-09-21",
        "name": [{"family": "Åberg", "given": ["Eva", "Lena"]}],
        "address": [{"use": "home", "city": "Västra  Ö-by"}],
        "managingOrganization": {"reference": "Organization/o3"},
        "identifier": [{"system": S, "value": "a,b|c$d"}],
        "telecom": [{"system": "phone", "value": "+46 70-123 45 67"}],
    },
    {
        "resourceType": "Patient",
        "id": "p2",
        "gender": "male",
        "birthDate": "1979",
        "name": [{"family": "Berg", "given": ["Bo"]}],
        "managingOrganization": {"reference": "Organization/o1"},
    },
    {
        "resourceType": "Patient",
        "id": "p3",
        "name": [{"family": "Alberg"}, {"family": "O'Hara von Ek-Lund"}],
    },
]


def observation(ident: str, **more: Any) -> dict[str, Any]:
    code = {"coding": [{"system": S, "code": "w"}]}
    return {"resourceType": "Observation", "id": ident, "status": "final", "code": code, **more}


def part(code: str, value: float) -> dict[str, Any]:
    return {
        "code": {"coding": [{"system": S, "code": code}]},
        "valueQuantity": {"value": value},
    }


OTHERS = [
    observation("w1", subject={"reference": "Patient/p1"}, effectiveDateTime="2026-01-15T10:00:00Z", valueQuantity={"value": 100, "unit": "mg", "system": U, "code": "mg"}),
    observation("w2", subject={"reference": "Patient/p2"}, effectiveDateTime="2026-01-15", valueQuantity={"value": 0.1, "unit": "g", "system": U, "code": "g"}),
    observation("w3", subject={"reference": "Patient/p1"}, effectivePeriod={"start": "2026-01-10", "end": "2026-01-20"}, valueQuantity={"value": 100.4}),
    observation("w4", effectivePeriod={"start": "2026-02-01"}, valueCodeableConcept={"coding": [{"system": S, "code": "x"}, {"system": S, "code": "y"}]}, component=[part("k", 5), part("l", 9)]),
    observation("w5", effectiveDateTime="2025", valueString="Hej, du", hasMember=[{"reference": "Observation/w1"}]),
    {"resourceType": "Provenance", "id": "v1", "target": [{"reference": "Observation/w1"}], "recorded": "2026-01-01T00:00:00Z", "agent": [{"who": {"reference": "Organization/o1"}}]},
    {"resourceType": "CodeSystem", "id": "cs1", "url": S, "status": "active", "content": "complete", "concept": [{"code": "w", "concept": [{"code": "w-child"}]}, {"code": "x"}]},
    {"resourceType": "ValueSet", "id": "vs1", "url": "http://example.org/vs/a", "version": "1", "status": "active", "compose": {"include": [{"system": S, "concept": [{"code": "x"}]}]}},
    {"resourceType": "CarePlan", "id": "cp1", "status": "active", "intent": "plan", "subject": {"reference": "Patient/p1"}, "instantiatesCanonical": ["http://example.org/pd/x|2.0"], "instantiatesUri": ["http://example.org/a/b"]},
    {"resourceType": "DocumentReference", "id": "d1", "status": "current", "content": [{"attachment": {"contentType": "text/xml; charset=UTF-8"}}], "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/d2"}}]},
    {"resourceType": "DocumentReference", "id": "d2", "status": "current", "content": [{"attachment": {"contentType": "text/xml-x"}}]},
    {"resourceType": "Group", "id": "g1", "type": "person", "actual": False, "characteristic": [{"code": {"text": "k", "coding": [{"code": "gender"}]}, "valueCodeableConcept": {"coding": [{"code": "mixed"}]}, "exclude": False}, {"code": {"coding": [{"code": "owner"}]}, "valueBoolean": True, "exclude": False}]},
    {"resourceType": "Questionnaire", "id": "f1", "url": "http://example.org/form", "version": "1", "status": "active"},
    {"resourceType": "Questionnaire", "id": "f2", "url": "http://example.org/form", "version": "2", "status": "active"},
    {"resourceType": "QuestionnaireResponse", "id": "r1", "status": "completed", "questionnaire": "http://example.org/form|1"},
    {"resourceType": "QuestionnaireResponse", "id": "r2", "status": "completed", "questionnaire": "http://example.org/form"},
    {"resourceType": "ServiceRequest", "id": "s1", "status": "active", "intent": "plan", "subject": {"reference": "Patient/p1"}, "code": {"text": "Promenad"}, "performerType": {"coding": [{"system": S}]}, "requester": {"display": "Eva"}, "occurrenceTiming": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}},
    {"resourceType": "ServiceRequest", "id": "s2", "status": "active", "intent": "plan", "subject": {"reference": "Patient/p1"}, "requester": {"reference": "#who"}, "contained": [{"resourceType": "Practitioner", "id": "who"}], "performer": [{"identifier": {"system": S, "value": "1"}}]},
    {"resourceType": "List", "id": "l1", "status": "current", "mode": "working", "entry": [{"item": {"reference": "Patient/p2"}}]},
]  # fmt: skip


@pytest.fixture
async def world(fhir: httpx.AsyncClient) -> httpx.AsyncClient:
    entries = [
        {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
        for each in (*ORGANIZATIONS, *PATIENTS, *OTHERS)
    ]  # fmt: skip
    body = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    answer = await fhir.post("/", json=body)
    assert answer.status_code == 200, answer.text
    return fhir


async def found(client: httpx.AsyncClient, query: str) -> str:
    """The ids of the matches, and `+` those that are included; or the status of a refusal."""
    answer = await client.get("/" + quote(query, safe="/?=&:$,;"))
    if answer.status_code != 200:
        return str(answer.status_code)
    entries = answer.json().get("entry", [])
    matches = sorted(e["resource"]["id"] for e in entries if e["search"]["mode"] == "match")
    included = sorted(e["resource"]["id"] for e in entries if e["search"]["mode"] == "include")
    return " ".join(matches) + (f" + {' '.join(included)}" if included else "")


async def compared(client: httpx.AsyncClient, rules: str) -> list[str]:
    """The rules that do not hold: each line is a query and, after =>, what it finds."""
    wrong = []
    for line in rules.strip().splitlines():
        query, _, expected = (part.strip() for part in line.partition("=>"))
        seen = await found(client, query)
        if seen != expected:
            wrong.append(f"{query} => {seen}, not {expected}")
    return wrong


async def test_strings_find_what_r4_says(world: httpx.AsyncClient) -> None:
    """#string: from the beginning, without case and accents; all or a part of it by modifier."""
    rules = """
        Patient?family=berg => p2
        Patient?family=ab => p1
        Patient?family:exact=Berg => p2
        Patient?family:exact=berg =>
        Patient?family:contains=berg => p1 p2 p3
        Patient?given=eva,bo => p1 p2
        Patient?given=eva&given=lena => p1
        Patient?given=eva&given=bo =>
        Patient?name=lena => p1
        Patient?family:bogus=x => 400
        Patient?family= => p1 p2 p3
        Patient?family=&gender=male => p2
        Patient?family=berg, => 400
        Patient?family=ohara => p3
        Patient?family=O'Hara von => p3
        Patient?family=lund => p3
        Patient?family=ek lund => p3
        Patient?name=von ek => p3
        Patient?family:exact=von Ek-Lund =>
        Patient?family=- =>
        Patient?address-city=vastra ö by => p1
        Patient?_content=(eva or bo) and (åberg or berg) => p1 p2
        Patient?_content="eva lena" =>
        Patient?_content=eva lena => p1
        Patient?_content=(eva => 400
        Observation?value-string=hej\\, du => w5
    """
    assert await compared(world, rules) == []


async def test_names_as_they_sound(world: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/patient.html#search: phonetic"""
    rules = """
        Patient?phonetic=Bärgh => p2
        Patient?phonetic=Ewa => p1
        Patient?phonetic=Allberg => p3
        Patient?phonetic=Ber =>
        Patient?phonetic:exact=Berg => 400
        Patient?phonetic=123 => 400
        Observation?patient.phonetic=Ewa => w1 w3
    """
    assert await compared(world, rules) == []


async def test_tokens_find_what_r4_says(world: httpx.AsyncClient) -> None:
    """#token, #missing, and :not of several values: none of them."""
    rules = """
        Patient?gender=female => p1
        Patient?gender:not=female => p2 p3
        Patient?gender:not=female,male => p3
        Patient?gender:not=female&gender:not=male => p3
        Patient?gender:missing=true => p3
        Patient?gender:missing=false => p1 p2
        Patient?gender:missing=maybe => 400
        Patient?gender:in=http://hl7.org/fhir/ValueSet/administrative-gender => p1 p2
        Patient?gender:not-in=http://hl7.org/fhir/ValueSet/administrative-gender => p3
        Patient?gender:in=http://hl7.org/fhir/ValueSet/goal-status =>
        CarePlan?status:below=http://hl7.org/fhir/request-status|active => cp1
        Patient?active=true => p1
        Patient?phone=+46701234567 => p1
        Patient?identifier=http://example.org/s|a\\,b\\|c\\$d => p1
        Patient?identifier=a\\,b\\|c\\$d => p1
        Patient?identifier=http://example.org/s| => p1
        Patient?identifier=|a\\,b\\|c\\$d =>
        Observation?value-concept=x => w4
        Observation?value-concept:not=x => w1 w2 w3 w5
        Observation?value-concept:in=http://example.org/vs/a => w4
        Observation?value-concept:in=ValueSet/vs1 => w4
        Observation?value-concept:not-in=http://example.org/vs/a => w1 w2 w3 w5
        Observation?value-concept:in=http://example.org/vs/none => 400
        Observation?code:below=http://example.org/s|w => w1 w2 w3 w4 w5
        Observation?code:above=http://example.org/s|w-child => w1 w2 w3 w4 w5
        Observation?code:below=http://example.org/s|x =>
        DocumentReference?contenttype=text/xml =>
        DocumentReference?contenttype:below=text/xml => d1
        DocumentReference?contenttype:below=text => d1 d2
        Patient?address-use=http://hl7.org/fhir/address-use|home => p1
        Patient?address-use=http://example.org/s|home =>
        ValueSet?version=1 => vs1
    """
    assert await compared(world, rules) == []


async def test_what_has_nothing_to_be_found_by_is_not_missing(world: httpx.AsyncClient) -> None:
    """#modifiers: a text without code, a reference without address, a repetition without dates are there."""
    rules = """
        ServiceRequest?code:missing=false => s1
        ServiceRequest?code:missing=true => s2
        ServiceRequest?code= => s1 s2
        ServiceRequest?code:not=x => s1 s2
        ServiceRequest?performer-type:missing=false => s1
        ServiceRequest?performer-type=http://example.org/s| =>
        ServiceRequest?occurrence:missing=false => s1
        ServiceRequest?occurrence=le2100 =>
        ServiceRequest?requester:missing=true =>
        ServiceRequest?requester:missing=false&_sort=requester => s1 s2
        ServiceRequest?performer:missing=false => s2
        ServiceRequest?_include=ServiceRequest:requester => s1 s2
        Observation?value-quantity:missing=false => w1 w2 w3
        Patient?_filter=gender pr false => p3
        ServiceRequest?_filter=code pr true => s1
        Patient?_has:ServiceRequest:patient:code:missing=true => p1
        Observation?component-code-value-quantity:missing=true => w1 w2 w3 w5
    """
    assert await compared(world, rules) == []


async def test_dates_find_what_r4_says(world: httpx.AsyncClient) -> None:
    """#date: eq holds the whole target; the others compare ranges; sa and eb leave no overlap."""
    rules = """
        Patient?birthdate=1979 => p1 p2
        Patient?birthdate=1979-09 => p1
        Patient?birthdate=ne1979-09-21 => p2
        Patient?birthdate=gt1979 =>
        Patient?birthdate=ge1979 => p1 p2
        Patient?birthdate=lt1979-09-21 => p2
        Patient?birthdate=le1979-09-21 => p1 p2
        Patient?birthdate=sa1979-09-20 => p1
        Patient?birthdate=eb1980 => p1 p2
        Patient?birthdate=ap1979-09-21 => p1 p2
        Patient?birthdate=xx1979 => 400
        Patient?birthdate=1979-13 => 400
        Observation?date=2026-01-15 => w1 w2
        Observation?date=2026-01 => w1 w2 w3
        Observation?date=ge2026-01-15 => w1 w2 w3 w4
        Observation?date=gt2026-01-15 => w3 w4
        Observation?date=lt2026-01-15 => w3 w5
        Observation?date=le2026-01-15 => w1 w2 w3 w5
        Observation?date=sa2026-01-15 => w4
        Observation?date=eb2026-01-15 => w5
        Observation?date=ne2026-01-15 => w3 w4 w5
        Observation?date=2026-01-15T10:00Z => w1
        Observation?date=2026-01-15T11:00:00+01:00 => w1
        Observation?date=ge2026-01-01&date=le2026-01-31 => w1 w2 w3
        Observation?date=ge2026-03-01 => w4
        Observation?date=2026-01-15T10:00:00.000Z => w1
        Observation?date=2026-01-15T11:00:00.0+01:00 => w1
        Observation?date=2026-01-15T10:00:00.001Z =>
        Observation?date=ne2026-01-15T10:00:00.000Z => w2 w3 w4 w5
        Observation?date=gt2026-01-15T10:00:00.000Z => w2 w3 w4
        Observation?date=gt2026-01-15T09:59:59.999Z&date=lt2026-01-15T10:00:00.001Z&date=ge2026-01-15T10:00:00.000Z => w1 w2 w3
        Observation?date=le2026-01-15T10:00:00.000Z => w1 w2 w3 w5
        Observation?date=lt2026-01-15T10:00:00.000Z => w2 w3 w5
        Observation?date=sa2026-01-15T10:00:00.000Z => w4
        Observation?_filter=date le 2026-01-15T10:00:00.000Z => w1 w2 w3 w5
    """
    assert await compared(world, rules) == []


async def test_quantities_find_what_r4_says(world: httpx.AsyncClient) -> None:
    """#quantity and #number: as precise as it is written, with a unit or without, in UCUM's units alike."""
    rules = """
        Observation?value-quantity=100 => w1 w3
        Observation?value-quantity=100.0 => w1
        Observation?value-quantity=1e2 => w1 w3
        Observation?value-quantity=99.9 =>
        Observation?value-quantity=100.3 =>
        Observation?value-quantity=100.5 =>
        Observation?value-quantity=100|http://unitsofmeasure.org|mg => w1 w2
        Observation?value-quantity=0.1|http://unitsofmeasure.org|g => w1 w2
        Observation?value-quantity=100||mg => w1
        Observation?value-quantity=gt99 => w1 w3
        Observation?value-quantity=sa100 => w3
        Observation?value-quantity=eb100.4 => w1 w2
        Observation?value-quantity=ne100 => w2
        Observation?value-quantity=ap101 => w1 w3
        Observation?value-quantity=abc => 400
        Observation?value-quantity:missing=true => w4 w5
        Observation?code-value-quantity=w$100 => w1 w3
        Observation?code-value-quantity=http://example.org/s|w$gt99 => w1 w3
        Observation?component-code-value-quantity=k$5 => w4
        Observation?component-code-value-quantity=k$9 =>
        Observation?component-code-value-quantity=l$9,k$7 => w4
        Observation?component-code-value-quantity=k => 400
    """
    assert await compared(world, rules) == []


async def test_references_chains_and_has(world: httpx.AsyncClient) -> None:
    """#reference, #chaining, #has: of any depth, with modifiers at the end."""
    rules = """
        Patient?organization=Organization/o1 => p2
        Patient?organization=o1 => p2
        Patient?organization:Organization=o1 => p2
        Patient?organization:Patient=o1 => 400
        Patient?organization:missing=true => p3
        Observation?subject=http://test/fhir/Patient/p1 => w1 w3
        Observation?subject=http://other.example/fhir/Patient/p1 =>
        Observation?patient=Patient/p1,Patient/p2 => w1 w2 w3
        Patient?organization.name=alfa => p2
        Patient?organization:Organization.name=gamma => p1
        Patient?organization.partof.partof.name=alfa => p1
        Patient?organization.partof:missing=true => p2
        Patient?organization.name:exact=alfa =>
        Observation?patient.organization.name:contains=amm => w1 w3
        Observation?subject.family=berg => w2
        Observation?subject:Patient.family:contains=berg => w1 w2 w3
        Observation?patient._id=p1 => w1 w3
        Patient?_has:Observation:patient:code=w => p1 p2
        Patient?_has:Observation:patient:date=gt2026-01-15 => p1
        Patient?_has:Observation:patient:_has:Provenance:target:agent=Organization/o1 => p1
        Organization?_has:Patient:organization:_has:Observation:patient:code=w => o1 o3
        Patient?_has:Observation:patient => 400
        Patient?_has:Observation:patient:_id=w1&_has:Observation:patient:_id=w3 => p1
        Patient?_has:Observation:patient:code=w&_has:Observation:patient:_security=http://example.org/s|n =>
        Patient?organization:below=o1 => p1 p2
        Patient?organization:below=Organization/o2 => p1
        Patient?organization:above=o3 => p1 p2
        Patient?organization:above=o1 => p2
        Observation?patient.organization:below=o2 => w1 w3
        Organization?partof:below=o1 => o2 o3
        Patient?organization:below=http://other.example/Organization/o1 => 400
        CarePlan?instantiates-canonical:below=http://example.org/pd/x => cp1
        CarePlan?instantiates-canonical:below=http://example.org/pd/x|2 => cp1
        CarePlan?instantiates-canonical:below=http://example.org/pd/x|20 =>
        CarePlan?instantiates-canonical:below=http://example.org/pd =>
        CarePlan?instantiates-canonical=http://example.org/pd/x => cp1
        CarePlan?instantiates-canonical=http://example.org/pd/x|2.0 => cp1
        CarePlan?instantiates-canonical=http://example.org/pd/x|3.0 =>
        QuestionnaireResponse?questionnaire:Questionnaire=f1 => r1 r2
        QuestionnaireResponse?questionnaire:Questionnaire=Questionnaire/f2 => r2
        QuestionnaireResponse?questionnaire:Questionnaire=http://test/fhir/Questionnaire/f1 => r1 r2
        QuestionnaireResponse?questionnaire:Questionnaire=http://example.org/form|1 => r1
        QuestionnaireResponse?questionnaire:Questionnaire=f1,http://example.org/none => r1 r2
        QuestionnaireResponse?questionnaire:Questionnaire=none =>
        QuestionnaireResponse?questionnaire:Questionnaire=Patient/f1 => 400
        QuestionnaireResponse?questionnaire:Patient=f1 => 400
        CarePlan?instantiates-uri=http://example.org/a =>
        CarePlan?instantiates-uri:below=http://example.org/a => cp1
        CarePlan?instantiates-uri:above=http://example.org/a/b/c => cp1
        ValueSet?url:below=http://example.org/vs => vs1
        ValueSet?url=http://example.org/vs/a|1 => vs1
        ValueSet?url=http://example.org/vs/a|2 =>
        ValueSet?url=http://example.org/vs/a|2,http://example.org/vs/a => vs1
    """
    assert await compared(world, rules) == []


async def test_includes_bring_what_r4_says(world: httpx.AsyncClient) -> None:
    """#revinclude: of matches alone; :iterate follows what was included; * is all."""
    rules = """
        Observation?_id=w1&_include=Observation:subject => w1 + p1
        Observation?_id=w1&_include=* => w1 + p1
        Observation?_id=w1&_include=Observation:* => w1 + p1
        Observation?_id=w1&_include=Observation:subject:Group => w1
        Observation?_id=w1&_include=Observation:subject&_include:iterate=Patient:organization&_include:iterate=Organization:partof => w1 + o1 o2 o3 p1
        Observation?_id=w1&_include=Observation:subject&_include=Patient:organization => 400
        Observation?_id=w1&_revinclude=Provenance:target => w1 + v1
        Observation?_id=w1&_revinclude=Provenance:target&_include:iterate=Provenance:agent => w1 + o1 v1
        Patient?_id=p1&_revinclude=* => p1 + cp1 s1 s2 w1 w3
        Patient?_id=p1&_revinclude=Observation:subject&_revinclude:iterate=Provenance:target => p1 + v1 w1 w3
        Observation?_include=Observation:nonsense => 400
        Observation?_include=*&_summary=text => 400
    """
    assert await compared(world, rules) == []


async def test_the_parameters_of_all_resources(world: httpx.AsyncClient) -> None:
    """#all: _id, _lastUpdated, _list, _type; and what this server does not do is refused, plainly."""
    rules = """
        Patient?_id=p1,p3 => p1 p3
        Patient?_id:not=p1 => p2 p3
        Patient?_id:missing=false => p1 p2 p3
        Patient?_id:missing=no => 400
        Patient?_lastUpdated:missing=true =>
        Patient?_lastUpdated=gt2020 => p1 p2 p3
        Patient?_lastUpdated=lt2020 =>
        Patient?_list=l1 => p2
        Patient?_list=$current-problems => 400
        ?_id=p1 => p1
        ?_type=Patient,Observation&_id=p1,w1 => p1 w1
        ?_type=Patient,Observation&family=berg => 400
        ?_type=Foo => 400
        ?_type=Patient,AuditEvent => 400
        Patient?_has:AuditEvent:patient:action=R => 400
        Patient?_revinclude=AuditEvent:patient => 400
        Patient/p1/Observation => w1 w3
        Patient/p1/Observation?date=sa2026-01-14 => w1
        Patient/p1/*?_type=Observation => w1 w3
        Practitioner/n/Observation =>
        Practitioner/n/AuditEvent => 405
        Organization/o1/Patient => 404
        ?_type=Bundle,StructureDefinition,Group&type=person => g1
        ?_type=Bundle,StructureDefinition&_sort=type => 400
        ?_type=Group,Patient&_filter=_id eq g1 or _id eq p1 => g1 p1
        DocumentReference?relationship=DocumentReference/d2$replaces => d1
        DocumentReference?relationship=DocumentReference/d2$signs =>
        Observation?_filter=status ex final => 400
        Observation?_query=x => 400
        Observation?_contained=true => 400
        Observation?_contained=false => w1 w2 w3 w4 w5
        Observation?_score=1 => 400
    """
    assert await compared(world, rules) == []


async def test_filters_find_what_r4_says(world: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/search_filter.html: each operator, paths, brackets, and what binds them."""
    rules = """
        Patient?_filter=given eq "eva" and birthdate ge 1979-09 => p1
        Patient?_filter=name co "berg" and not (gender eq male) => p1 p3
        Patient?_filter=family eq BERG or family sw ab => p1 p2
        Patient?_filter=family eq "ek lund" =>
        Patient?_filter=family ew "lund" => p3
        Patient?_filter=family ne "berg" => p1 p3
        Patient?_filter=family lt "ac" => p1
        Patient?_filter=gender pr false => p3
        Patient?_filter=gender pr true and active eq true => p1
        Patient?_filter=gender ne male => p1
        Patient?_filter=gender eq FEMALE => p1
        Patient?_filter=(gender eq male or gender eq female) and family sw b => p2
        Patient?_filter=gender eq male or gender eq female and family sw b => p2
        Patient?_filter=gender in http://hl7.org/fhir/ValueSet/administrative-gender => p1 p2
        Patient?_filter=gender ni http://hl7.org/fhir/ValueSet/administrative-gender => p3
        Patient?_filter=organization re Organization/o1 => p2
        Patient?_filter=organization ne Organization/o1 => p1
        Patient?_filter=organization.partof.name eq "Beta" => p1
        Patient?_filter=organization[name eq gamma].partof pr true => p1
        Patient?_filter=identifier eq http://example.org/s|a,b\\|c$d => p1
        Patient?_filter=_id eq p1 or _lastUpdated lt 2020 => p1
        Patient?_filter=_id ne p1 => p2 p3
        Observation?_filter=date po 2026-01-12 and value-quantity pr true => w3
        Observation?_filter=date co 2026-01-15T10:00:00Z => w1 w2 w3
        Observation?_filter=date sa 2026-01-20 or date eb 2026 => w4 w5
        Observation?_filter=value-quantity eq 100||mg => w1
        Observation?_filter=value-quantity gt 0.09|http://unitsofmeasure.org|g => w1 w2
        Observation?_filter=value-concept eq http://example.org/s|y and code ss http://example.org/s|w => w4
        Observation?_filter=code sb http://example.org/s|w-child and subject.family eq berg => w2
        Observation?_filter=code eq w&subject=p2 => w2
        Group?_filter=characteristic[code eq gender].value eq mixed => g1
        Group?_filter=characteristic[code eq owner].value eq mixed =>
        DocumentReference?_filter=relatesTo[code eq replaces].target re DocumentReference/d2 => d1
        ValueSet?_filter=url sw http://example.org/vs => vs1
        Patient?_filter=gender => 400
        Patient?_filter=gender eq => 400
        Patient?_filter=gender sw male => 400
        Patient?_filter=(gender eq male => 400
        Patient?_filter=gender eq male extra => 400
        Patient?_filter=sex eq male => 400
        Patient?_filter=birthdate eq soon => 400
        Patient?_filter=gender.x eq male => 400
        Patient?_filter=gender pr maybe => 400
        Patient?_filter=organization[name eq gamma] re x => 400
    """
    assert await compared(world, rules) == []


async def test_what_no_leniency_leaves_out(world: httpx.AsyncClient) -> None:
    """#query: a named query that is not known is refused, however leniently the rest is read."""
    lenient = {"prefer": "handling=lenient"}
    answer = await world.get("/Patient?_query=x", headers=lenient)
    assert answer.status_code == 400
    assert answer.json()["issue"][0]["severity"] == "error"
    assert (await world.get("/Patient?colour=x", headers=lenient)).status_code == 200


async def test_sorting_puts_what_has_no_value_last(world: httpx.AsyncClient) -> None:
    for query, expected in (
        ("Patient?_sort=family", ["p1", "p3", "p2"]),
        ("Patient?_sort=birthdate", ["p2", "p1", "p3"]),
        ("Patient?_sort=-birthdate", ["p2", "p1", "p3"]),
        ("Observation?_sort=subject,-date", ["w3", "w1", "w2", "w4", "w5"]),
        ("Patient?_sort=-_id", ["p3", "p2", "p1"]),
        ("Observation?_sort=subject&_sort=-date", ["w3", "w1", "w2", "w4", "w5"]),
    ):
        entries = (await world.get(f"/{query}")).json()["entry"]
        assert [entry["resource"]["id"] for entry in entries] == expected, query
    assert (await world.get("/Patient?_sort=bogus")).status_code == 400


async def test_what_of_a_resource_is_sent(world: httpx.AsyncClient) -> None:
    """#summary and #elements: five kinds, mandatory elements stay, SUBSETTED says it."""
    narrative = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'}
    goal = {
        "resourceType": "Goal",
        "id": "g",
        "text": narrative,
        "lifecycleStatus": "active",
        "description": {"text": "Gå ut"},
        "subject": {"reference": "Patient/p1"},
        "startDate": "2026-01-01",
        "note": [{"text": "x"}],
    }
    assert (await world.put("/Goal/g", json=goal)).status_code == 201
    always = {"resourceType", "id", "meta"}
    required = {"lifecycleStatus", "description", "subject"}
    for query, expected in (
        ("_summary=true", always | required | {"startDate"}),
        ("_summary=text", always | required | {"text"}),
        ("_summary=data", always | required | {"startDate", "note"}),
        ("_summary=false", always | required | {"startDate", "note", "text"}),
        ("_elements=note", always | required | {"note"}),
        ("_elements=Goal.startDate,note", always | required | {"startDate", "note"}),
        ("_elements=start", always | required | {"startDate"}),
        ("_elements=start[x]&_elements=note", always | required | {"startDate", "note"}),
    ):
        for path in (f"/Goal/g?{query}", f"/Goal?_id=g&{query}"):
            answer = (await world.get(path)).json()
            seen = answer["entry"][0]["resource"] if "entry" in answer else answer
            assert set(seen) == expected, path
            tags = [tag["code"] for tag in seen["meta"].get("tag", ())]
            assert tags == ([] if query == "_summary=false" else ["SUBSETTED"]), path
    both = (await world.get("/Goal?_elements=note.text&_include=Goal:subject")).json()["entry"]
    whole = (await world.get("/Patient/p1")).json()
    assert set(both[0]["resource"]) == always | required | {"note"}
    assert both[1]["resource"] == whole
    counted = (await world.get("/Goal?_summary=count")).json()
    assert (counted["total"], "entry" in counted) == (1, False)
    none = (await world.get("/Patient?_count=0")).json()
    assert (none["total"], "entry" in none) == (3, False)
    many = (await world.get("/Patient?_count=99999999999999999999")).json()
    assert len(many["entry"]) == 3
    assert (await world.get("/Goal?_summary=some")).status_code == 400
