"""Search over HTTP: https://hl7.org/fhir/R4/search.html."""

import httpx
import pytest

pytestmark = pytest.mark.anyio


async def person(fhir: httpx.AsyncClient, ident: str, number: str) -> None:
    system = "http://electronichealth.se/identifier/personnummer"
    body = {
        "resourceType": "Patient",
        "id": ident,
        "identifier": [{"system": system, "value": number}],
        "name": [{"family": "Testsson", "given": [ident.title()]}],
    }
    assert (await fhir.put(f"/Patient/{ident}", json=body)).status_code == 201


async def goal(fhir: httpx.AsyncClient, ident: str, patient: str) -> None:
    body = {
        "resourceType": "Goal",
        "id": ident,
        "lifecycleStatus": "active",
        "description": {"text": f"Mål {ident}"},
        "subject": {"reference": f"Patient/{patient}"},
    }
    assert (await fhir.put(f"/Goal/{ident}", json=body)).status_code == 201


def ids(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [entry["resource"]["id"] for entry in answer.json().get("entry", [])]


@pytest.fixture
async def filled(fhir: httpx.AsyncClient) -> httpx.AsyncClient:
    await person(fhir, "anna", "197701172392")
    await person(fhir, "bo", "197701182383")
    for n in range(5):
        await goal(fhir, f"a{n}", "anna")
    await goal(fhir, "b0", "bo")
    return fhir


async def test_search_by_patient_in_every_spelling(filled: httpx.AsyncClient) -> None:
    expected = sorted(f"a{n}" for n in range(5))
    for query in (
        "subject=Patient/anna",
        "patient=anna",
        "patient=Patient/anna",
        "subject=http://test/fhir/Patient/anna",
        "patient.identifier=http://electronichealth.se/identifier/personnummer|197701172392",
        "patient.identifier=urn:oid:1.2.752.129.2.1.3.1|197701172392",
    ):
        assert sorted(ids(await filled.get(f"/Goal?{query}"))) == expected, query
    answer = await filled.post("/Goal/_search", data={"patient": "anna"})
    assert sorted(ids(answer)) == expected
    assert sorted(ids(await filled.get("/Patient/anna/Goal"))) == expected


async def test_pages_have_each_match_once_and_no_personal_number_in_a_link(
    filled: httpx.AsyncClient,
) -> None:
    answer = await filled.post(
        "/Goal/_search",
        data={
            "patient.identifier": "http://electronichealth.se/identifier/personnummer|197701172392",
            "_count": "2",
        },
    )
    seen = []
    while True:
        page = answer.json()
        assert "197701172392" not in answer.text
        assert page["total"] == 5
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        links = {link["relation"]: link["url"] for link in page["link"]}
        first = (await filled.get(links["first"])).json()
        assert [entry["resource"]["id"] for entry in first["entry"]] == seen[:2]
        if "next" not in links:
            break
        answer = await filled.get(links["next"])
    assert sorted(seen) == sorted(f"a{n}" for n in range(5))


async def test_a_page_link_leads_on_at_its_own_path_alone(filled: httpx.AsyncClient) -> None:
    """And back to the first page, whose address says what was asked where that names nobody."""
    page = (await filled.get("/Goal?_count=2&_sort=_id")).json()
    links = {link["relation"]: link["url"] for link in page["link"]}
    assert links["first"] == links["self"]
    later = (await filled.get(links["next"])).json()
    assert links["first"] in [each["url"] for each in later["link"] if each["relation"] == "first"]
    for other in ("/Patient?", "/?", "/AuditEvent?"):
        answer = await filled.get(links["next"].replace("/Goal?", other))
        assert answer.status_code == 404, answer.text


async def test_a_parameter_that_is_not_offered_is_not_said_to_be_meant(
    filled: httpx.AsyncClient,
) -> None:
    answer = await filled.get("/Goal?_type=Goal")
    assert answer.status_code == 400
    assert "Did you mean: _type" not in answer.text
    assert "_type" not in answer.json()["issue"][0]["diagnostics"].partition("?")[2]


async def test_a_later_page_looks_as_the_first_was_asked_to(filled: httpx.AsyncClient) -> None:
    """https://hl7.org/fhir/R4/http.html#paging: the client follows the link as it is."""

    async def second(query: str) -> httpx.Response:
        links = (await filled.get(f"/Goal?_count=1&{query}")).json()["link"]
        return await filled.get(next(each["url"] for each in links if each["relation"] == "next"))

    text = (await second("_sort=_id&_summary=text&_pretty=true")).text
    assert '"code": "SUBSETTED"' in text
    first = (await filled.get("/Goal?_count=1&_format=xml")).text
    following = first.partition('"next"')[2].partition('url value="')[2].partition('"')[0]
    xml = await filled.get(following.replace("&amp;", "&"))
    assert xml.headers["content-type"] == "application/fhir+xml; charset=utf-8"
    log = (await filled.get("/AuditEvent?_count=1&_elements=action")).json()["link"]
    events = await filled.get(next(each["url"] for each in log if each["relation"] == "next"))
    assert "entity" not in events.json()["entry"][0]["resource"]


async def test_a_form_may_hold_letters_as_they_are(filled: httpx.AsyncClient) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    for body in ("_content=Gå", "_content=G%C3%A5"):
        answer = await filled.post("/Goal/_search", content=body.encode(), headers=form)
        assert answer.status_code == 200, body
    refused = await filled.post("/Goal/_search", content=b"_content=G\xe5", headers=form)
    assert refused.status_code == 400


async def test_an_unknown_parameter_is_refused_and_lenient_reports_it(
    filled: httpx.AsyncClient,
) -> None:
    refused = await filled.get("/Goal?pateint=anna")
    assert refused.status_code == 400
    assert "patient" in refused.json()["issue"][0]["diagnostics"]
    lenient = await filled.get("/Goal?pateint=anna", headers={"Prefer": "handling=lenient"})
    modes = [entry["search"]["mode"] for entry in lenient.json()["entry"]]
    assert (modes.count("match"), modes.count("outcome")) == (6, 1)


async def test_includes_and_totals(filled: httpx.AsyncClient) -> None:
    page = (await filled.get("/Goal?patient=anna&_include=Goal:subject&_total=accurate")).json()
    assert page["total"] == 5
    modes = [entry["search"]["mode"] for entry in page["entry"]]
    assert modes == ["match"] * 5 + ["include"]
    count = (await filled.get("/Goal?_summary=count")).json()
    assert (count["total"], count.get("entry")) == (6, None)


async def test_a_search_sees_what_was_just_written(filled: httpx.AsyncClient) -> None:
    assert ids(await filled.get("/Goal?_id=new")) == []
    await goal(filled, "new", "bo")
    assert ids(await filled.get("/Goal?_id=new")) == ["new"]
    assert (await filled.delete("/Goal/new")).status_code == 204
    assert ids(await filled.get("/Goal?_id=new")) == []


async def test_conditional_create_update_and_delete(filled: httpx.AsyncClient) -> None:
    condition = "identifier=urn:example:x|1"
    body = {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:example:x", "value": "1"}],
        "active": True,
    }
    first = await filled.post("/Patient", json=body, headers={"If-None-Exist": condition})
    second = await filled.post("/Patient", json=body, headers={"If-None-Exist": condition})
    assert (first.status_code, second.status_code) == (201, 200)
    assert second.json() == first.json()
    changed = await filled.put(f"/Patient?{condition}", json={**body, "active": False})
    assert (changed.status_code, changed.headers["etag"]) == (200, 'W/"2"')
    assert changed.json()["id"] == first.json()["id"]
    several = await filled.put("/Patient?family=Testsson", json=body)
    assert several.status_code == 412
    assert (await filled.delete(f"/Patient?{condition}")).status_code == 204
    assert ids(await filled.get(f"/Patient?{condition}")) == []
    made = await filled.put(f"/Patient?{condition}", json=body)
    assert made.status_code == 201


async def test_an_include_gives_the_version_that_a_reference_names(
    filled: httpx.AsyncClient,
) -> None:
    await filled.put("/Patient/anna", json={"resourceType": "Patient", "id": "anna"})
    await goal(filled, "then", "anna/_history/1")

    async def included(query: str, **headers: str) -> list[str]:
        page = (await filled.get(f"/Goal?{query}&_include=Goal:subject", headers=headers)).json()
        found = [each for each in page["entry"] if each["search"]["mode"] == "include"]
        assert {each["fullUrl"][-13:] for each in found} <= {"/Patient/anna"}
        return sorted(each["resource"]["meta"]["versionId"] for each in found)

    assert await included("_id=then") == ["1"]
    assert await included("_id=a0") == ["2"]
    assert await included("_id=then,a0") == ["1", "2"]
    # Nothing is included for one who may not read it, in whatever version.
    assert await included("_id=then", **{"x-scopes": "system/Goal.rs"}) == []
    await goal(filled, "never", "anna/_history/9")
    assert await included("_id=never") == ["2"]
