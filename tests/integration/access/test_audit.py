"""Every access and every refusal is in the log, which is read as AuditEvents and changed by nobody."""

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from tests.integration.access.conftest import (
    ANNA,
    BO,
    ELSA,
    NUMBER,
    S1,
    S2,
    SYSTEM,
    U1,
    V1,
    P,
    World,
    X,
    block,
    goal,
    relation,
)
from tests.integration.access.test_sharing import goals, opened, source

from pk_fhir.contract.identifiers import HSA_ID

pytestmark = pytest.mark.anyio

ADMIN = {"x-role": "admin", "x-subject": "adam", "x-scopes": "user/*.cruds"}


def events(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [entry["resource"] for entry in answer.json().get("entry", [])]


def codes(found: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["subtype"][0]["code"], each["outcome"]) for each in found]


async def test_a_read_is_an_audit_event_in_the_shape_of_balp(world: World) -> None:
    await world.get("Goal/of-u1", {**S1, "x-purpose": "CAREMGT", "x-request-id": "r-1"})
    [found] = events(await world.get("AuditEvent?patient=Patient/anna&altid=siv", ADMIN))
    whom = {"type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "code": "IRCP"}]},
            "role": [{"text": "staff"}], "who": {"identifier": {"value": "siv"}}, "requestor": True}  # fmt: skip
    dcm = "http://dicom.nema.org/resources/ontology/DCM"
    assert found == {
        "resourceType": "AuditEvent",
        "id": found["id"],
        "meta": {"versionId": "1", "lastUpdated": "2026-11-23T09:30:00.000Z"},
        "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-event-type", "code": "rest", "display": "RESTful Operation"},
        "subtype": [{"system": "http://hl7.org/fhir/restful-interaction", "code": "read", "display": "read"}],
        "action": "R",
        "recorded": "2026-11-23T09:30:00.000Z",
        "outcome": "0",
        "purposeOfEvent": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "CAREMGT"}]}],
        "agent": [
            {"type": {"coding": [{"system": dcm, "code": "110152", "display": "Destination Role ID"}]}, "who": {"identifier": {"value": "siv"}}, "requestor": False},
            {"type": {"coding": [{"system": dcm, "code": "110153", "display": "Source Role ID"}]}, "who": {"display": "pk-fhir"}, "requestor": False},
            whom,
            {"type": {"text": "Vårdenhet"}, "who": {"identifier": {"system": HSA_ID, "value": U1}}, "requestor": False},
            {"type": {"text": "Vårdgivare"}, "who": {"identifier": {"system": HSA_ID, "value": V1}}, "requestor": False},
        ],
        "source": {
            "observer": {"identifier": {"value": "v1"}, "display": "pk-fhir"},
            "type": [{"system": "http://terminology.hl7.org/CodeSystem/security-source-type", "code": "4", "display": "Application Server"}],
        },
        "entity": [
            {"what": {"reference": "Patient/anna"},
             "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "1", "display": "Person"},
             "role": {"system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "1", "display": "Patient"},
             "detail": [{"type": "careUnit", "valueString": U1}, {"type": "careProvider", "valueString": V1}]},
            {"what": {"reference": "Goal/of-u1"},
             "type": {"system": "http://terminology.hl7.org/CodeSystem/audit-entity-type", "code": "2", "display": "System Object"},
             "role": {"system": "http://terminology.hl7.org/CodeSystem/object-role", "code": "4", "display": "Domain Resource"}},
            {"what": {"identifier": {"value": "r-1"}}, "name": "X-Request-Id"},
        ],
    }  # fmt: skip
    validated = await world.http.post("/providers/v1/fhir/AuditEvent/$validate", json=found, headers=SYSTEM)  # fmt: skip
    assert [i for i in validated.json()["issue"] if i["severity"] in ("error", "fatal")] == []


async def test_a_search_has_its_query_without_the_number(world: World) -> None:
    await world.get(f"Patient?identifier={NUMBER}|{ANNA}", S1)
    [found] = events(await world.get("AuditEvent?altid=siv&subtype=search-type", ADMIN))
    [query] = [each for each in found["entity"] if "query" in each]
    text = base64.b64decode(query["query"]).decode()
    assert text.startswith("identifier=")
    assert ANNA not in text


