"""The running application's CapabilityStatement is read and every single thing that it states is called.

Unlike `test_capabilities.py`, which calls what we know of, this reads the statement: whatever it states
and this file cannot call is a failure too (https://hl7.org/fhir/R4/capabilitystatement.html).
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.api_fhir.test_capabilities import MINIMAL, value_of
from tests.serving import asgi_client

from pk_fhir import __released__
from pk_fhir.app import opened
from pk_fhir.config import Settings
from pk_fhir.definitions import Definitions
from pk_fhir.interactions import standard

pytestmark = pytest.mark.anyio

JSON_PATCH = "application/json-patch+json"
SWEDISH = [{"op": "add", "path": "/language", "value": "sv"}]
XML_PATCH = (
    '<diff xmlns:f="http://hl7.org/fhir" xmlns="http://hl7.org/fhir">'
    '<add sel="f:TYPE/f:meta" pos="after"><language value="sv"/></add></diff>'
)
FHIRPATH_PATCH_XML = (
    '<Parameters xmlns="http://hl7.org/fhir"><parameter><name value="operation"/>'
    '<part><name value="type"/><valueCode value="add"/></part>'
    '<part><name value="path"/><valueString value="TYPE"/></part>'
    '<part><name value="name"/><valueString value="language"/></part>'
    '<part><name value="value"/><valueCode value="sv"/></part></parameter></Parameters>'
)


@pytest.fixture
async def client(database_url: str, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The whole application on each database in turn."""
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    async with (
        opened(settings) as app,
        asgi_client(
            app, settings.base_url + "/fhir", headers={"accept": "application/fhir+json"}
        ) as opened_client,
    ):
        yield opened_client


@pytest.fixture
async def stated(client: httpx.AsyncClient) -> dict[str, Any]:
    """What the statement says of the server, with what the samples of each type refer to in place."""
    for type_ in ("Patient", "Schedule", "Appointment"):
        put = await client.put(f"/{type_}/x", json={**sample(type_), "id": "x"})
        assert put.status_code == 201, put.text
    statement = (await client.get("/metadata")).json()
    assert statement["fhirVersion"] == "4.0.1"
    [rest] = statement["rest"]
    assert len(rest["resource"]) == len(MINIMAL)
    return {**statement, "rest": rest}


