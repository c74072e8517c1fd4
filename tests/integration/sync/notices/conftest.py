"""The FHIR interface on each database in turn, a relay of notices, and somebody who is told."""

import threading
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import msgspec
import pytest
from tests.integration.api_fhir.conftest import RULES, client_of, make_service

from pk_fhir.interactions.service import Service
from pk_fhir.interactions.watchers import Watchers
from pk_fhir.store import Store
from pk_fhir.sync.notices import NoticeRelay, NoticeRules

PATIENT = {"resourceType": "Patient", "id": "p1", "active": True}
NO_WAITING = NoticeRules(first=0, longest=0, idle=1000)


class Told(msgspec.Struct, frozen=True):
    """One request that a receiver got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """An endpoint at work: it notes what it is told, and answers as it is asked to."""

    def __init__(self) -> None:
        self.told: list[Told] = []
        self.answer = 200
        self.headers: dict[str, str] = {}
        # Cleared, it takes what it is told and does not answer.
        self.answers = threading.Event()
        self.answers.set()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def note(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.told.append(
                    Told(self.command, self.path, headers, self.rfile.read(length))
                )
                receiver.answers.wait()
                self.send_response(receiver.answer)
                for name, value in receiver.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PUT = note  # noqa: N815 - names that http.server looks for

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/told"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def lines(self) -> list[str]:
        """Method and path of each request."""
        return [f"{each.method} {each.path}" for each in self.told]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.stop()


@pytest.fixture
def service(store: Store) -> Service:
    rules = msgspec.structs.replace(RULES, private_endpoints=True)
    made = make_service(store, rules)
    # Every process is this one: nobody has to be waited for.
    return msgspec.structs.replace(made, watchers=Watchers(every=0.0))


@pytest.fixture
async def fhir(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(service) as client:
        yield client


@pytest.fixture
async def relay(service: Service) -> AsyncIterator[NoticeRelay]:
    async with NoticeRelay(service, rules=NO_WAITING, chance=lambda: 0.5) as made:
        yield made


async def settled(relay: NoticeRelay, most: int = 20) -> None:
    """Let the relay work until it finds nothing to do."""
    for _ in range(most):
        if not await relay.turn():
            return


def subscription(endpoint: str, criteria: str, **channel: Any) -> dict[str, Any]:
    return {
        "resourceType": "Subscription",
        "status": "requested",
        "reason": "Provas i ett test",
        "criteria": criteria,
        "channel": {"type": "rest-hook", "endpoint": endpoint, **channel},
    }


async def subscribed(
    fhir: httpx.AsyncClient, relay: NoticeRelay, asked: dict[str, Any], **headers: str
) -> str:
    """Ask for a Subscription and see it active; its path."""
    answer = await fhir.post("/Subscription", json=asked, headers=headers)
    assert answer.status_code == 201, answer.text
    path = f"/Subscription/{answer.json()['id']}"
    await settled(relay)
    assert (await fhir.get(path)).json()["status"] == "active"
    return path