BUNDLED = {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET", "url": "Goal/of-u1"}}]}  # fmt: skip
LOOKED_FOR = {"resourceType": "Patient", "identifier": [{"system": NUMBER, "value": ANNA}]}
WHO = f"identifier={NUMBER}|{ANNA}"
ROADS: list[tuple[str, str, Any, str]] = [
    ("GET", "Goal/of-u1", None, "read"),
    ("HEAD", "Goal/of-u1", None, "read"),
    ("GET", "Goal/of-u1?_format=xml&_elements=id", None, "read"),
    ("GET", "Goal/of-u1/_history/1", None, "vread"),
    ("GET", "Goal/of-u1/_history", None, "history-instance"),
    ("GET", "Goal/_history", None, "history-type"),
    ("GET", "_history?_count=200", None, "history-system"),
    ("GET", "Goal?patient=anna", None, "search-type"),
    ("GET", "Goal?subject=Patient/anna&_summary=count", None, "search-type"),
    ("GET", "Goal?patient=anna&lifecycle-status=cancelled", None, "search-type"),
    ("GET", "Goal?_include=*&_revinclude=*&_id=of-u1", None, "search-type"),
    ("GET", f"Patient?{WHO}", None, "search-type"),
    ("GET", f"Patient?{WHO}&_summary=count", None, "search-type"),
    ("GET", f"Patient?{WHO}&active=false", None, "search-type"),
    ("GET", "Patient/anna/Goal", None, "search-type"),
    ("GET", "Patient/anna/*", None, "search-system"),
    ("GET", "?_type=Goal", None, "search-system"),
    ("GET", "Patient/anna/$everything", None, "everything"),
    ("GET", "Patient/$everything", None, "everything"),
    ("POST", "Patient/$match", LOOKED_FOR, "match"),
    ("GET", "Goal/of-u1/$meta", None, "read"),
    ("GET", "Goal/of-u1/$validate", None, "read"),
    ("POST", "", BUNDLED, "read"),
    ("POST", "", BUNDLED | {"type": "transaction"}, "read"),
]


async def test_a_reading_on_any_road_is_one_row_of_the_patients_log_with_its_purpose(
    world: World,
) -> None:
    for number, (method, path, body, _) in enumerate(ROADS):
        who = {**S1, "x-subject": f"reader-{number}", "x-purpose": "CAREMGT"}
        url = f"/providers/v1/fhir/{path}" if path else "/providers/v1/fhir"
        answer = await world.http.request(method, url, json=body, headers=who)
        assert answer.status_code == 200, (path, answer.text)
    mine = (await world.http.get("/log/me", headers=P)).json()["entries"]
    for number, (_, path, _, kind) in enumerate(ROADS):
        told = [
            (each["kind"], each["count"], each["purpose"])
            for each in mine
            if each["user"] == f"reader-{number}"
        ]
        assert told == [(kind, 1, "CAREMGT")], path


NUMBERED = [
    f"identifier={NUMBER.replace('/', '%2F')}%7C{ANNA}",
    f"identifier={NUMBER}|19770117%2D2392",
    f"identifier={NUMBER}|%31%39770117%2B2392",
    f"identifier={NUMBER}|%2531%2539770117-2392",
    f"_text=19770117 2392&identifer={ANNA}",
]


async def test_no_number_gets_into_the_log_however_it_is_written(world: World) -> None:
    for query in NUMBERED:
        for who in (S1, {**S1, "x-scopes": "user/Goal.r"}):
            await world.get(f"Patient?{query}", who)
    found = events(await world.get("AuditEvent?altid=siv", ADMIN))
    texts = [base64.b64decode(e["query"]).decode() for each in found for e in each["entity"] if "query" in e]  # fmt: skip
    assert len(texts) > len(NUMBERED)
    assert not [text for text in texts if "2392" in unquote(unquote(text))]


@pytest.mark.parametrize(
    ("path", "headers", "status", "expected"),
    [
        ("Goal/of-bo", P, 404, ("read", "4")),
        ("Goal/of-bo/_history/1", P, 404, ("vread", "4")),
        ("Goal/of-bo/_history", P, 404, ("history-instance", "4")),
        ("Patient/bo/$everything", P, 404, ("everything", "4")),
        ("Task", {**P, "x-scopes": "patient/Goal.rs"}, 403, ("search-type", "8")),
        ("Goal/of-bo", {**P, "x-scopes": "patient/Task.rs"}, 403, ("read", "8")),
    ],
)
async def test_what_was_refused_is_in_the_log_with_why(
    world: World, path: str, headers: dict[str, str], status: int, expected: tuple[str, str]
) -> None:
    assert (await world.get(path, headers)).status_code == status
    found = events(await world.get("AuditEvent?altid=anna&outcome=4,8", ADMIN))
    assert codes(found) == [expected]
    assert found[0]["outcomeDesc"]
    if "of-bo" in path or "Patient/bo" in path:
        assert found[0]["entity"][0]["what"] == {"reference": "Patient/bo"}


async def test_a_refusal_within_a_batch_is_in_the_log(world: World) -> None:
    entries = [{"request": {"method": "GET", "url": "Goal/of-bo"}}]
    await world.http.post(
        "/providers/v1/fhir",
        json={"resourceType": "Bundle", "type": "batch", "entry": entries},
        headers=P,
    )
    assert codes(events(await world.get("AuditEvent?altid=anna", ADMIN))) == [("read", "4")]


async def test_a_view_that_was_refused_and_each_source_that_was_is_in_the_log(
    world: World,
) -> None:
    answer = await world.http.post("/view/_search", json={"system": NUMBER, "value": BO}, headers=P)
    assert answer.status_code == 403
    assert codes(events(await world.get("AuditEvent?altid=anna", ADMIN))) == [("view", "8")]
    await world.view(ANNA, X)
    found = events(await world.get("AuditEvent?altid=eva", ADMIN, "v2"))
    assert sorted(codes(found)) == [("view", "0"), ("view", "4")]
    [refused] = [each for each in found if each["outcome"] == "4"]
    assert refused["outcomeDesc"] == "no-consent"
    assert ANNA not in str(found)


async def test_nobody_changes_or_deletes_the_log(world: World) -> None:
    await world.get("Goal/of-u1", S1)
    [event] = events(await world.get("AuditEvent?altid=siv", ADMIN))
    path = f"/providers/v1/fhir/AuditEvent/{event['id']}"
    for headers in (ADMIN, SYSTEM):
        patch = {**headers, "content-type": "application/json-patch+json"}
        for answer in (
            await world.http.put(path, json=event, headers=headers),
            await world.http.delete(path, headers=headers),
            await world.http.patch(path, json=[], headers=patch),
            await world.http.delete("/providers/v1/fhir/AuditEvent?altid=siv", headers=headers),
            await world.http.put("/providers/v1/fhir/AuditEvent?_id=x", json=event, headers=headers),
        ):  # fmt: skip
            assert answer.status_code == 405, answer.text
    assert events(await world.get("AuditEvent?altid=siv", ADMIN)) == [event]


async def test_a_patient_reads_the_own_log_alone_and_staff_none(world: World) -> None:
    await world.get("Goal/of-u1", S1)
    await world.get("Goal/of-bo", S1)
    own = events(await world.get("AuditEvent?altid=siv", P))
    assert [each["entity"][0]["what"]["reference"] for each in own] == ["Patient/anna"]
    everything = events(await world.get("AuditEvent?_count=100", P))
    assert all(each["entity"][0]["what"]["reference"] == "Patient/anna" for each in everything)
    assert events(await world.get("AuditEvent?patient=bo", P)) == []
    assert events(await world.get("AuditEvent?entity=Goal/of-bo", P)) == []
    assert events(await world.get("Patient/bo/AuditEvent", P)) == []
    [his] = events(await world.get("AuditEvent?patient=bo&altid=siv", ADMIN))
    for path in (f"AuditEvent/{his['id']}", f"AuditEvent/{his['id']}/_history/1"):
        hidden, never = await world.get(path, P), await world.get(path.replace(his["id"], "log-abc"), P)  # fmt: skip
        assert (hidden.status_code, hidden.text) == (404, never.text)
    assert (await world.get(f"AuditEvent/{own[0]['id']}", P)).status_code == 200
    assert (await world.get("AuditEvent", S1)).status_code == 403
    assert (await world.get(f"AuditEvent/{own[0]['id']}", S1)).status_code == 404
    assert events(await world.get(f"AuditEvent?_id={his['id']}", ADMIN, "v2")) == []


async def test_pages_of_the_log_go_on_with_what_was_asked_and_name_no_number(world: World) -> None:
    someone = "SE2120000001-N1"
    for who in (S1, {**S1, "x-subject": someone}, S1, {**S1, "x-subject": someone}):
        await world.get("Goal/of-u1", who)
    first = await world.get(f"AuditEvent?altid={someone},197701172392&_count=1", ADMIN)
    assert ANNA not in str(first.json()["link"])
    [link] = [each["url"] for each in first.json()["link"] if each["relation"] == "next"]
    second = await world.http.get(link, headers=ADMIN)
    whose = [each["agent"][2]["who"]["identifier"]["value"] for each in events(first) + events(second)]  # fmt: skip
    assert whose == [someone, someone]
    assert [each["relation"] for each in second.json()["link"]] == ["self", "first"]
    assert (await world.http.get(link[:-4] + "AAAA", headers=ADMIN)).status_code == 400


async def test_a_subject_that_is_a_number_is_not_one_in_the_log(world: World) -> None:
    who = {**P, "x-subject": ANNA}
    await world.get("Goal/of-u1", who)
    await world.get("Goal/of-bo", who)
    log = (await world.get("AuditEvent?_count=100", ADMIN)).text
    assert ANNA not in log
    mine = (await world.http.get("/log/me", headers=who)).json()["entries"]
    assert {each["user"] for each in mine if each["roleText"] == "Du själv"} != {ANNA}


async def test_who_looks_for_a_person_and_finds_nothing_has_asked_for_them_all_the_same(
    world: World,
) -> None:
    other = {**LOOKED_FOR, "identifier": [{"system": NUMBER, "value": ELSA}]}
    who = {**X, "x-subject": "eva"}
    await world.http.post("/providers/v2/fhir/Patient/$match", json=other, headers=who)
    await world.get(f"Patient?identifier={NUMBER}|{ELSA}", who, "v2")
    world.clock.now = datetime(2040, 1, 1, tzinfo=UTC)
    elsa = {"x-role": "patient", "x-subject": "elsa", "x-number": ELSA}
    mine = (await world.http.get("/log/me", headers=elsa)).json()["entries"]
    assert [each["kind"] for each in mine if each["user"] == "eva"] == ["search-type", "match"]


async def test_the_log_is_paged_with_each_row_once(world: World) -> None:
    for _ in range(7):
        await world.get("Goal/of-u1", S1)
    seen: list[str] = []
    answer = await world.get("AuditEvent?altid=siv&_count=3&_total=accurate", ADMIN)
    assert answer.json()["total"] == 7
    while True:
        seen += [each["id"] for each in events(answer)]
        following = [link["url"] for link in answer.json()["link"] if link["relation"] == "next"]
        if not following:
            break
        assert (await world.http.get(following[0], headers=P)).status_code == 404
        answer = await world.http.get(following[0], headers=ADMIN)
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("date=2026-11-23", 1),
        ("date=2026-11-22", 0),
        ("date=ge2026-11-23&date=lt2026-11-24", 1),
        ("date=gt2026-11-23", 0),
        ("action=R", 1),
        ("action=C", 0),
        ("action=C,R", 1),
        ("outcome=0", 1),
        ("outcome=8", 0),
        ("subtype=http://hl7.org/fhir/restful-interaction|read", 1),
        ("entity=Goal/of-u1", 1),
        ("entity=Goal/of-u2", 0),
        ("patient=Patient/anna", 1),
        ("_summary=count", 0),
    ],
)
async def test_the_log_is_searched(world: World, query: str, count: int) -> None:
    await world.get("Goal/of-u1", S1)
    answer = await world.get(f"AuditEvent?altid=siv&{query}", ADMIN)
    assert len(events(answer)) == count


