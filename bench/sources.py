"""Care providers' FHIR servers, many in one process, for programs that measure the view across them.

Each source is under a path of its own (`/[number]/all/fhir`, or `/none/` for one that knows nobody), has
ten resources of every patient, answers what a pull and a follower ask, can be told to hang (`POST /hang`)
and that a patient's plan there changed (`POST /change`). The persons have made-up reserve numbers, which
name nobody.

    python -m bench.sources PORT
"""

import asyncio
import bisect
import sys
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

import msgspec
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pk_fhir.contract.identifiers import RESERVNUMMER

# What a patient has at one source: ten resources.
GOALS, TIMES, TASKS = 3, 2, 2
BEFORE = "2026-11-20T08:00:00.000+00:00"
PAGE = 200


def number(patient: int) -> str:
    """A reserve number that names nobody."""
    return f"RES{patient:09}"


class Change(msgspec.Struct):
    """A plan at a source that changed: the number of the change, and when the source wrote it."""

    patient: int
    serial: int
    at: str = BEFORE


def resources(source: int, patient: int, change: Change | None = None) -> list[dict[str, Any]]:
    """Ten resources of one patient at one source; the plan tells the last change of it."""
    subject = {"reference": f"Patient/p{patient}"}
    meta = {"lastUpdated": BEFORE, "source": f"urn:oid:1.2.752.29.4.19#SE99999{source:05}-1"}
    shared: dict[str, Any] = {"meta": meta, "subject": subject}
    return [
        {
            "resourceType": "Patient",
            "id": f"p{patient}",
            "meta": meta,
            "identifier": [{"system": RESERVNUMMER, "value": number(patient)}],
            "name": [{"given": ["Person"], "family": f"Nummer {patient}"}],
        },
        plan(source, change or Change(patient, 0)),
        {
            "resourceType": "CareTeam",
            "id": f"t{patient}",
            "status": "active",
            "participant": [{"member": {"display": f"Kontakt {source}"}}],
            **shared,
        },
        *(
            {
                "resourceType": "Goal",
                "id": f"g{patient}-{n}",
                "lifecycleStatus": "active",
                "description": {"text": f"Mål {n} hos källa {source}"},
                **shared,
            }
            for n in range(GOALS)
        ),
        *(
            {
                "resourceType": "Appointment",
                "id": f"a{patient}-{n}",
                "meta": meta,
                "status": "booked",
                "description": f"Besök {n} hos källa {source}",
                "start": f"2026-12-{source % 28 + 1:02}T{8 + n:02}:00:00+01:00",
                "end": f"2026-12-{source % 28 + 1:02}T{8 + n:02}:30:00+01:00",
                "participant": [{"actor": subject, "status": "accepted"}],
            }
            for n in range(TIMES)
        ),
        *(
            {
                "resourceType": "Task",
                "id": f"k{patient}-{n}",
                "meta": meta,
                "status": "in-progress",
                "intent": "plan",
                "code": {"text": f"Åtagande {n}"},
                "for": subject,
                "owner": subject,
            }
            for n in range(TASKS)
        ),
    ]


def plan(source: int, change: Change) -> dict[str, Any]:
    """A patient's plan at a source, with the number of its last change in its title."""
    return {
        "resourceType": "CarePlan",
        "id": f"c{change.patient}",
        "meta": {
            "versionId": str(change.serial),
            "lastUpdated": change.at,
            "source": f"urn:oid:1.2.752.29.4.19#SE99999{source:05}-1",
        },
        "status": "active",
        "intent": "plan",
        "title": f"Vårdplan {change.serial} hos källa {source}",
        "subject": {"reference": f"Patient/p{change.patient}"},
    }


class Records:
    """What changed at each source: the newest of each patient, and all in the order of their instants."""

    def __init__(self) -> None:
        self.newest: dict[tuple[int, int], Change] = {}
        self.told: dict[int, list[Change]] = {}

    def change(self, source: int, patient: int, serial: int) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        change = self.newest[source, patient] = Change(patient, serial, at)
        self.told.setdefault(source, []).append(change)

    def since(self, source: int, instant: str) -> list[Change]:
        """The newest of each plan that changed since an instant, oldest first."""
        told = self.told.get(source, [])
        first = bisect.bisect_left(told, instant, key=lambda change: change.at)
        return [c for c in told[first:] if self.newest[source, c.patient] is c]


def application() -> Starlette:
    """Many sources in one process."""
    hanging: dict[int, asyncio.Event] = {}
    records = Records()

    async def answer(request: Request) -> Response:
        source, holds = request.path_params["source"], request.path_params["holds"] == "all"
        if source in hanging:
            await hanging[source].wait()
        asked = {
            key: values[0]
            for key, values in parse_qs(
                f"{request.url.query}&{(await request.body()).decode()}"
            ).items()
        }
        path = request.path_params["rest"]
        return _answered(records, source, path if holds else "", asked)

    async def hang(request: Request) -> Response:
        for event in hanging.values():
            event.set()
        hanging.clear()
        hanging.update((source, asyncio.Event()) for source in await request.json())
        return JSONResponse(sorted(hanging))

    async def change(request: Request) -> Response:
        for source, patient, serial in await request.json():
            records.change(source, patient, serial)
        return JSONResponse({})

    return Starlette(
        routes=[
            Route("/hang", hang, methods=["POST"]),
            Route("/change", change, methods=["POST"]),
            Route("/{source:int}/{holds}/fhir/{rest:path}", answer, methods=["GET", "POST"]),
        ]
    )


def _answered(records: Records, source: int, path: str, asked: dict[str, str]) -> Response:
    """A searchset of what is asked for, page by page."""
    found = _found(records, source, path, asked)
    offset = int(asked.get("offset", "0"))
    bundle: dict[str, Any] = {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"resource": resource} for resource in found[offset : offset + PAGE]],
    }
    if offset + PAGE < len(found):
        query = urlencode(asked | {"offset": str(offset + PAGE)})
        bundle["link"] = [{"relation": "next", "url": f"{path.rpartition('/')[2]}?{query}"}]
    return Response(orjson.dumps(bundle), media_type="application/fhir+json")


def _found(records: Records, source: int, path: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    kind = path.partition("/")[0]
    if kind == "Patient" and "identifier" in asked:
        patient = int(asked["identifier"].rpartition("RES")[2][:9])
        return resources(source, patient)[:1]
    if kind == "Patient" and "_id" in asked:
        return [resources(source, int(one[1:]))[0] for one in asked["_id"].split(",")]
    if path.endswith("$everything"):
        patient = int(path.partition("/p")[2].partition("/")[0])
        return resources(source, patient, records.newest.get((source, patient)))
    if kind == "CarePlan" and "_sort" in asked:
        since = asked.get("_lastUpdated", "ge").removeprefix("ge")
        return [plan(source, change) for change in records.since(source, since)]
    return []


if __name__ == "__main__":
    uvicorn.run(application(), port=int(sys.argv[1]), log_level="error")
