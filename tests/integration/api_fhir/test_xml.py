"""XML both ways: https://hl7.org/fhir/R4/xml.html."""

import base64

import httpx
import pytest

pytestmark = [pytest.mark.anyio]

XML = {"content-type": "application/fhir+xml", "accept": "application/fhir+xml"}
OBSERVATION = (
    '<Observation xmlns="http://hl7.org/fhir"><status value="final"/>'
    '<code><text value="Vikt"/></code><valueQuantity><value value="72.00"/></valueQuantity>'
    "</Observation>"
)


async def test_xml_is_read_and_written_without_loss(fhir: httpx.AsyncClient) -> None:
    created = await fhir.post("/Observation", content=OBSERVATION.encode(), headers=XML)
    assert created.status_code == 201, created.text
    assert created.headers["content-type"].startswith("application/fhir+xml")
    assert '<value value="72.00"/>' in created.text
    path = created.headers["location"].partition("/_history")[0]
    as_json = await fhir.get(path)
    assert '"value":72.00' in as_json.text
    by_parameter = await fhir.get(f"{path}?_format=xml")
    assert by_parameter.content == created.content
    page = await fhir.get("/Observation?code:text=vikt", headers=XML)
    assert page.status_code == 200
    assert page.text.count("<Observation>") == 1


async def test_an_error_is_in_the_format_that_was_asked_for(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.get("/Patient/nobody", headers=XML)
    assert answer.status_code == 404
    assert "<OperationOutcome" in answer.text


@pytest.mark.parametrize(
    "body",
    [
        b"<",
        b"<Patient/>",
        (
            b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            b'<Patient xmlns="http://hl7.org/fhir"><language value="&e;"/></Patient>'
        ),
        b'<Patient xmlns="http://hl7.org/fhir"><nonsense value="1"/></Patient>',
    ],
)
async def test_bad_xml_is_refused(fhir: httpx.AsyncClient, body: bytes) -> None:
    answer = await fhir.post("/Patient", content=body, headers=XML)
    assert answer.status_code in (400, 422)
    assert "<OperationOutcome" in answer.text


async def test_pretty_xml_has_lines_and_says_the_same(fhir: httpx.AsyncClient) -> None:
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Vikt <b>i dag</b><i>!</i></p></div>'
    text = f'<text><status value="additional"/>{div}</text>'
    body = OBSERVATION.replace("<status", f"{text}<status", 1).encode()
    created = await fhir.post("/Observation", content=body, headers=XML)
    path = created.headers["location"].partition("/_history")[0]
    answer = await fhir.get(f"{path}?_pretty=true", headers=XML)
    lines = answer.text.splitlines()
    assert lines[-2:] == ["  </valueQuantity>", "</Observation>"]
    assert f"    {div}" in lines
    again = await fhir.put(path, content=answer.content, headers=XML)
    plain = await fhir.get(path)
    assert again.status_code == 200, again.text
    assert plain.json()["text"]["div"] == div


async def test_an_xml_patch_changes_one_place(fhir: httpx.AsyncClient) -> None:
    patient = {"resourceType": "Patient", "id": "x", "active": True, "name": [{"family": "Ek"}]}
    await fhir.put("/Patient/x", json=patient)
    diff = (
        '<diff xmlns:f="http://hl7.org/fhir">'
        "<replace sel=\"f:Patient/f:name[f:family/@value='Ek']/f:family/@value\">Alm</replace></diff>"
    )
    headers = {"content-type": "application/xml-patch+xml", "if-match": 'W/"1"'}
    patched = await fhir.patch("/Patient/x", content=diff, headers=headers)
    assert (patched.status_code, patched.json()["name"]) == (200, [{"family": "Alm"}])
    stale = await fhir.patch("/Patient/x", content=diff, headers=headers)
    assert stale.status_code == 412
    wrong = await fhir.patch(
        "/Patient/x", content=diff, headers={"content-type": "application/xml-patch+xml"}
    )
    assert wrong.status_code == 422
    assert "Operation 1 of the patch" in wrong.json()["issue"][0]["diagnostics"]
    binary = {
        "resourceType": "Binary",
        "contentType": "application/xml-patch+xml",
        "data": base64.b64encode(diff.replace("Ek", "Alm", 1).encode()).decode(),
    }
    entry = {"request": {"method": "PATCH", "url": "Patient?family=alm"}, "resource": binary}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    answer = await fhir.post("/", json=bundle)
    assert answer.status_code == 200, answer.text
    assert (await fhir.get("/Patient/x/_history")).json()["total"] == 3


async def test_a_past_version_keeps_its_meta(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/x", json={"resourceType": "Patient", "id": "x"})
    parameters = {"resourceType": "Parameters"}
    path = "/Patient/x/_history/1"
    for name in ("$meta-add", "$meta-delete"):
        refused = await fhir.post(f"{path}/{name}", json=parameters)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET")
        said = refused.json()["issue"][0]["diagnostics"]
        assert said == (
            f"A past version is what it was. Call {name} on the resource itself: that makes a new version."
        )
    assert (await fhir.post(f"{path}/$meta", json=parameters)).status_code == 200