@pytest.mark.parametrize(
    "query", ["nonsense=1", "date=i går", "action=E", "_sort=date", "_count=x", "date=ne2026"]
)
async def test_what_the_log_does_not_know_is_refused(world: World, query: str) -> None:
    assert (await world.get(f"AuditEvent?{query}", ADMIN)).status_code == 400


async def test_a_system_adds_its_own_events_which_the_patient_reads(world: World) -> None:
    sent = {
        "resourceType": "AuditEvent",
        "type": {"system": "http://dicom.nema.org/resources/ontology/DCM", "code": "110100"},
        "action": "R",
        "recorded": "2026-11-23T10:00:00+01:00",
        "agent": [{"requestor": True, "who": {"display": "Journalsystemet"}}],
        "source": {"observer": {"display": "Journalsystemet"}},
        "entity": [{"what": {"reference": "Patient/anna"}}],
    }
    made = await world.http.post("/providers/v1/fhir/AuditEvent", json=sent, headers=SYSTEM)
    assert made.status_code == 201, made.text
    [found] = events(await world.get("AuditEvent?action=R", P))
    assert found == made.json()
    assert {name: found[name] for name in sent} == sent
    for headers in (P, S1):
        refused = await world.http.post("/providers/v1/fhir/AuditEvent", json=sent, headers=headers)
        assert refused.status_code == 403


