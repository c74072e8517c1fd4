"""batch and transaction: https://hl7.org/fhir/R4/http.html#transaction."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

NUMBER = "http://electronichealth.se/identifier/personnummer|197701172392"


def entry(method: str, url: str, resource: dict[str, Any] | None = None, **more: Any) -> Any:
    full = more.pop("full_url", None)
    found: dict[str, Any] = {"request": {"method": method, "url": url, **more}}
    if full:
        found["fullUrl"] = full
    if resource is not None:
        found["resource"] = resource
    return found


def bundle(kind: str, *entries: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def patient(**more: Any) -> dict[str, Any]:
    system, _, value = NUMBER.partition("|")
    return {
        "resourceType": "Patient",
        "identifier": [{"system": system, "value": value}],
        **more,
    }


def goal(subject: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Goal",
        "lifecycleStatus": "active",
        "description": {"text": "Gå ut"},
        "subject": {"reference": subject},
        **more,
    }


def plan(subject: str, *goals: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "CarePlan",
        "status": "active",
        "intent": "plan",
        "subject": {"reference": subject},
        **({"goal": [{"reference": reference} for reference in goals]} if goals else {}),
        **more,
    }


def located(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [
        "/".join(each["response"]["location"].split("/")[-4:-2]) for each in answer.json()["entry"]
    ]


async def test_links_inside_a_transaction_lead_to_what_is_stored(fhir: httpx.AsyncClient) -> None:
    urn = "urn:uuid:00000000-0000-4000-8000-00000000000"
    identifier = [{"system": "urn:ietf:rfc:3986", "value": f"{urn}1"}]
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry(
                "POST",
                "CarePlan",
                plan(f"{urn}1", f"{urn}2", identifier=identifier),
                full_url=f"{urn}3",
            ),
            entry("POST", "Goal", goal(f"{urn}1"), full_url=f"{urn}2"),
            entry("POST", "Patient", patient(), full_url=f"{urn}1"),
        ),
    )
    care_plan, target, person = located(answer)
    assert [each["response"]["status"] for each in answer.json()["entry"]] == ["201 Created"] * 3
    stored = (await fhir.get(f"/{care_plan}")).json()
    assert stored["subject"] == {"reference": person}
    assert stored["goal"] == [{"reference": target}]
    # An identifier is not a link.
    assert stored["identifier"] == identifier


async def test_circles_are_closed(fhir: httpx.AsyncClient) -> None:
    urn = "urn:uuid:00000000-0000-4000-8000-00000000000"
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Patient", patient(), full_url=f"{urn}1"),
            entry("POST", "CarePlan", plan(f"{urn}1", replaces=[{"reference": f"{urn}3"}]), full_url=f"{urn}2"),
            entry("POST", "CarePlan", plan(f"{urn}1", partOf=[{"reference": f"{urn}2"}]), full_url=f"{urn}3"),
        ),
    )  # fmt: skip
    _, first, second = located(answer)
    assert (await fhir.get(f"/{first}")).json()["replaces"] == [{"reference": second}]
    assert (await fhir.get(f"/{second}")).json()["partOf"] == [{"reference": first}]


async def test_a_conditional_create_and_a_conditional_reference_find_the_person(
    fhir: httpx.AsyncClient,
) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Patient", patient(), full_url="urn:uuid:1", ifNoneExist=f"identifier={NUMBER}"),
            entry("POST", "Goal", goal("urn:uuid:1")),
            entry("POST", "Goal", goal(f"Patient?identifier={NUMBER}")),
        ),
    )  # fmt: skip
    person, first, second = located(answer)
    assert person == "Patient/anna"
    assert answer.json()["entry"][0]["response"]["status"] == "200 OK"
    for path in (first, second):
        assert (await fhir.get(f"/{path}")).json()["subject"] == {"reference": "Patient/anna"}


async def test_an_error_names_its_entry_and_nothing_is_half_done(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("PUT", "Patient/anna", patient(id="anna", active=True)),
            entry("POST", "Goal", goal("Patient/anna")),
            entry("POST", "Goal", {**goal("Patient/anna"), "lifecycleStatus": "hej"}),
        ),
    )
    assert answer.status_code == 422
    places = [issue["expression"][0] for issue in answer.json()["issue"]]
    assert "Bundle.entry[2].resource.lifecycleStatus" in places
    assert (await fhir.get("/Patient/anna")).headers["etag"] == 'W/"1"'
    assert (await fhir.get("/Goal?_summary=count")).json()["total"] == 0


async def test_what_is_wrong_with_any_entry_is_told_at_once(fhir: httpx.AsyncClient) -> None:
    """What refers to a faulty entry is not faulty for it, and what is read waits until the rest is right."""
    wrong = {**goal("urn:uuid:1"), "lifecycleStatus": "hej"}
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Goal", wrong),
            entry("POST", "Goal", goal("urn:uuid:1")),
            entry("POST", "Patient", {**patient(), "nonsense": 1}, full_url="urn:uuid:1"),
            entry("PUT", "Patient/b", patient(id="c")),
            entry("GET", "Patient/nobody"),
        ),
    )
    assert answer.status_code == 422
    errors = [each for each in answer.json()["issue"] if each["severity"] == "error"]
    assert sorted(each["expression"][0] for each in errors) == [
        "Bundle.entry[0].resource.lifecycleStatus",
        "Bundle.entry[2].resource",
        "Bundle.entry[3].resource.id",
    ]
    assert (await fhir.get("/_history?_summary=count")).json()["total"] == 0
    # Before that, where each of them would go.
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Nonsense", {"resourceType": "Nonsense"}),
            entry("POST", "Goal", wrong),
            entry("PUT", "Patient/b/_history/1", patient(id="b")),
        ),
    )
    assert [each["expression"][0] for each in answer.json()["issue"]] == [
        "Bundle.entry[0].request.url",
        "Bundle.entry[2].request.url",
    ]


async def test_a_conditional_reference_finds_what_the_transaction_itself_writes(
    fhir: httpx.AsyncClient,
) -> None:
    """It is resolved when all is written: https://hl7.org/fhir/R4/http.html#trules"""
    given = [{"system": "urn:example:test", "value": "7"}]
    other = [{"system": "urn:example:test", "value": "8"}]
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Goal", goal("Patient?identifier=urn:example:test|7")),
            entry("POST", "Patient", patient(identifier=given)),
            entry("POST", "Patient", patient(identifier=other, name=[{"family": "Annan"}])),
            entry("POST", "Goal", goal("Patient?family=annan")),
        ),
    )
    assert answer.status_code == 200, answer.text
    locations = [e["response"]["location"].split("/") for e in answer.json()["entry"]]
    places = {kind: (await fhir.get(f"/{kind}")).json()["entry"] for kind in ("Goal", "Patient")}
    subjects = {e["resource"]["subject"]["reference"] for e in places["Goal"]}
    assert subjects == {f"Patient/{e['resource']['id']}" for e in places["Patient"]}
    assert len(locations) == 4

    # What the transaction changes is looked at as it will be, and what it deletes not at all.
    seven = next(
        e["resource"] for e in places["Patient"] if e["resource"]["identifier"][0]["value"] == "7"
    )
    renumbered = seven | {"identifier": [{"system": "urn:example:test", "value": "9"}]}
    place = f"Patient/{seven['id']}"
    for wanted, status in (("7", 422), ("9", 200)):
        answer = await fhir.post(
            "/",
            json=bundle(
                "transaction",
                entry("PUT", place, renumbered),
                entry("POST", "Goal", goal(f"Patient?identifier=urn:example:test|{wanted}")),
            ),
        )
        assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("broken", "status", "place"),
    [
        (entry("POST", "Goal", goal("urn:uuid:nobody")), 422, "Bundle.entry[0].resource.subject.reference"),
        (entry("POST", "Goal", goal("Patient/nobody")), 422, "Bundle.entry[0].resource.subject.reference"),
        (entry("POST", "Goal", goal("Patient?identifier=a|b")), 422, "Bundle.entry[0].resource.subject.reference"),
        (entry("POST", "Goal"), 400, "Bundle.entry[0].resource"),
        (entry("JUMP", "Goal"), 400, "Bundle.entry[0].request.method"),
        ({"resource": patient()}, 400, "Bundle.entry[0]"),
        (entry("POST", "Nonsense", {"resourceType": "Nonsense"}), 404, "Bundle.entry[0].request.url"),
        (entry("POST", "Goal", goal("Patient?nonsense=1")), 400, "Bundle.entry[0].resource.subject.reference"),
        (entry("GET", "Goal?nonsense=1"), 400, "Bundle.entry[0].request.url"),
        (entry("POST", "Goal", goal("Patient/nobody"), ifNoneExists="identifier=a|b"), 400, "Bundle.entry[0].request"),
        (entry("GET", "http://elsewhere.example/fhir/Patient/1"), 400, "Bundle.entry[0].request.url"),
        (entry("PUT", "Patient/b", patient(id="c")), 400, "Bundle.entry[0].resource.id"),
    ],
)  # fmt: skip
async def test_what_a_transaction_refuses(
    fhir: httpx.AsyncClient, broken: Any, status: int, place: str
) -> None:
    answer = await fhir.post("/", json=bundle("transaction", broken))
    assert answer.status_code == status, answer.text
    assert [issue["expression"] for issue in answer.json()["issue"]] == [[place]]


