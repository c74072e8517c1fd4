"""$meta, $meta-add, $meta-delete, and $match by national identifier."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

PERSONNUMMER = "http://electronichealth.se/identifier/personnummer"
SAMORDNINGSNUMMER = "http://electronichealth.se/identifier/samordningsnummer"
NOPAT = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}


def parameters(**meta: Any) -> dict[str, Any]:
    return {"resourceType": "Parameters", "parameter": [{"name": "meta", "valueMeta": meta}]}


def person(ident: str, system: str, value: str, **more: Any) -> dict[str, Any]:
    identifier = [{"system": system, "value": value}]
    return {"resourceType": "Patient", "id": ident, "identifier": identifier, **more}


async def test_labels_are_added_and_taken_away_as_versions(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/a", json={"resourceType": "Patient", "id": "a"})
    added = await fhir.post("/Patient/a/$meta-add", json=parameters(security=[NOPAT]))
    meta = added.json()["parameter"][0]["valueMeta"]
    assert (meta["versionId"], meta["security"]) == ("2", [NOPAT])
    again = await fhir.post("/Patient/a/$meta-add", json=parameters(security=[NOPAT]))
    assert again.json() == added.json()
    hers = {"x-role": "patient", "x-patient": "a"}
    assert (await fhir.get("/Patient/a", headers=hers)).status_code == 404
    gone = await fhir.post("/Patient/a/$meta-delete", json=parameters(security=[NOPAT]))
    assert "security" not in gone.json()["parameter"][0]["valueMeta"]
    assert (await fhir.get("/Patient/a", headers=hers)).status_code == 200
    assert (await fhir.get("/Patient/a/$meta")).json() == gone.json()
    before = (await fhir.get("/Patient/a/_history/2/$meta")).json()
    assert before == added.json()
    assert (await fhir.get("/Patient/a/_history/9/$meta")).status_code == 404
    assert (await fhir.get("/Patient/a/_history/2/$everything")).status_code == 404
    form = await fhir.post("/Patient/a/$everything", data={"_count": "1", "_format": "xml"})
    assert form.headers["content-type"].startswith("application/fhir+xml")
    assert (await fhir.post("/Patient/a/$meta", data={"nonsense": "1"})).status_code == 400
    assert (await fhir.post("/Patient/a/$meta-add", json={})).status_code == 400
    assert (await fhir.post("/Patient/b/$meta-add", json=parameters())).status_code == 404


async def test_a_person_is_matched_by_every_number_that_was_hers(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/a", json=person("a", SAMORDNINGSNUMMER, "202601612381"))
    await fhir.put("/Patient/a", json=person("a", PERSONNUMMER, "197701172392"))
    link = [{"other": {"reference": "Patient/a"}, "type": "replaces"}]
    await fhir.put("/Patient/b", json=person("b", PERSONNUMMER, "197909212388", link=link))
    await fhir.put("/Patient/c", json=person("c", PERSONNUMMER, "201701012393"))
    for system, value in (
        (SAMORDNINGSNUMMER, "202601612381"),
        ("urn:oid:1.2.752.129.2.1.3.1", "19770117-2392"),
        (PERSONNUMMER, "197909212388"),
    ):
        wanted = person("x", system, value)
        sent = {
            "resourceType": "Parameters",
            "parameter": [{"name": "resource", "resource": wanted}],
        }
        answer = await fhir.post("/Patient/$match", json=sent)
        assert answer.status_code == 200, answer.text
        entries = answer.json()["entry"]
        assert sorted(entry["resource"]["id"] for entry in entries) == ["a", "b"]
        assert entries[0]["search"]["extension"][0]["valueCode"] == "certain"
    nobody = await fhir.post("/Patient/$match", json={"resourceType": "Patient"})
    assert (nobody.status_code, nobody.json()["total"]) == (200, 0)
    [advice] = nobody.json()["entry"]
    assert advice["search"] == {"mode": "outcome"}
    [issue] = advice["resource"]["issue"]
    assert (issue["severity"], issue["code"]) == ("information", "incomplete")


def match(resource: dict[str, Any], **more: Any) -> dict[str, Any]:
    parameter = [{"name": "resource", "resource": resource}]
    parameter += [{"name": name, **value} for name, value in more.items()]
    return {"resourceType": "Parameters", "parameter": parameter}


async def grades(fhir: httpx.AsyncClient, body: dict[str, Any]) -> list[tuple[str, str, float]]:
    answer = await fhir.post("/Patient/$match", json=body)
    assert answer.status_code == 200, answer.text
    return [
        (
            entry["resource"]["id"],
            entry["search"]["extension"][0]["valueCode"],
            entry["search"]["score"],
        )
        for entry in answer.json().get("entry", ())
        if entry["search"]["mode"] == "match"
    ]


async def test_matches_are_graded_and_limited(fhir: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/patient-operation-match.html, with each of its parameters"""
    a = person("a", PERSONNUMMER, "197701172392", birthDate="1977-01-17")
    link = [{"other": {"reference": "Patient/a"}, "type": "replaced-by"}]
    b = person("b", PERSONNUMMER, "197909212388", link=link)
    for resource in (a, b):
        assert (await fhir.put(f"/Patient/{resource['id']}", json=resource)).status_code == 201
    asked = person("x", PERSONNUMMER, "197701172392")
    both = [("a", "certain", 1.0), ("b", "probable", 0.8)]
    assert await grades(fhir, match(asked)) == both
    assert await grades(fhir, match(asked, onlyCertainMatches={"valueBoolean": True})) == both[:1]
    other = {**asked, "birthDate": "1978-01-17"}
    assert [each[1] for each in await grades(fhir, match(other))] == ["probable", "probable"]
    limited = await fhir.post("/Patient/$match", json=match(asked, count={"valueInteger": 1}))
    modes = [entry["search"]["mode"] for entry in limited.json()["entry"]]
    assert (limited.json()["total"], modes) == (2, ["match", "outcome"])
    # Two records of one number, and neither is said to replace the other: nobody can be sure.
    await fhir.put("/Patient/c", json=person("c", PERSONNUMMER, "197701172392"))
    assert await grades(fhir, match(asked, onlyCertainMatches={"valueBoolean": True})) == []
    for wrong, status in (
        (match(asked, onlyCertainMatches={"valueString": "perhaps"}), 400),
        (match(asked, colour={"valueString": "red"}), 400),
        (match({"resourceType": "Goal"}), 400),
        ({"resourceType": "Parameters"}, 400),
        (match(asked, count={"valueInteger": 1, "valueString": "1"}), 400),
    ):
        assert (await fhir.post("/Patient/$match", json=wrong)).status_code == status


