"""What users of the established servers complain of, row by row of ../shared/anchors.md, does not happen here.

Rows with files of their own: duplicates of conditional creates and stale If-Match (`test_concurrency.py`),
leaks (`test_attacks.py`), untrue statements (`test_capabilities_hold.py`), lost and repeated rows of pages
under writes (`../search/test_paging.py`), plans (`../search/test_plans.py`), searches that are stale
(`test_search.py`).
"""

import asyncio
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.anyio

LENIENT = {"Prefer": "handling=lenient"}


def person(value: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Patient",
        "identifier": [{"system": "urn:example:x", "value": value}],
        **more,
    }


def issue_of(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    issue: dict[str, Any] = outcome["issue"][0]
    return issue


# A misspelled search parameter returns everything (LinuxForHealth #260 #1952, MS #1050, HAPI #176).


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/Patient?idenntifier=urn:example:x|1", "identifier"),
        ("/Patient?famly=x", "family"),
        ("/Patient?family:exakt=x", "exact"),
        ("/Goal?patient.famly=x", "family"),
        ("/Patient?_has:Goal:pateint:description=x", ""),
        ("/Patient?_include=Patient:orgnization", ""),
        ("/Patient?_sort=famly", "family"),
        ("/Patient?_lastUpdatd=2026", "_lastUpdated"),
        ("/?_type=Patient&_idd=1", "_id"),
        ("/Patient?gender:not-there=x", ""),
        ("/Patient?birthdate=yesterday", "birthdate"),
    ],
)
async def test_a_misspelled_search_is_refused_and_says_what_was_meant(
    fhir: httpx.AsyncClient, path: str, meant: str
) -> None:
    await fhir.post("/Patient", json=person("1"))
    assert meant in issue_of(await fhir.get(path), 400)["diagnostics"]


async def test_a_misspelled_condition_changes_nothing_however_lenient(
    fhir: httpx.AsyncClient,
) -> None:
    await fhir.put("/Patient/a", json=person("1", id="a"))
    wrong = "idenntifier=urn:example:x|9"
    for headers in ({}, LENIENT):
        answers = [
            await fhir.delete(f"/Patient?{wrong}", headers=headers),
            await fhir.put(f"/Patient?{wrong}", json=person("9"), headers=headers),
            await fhir.patch(
                f"/Patient?{wrong}",
                json=[{"op": "add", "path": "/active", "value": True}],
                headers={**headers, "content-type": "application/json-patch+json"},
            ),
            await fhir.post(
                "/Patient", json=person("9"), headers={**headers, "If-None-Exist": wrong}
            ),
        ]
        assert [answer.status_code for answer in answers] == [400] * 4
    [entry] = (await fhir.get("/Patient")).json()["entry"]
    assert (entry["resource"]["id"], entry["resource"]["meta"]["versionId"]) == ("a", "1")


async def test_a_misspelled_search_in_a_batch_is_refused_in_its_place(
    fhir: httpx.AsyncClient,
) -> None:
    urls = ("Patient?famly=x", "Patient?family=x")
    bundle = {
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"request": {"method": "GET", "url": url}} for url in urls],
    }
    entries = (await fhir.post("/", json=bundle)).json()["entry"]
    assert [entry["response"]["status"][:3] for entry in entries] == ["400", "200"]


# Dates without time zone (Blaze #1498, HAPI #1334 #1499): a date is the day in Stockholm.