async def test_the_order_is_the_specifications(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    await fhir.put("/Goal/old", json={**goal("Patient/anna"), "id": "old"})
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("GET", "Goal?subject=Patient/anna"),
            entry("PUT", "Goal/new", {**goal("Patient/anna"), "id": "new"}),
            entry("DELETE", "Goal/old"),
        ),
    )
    first = answer.json()["entry"][0]
    assert [each["resource"]["id"] for each in first["resource"]["entry"]] == ["new"]


async def test_a_batch_runs_each_entry_on_its_own(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.post(
        "/",
        json=bundle(
            "batch",
            entry("PUT", "Patient/anna", patient(id="anna")),
            entry("POST", "Goal", goal("Patient/nobody")),
            entry("GET", "Patient/anna"),
            entry("GET", "Patient/nobody"),
            entry("DELETE", "Patient/anna"),
        ),
    )
    assert answer.json()["type"] == "batch-response"
    assert [each["response"]["status"][:3] for each in answer.json()["entry"]] == [
        "201",
        "422",
        "200",
        "404",
        "204",
    ]


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("Patient/nobody", 404),
        ("Goal/gone", 410),
        ("Nonsense/1", 404),
        ("Goal?nonsense=1", 400),
        ("Goal?description=%ff", 400),
        ("Patient/nobody/_history", 404),
        ("Patient/anna/_history/2", 404),
        ("Patient/anna/_history/x", 404),
    ],
)
async def test_a_read_that_fails_refuses_the_whole_transaction(
    fhir: httpx.AsyncClient, url: str, status: int
) -> None:
    """https://hl7.org/fhir/R4/http.html#transaction: accept all actions, or reject all"""
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    await fhir.put("/Goal/gone", json={**goal("Patient/anna"), "id": "gone"})
    await fhir.delete("/Goal/gone")
    for entries in (
        (entry("PUT", "Patient/bo", patient(id="bo")), entry("GET", url)),
        (entry("GET", "Patient/anna"), entry("GET", url)),
    ):
        answer = await fhir.post("/", json=bundle("transaction", *entries))
        assert answer.status_code == status, answer.text
        assert answer.json()["issue"][0]["expression"][0].startswith("Bundle.entry[1]")
    assert (await fhir.get("/Patient/bo")).status_code == 404


