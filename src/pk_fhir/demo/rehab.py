"""A care provider that answers once and then falls silent, so that the view shows what is stale.

A rehabilitation clinic with a small FHIR server of its own: it runs while the examples are loaded, is
asked once about the demonstration's first person, and stops. One of its goals is a likely duplicate.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from pk_fhir.contract.identifiers import HSA_ID, SAMORDNINGSNUMMER
from pk_fhir.demo.persons import PERSONS

NAME = "exempelrehab"
TITLE = "Exempelrehab"
HSA = "SE9999999904-0001"
SUBJECT = {"reference": "Patient/gosta"}


def _meta(day: str) -> dict[str, Any]:
    return {"lastUpdated": f"2026-11-{day}T10:15:00+01:00", "source": f"urn:hsa:{HSA}"}


RESOURCES: list[dict[str, Any]] = [
    {
        "resourceType": "Patient",
        "id": "gosta",
        "meta": _meta("18"),
        "identifier": [{"system": SAMORDNINGSNUMMER, "value": PERSONS[0].identifier[1]}],
        "name": [{"given": ["Gösta"], "family": "Lindgren"}],
    },
    {
        "resourceType": "Organization",
        "id": "rehab",
        "meta": _meta("18"),
        "identifier": [{"system": HSA_ID, "value": HSA}],
        "name": TITLE,
    },
    {
        "resourceType": "CarePlan",
        "id": "rehabplan",
        "meta": _meta("20"),
        "status": "active",
        "intent": "plan",
        "title": "Rehabplan: styrka och balans",
        "description": "Träning i grupp och hemma under vintern.",
        "subject": SUBJECT,
        "author": {"reference": "Organization/rehab", "display": TITLE},
        "goal": [{"reference": "Goal/kolonilotten"}],
    },
    {
        "resourceType": "Goal",
        "id": "kolonilotten",
        "meta": _meta("20"),
        "lifecycleStatus": "active",
        "achievementStatus": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/goal-achievement",
                    "code": "no-change",
                }
            ]
        },
        # Word for word the goal that the region has: a likely duplicate, with another status.
        "description": {
            "text": "Gå till kolonilotten och tillbaka, utan att behöva vila mer än en gång"
        },
        "subject": SUBJECT,
    },
    {
        "resourceType": "Appointment",
        "id": "balans",
        "meta": _meta("18"),
        "status": "booked",
        "description": "Balansträning i grupp",
        # At the same time as the region's visit: a contradiction.
        "start": "2026-12-03T10:00:00+01:00",
        "end": "2026-12-03T11:00:00+01:00",
        "participant": [
            {"actor": SUBJECT, "status": "accepted"},
            {"actor": {"display": "Lars Åkesson, fysioterapeut"}, "status": "accepted"},
        ],
    },
]


class _Handler(BaseHTTPRequestHandler):
    """Answers what a view asks: the person by number, and everything about the person."""

    def do_GET(self) -> None:
        """``Patient/[id]/$everything``."""
        self._send(RESOURCES if self.path.endswith("/Patient/gosta/$everything") else [])

    def do_POST(self) -> None:
        """A search: only one for the person's number finds anything."""
        length = min(int(self.headers.get("Content-Length") or 0), 65_536)
        asked = self.rfile.read(length).decode("utf-8", "replace")
        named = "/Patient/_search" in self.path and PERSONS[0].identifier[1] in asked
        self._send(RESOURCES[:1] if named else [])

    def _send(self, resources: list[dict[str, Any]]) -> None:
        entries = [{"resource": resource} for resource in resources]
        bundle = {"resourceType": "Bundle", "type": "searchset", "entry": entries}
        body = json.dumps(bundle).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/fhir+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing: what is asked may hold a number."""


@contextmanager
def rehab_server(port: int) -> Iterator[str]:
    """The clinic's server while it runs; its base URL."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/fhir"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