@pytest.mark.parametrize(
    ("moment", "day", "next_day"),
    [
        ("2026-11-24T23:00:00Z", "2026-11-25", "2026-11-26"),  # winter: midnight in Stockholm
        ("2026-11-25T22:59:59Z", "2026-11-25", "2026-11-26"),
        ("2026-07-14T22:00:00Z", "2026-07-15", "2026-07-16"),  # summer
        ("2026-07-15T21:59:59Z", "2026-07-15", "2026-07-16"),
        ("2026-03-29T21:59:59Z", "2026-03-29", "2026-03-30"),  # a day of 23 hours
        ("2026-10-25T22:59:59Z", "2026-10-25", "2026-10-26"),  # a day of 25 hours
        ("2026-11-25T00:00:00+01:00", "2026-11-25", "2026-11-26"),
        ("2026-11-24T18:00:00-05:00", "2026-11-25", "2026-11-26"),
        ("2026-11-25", "2026-11-25", "2026-11-26"),
    ],
)
async def test_a_day_is_the_day_in_stockholm(
    fhir: httpx.AsyncClient, moment: str, day: str, next_day: str
) -> None:
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    await fhir.post("/Observation", json={**observation, "effectiveDateTime": moment})
    totals = {
        query: (await fhir.get(f"/Observation?{query}&_summary=count")).json()["total"]
        for query in (
            f"date={day}",
            f"date={next_day}",
            f"date=ge{day}&date=lt{next_day}",
            f"date=lt{day}",
            f"date=ge{next_day}",
            f"date={day[:7]}",
            f"date=ne{day}",
        )
    }
    assert list(totals.values()) == [1, 0, 1, 0, 0, 1, 0], totals


# Paging repeats or loses rows (MS #1792, HAPI #3608, LinuxForHealth #3590).


async def test_pages_of_equal_values_have_each_row_once_while_others_write(
    fhir: httpx.AsyncClient,
) -> None:
    for number in range(30):
        body = person(str(number), id=f"p{number}", name=[{"family": "Lika"}])
        await fhir.put(f"/Patient/p{number}", json=body)
    answer = await fhir.get("/Patient?family=lika&_sort=family&_count=7")
    seen: list[str] = []
    for turn in range(10):
        page = answer.json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        changed = person("x", id=f"p{turn}", name=[{"family": "Annan"}])
        await asyncio.gather(
            fhir.put(f"/Patient/p{turn}", json=changed),
            fhir.post("/Patient", json=person("new", name=[{"family": "Lika"}])),
        )
        links = {link["relation"]: link["url"] for link in page["link"]}
        if "next" not in links:
            break
        answer = await fhir.get(links["next"])
    assert sorted(seen) == sorted(f"p{number}" for number in range(30))


# Wrong JSON types, nulls, duplicate keys, invalid UTF-8 stored; 500 on a lone surrogate, %zz, a broken patch.


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"resourceType":"Patient","active":"true"}', "Patient.active"),
        (b'{"resourceType":"Patient","birthDate":19770117}', "Patient.birthDate"),
        (b'{"resourceType":"Patient","name":{"family":"x"}}', "Patient.name"),
        (b'{"resourceType":"Patient","name":["x"]}', "Patient.name[0]"),
        (b'{"resourceType":"Patient","gender":["male"]}', "Patient.gender"),
        (b'{"resourceType":"Patient","gender":null}', "gender"),
        (b'{"resourceType":"Patient","name":[null]}', "name"),
        (b'{"resourceType":"Patient","name":[]}', "name"),
        (b'{"resourceType":"Patient","gender":"male","gender":"female"}', "gender"),
        (b'{"resourceType":"Patient","name":[{"family":"a","family":"b"}]}', "family"),
        (b'{"resourceType":"Patient","name":[{"family":"\xff"}]}', "UTF-8"),
        (b'{"resourceType":"Patient","name":[{"family":"\\ud800"}]}', "line"),
        (b'{"resourceType":"Patient","name":[{"family":"\\ude00\\ud83d"}]}', "surrogate"),
        (
            b'{"resourceType":"Patient","deceasedBoolean":true,"deceasedDateTime":"2026-01-01"}',
            "Patient.deceased",
        ),
        (b'{"resourceType":"Patient","name":[{"family":"a\\u0001"}]}', "control character"),
        (b'{"resourceType":"Patient","multipleBirthInteger":1.5}', "multipleBirth"),
        (b'{"resourceType":"Patient","multipleBirthInteger":01}', "line"),
        (b'{"resourceType":"Patient","name":[{"family":"a"},]}', "line"),
    ],
)
async def test_what_is_no_fhir_is_refused_with_its_place_and_not_stored(
    fhir: httpx.AsyncClient, body: bytes, place: str
) -> None:
    headers = {"content-type": "application/fhir+json"}
    refused = await fhir.post("/Patient", content=body, headers=headers)
    assert refused.status_code in (400, 422), refused.text
    assert place in refused.text
    assert (await fhir.get("/Patient?_summary=count")).json()["total"] == 0