async def test_a_transaction_reads_what_it_writes(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("GET", "Patient/anna"),
            entry("PUT", "Patient/anna", patient(id="anna")),
        ),
    )
    assert answer.json()["entry"][0]["resource"]["id"] == "anna"


async def test_a_batch_reads_and_calls_as_requests_do(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    await fhir.put("/Goal/g", json={**goal("Patient/anna"), "id": "g"})
    conditional = entry("GET", "Patient/anna")
    conditional["request"]["ifNoneMatch"] = 'W/"1"'
    since = entry("GET", "Patient/anna")
    since["request"]["ifModifiedSince"] = "2999-01-01T00:00:00Z"
    answer = await fhir.post(
        "/",
        json=bundle(
            "batch",
            conditional,
            since,
            entry("GET", "Patient/anna?_elements=name"),
            entry("GET", "Patient/anna/Goal"),
            entry("GET", "Patient/anna/$everything"),
            entry("POST", "Patient/$validate", patient()),
            entry("POST", "Goal/_search?subject=Patient/anna"),
            entry("GET", "Patient/anna/_history?_count=1"),
            entry("GET", "metadata"),
        ),
    )
    entries = answer.json()["entry"]
    assert [each["response"]["status"][:3] for each in entries] == [
        *("304", "304", "200", "200", "200", "200", "200", "200", "200")
    ]
    assert entries[2]["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert [each["resource"].get("total") for each in entries[3:7:3]] == [1, 1]
    assert entries[5]["resource"]["resourceType"] == "OperationOutcome"
    assert entries[7]["resource"]["type"] == "history"
    assert entries[8]["resource"]["resourceType"] == "CapabilityStatement"


async def test_a_transaction_calls_operations_that_read_after_its_writes(
    fhir: httpx.AsyncClient,
) -> None:
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("GET", "Patient/anna/$everything"),
            entry("POST", "Patient/$validate", patient()),
            entry("POST", "Goal/_search?subject=Patient/anna"),
            entry("GET", "Patient/anna/$meta"),
            entry("PUT", "Patient/anna", patient(id="anna")),
            entry("PUT", "Goal/g", {**goal("Patient/anna"), "id": "g"}),
        ),
    )
    assert answer.status_code == 200, answer.text
    entries = answer.json()["entry"]
    statuses = [each["response"]["status"][:3] for each in entries]
    assert statuses == ["200", "200", "200", "200", "201", "201"]
    assert sorted(each["resource"]["id"] for each in entries[0]["resource"]["entry"]) == [
        "anna",
        "g",
    ]
    assert entries[1]["resource"]["resourceType"] == "OperationOutcome"
    assert entries[2]["resource"]["total"] == 1