@pytest.mark.parametrize(
    "flaw", [{"identifier": 5}, {"identifier": [5]}, {"birthDate": {}}, {"link": "x"}]
)
async def test_who_is_described_by_no_patient_is_not_matched(
    fhir: httpx.AsyncClient, flaw: dict[str, Any]
) -> None:
    described = {"resourceType": "Patient", "identifier": [{"system": "urn:a", "value": "b"}]}
    for body in ({**described, **flaw}, match({**described, **flaw})):
        refused = await fhir.post("/Patient/$match", json=body)
        assert (refused.status_code, refused.json()["resourceType"]) == (422, "OperationOutcome")


async def test_meta_of_a_type_and_of_everything(fhir: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/resource-operation-meta.html at its three levels"""
    tag, label = {"system": "urn:example:t", "code": "a"}, {"system": "urn:example:l", "code": "R"}
    for ident, meta in (
        ("a", {"tag": [tag], "profile": ["http://example.org/p"]}),
        ("b", {"tag": [tag], "security": [label]}),
    ):
        body = {"resourceType": "Patient", "id": ident, "meta": meta}
        assert (await fhir.put(f"/Patient/{ident}", json=body)).status_code == 201
    goal = {
        "resourceType": "Basic",
        "id": "g",
        "code": {"text": "x"},
        "meta": {"tag": [{"code": "z"}]},
    }
    assert (await fhir.put("/Basic/g", json=goal)).status_code == 201
    await fhir.put("/Patient/old", json={"resourceType": "Patient", "id": "old", "meta": {"tag": [{"code": "gone"}]}})  # fmt: skip
    await fhir.put("/Patient/old", json={"resourceType": "Patient", "id": "old"})

    async def in_use(path: str) -> dict[str, Any]:
        answer = await fhir.get(path)
        assert answer.status_code == 200, answer.text
        [parameter] = answer.json()["parameter"]
        assert parameter["name"] == "return"
        found: dict[str, Any] = parameter["valueMeta"]
        return found

    of_type = {"profile": ["http://example.org/p"], "security": [label], "tag": [tag]}
    assert await in_use("/Patient/$meta") == of_type
    assert await in_use("/$meta") == {**of_type, "tag": [{"code": "z"}, tag]}
    assert await in_use("/Goal/$meta") == {}
    posted = await fhir.post("/Patient/$meta", json={"resourceType": "Parameters"})
    assert posted.json()["parameter"][0]["valueMeta"] == of_type
    refused = await fhir.get("/Patient/$meta", headers={"x-scopes": "system/Goal.rs"})
    assert refused.status_code == 403
