"""The view across care providers at scale: 20 sources on real HTTP servers, and how fast a person's view is.

    python bench/view.py [--patients 1000,10000] [--sources 20] [--holding 10] [--hanging 0,5,10]
                         [--seconds 8] [--clients 4] [--json FILE]

For each number of patients a service of its own, on SQLite, whose replicas hold every patient's records
from `--holding` of the sources, ten from each. Measured over HTTP, from outside:

- *replicas*: `POST /view/_search` with `refresh: replicas`, a random patient each time;
- *healthy*: in `refresh: live`, how long after the request each source that does not hang was fetched,
  while others hang. The view itself then takes its deadline: what must not move is the healthy ones;
- *memory*: of the service, resident, after it was filled and after each round.

The persons have made-up reserve numbers, which name nobody.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pk_fhir.access.keys import service_secret
from pk_fhir.contract.identifiers import RESERVNUMMER
from pk_fhir.store import Store
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import Pulled, ReplicaKeeper, Source
from pk_fhir.view.identity import person

SERVERS = 2
START_SECONDS = 90.0
DEADLINE = 1.0
HEAD = "patients  hanging  replicas p50/p95 ms  views/s  healthy p50/p95 ms  memory MiB"
# What a patient has at one source: ten resources.
GOALS, TIMES, TASKS = 3, 2, 2


class Round(msgspec.Struct, kw_only=True):
    """One row of the table; times are milliseconds."""

    patients: int
    hanging: int
    replicas_p50: float
    replicas_p95: float
    per_second: float
    healthy_p50: float
    healthy_p95: float
    memory_mib: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--patients", default="1000,10000")
    parser.add_argument("--sources", type=int, default=20)
    parser.add_argument("--holding", type=int, default=10)
    parser.add_argument("--hanging", default="0,5,10")
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--clients", type=int, default=4)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--serve-sources", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve_sources is not None:
        uvicorn.run(_source_app(), port=options.serve_sources, log_level="error")
        return 0
    print(
        f"{options.sources} sources, {options.holding} of them with ten resources for each patient, "
        f"{options.clients} clients\n{HEAD}"
    )
    rounds = [
        found
        for patients in map(int, options.patients.split(","))
        for found in asyncio.run(_measured(options, patients))
    ]
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode(rounds)))
    return 0


def _told(r: Round) -> Round:
    print(
        f"{r.patients:8}  {r.hanging:7}  {r.replicas_p50:8.1f} / {r.replicas_p95:<8.1f}  "
        f"{r.per_second:7.0f}  {r.healthy_p50:7.0f} / {r.healthy_p95:<8.0f}  {r.memory_mib:10.0f}",
        flush=True,
    )
    return r


# --- what a source has -----------------------------------------------------------------------------


def number(patient: int) -> str:
    """A reserve number that names nobody."""
    return f"RES{patient:09}"


def resources(source: int, patient: int) -> list[dict[str, Any]]:
    """Ten resources of one patient at one source."""
    subject = {"reference": f"Patient/p{patient}"}
    meta = {
        "lastUpdated": "2026-11-20T08:00:00Z",
        "source": f"urn:oid:1.2.752.29.4.19#SE99999{source:05}-1",
    }
    shared: dict[str, Any] = {"meta": meta, "subject": subject}
    return [
        {
            "resourceType": "Patient",
            "id": f"p{patient}",
            "meta": meta,
            "identifier": [{"system": RESERVNUMMER, "value": number(patient)}],
            "name": [{"given": ["Person"], "family": f"Nummer {patient}"}],
        },
        {
            "resourceType": "CarePlan",
            "id": f"c{patient}",
            "status": "active",
            "intent": "plan",
            "title": f"Vårdplan hos källa {source}",
            **shared,
        },
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


def _source_app() -> Starlette:
    """Many sources in one process, each under a path of its own; each can be told to hang."""
    answering: dict[int, asyncio.Event] = {}

    async def answer(request: Request) -> Response:
        source, holds = request.path_params["source"], request.path_params["holds"] == "all"
        kind = request.path_params["rest"].split("/")[0]
        asked = (await request.body()).decode() + request.url.path
        if source in answering:
            await answering[source].wait()
        found = _asked_for(source, kind, asked) if holds else []
        bundle = {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [{"resource": resource} for resource in found],
        }
        return Response(orjson.dumps(bundle), media_type="application/fhir+json")

    async def hang(request: Request) -> Response:
        for event in answering.values():
            event.set()
        answering.clear()
        answering.update((source, asyncio.Event()) for source in await request.json())
        return JSONResponse(sorted(answering))

    return Starlette(
        routes=[
            Route("/hang", hang, methods=["POST"]),
            Route("/{source:int}/{holds}/fhir/{rest:path}", answer, methods=["GET", "POST"]),
        ]
    )


def _asked_for(source: int, kind: str, asked: str) -> list[dict[str, Any]]:
    if kind == "Patient" and "RES" in asked:
        patient = int(asked.rpartition("RES")[2][:9])
        return resources(source, patient)[:1]
    if "$everything" in asked:
        patient = int(asked.partition("Patient/p")[2].partition("/")[0])
        return resources(source, patient)
    return []


# --- the service -----------------------------------------------------------------------------------


async def _measured(options: argparse.Namespace, patients: int) -> list[Round]:
    with tempfile.TemporaryDirectory(prefix="pk-fhir-bench-") as name:
        folder = Path(name)
        ports = [_free_port() for _ in range(SERVERS + 1)]
        listed = [
            _source(n, ports[n % SERVERS], "all" if n < options.holding else "none")
            for n in range(options.sources)
        ]
        await _fill(folder, listed[: options.holding], patients)
        with contextlib.ExitStack() as stack:
            for port in ports[:SERVERS]:
                stack.enter_context(
                    _process([str(Path(__file__)), "--serve-sources", str(port)], dict(os.environ))
                )
            service = stack.enter_context(_serve(folder, listed, ports[SERVERS]))
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{ports[SERVERS]}", timeout=30, trust_env=False
            ) as client:
                await _ready(client, [f"http://127.0.0.1:{port}/hang" for port in ports[:SERVERS]])
                rig = Rig(
                    client=client, sources=ports[:SERVERS], patients=patients, pid=service.pid
                )
                hangs = map(int, options.hanging.split(","))
                return [_told(await _round(options, rig, hanging)) for hanging in hangs]


def _source(n: int, port: int, holds: str) -> Source:
    return Source(
        key=f"kalla-{n}",
        name=f"Källa {n}",
        hsa_id=f"SE99999{n:05}-1",
        base_url=f"http://127.0.0.1:{port}/{n}/{holds}/fhir",
        allow_private=True,
    )


async def _fill(folder: Path, sources: Sequence[Source], patients: int) -> None:
    """Keep what these sources would have answered about each patient, as a pull would."""
    started = time.monotonic()
    store = await Store.open(f"sqlite:///{folder / 'view.db'}")
    keeper = ReplicaKeeper(Replicas(store.database), service_secret(folder))
    now = datetime.now(UTC)
    waiting = asyncio.Semaphore(64)

    async def keep(n: int, source: Source, patient: int) -> None:
        async with waiting:
            sent = [orjson.dumps(resource) for resource in resources(n, patient)]
            known = person([(RESERVNUMMER, number(patient))])
            await keeper.keep(known, Pulled(source=source, state="fresh", fetched=now), sent)

    for first in range(0, patients, 500):
        await asyncio.gather(
            *(
                keep(n, source, patient)
                for patient in range(first, min(first + 500, patients))
                for n, source in enumerate(sources)
            )
        )
    await store.close()
    print(f"({patients} patients kept in {time.monotonic() - started:.0f} s)", flush=True)


@contextlib.contextmanager
def _serve(folder: Path, sources: Sequence[Source], port: int) -> Iterator[subprocess.Popen[bytes]]:
    stated = [
        {
            "name": source.key,
            "title": source.name,
            "hsa_id": source.hsa_id,
            "base_url": source.base_url,
            "allow_private_address": True,
            "timeout_seconds": 5,
        }
        for source in sources
    ]
    environment = dict(os.environ) | {
        "PK_FHIR_PORT": str(port),
        "PK_FHIR_DATABASE_URL": f"sqlite:///{folder / 'view.db'}",
        "PK_FHIR_DATA_DIR": str(folder),
        "PK_FHIR_SOURCES": json.dumps(stated),
        "PK_FHIR_VIEW_DEADLINE_SECONDS": str(DEADLINE),
        "PK_FHIR_LOG_LEVEL": "error",
    }
    with _process(["-m", "pk_fhir", "serve"], environment) as process:
        yield process


@contextlib.contextmanager
def _process(
    arguments: list[str], environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, *arguments], env=environment)  # noqa: S603 - our own
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _ready(client: httpx.AsyncClient, sources: Sequence[str]) -> None:
    until = time.monotonic() + START_SECONDS
    waiting = [("GET", "/health/ready"), *(("POST", url) for url in sources)]
    while waiting:
        method, url = waiting[0]
        try:
            answer = await client.request(method, url, json=[] if method == "POST" else None)
            if answer.is_success:
                waiting.pop(0)
                continue
        except httpx.TransportError:
            pass
        if time.monotonic() > until:
            raise TimeoutError(url)
        await asyncio.sleep(0.1)


# --- a round ---------------------------------------------------------------------------------------


class Rig(msgspec.Struct, kw_only=True):
    """What runs: the service (its process and a client of it), and the ports of the sources."""

    client: httpx.AsyncClient
    sources: list[int]
    patients: int
    pid: int


async def _round(options: argparse.Namespace, rig: Rig, hanging: int) -> Round:
    client, patients = rig.client, rig.patients
    for port in rig.sources:
        # Every second one, so that of those with records some hang and some do not.
        told = await client.post(f"http://127.0.0.1:{port}/hang", json=[*range(0, 2 * hanging, 2)])
        told.raise_for_status()
    chosen = random.Random(patients)  # noqa: S311 - which patients are asked for is no secret
    healthy = [took async for took in _healthy(client, patients, chosen)]
    times: list[float] = []
    until = time.monotonic() + options.seconds

    async def reader() -> None:
        while time.monotonic() < until:
            started = time.perf_counter()
            view = await _view(client, chosen.randrange(patients), "replicas")
            times.append((time.perf_counter() - started) * 1000)
            if len(view["goals"]) != options.holding * GOALS:
                raise ValueError(f"a view of {len(view['goals'])} goals: not what was kept")

    await asyncio.gather(*(reader() for _ in range(options.clients)))
    return Round(
        patients=patients,
        hanging=hanging,
        replicas_p50=_percentile(times, 50),
        replicas_p95=_percentile(times, 95),
        per_second=len(times) / options.seconds,
        healthy_p50=_percentile(healthy, 50),
        healthy_p95=_percentile(healthy, 95),
        memory_mib=_memory(rig.pid),
    )


async def _view(client: httpx.AsyncClient, patient: int, refresh: str) -> dict[str, Any]:
    query = {"system": RESERVNUMMER, "value": number(patient), "refresh": refresh}
    answer = await client.post("/view/_search", json=query)
    answer.raise_for_status()
    found: dict[str, Any] = orjson.loads(answer.content)
    return found


async def _healthy(
    client: httpx.AsyncClient, patients: int, chosen: random.Random, views: int = 20
) -> AsyncIterator[float]:
    """How long after a live request each source that answered was fetched, in ms."""
    for _ in range(views):
        started = datetime.now(UTC)
        view = await _view(client, chosen.randrange(patients), "live")
        for source in view["sources"]:
            if source["state"] in ("fresh", "empty") and source["key"] != "default":
                fetched = datetime.fromisoformat(source["fetched"])
                yield (fetched - started).total_seconds() * 1000


def _percentile(values: Sequence[float], percent: int) -> float:
    if len(values) < 2:  # noqa: PLR2004 - quantiles of one value say nothing
        return float("nan")
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _memory(pid: int) -> float:
    """Resident memory in MiB, of the process and its children."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