@pytest.mark.parametrize(
    ("method", "url", "status", "words"),
    [
        ("POST", "Patient/anna/$meta-add", 405, "$meta-add changes what is stored"),
        ("POST", "$reindex", 405, "$reindex changes what is stored"),
        ("GET", "$reindex-progress?job=1", 405, "changes what is stored"),
        ("POST", "Patient/$nothing", 404, "no such operation"),
        ("GET", "Patient/$match", 405, "$match is called by POST"),
        ("POST", "Medication/_search", 404, "Medication"),
    ],
)
async def test_a_transaction_is_refused_whole_for_a_call_that_changes_something_or_is_none(
    fhir: httpx.AsyncClient, method: str, url: str, status: int, words: str
) -> None:
    called = bundle(
        "transaction",
        entry("PUT", "Patient/anna", patient(id="anna")),
        entry(method, url, {"resourceType": "Parameters"} if method == "POST" else None),
    )
    answer = await fhir.post("/", json=called)
    assert answer.status_code == status, answer.text
    [issue] = answer.json()["issue"]
    assert words in issue["diagnostics"]
    assert issue["expression"] == ["Bundle.entry[1]"]
    assert (await fhir.get("/Patient/anna")).status_code == 404


async def test_one_resource_is_written_once(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("PUT", "Patient/a", patient(id="a")),
            entry("PUT", "Patient/a", patient(id="a")),
        ),
    )
    assert answer.status_code == 400