async def emergency(world: World, **body: Any) -> httpx.Response:
    sent = {"system": NUMBER, "value": ANNA, "reason": "Medvetslös vid ankomst", **body}
    return await world.http.post("/emergency", json=sent, headers=X)


async def test_an_emergency_opens_for_a_time_and_is_shown_to_the_patient(world: World) -> None:
    await world.put(relation("r", "a", X["x-unit"]), "v2")
    assert source(await world.view(ANNA, X), "v1")[0] == "not-authorised"
    answer = await emergency(world)
    assert answer.status_code == 201, answer.text
    assert answer.json() == {"at": "2026-11-23T09:30:00Z", "until": "2026-11-24T09:30:00Z"}
    assert "Mål från enhet 1" in goals(await world.view(ANNA, X))
    mine = (await world.http.get("/log/me", headers=P)).json()
    [opening] = [entry for entry in mine["entries"] if entry["kind"] == "emergency"]
    assert (opening["reason"], opening["emergency"]) == ("Medvetslös vid ankomst", True)
    assert opening["text"] == (
        "Personal vid Sjukhuset öppnade dina uppgifter genom nödöppning i en nödsituation. "
        "Skälet som angavs: Medvetslös vid ankomst"
    )
    read = [entry for entry in mine["entries"] if entry["kind"] == "view"]
    assert ("BTG", False) in [(entry["purpose"], entry["refused"]) for entry in read]
    # Not for a colleague, another unit or another patient, and not past its end.
    for other in ({"x-subject": "per"}, {"x-unit": "SE2120000002-X2"}):
        assert source(await world.view(ANNA, {**X, **other}), "v1")[0] == "not-authorised"
    assert source(await world.view(BO, X), "v1")[0] == "not-authorised"
    world.clock.now = world.clock.now.replace(day=24)
    assert source(await world.view(ANNA, X), "v1")[0] == "not-authorised"


