"""Real servers on loopback: a small FHIR server with the habits of many, and one that does anything.

The first answers FHIR searches from a list of resources, and can lack operations, ignore parameters
or page. The second writes the bytes that a test gives it, as slowly as it says.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.serving import serving

Resource = dict[str, Any]


class FhirServer:
    """What it holds, what it can do, and what it was asked; searches wait while it is not `answering`, and
    those whose form says something that it `breaks_on` fail."""

    def __init__(
        self,
        resources: list[Resource],
        *,
        has_everything: bool = True,
        ignores_parameters: bool = False,
        page_size: int = 1000,
    ) -> None:
        self.resources = resources
        self.has_everything = has_everything
        self.ignores_parameters = ignores_parameters
        self.page_size = page_size
        self.next_link: Callable[[str], str] = lambda url: url
        self.status: dict[str, int] = {}
        self.breaks_on: set[str] = set()
        self.answering = threading.Event()
        self.answering.set()
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.url = ""
        self._results: list[list[Resource]] = []

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/fhir/{type}/_search", self._search, methods=["POST"]),
                Route("/fhir/Patient/{id}/$everything", self._everything),
                Route("/fhir/pages/{result:int}/{page:int}", self._page),
            ]
        )

    async def _search(self, request: Request) -> Response:
        kind = request.path_params["type"]
        form = dict(parse_qsl((await request.body()).decode()))
        self.asked.append(("POST", request.url.path, form))
        await asyncio.to_thread(self.answering.wait)
        if kind in self.status:
            return Response(status_code=self.status[kind])
        said = [value for values in form.values() for value in values.split(",")]
        if self.breaks_on.intersection(said):
            return Response(status_code=500)
        found = [r for r in self.resources if r["resourceType"] == kind]
        if not self.ignores_parameters:
            found = [r for r in found if all(_matches(r, k, v) for k, v in form.items())]
        if form.get("_revinclude") == "Provenance:target":
            found += _provenance(self.resources, found)
        return self._paged(found)

    async def _everything(self, request: Request) -> Response:
        self.asked.append(("GET", request.url.path, {}))
        if not self.has_everything:
            return JSONResponse({"resourceType": "OperationOutcome", "issue": []}, 404)
        # As R4's compartment has it: no Task, and Provenance only of the Patient.
        return self._paged(
            [r for r in self.resources if r["resourceType"] not in ("Task", "Provenance")]
        )

    async def _page(self, request: Request) -> Response:
        self.asked.append(("GET", request.url.path, {}))
        result, page = request.path_params["result"], request.path_params["page"]
        return self._bundle(result, page)

    def _paged(self, found: list[Resource]) -> Response:
        self._results.append(found)
        return self._bundle(len(self._results) - 1, 0)

    def _bundle(self, result: int, page: int) -> Response:
        start = page * self.page_size
        found = self._results[result]
        bundle: Resource = {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [{"resource": r} for r in found[start : start + self.page_size]],
        }
        if start + self.page_size < len(found):
            url = self.next_link(f"{self.url}/pages/{result}/{page + 1}")
            bundle["link"] = [{"relation": "next", "url": url}]
        return JSONResponse(bundle, media_type="application/fhir+json")


def _matches(resource: Resource, parameter: str, value: str) -> bool:
    match parameter:
        case "identifier":
            tokens = value.split(",")
            return any(
                f"{i['system']}|{i['value']}" in tokens for i in resource.get("identifier", [])
            )
        case "subject" | "patient" | "actor":
            return f"'reference': '{value}'" in str(resource)
        case "target":
            wanted = value.split(",")
            return any(t["reference"] in wanted for t in resource.get("target", []))
        case "_id":
            return resource["id"] in value.split(",")
        case "subject:identifier":
            held = resource.get("subject", resource.get("for", {})).get("identifier", {})
            return f"{held.get('system')}|{held.get('value')}" in value.split(",")
        case _:
            return parameter != "_lastUpdated" or _changed_since(resource, value.removeprefix("ge"))


def _changed_since(resource: Resource, since: str) -> bool:
    changed = resource.get("meta", {}).get("lastUpdated")
    return not changed or datetime.fromisoformat(changed) >= datetime.fromisoformat(since)


def _provenance(resources: list[Resource], found: list[Resource]) -> list[Resource]:
    wanted = {f"{r['resourceType']}/{r['id']}" for r in found}
    return [
        r
        for r in resources
        if r["resourceType"] == "Provenance" and any(t["reference"] in wanted for t in r["target"])
    ]


@contextmanager
def served(server: FhirServer) -> Iterator[FhirServer]:
    """The server at work in a thread of its own; its `url` is set."""
    with serving(server.app()) as origin:
        server.url = f"{origin}/fhir"
        yield server


Script = Callable[[asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def scripted(script: Script) -> AsyncIterator[str]:
    """The base URL of a server that reads a request and then does what the script says."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await script(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/fhir"
    finally:
        server.close()


def answer(body: bytes, status: str = "200 OK", **headers: str) -> Script:
    """A script that sends one whole answer."""
    lines = {"Content-Type": "application/fhir+json", "Content-Length": str(len(body))}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}

    async def script(writer: asyncio.StreamWriter) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()

    return script