def sample(type_: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": type_, **MINIMAL[type_], **more}


def tagged(type_: str, code: str) -> dict[str, Any]:
    return sample(type_, meta={"tag": [{"system": "urn:example:held", "code": code}]})


class Fresh:
    """Resources made for one call each, so that no call depends on another."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def path(self, type_: str) -> str:
        made = await self.client.post(f"/{type_}", json=sample(type_))
        assert made.status_code == 201, made.text
        return f"/{type_}/{made.json()['id']}"


Call = Callable[[httpx.AsyncClient, str], Awaitable[httpx.Response]]


async def read(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    return await client.get(await Fresh(client).path(type_))


async def vread(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    return await client.get(await Fresh(client).path(type_) + "/_history/1")


async def update(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    path = await Fresh(client).path(type_)
    body = sample(type_, id=path.rpartition("/")[2], language="sv")
    return await client.put(path, json=body)


async def patch(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    path = await Fresh(client).path(type_)
    return await client.patch(path, json=SWEDISH, headers={"content-type": JSON_PATCH})


async def delete(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    path = await Fresh(client).path(type_)
    answer = await client.delete(path)
    assert (await client.get(path)).status_code == 410
    return answer


async def history_instance(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    answer = await client.get(await Fresh(client).path(type_) + "/_history?_count=5")
    assert answer.json()["total"] == 1
    return answer


async def history_type(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    return await client.get(f"/{type_}/_history?_count=1&_since=2020-01-01T00:00:00Z")


async def create(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    return await client.post(f"/{type_}", json=sample(type_))


async def search_type(client: httpx.AsyncClient, type_: str) -> httpx.Response:
    ident = (await Fresh(client).path(type_)).rpartition("/")[2]
    by_get = await client.get(f"/{type_}?_id={ident}")
    by_post = await client.post(f"/{type_}/_search", data={"_id": ident})
    found = [
        [entry["resource"]["id"] for entry in answer.json()["entry"]]
        for answer in (by_get, by_post)
    ]
    assert found == [[ident], [ident]]
    return by_post


INTERACTIONS: dict[str, Call] = {
    "read": read,
    "vread": vread,
    "update": update,
    "patch": patch,
    "delete": delete,
    "history-instance": history_instance,
    "history-type": history_type,
    "create": create,
    "search-type": search_type,
}


def entry(method: str, url: str, resource: dict[str, Any] | None = None) -> dict[str, Any]:
    request = {"method": method, "url": url}
    return {"request": request} if resource is None else {"request": request, "resource": resource}


def bundle(type_: str, entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": type_, "entry": list(entries)}


SYSTEM: dict[str, Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]] = {
    "transaction": lambda client: client.post(
        "/", json=bundle("transaction", [entry("POST", "Patient", sample("Patient"))])
    ),
    "batch": lambda client: client.post("/", json=bundle("batch", [entry("GET", "Patient/x")])),
    "search-system": lambda client: client.get("/?_type=Patient,Basic&_id=x"),
    "history-system": lambda client: client.get("/_history?_count=2"),
}


async def test_every_interaction_that_is_stated_is_answered(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    rest = stated["rest"]
    problems = []
    for interaction in rest["interaction"]:
        answer = await SYSTEM[interaction["code"]](client)
        if answer.status_code != 200:
            problems.append((interaction["code"], answer.status_code, answer.text))
    for resource in rest["resource"]:
        type_ = resource["type"]
        for interaction in resource["interaction"]:
            answer = await INTERACTIONS[interaction["code"]](client, type_)
            if not answer.is_success:
                problems.append((type_, interaction["code"], answer.status_code, answer.text))
    assert problems == []


async def test_every_promise_of_versions_and_conditions(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    problems = {}
    for resource in stated["rest"]["resource"]:
        type_ = resource["type"]
        expected, seen = await conditions(client, resource, type_)
        if seen != expected:
            problems[type_] = {name: seen[name] for name in seen if seen[name] != expected[name]}
    assert problems == {}


async def conditions(
    client: httpx.AsyncClient, resource: dict[str, Any], type_: str
) -> tuple[dict[str, int], dict[str, int]]:
    """The statuses that the statement promises, and those that came."""
    body, query = tagged(type_, "1"), "_tag=urn:example:held|1"
    seen = {}
    for name in ("conditional create", "conditional create again"):
        answer = await client.post(f"/{type_}", json=body, headers={"If-None-Exist": query})
        seen[name] = answer.status_code
    if not resource["conditionalCreate"]:
        answer = await client.post(f"/{type_}", json=body)
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    path = f"/{type_}/{answer.json().get('id')}"
    for name, headers in (
        ("not-match", {"If-None-Match": etag}),
        ("modified-since", {"If-Modified-Since": modified}),
    ):
        seen[name] = (await client.get(path, headers=headers)).status_code
    changed = {**body, "language": "sv"}
    seen["conditional update"] = (await client.put(f"/{type_}?{query}", json=changed)).status_code
    changed |= {"id": path.rpartition("/")[2], "language": "en"}
    stale = await client.put(path, json=changed, headers={"If-Match": 'W/"1"'})
    seen["stale update"] = stale.status_code
    fresh = await client.put(path, json=changed, headers={"If-Match": 'W/"2"'})
    seen["fresh update"] = fresh.status_code
    seen["an old version"] = (await client.get(f"{path}/_history/1")).status_code
    made = await client.put(f"/{type_}/chosen", json=sample(type_, id="chosen"))
    seen["update that creates"] = made.status_code
    await client.post(f"/{type_}", json=body)
    several = await client.delete(f"/{type_}?{query}")
    seen["conditional delete of several"] = several.status_code
    await client.delete(path)
    seen["conditional delete"] = (await client.delete(f"/{type_}?{query}")).status_code
    return promised(resource), seen


def promised(resource: dict[str, Any]) -> dict[str, int]:
    """The status of each call that the statement lets one expect of a type."""
    can = {each["code"] for each in resource["interaction"]}
    full = resource["conditionalRead"] == "full-support"
    multiple = resource["conditionalDelete"] == "multiple"
    deletes = resource["conditionalDelete"] != "not-supported"
    guarded = resource["versioning"] == "versioned-update"
    creates = resource["conditionalCreate"]
    return {
        "conditional create": 201 if creates else 412,
        "conditional create again": 200 if creates else 412,
        "not-match": 304 if full else 200,
        "modified-since": 304 if full else 200,
        "conditional update": 200 if resource["conditionalUpdate"] else 405,
        "stale update": (412 if guarded else 200) if "update" in can else 405,
        "fresh update": 200 if "update" in can else 405,
        "an old version": 200 if "vread" in can else 404,
        "update that creates": 201 if resource["updateCreate"] else 405,
        "conditional delete of several": (204 if multiple else 412) if deletes else 405,
        "conditional delete": 204 if deletes else 405,
    }


async def test_every_format_that_is_stated_is_answered_in(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    problems = []
    for resource in stated["rest"]["resource"]:
        path = await Fresh(client).path(resource["type"])
        can = {each["code"] for each in resource["interaction"]}
        for form in stated["format"]:
            answer = await client.get(path, headers={"accept": form})
            kind = answer.headers["content-type"].partition(";")[0]
            if (answer.status_code, kind) != (200, form):
                problems.append((resource["type"], "read", form, answer.status_code))
            if "update" in can:
                back = await client.put(
                    path, content=answer.content, headers={"content-type": form}
                )
                if back.status_code != 200:
                    problems.append((resource["type"], "written back", form, back.text))
        for form in stated["patchFormat"] if "patch" in can else ():
            answer = await client.patch(
                await Fresh(client).path(resource["type"]),
                content=patch_in(form, resource["type"]),
                headers={"content-type": form},
            )
            if answer.status_code != 200 or answer.json()["language"] != "sv":
                problems.append((resource["type"], "patch", form, answer.text))
    assert problems == []


def patch_in(form: str, type_: str) -> str:
    """A patch that gives a resource a language, in each of the formats that we know."""
    json_patch = '[{"op":"add","path":"/language","value":"sv"}]'
    parameters = (
        '{"resourceType":"Parameters","parameter":[{"name":"operation","part":['
        '{"name":"type","valueCode":"add"},{"name":"path","valueString":"TYPE"},'
        '{"name":"name","valueString":"language"},{"name":"value","valueCode":"sv"}]}]}'
    )
    return {
        JSON_PATCH: json_patch,
        "application/merge-patch+json": '{"language":"sv"}',
        "application/fhir+json": parameters,
        "application/xml-patch+xml": XML_PATCH,
        "application/fhir+xml": FHIRPATH_PATCH_XML,
    }[form].replace("TYPE", type_)


async def test_every_parameter_include_and_revinclude(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    problems, called = [], 0
    for resource in stated["rest"]["resource"]:
        type_ = resource["type"]
        queries = [
            f"{each['name']}={value_of(each['name'], each['type'])}"
            for each in resource["searchParam"]
        ]
        queries += [f"_include={each}" for each in resource.get("searchInclude", ())]
        queries += [f"_revinclude={each}" for each in resource.get("searchRevInclude", ())]
        entries = [entry("GET", f"{type_}?{query}") for query in queries]
        answer = (await client.post("/", json=bundle("batch", entries))).json()
        for query, each in zip(queries, answer["entry"], strict=True):
            called += 1
            if each["response"]["status"] != "200 OK":
                problems.append((type_, query, each["response"]))
            elif query.partition("=")[0] not in each["resource"]["link"][0]["url"]:
                problems.append((type_, query, "was not used"))
    assert called > 1000
    assert problems == []


async def test_every_parameter_of_all_searches(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    """Of everything and of each type, but of AuditEvent, which says that it has its own."""
    shapes = {
        "_has": ("_has:Provenance:target:agent", "Practitioner/x"),
        "_list": ("_list", "x"),
        "_type": ("_type", "Patient,Goal"),
        "_sort": ("_sort", "-_lastUpdated"),
        "_count": ("_count", "1"),
        "_include": ("_include", "*"),
        "_revinclude": ("_revinclude", "*"),
        "_summary": ("_summary", "true"),
        "_total": ("_total", "none"),
        "_elements": ("_elements", "id"),
        "_filter": ("_filter", "_id eq x"),
    }
    named = stated["rest"]["searchParam"]
    assert {each["name"] for each in named} >= set(shapes)
    for each in named:
        name, value = shapes.get(each["name"]) or (
            each["name"],
            value_of(each["name"], each["type"]),
        )
        for path in ("/", "/Basic") if name != "_type" else ("/",):
            answer = await client.get(path, params={name: value})
            assert answer.status_code == 200, (path, name, answer.text)
            assert name.partition(":")[0] in answer.json()["link"][0]["url"]
    audit = await client.get("/AuditEvent?_count=1&_total=none&_elements=action&_sort=-date")
    assert audit.status_code == 200


async def test_every_parameter_of_an_expansion(client: httpx.AsyncClient) -> None:
    values = {
        "count": "1",
        "offset": "0",
        "filter": "male",
        "displayLanguage": "sv",
        "designation": "sv",
        "exclude-system": "urn:example:none",
        **dict.fromkeys(
            ("system-version", "check-system-version", "force-system-version"),
            "http://hl7.org/fhir/administrative-gender|4.0.1",
        ),
    }
    codes = (await client.get("/metadata?mode=terminology")).json()
    url = "http://hl7.org/fhir/ValueSet/administrative-gender"
    for name in (each["name"] for each in codes["expansion"]["parameter"]):
        asked = {"url": url, name: values.get(name, "true")}
        answer = await client.get("/ValueSet/$expand", params=asked)
        assert answer.status_code == 200, (name, answer.text)


async def test_every_parameters_definition_is_its_own(stated: dict[str, Any]) -> None:
    definitions = Definitions.ours()
    problems = []
    for resource in stated["rest"]["resource"]:
        for each in resource["searchParam"]:
            found = definitions.get(each["definition"]) or {}
            bases = {resource["type"], "Resource", "DomainResource"}
            same = (found.get("code"), found.get("type")) == (each["name"], each["type"])
            if not same or not bases & set(found["base"]) or "example" in found["id"]:
                problems.append((resource["type"], each))
    assert problems == []


PERSONNUMMER = {
    "system": "http://electronichealth.se/identifier/personnummer",
    "value": "197701172392",
}
PERSON = sample("Patient", identifier=[PERSONNUMMER])
BODIES = {
    "validate": sample,
    "meta-add": lambda _: with_meta(),
    "meta-delete": lambda _: with_meta(),
    "match": lambda _: {
        "resourceType": "Parameters",
        "parameter": [{"name": "resource", "resource": PERSON}],
    },
    "expand": lambda _: asked(url=f"{HL7_VALUES}/administrative-gender"),
    "validate-code": lambda type_: asked(
        url=f"{HL7_VALUES if type_ == 'ValueSet' else 'http://hl7.org/fhir'}/administrative-gender",
        code="female",
        **({"system": "http://hl7.org/fhir/administrative-gender"} if type_ == "ValueSet" else {}),
    ),
    "lookup": lambda _: asked(system="http://hl7.org/fhir/administrative-gender", code="female"),
    "subsumes": lambda _: asked(
        system="http://hl7.org/fhir/administrative-gender", codeA="female", codeB="male"
    ),
    "reindex": lambda _: {"resourceType": "Parameters"},
    "sammanhallen-vy": lambda _: {
        "resourceType": "Parameters",
        "parameter": [{"name": "identifier", "valueIdentifier": PERSONNUMMER}],
    },
    "populate": lambda _: asked(canonical=FORM, subject="Patient/x"),
    "to-contract": lambda _: {"resourceType": "CarePlan", "status": "active", "intent": "plan"},
}
FORM = "https://pk-fhir.example/fhir/Questionnaire/pk-uppfoljning"
# Where an operation takes another body on a resource, which says by itself what is meant.
ON_A_RESOURCE = {
    "populate": lambda _: asked(subject="Patient/x"),
    "sammanhallen-vy": lambda _: {"resourceType": "Parameters"},
}
CONTRACT = Path(__file__).parents[3] / "examples" / "minimal" / "contract.json"
HL7_VALUES = "http://hl7.org/fhir/ValueSet"


def asked(**values: str) -> dict[str, Any]:
    parameter = [{"name": name, "valueString": value} for name, value in values.items()]
    return {"resourceType": "Parameters", "parameter": parameter}


def with_meta() -> dict[str, Any]:
    tag = {"system": "urn:example:held", "code": "2"}
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": "meta", "valueMeta": {"tag": [tag]}}],
    }


async def test_every_operation_on_every_type(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    problems, called = [], 0
    for resource in stated["rest"]["resource"]:
        type_ = resource["type"]
        for operation in resource["operation"]:
            answers = await called_on(client, type_, operation)
            called += len(answers)
            answered = [answer for answer in answers if answer.is_success]
            bad = [answer.text for answer in answers if answer.status_code >= 500]
            if bad or not answered:
                problems.append((type_, operation["name"], [each.text for each in answers]))
    assert called > len(MINIMAL)
    assert problems == []


async def test_every_operation_of_the_system(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    problems = []
    for operation in stated["rest"]["operation"]:
        definition = Definitions.ours().get(operation["definition"])
        assert definition is not None, operation
        assert definition["system"]
        name = operation["name"]
        if name == "reindex-progress":
            begun = await client.post("/$reindex")
            answer = await client.get(begun.headers["content-location"])
        else:
            answer = await client.post(f"/${name}", json=BODIES.get(name, lambda _: NOTHING)(""))
        if not answer.is_success:
            problems.append((name, answer.text))
    assert problems == []


NOTHING = {"resourceType": "Parameters"}


async def an_active_parameter(client: httpx.AsyncClient) -> str:
    body = sample("SearchParameter", status="active", code="held")
    made = await client.post("/SearchParameter", json=body)
    assert made.status_code == 201, made.text
    return f"/SearchParameter/{made.json()['id']}"


async def a_contract(client: httpx.AsyncClient) -> str:
    made = await client.post(
        str(client.base_url).replace("/fhir/", "/contracts"), content=CONTRACT.read_bytes()
    )
    if made.status_code == 409:
        found = (await client.get("/CarePlan?_profile:below=https://pk-fhir.example")).json()
        return f"/CarePlan/{found['entry'][0]['resource']['id']}"
    return "/CarePlan/" + made.headers["location"].rpartition("/")[2]


async def called_on(
    client: httpx.AsyncClient, type_: str, operation: dict[str, str]
) -> list[httpx.Response]:
    """The answers of an operation where its definition lets it stand: on a resource, on the type."""
    name = operation["name"].lstrip("$")
    definition = Definitions.ours().get(operation["definition"])
    assert definition is not None, operation
    assert definition["code"] == name
    body = BODIES.get(name, lambda _: None)(type_)
    calls = [(f"/{type_}/${name}", body)] if definition["type"] else []
    if definition["instance"]:
        made = MADE.get(name)
        path = await (made(client) if made else Fresh(client).path(type_))
        on = ON_A_RESOURCE.get(name)
        calls.append((f"{path}/${name}", on(type_) if on else body))
    return [
        await (client.get(path) if sent is None else client.post(path, json=sent))
        for path, sent in calls
    ]


async def a_person(client: httpx.AsyncClient) -> str:
    return f"/Patient/{(await client.post('/Patient', json=PERSON)).json()['id']}"


# What an operation is called on, where a sample of its type will not do.
MADE = {
    "contract": a_contract,
    "reindex": an_active_parameter,
    "sammanhallen-vy": a_person,
}


async def test_what_is_stated_of_the_server_itself(
    client: httpx.AsyncClient, stated: dict[str, Any]
) -> None:
    """What no call shows: each thing is stated once, is known here, and is so."""
    rest = stated["rest"]
    said = await client.post("/CapabilityStatement/$validate", json={**stated, "rest": [rest]})
    assert [each["severity"] for each in said.json()["issue"]] == ["information"]
    assert stated["implementation"]["url"] == str(client.base_url).rstrip("/")
    assert stated["software"] == {
        "name": "pk-fhir",
        "version": version("pk-fhir"),
        "releaseDate": __released__,
    }
    # Without tokens it says so; how one is let in with them is in test_access.py.
    assert (rest["security"]["cors"], "service" in rest["security"]) == (False, False)
    assert "development server" in rest["security"]["description"]
    swedish = await client.get("/metadata", headers={"accept-language": "sv"})
    assert "utvecklingsserver" in swedish.json()["rest"][0]["security"]["description"]
    definitions = Definitions.ours()
    for resource in rest["resource"]:
        named = [each["name"] for each in resource.get("operation", ())]
        assert len(named) == len(set(named)), resource["type"]
        explained = resource["type"] in ("AuditEvent", "Subscription", *standard.KINDS)
        assert ("documentation" in resource) == explained
        for each in resource.get("operation", ()):
            known = definitions.get(each["definition"])
            assert known is not None
            assert known["code"] == each["name"]
    goal = {**sample("Goal"), "subject": {"reference": "http://elsewhere.example/fhir/Patient/1"}}
    nobody = {**goal, "subject": {"reference": "Patient/nobody"}}
    assert "enforced" in rest["resource"][0]["referencePolicy"]
    assert "local" not in rest["resource"][0]["referencePolicy"]
    assert (await client.post("/Goal", json=goal)).status_code == 201
    assert (await client.post("/Goal", json=nobody)).status_code == 422