async def test_an_emergency_does_not_open_what_is_blocked(world: World) -> None:
    await world.put(relation("r", "a", X["x-unit"]), "v2")
    await world.put(block("b", "anna", "outer", V1))
    assert (await emergency(world)).status_code == 201
    assert source(await world.view(ANNA, X), "v1")[0] == "blocked"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"reason": ""}, 400),
        ({"reason": "         x"}, 400),
        ({"hours": 0}, 400),
        ({"hours": 7 * 24 + 1}, 400),
        ({"hours": 7 * 24}, 201),
        ({"value": "197701172399"}, 400),
    ],
)
async def test_an_emergency_has_a_reason_and_an_end(
    world: World, body: dict[str, Any], status: int
) -> None:
    answer = await emergency(world, **body)
    assert answer.status_code == status
    assert "19770117" not in answer.text


async def test_only_staff_on_a_commission_open_in_an_emergency(world: World) -> None:
    sent = {"system": NUMBER, "value": ANNA, "reason": "Medvetslös vid ankomst"}
    for headers in (P, SYSTEM, {**X, "x-unit": ""}):
        known = {name: value for name, value in headers.items() if value}
        answer = await world.http.post("/emergency", json=sent, headers=known)
        assert answer.status_code == 403


async def test_the_extract_over_http_is_the_patients_and_the_administrators(world: World) -> None:
    await opened(world)
    await world.view(ANNA, X)
    mine = await world.http.get("/log/me", headers=P)
    assert mine.headers["cache-control"] == "no-store"
    texts = [entry["text"] for entry in mine.json()["entries"]]
    assert (
        "Personal vid Sjukhuset läste den sammanhållna vyn över dina vårdgivare för vård och behandling. "
        "Det gällde uppgifter hos Region Exempel, Sjukhuset." in texts
    )
    whose = {"system": NUMBER, "value": ANNA}
    admin = await world.http.post("/log/_search", json=whose, headers=ADMIN)
    assert admin.status_code == 200
    other = await world.http.post("/log/_search", json={**whose, "value": BO}, headers=P)
    assert (other.status_code, BO in other.text) == (403, False)
    assert (await world.http.post("/log/_search", json=whose, headers=S1)).status_code == 403


