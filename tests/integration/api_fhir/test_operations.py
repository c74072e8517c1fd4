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
        assert [entry["resource"]["id"] for entry in entries] == ["a", "b"]
        assert entries[0]["search"]["extension"][0]["valueCode"] == "certain"
    nobody = await fhir.post("/Patient/$match", json={"resourceType": "Patient"})
    assert nobody.status_code == 422