@pytest.mark.parametrize("path", ["/Patient?name=%zz", "/Patient?name=%", "/Patient?name=%ff"])
async def test_a_broken_escape_is_refused_or_read_as_it_stands(
    fhir: httpx.AsyncClient, path: str
) -> None:
    answer = await fhir.get(httpx.URL("http://test/fhir" + path))
    assert answer.status_code in (200, 400), answer.text


@pytest.mark.parametrize(
    ("kind", "patch"),
    [
        ("application/json-patch+json", b'[{"op":"replace","path":"/nothing/0/there","value":1}]'),
        ("application/json-patch+json", b'[{"op":"bake","path":"/active"}]'),
        ("application/json-patch+json", b'{"op":"add"}'),
        ("application/json-patch+json", b'[{"op":"add","path":"active","value":true}]'),
        ("application/json-patch+json", b'[{"op":"add","path":"/active","value":"yes"}]'),
        ("application/json-patch+json", b'[{"op":"replace","path":"","value":[]}]'),
        ("application/json-patch+json", b'[{"op":"replace","path":"/id","value":"b"}]'),
        ("application/json-patch+json", b"not json"),
        ("application/fhir+json", b'{"resourceType":"Parameters","parameter":[{"name":"x"}]}'),
        ("application/fhir+json", b'{"resourceType":"Patient"}'),
        ("application/fhir+json", b'{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"Patient..("}]}]}'),
    ],
)  # fmt: skip
async def test_a_broken_patch_is_refused_and_changes_nothing(
    fhir: httpx.AsyncClient, kind: str, patch: bytes
) -> None:
    await fhir.put("/Patient/a", json=person("1", id="a"))
    answer = await fhir.patch("/Patient/a", content=patch, headers={"content-type": kind})
    assert answer.status_code in (400, 409, 422), answer.text
    assert answer.json()["issue"][0]["diagnostics"]
    assert (await fhir.get("/Patient/a")).headers["etag"] == 'W/"1"'


# Silent or vague transaction outcomes (HAPI #8183, MS #896 #5592).


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"request": {"method": "PUT", "url": "Patient/a", "ifMatch": 'W/"7"'}, "resource": person("1", id="a")}, 412),
        ({"request": {"method": "POST", "url": "Goal"}, "resource": {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "x"}, "subject": {"reference": "Patient/none"}}}, 422),
        ({"request": {"method": "POST", "url": "Goal"}, "resource": {"resourceType": "Goal", "lifecycleStatus": "active", "description": {"text": "x"}, "subject": {"reference": "Patient?identifier=urn:example:x|9"}}}, 422),
        ({"request": {"method": "POST", "url": "Patient"}, "resource": person("1", gender="banana")}, 422),
        ({"request": {"method": "DELETE", "url": "Patient?idenntifier=1"}}, 400),
        ({"request": {"method": "PATCH", "url": "Patient/a"}, "resource": {"resourceType": "Parameters", "parameter": [{"name": "x"}]}}, 400),
        ({"request": {"method": "POST", "url": "Nonsense"}, "resource": {"resourceType": "Nonsense"}}, 404),
    ],
)  # fmt: skip
async def test_a_transaction_says_which_entry_and_does_nothing(
    fhir: httpx.AsyncClient, entry: dict[str, Any], status: int
) -> None:
    await fhir.put("/Patient/a", json=person("1", id="a"))
    good = {"request": {"method": "POST", "url": "Patient"}, "resource": person("2")}
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [good, good, good, entry]}
    issue = issue_of(await fhir.post("/", json=bundle), status)
    assert issue["expression"][0].startswith("Bundle.entry[3]"), issue
    assert issue["diagnostics"]
    assert (await fhir.get("/Patient?_summary=count")).json()["total"] == 1
