"""Codes that nobody here knows are asked of a FHIR terminology server: another server of ours, over real HTTP."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Self

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from tests.serving import Serving, asgi_client

from pk_fhir.app import Application, opened
from pk_fhir.config import BearerSettings, ProviderSettings, Settings, TerminologySettings

pytestmark = pytest.mark.anyio

SNOMED = "http://snomed.info/sct"
PLANS = "https://region.example/fhir/ValueSet/plans"
CODES = {
    "resourceType": "CodeSystem",
    "id": "sct",
    "url": SNOMED,
    "name": "SCT",
    "status": "active",
    "content": "complete",
    "hierarchyMeaning": "is-a",
    "concept": [
        {
            "code": "734163000",
            "display": "Care plan",
            "concept": [{"code": "736055001", "display": "Rehabilitation care plan"}],
        },
        {"code": "116154003", "display": "Patient"},
    ],
}
VALUES = {
    "resourceType": "ValueSet",
    "id": "plans",
    "url": PLANS,
    "name": "Plans",
    "status": "active",
    "compose": {"include": [{"system": SNOMED, "concept": [{"code": "734163000"}]}]},
}
PROFILE = {
    "resourceType": "StructureDefinition",
    "id": "coded",
    "url": "https://region.example/fhir/StructureDefinition/coded",
    "name": "Coded",
    "status": "active",
    "fhirVersion": "4.0.1",
    "kind": "resource",
    "abstract": False,
    "type": "Basic",
    "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Basic",
    "derivation": "constraint",
    "differential": {
        "element": [
            {
                "id": "Basic.code",
                "path": "Basic.code",
                "binding": {"strength": "required", "valueSet": PLANS},
            }
        ]
    },
}


class Server:
    """An ASGI application on a port of its own, in a thread; `asked` are the request lines that it got."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.asked: list[str] = []
        self.authorization: set[str | None] = set()
        self.url = ""
        self._serving = Serving(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "$validate-code" in scope["path"]:
            self.asked.append(scope["path"] + "?" + scope["query_string"].decode())
            headers = dict(scope["headers"])
            found = headers.get(b"authorization")
            self.authorization.add(found.decode() if found else None)
        await self.app(scope, receive, send)

    def __enter__(self) -> Self:
        self.url = f"{self._serving.start()}/fhir"
        return self

    def __exit__(self, *_: object) -> None:
        self._serving.stop()


@pytest.fixture(scope="module")
def terminology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("terminology")
    settings = Settings(database_url=f"sqlite:///{folder}/t.db", data_dir=folder)
    with Server(Application(settings)) as server:
        with httpx.Client(base_url=server.url, timeout=60) as client:
            for resource in (CODES, VALUES):
                path = f"/{resource['resourceType']}/{resource['id']}"
                assert client.put(path, json=resource).status_code == 201
        yield server


@asynccontextmanager
async def service(
    tmp_path: Path, url: str, seconds: float = 60, **more: Any
) -> AsyncIterator[httpx.AsyncClient]:
    folder = tmp_path / "package"
    folder.mkdir(exist_ok=True)
    (folder / "coded.json").write_bytes(httpx.Request("POST", "http://x", json=PROFILE).content)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/s.db",
        data_dir=tmp_path,
        providers=[ProviderSettings(name="region", title="Region Exempel")],
        packages=[str(folder)],
        required_profiles={"Basic": [PROFILE["url"]]},
        terminology=TerminologySettings(
            base_url=url,
            timeout_seconds=seconds,
            allow_private_address=True,
            **more,
        ),
    )
    async with (
        opened(settings) as application,
        asgi_client(application, "http://x/fhir", raises=False) as client,
    ):
        yield client


def basic(code: str, display: str | None = None) -> dict[str, Any]:
    coding = {"system": SNOMED, "code": code} | ({"display": display} if display else {})
    return {"resourceType": "Basic", "code": {"coding": [coding]}}


async def told(client: httpx.AsyncClient, resource: dict[str, Any]) -> list[tuple[str, str, str]]:
    answer = await client.post("/Basic/$validate", json=resource)
    assert answer.status_code == 200
    return [
        (i["severity"], i["details"]["coding"][0]["code"], i["expression"][0])
        for i in answer.json()["issue"]
        if i["severity"] != "information" or "terminology" in str(i.get("details"))
        if "details" in i
    ]


async def test_what_the_server_says_decides(tmp_path: Path, terminology: Server) -> None:
    async with service(tmp_path, terminology.url) as client:
        assert await told(client, basic("734163000", "Care plan")) == []
        assert await told(client, basic("116154003")) == [
            ("error", "terminology.required", "Basic.code")
        ]
        wrong = await told(client, basic("734163000", "Bus plan"))
        assert ("error", "terminology.server-display", "Basic.code.coding[0].display") in wrong
        missing = await told(client, basic("1"))
        assert ("error", "terminology.server-code", "Basic.code.coding[0].code") in missing
        refused = await client.post("/Basic", json=basic("116154003"))
        assert refused.status_code == 422


def said(answer: httpx.Response, name: str = "result") -> Any:
    """The value of a parameter of an answer."""
    assert answer.status_code == 200, answer.text
    [part] = [each for each in answer.json()["parameter"] if each["name"] == name]
    return next(value for key, value in part.items() if key != "name")


