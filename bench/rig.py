"""A service with many sources, all of them processes of their own, for programs that measure the view."""

import asyncio
import contextlib
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import orjson
from bench.served import free_port
from bench.sources import number, resources

from pk_fhir.access.keys import service_secret
from pk_fhir.contract.identifiers import RESERVNUMMER
from pk_fhir.store import Store
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import Pulled, ReplicaKeeper, Source, unexpressed
from pk_fhir.view.identity import person

SERVERS = 2
START_SECONDS = 90.0
DEADLINE = 1.0


def registered(n: int, port: int, holds: str) -> Source:
    """One of them as the service has it registered."""
    return Source(
        key=f"kalla-{n}",
        name=f"Källa {n}",
        hsa_id=f"SE99999{n:05}-1",
        base_url=f"http://127.0.0.1:{port}/{n}/{holds}/fhir",
        allow_private=True,
    )


async def fill(folder: Path, sources: Sequence[Source], patients: int) -> None:
    """Keep what these sources would have answered about each patient, as a pull would."""
    started = time.monotonic()
    store = await Store.open(f"sqlite:///{folder / 'view.db'}")
    keeper = ReplicaKeeper(Replicas(store.database), service_secret(folder))
    now = datetime.now(UTC)
    waiting = asyncio.Semaphore(64)
    # What a pull notes of one patient's plan there is noted of every patient's.
    noted = [unexpressed(resources(n, 0)) for n in range(len(sources))]

    async def keep(n: int, source: Source, patient: int) -> None:
        async with waiting:
            sent = [orjson.dumps(resource) for resource in resources(n, patient)]
            known = person([(RESERVNUMMER, number(patient))])
            said = [
                msgspec.structs.replace(note, resource=note.resource.replace("/c0", f"/c{patient}"))
                for note in noted[n]
            ]
            pulled = Pulled(source=source, state="fresh", fetched=now, notes=said)
            await keeper.keep(known, pulled, sent)

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


class Rig(msgspec.Struct, kw_only=True):
    """What runs: a client of the service, its process, the ports of the sources, and how many patients."""

    client: httpx.AsyncClient
    ports: list[int]
    patients: int
    pid: int

    async def tell(self, what: str, said: object) -> None:
        """Tell the sources something (`hang`)."""
        for port in self.ports:
            told = await self.client.post(f"http://127.0.0.1:{port}/{what}", json=said)
            told.raise_for_status()

    async def view(self, patient: int, refresh: str) -> dict[str, Any]:
        """The view of one patient."""
        query = {"system": RESERVNUMMER, "value": number(patient), "refresh": refresh}
        answer = await self.client.post("/view/_search", json=query)
        answer.raise_for_status()
        found: dict[str, Any] = orjson.loads(answer.content)
        return found

    def someone(self, chosen: random.Random) -> int:
        return chosen.randrange(self.patients)


@contextlib.asynccontextmanager
async def running(
    folder: Path, counts: tuple[int, int, int], settings: dict[str, Any]
) -> AsyncIterator[Rig]:
    """A service with so many sources, of which so many hold records of so many patients: a `Rig`.

    `settings` are each source's, beside its name and address.
    """
    sources, holding, patients = counts
    ports = [free_port() for _ in range(SERVERS)]
    listed = [
        registered(n, ports[n % SERVERS], "all" if n < holding else "none") for n in range(sources)
    ]
    await fill(folder, listed[:holding], patients)
    with contextlib.ExitStack() as stack:
        for port in ports:
            stack.enter_context(_process(["-m", "bench.sources", str(port)], dict(os.environ)))
        own = free_port()
        service = stack.enter_context(_serve(folder, listed, own, settings))
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{own}", timeout=30, trust_env=False
        ) as client:
            await _ready(client, [f"http://127.0.0.1:{port}/hang" for port in ports])
            yield Rig(client=client, ports=ports, patients=patients, pid=service.pid)


@contextlib.contextmanager
def _serve(
    folder: Path, sources: Sequence[Source], port: int, settings: dict[str, Any]
) -> Iterator[subprocess.Popen[bytes]]:
    stated = [
        {
            "name": source.key,
            "title": source.name,
            "hsa_id": source.hsa_id,
            "base_url": source.base_url,
            "allow_private_address": True,
            "timeout_seconds": 5,
            **settings,
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


def percentile(values: Sequence[float], percent: int) -> float:
    """So many of a hundred values are no greater; NaN of fewer than two."""
    if len(values) < 2:  # noqa: PLR2004 - quantiles of one value say nothing
        return float("nan")
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def memory(pid: int) -> list[float]:
    """Resident memory in MiB, of the process that serves and of each that it has beside it."""
    beside = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [_resident(process) for process in [pid, *map(int, beside)]]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def processor(pid: int) -> list[float]:
    """Processor time in seconds so far, of the process that serves and of each that it has beside it."""
    beside = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    ticks = os.sysconf("SC_CLK_TCK")
    times = []
    for process in [pid, *map(int, beside)]:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        times.append((int(fields[11]) + int(fields[12])) / ticks)
    return times