S2_WRITES = {**S2, "x-scopes": "user/*.cruds"}


async def heard(world: World, subject: str) -> list[tuple[str, str, str | None]]:
    """What the log tells of somebody: interaction, outcome and the Patient it was about, newest first."""
    found = events(await world.get(f"AuditEvent?altid={subject}", ADMIN))
    whom = [
        next((e["what"]["reference"] for e in each.get("entity", []) if "Patient/" in e.get("what", {}).get("reference", "")), None)
        for each in found
    ]  # fmt: skip
    return [(*each, who) for each, who in zip(codes(found), whom, strict=True)]


async def test_who_tries_to_delete_what_is_hidden_is_in_the_log(world: World) -> None:
    await world.put(block("b", "anna", "inner", U1))
    url = "/providers/v1/fhir/Goal"
    for id_ in ("of-u1", "never"):
        assert (await world.http.delete(f"{url}/{id_}", headers=S2_WRITES)).status_code == 204
    assert await heard(world, "sam") == [
        ("delete", "4", None),
        ("delete", "4", "Patient/anna"),
    ]
    assert (await world.get("Goal/of-u1", SYSTEM)).status_code == 200


async def test_what_a_conditional_create_finds_and_answers_was_read(world: World) -> None:
    who = {"resourceType": "Patient", "identifier": [{"system": NUMBER, "value": BO}]}
    found = await world.http.post(
        "/providers/v1/fhir/Patient",
        json=who,
        headers={**S1, "If-None-Exist": f"identifier={NUMBER}|{BO}"},
    )
    assert (found.status_code, found.json()["id"]) == (200, "bo")
    assert await heard(world, "siv") == [("read", "0", "Patient/bo")]


@pytest.mark.parametrize("method", ["GET", "PUT"])
async def test_the_entry_that_refuses_a_transaction_is_in_the_log(
    world: World, method: str
) -> None:
    await world.put(block("b", "anna", "inner", U1))
    entry: dict[str, Any] = {"request": {"method": method, "url": "Goal/of-u1"}}
    if method == "PUT":
        entry["resource"] = goal("of-u1", "anna")
    sent = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
    answer = await world.http.post("/providers/v1/fhir", json=sent, headers=S2_WRITES)
    assert answer.status_code == 404
    kind = "read" if method == "GET" else "update"
    assert await heard(world, "sam") == [
        ("transaction", "4", None),
        (kind, "4", "Patient/anna"),
    ]


@pytest.mark.parametrize("path", ["/view/_search", "/log/_search", "/emergency"])
async def test_whom_a_refused_request_named_reads_of_it(world: World, path: str) -> None:
    sent = {"system": NUMBER, "value": BO}
    if path == "/emergency":
        sent["reason"] = "Medvetslös vid ankomst"
    answer = await world.http.post(path, json=sent, headers=P)
    assert answer.status_code == 403
    bo = {"x-role": "patient", "x-subject": "bo", "x-patient": "bo", "x-number": BO}
    log = (await world.http.get("/log/me", headers=bo)).json()["entries"]
    kind = path.split("/")[1]
    assert [(each["kind"], each["refused"]) for each in log if each["user"] == "anna"] == [(kind, True)]  # fmt: skip


async def test_a_guardian_who_was_cut_off_is_in_the_childs_log(world: World) -> None:
    guardian = {"x-role": "patient", "x-subject": "mor", "x-number": ANNA, "x-represents": ELSA}
    assert (await world.http.get("/view/me", headers=guardian)).status_code == 403
    whose = {"system": NUMBER, "value": ELSA}
    log = (await world.http.post("/log/_search", json=whose, headers=ADMIN)).json()["entries"]
    assert [(each["kind"], each["refused"]) for each in log if each["user"] == "mor"] == [("view", True)]  # fmt: skip
