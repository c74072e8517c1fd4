"""XML both ways: https://hl7.org/fhir/R4/xml.html."""

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