async def test_patches_in_a_bundle_and_alone(fhir: httpx.AsyncClient) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna", name=[{"family": "Testsson"}]))
    answer = await fhir.patch(
        "/Patient/anna",
        content=b'[{"op":"add","path":"/gender","value":"female"}]',
        headers={"content-type": "application/json-patch+json", "If-Match": 'W/"1"'},
    )
    assert (answer.status_code, answer.json()["gender"]) == (200, "female")
    change = {
        "resourceType": "Parameters",
        "parameter": [
            {
                "name": "operation",
                "part": [
                    {"name": "type", "valueCode": "replace"},
                    {"name": "path", "valueString": "Patient.name.where(family = 'Testsson').family"},
                    {"name": "value", "valueString": "Provström"},
                ],
            },
            {
                "name": "operation",
                "part": [
                    {"name": "type", "valueCode": "add"},
                    {"name": "path", "valueString": "Patient"},
                    {"name": "name", "valueString": "deceased"},
                    {"name": "value", "valueBoolean": False},
                ],
            },
        ],
    }  # fmt: skip
    patched = await fhir.patch("/Patient/anna", json=change)
    assert patched.status_code == 200, patched.text
    assert patched.json()["name"] == [{"family": "Provström"}]
    assert patched.json()["deceasedBoolean"] is False
    entry_ = entry("PATCH", "Patient/anna", {**change, "parameter": change["parameter"][:1]})
    refused = await fhir.post("/", json=bundle("transaction", entry_))
    assert refused.status_code == 422
    history = (await fhir.get("/Patient/anna/_history")).json()
    assert [each["request"]["method"] for each in history["entry"]] == ["PATCH", "PATCH", "PUT"]


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"[", 400),
        (b"{}", 400),
        (b'[{"op":"jump","path":"/x"}]', 400),
        (b'[{"op":"remove","path":"/nothing"}]', 422),
        (b'[{"op":"test","path":"/id","value":"bo"}]', 422),
        (b'[{"op":"replace","path":"/id","value":"bo"}]', 422),
        (b'[{"op":"replace","path":"","value":1}]', 422),
        (b'[{"op":"add","path":"/gender","value":"hej"}]', 422),
        (b"[1]", 400),
    ],
)
async def test_what_a_patch_refuses(fhir: httpx.AsyncClient, content: bytes, status: int) -> None:
    await fhir.put("/Patient/anna", json=patient(id="anna"))
    answer = await fhir.patch(
        "/Patient/anna", content=content, headers={"content-type": "application/json-patch+json"}
    )
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize("url", ["Patient/a", f"Patient?identifier={NUMBER}"])
async def test_what_is_deleted_first_is_not_found_by_what_comes_after(
    fhir: httpx.AsyncClient, url: str
) -> None:
    """https://hl7.org/fhir/R4/http.html#trules: deletions, then creates, also conditional ones."""
    await fhir.put("/Patient/a", json=patient(id="a"))
    condition = {"ifNoneExist": f"identifier={NUMBER}"}
    answer = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("POST", "Goal", goal(f"Patient?identifier={NUMBER}")),
            entry("POST", "Patient", patient(active=True), **condition),
            entry("DELETE", url),
        ),
    )
    _, made, deleted = located(answer)
    assert [each["response"]["status"][:3] for each in answer.json()["entry"]] == [
        "201",
        "201",
        "204",
    ]
    assert (deleted, (await fhir.get("/Patient/a")).status_code) == ("Patient/a", 410)
    assert (await fhir.get(f"/{made}")).json()["active"] is True
    [written] = (await fhir.get("/Goal")).json()["entry"]
    assert written["resource"]["subject"] == {"reference": made}
    refused = await fhir.post(
        "/",
        json=bundle(
            "transaction",
            entry("DELETE", f"Patient?identifier={NUMBER}"),
            entry("PUT", f"Patient?identifier={NUMBER}", patient()),
        ),
    )
    assert refused.status_code == 400


@pytest.mark.parametrize("first", ["PUT", "POST"])
async def test_two_entries_with_one_condition_are_about_one_resource(
    fhir: httpx.AsyncClient, first: str
) -> None:
    """https://hl7.org/fhir/R4/http.html#trules: identities that overlap refuse the whole."""
    condition = f"identifier={NUMBER}"
    created = entry("POST", "Patient", patient(), ifNoneExist=condition)
    updated = entry("PUT", f"Patient?{condition}", patient(active=True))
    earlier = updated if first == "PUT" else created
    refused = await fhir.post("/", json=bundle("transaction", earlier, updated))
    assert refused.status_code == 400
    [issue] = refused.json()["issue"]
    assert issue["expression"] == ["Bundle.entry[1]"]
    assert (await fhir.get("/Patient?_summary=count")).json()["total"] == 0
    again = await fhir.post("/", json=bundle("transaction", created, created))
    assert len(set(located(again))) == 1