async def test_operations_and_searches_ask_it_too(tmp_path: Path, terminology: Server) -> None:
    async with service(tmp_path, terminology.url) as client:
        expanded = (await client.get(f"/ValueSet/$expand?url={PLANS}")).json()
        assert [each["code"] for each in expanded["expansion"]["contains"]] == ["734163000"]
        below = {
            "system": SNOMED,
            "filter": [{"property": "concept", "op": "is-a", "value": "734163000"}],
        }
        ours = {
            **VALUES,
            "id": "ours",
            "url": "https://unit.example/vs",
            "compose": {"include": [below]},
        }
        assert (await client.put("/ValueSet/ours", json=ours)).status_code == 201
        both = (await client.get("/ValueSet/ours/$expand?filter=rehab&count=5")).json()
        assert [each["code"] for each in both["expansion"]["contains"]] == ["736055001"]
        within = f"/ValueSet/ours/$validate-code?system={SNOMED}&code="
        assert said(await client.get(f"{within}736055001")) is True
        assert said(await client.get(f"{within}116154003")) is False
        of_system = f"/CodeSystem/$validate-code?url={SNOMED}&code="
        assert said(await client.get(f"{of_system}116154003")) is True
        assert said(await client.get(f"{of_system}1")) is False
        looked_up = await client.get(f"/CodeSystem/$lookup?system={SNOMED}&code=116154003")
        assert said(looked_up, "display") == "Patient"
        stand = f"/CodeSystem/$subsumes?system={SNOMED}&codeA=734163000&codeB=736055001"
        assert said(await client.get(stand), "outcome") == "subsumes"

        for code in ("734163000", "736055001", "116154003"):
            body = {**basic(code), "resourceType": "Observation", "id": code, "status": "final"}
            assert (await client.put(f"/Observation/{code}", json=body)).status_code == 201
        for query, expected in (
            (f"code:in={PLANS}", {"734163000"}),
            (f"code:not-in={PLANS}", {"736055001", "116154003"}),
            ("code:in=ValueSet/ours", {"734163000", "736055001"}),
            (f"code:below={SNOMED}|734163000", {"734163000", "736055001"}),
            (f"code:above={SNOMED}|736055001", {"734163000", "736055001"}),
            ("_filter=code ss snomed|734163000", {"734163000", "736055001"}),
            (f"_filter=code ni {PLANS}", {"736055001", "116154003"}),
        ):
            found = (await client.get(f"/Observation?{query}")).json()
            assert {each["resource"]["id"] for each in found.get("entry", ())} == expected, query
        for path in (
            "/ValueSet/$expand?url=urn:none",
            "/CodeSystem/$lookup?system=urn:none&code=1",
        ):
            assert (await client.get(path)).status_code == 404, path
        assert (await client.get("/Observation?code:in=urn:none")).status_code == 400


async def test_an_answer_is_kept(tmp_path: Path, terminology: Server) -> None:
    async with service(tmp_path, terminology.url) as client:
        await told(client, basic("734163000", "Care plan"))
        before = len(terminology.asked)
        for _ in range(3):
            assert await told(client, basic("734163000", "Care plan")) == []
        assert len(terminology.asked) == before


async def test_it_is_asked_with_the_secret_of_the_settings(
    tmp_path: Path, terminology: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERMINOLOGY_SECRET", "a-bearer-token")
    terminology.authorization.clear()
    auth = BearerSettings(secret_env="TERMINOLOGY_SECRET")  # noqa: S106 - a name, not a secret
    async with service(tmp_path, terminology.url, auth=auth) as client:
        await told(client, basic("734163000"))
    assert terminology.authorization == {"Bearer a-bearer-token"}


def url_of(listening: socket.socket) -> str:
    return f"http://127.0.0.1:{listening.getsockname()[1]}/fhir"


def connections(listening: socket.socket) -> int:
    """How many have come since it was asked last."""
    listening.setblocking(False)
    count = 0
    with suppress(BlockingIOError):
        while True:
            listening.accept()[0].close()
            count += 1
    return count


async def test_a_server_that_is_away_never_refuses_a_write(tmp_path: Path) -> None:
    # The port is taken, and nobody listens.
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        async with service(tmp_path, url_of(silent)) as client:
            found = await told(client, basic("116154003"))
            assert {severity for severity, _, _ in found} == {"information"}
            assert ("information", "terminology.server-silent", "Basic") in found
            assert (await client.post("/Basic", json=basic("116154003"))).status_code == 201


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"{}"),
        (200, b"no json"),
        (200, b'{"resourceType":"Parameters"}'),
        (404, b"{}"),
        (302, b""),
    ],
)
async def test_a_server_that_answers_nonsense_never_refuses_a_write(
    tmp_path: Path, status: int, body: bytes
) -> None:
    async def nonsense(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                kind = (await receive())["type"]
                await send({"type": f"{kind}.complete"})
                if kind == "lifespan.shutdown":
                    return
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})

    with Server(nonsense) as server:
        async with service(tmp_path, server.url) as client:
            found = await told(client, basic("116154003", "Patient"))
            assert {severity for severity, _, _ in found} == {"information"}


async def test_a_server_that_hangs_costs_its_time_out_once(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        async with service(tmp_path, url_of(silent), seconds=0.5) as client:
            found = await told(client, basic("116154003"))
            assert ("information", "terminology.server-silent", "Basic") in found
            assert connections(silent)
            for number in range(5):
                await told(client, basic(f"11615400{number}"))
        assert connections(silent) == 0
