"""kill -9 under load, again and again: every acknowledged write is there, none is torn, on either database.

A server is started as a process and loaded with concurrent creates, updates and transactions; at a
random moment it is killed with all its workers, and sometimes once more while it starts. After the
restart it must have every version that was acknowledged, transactions whole or not at all, histories
without gaps, index rows for what is stored and for nothing else; and a create whose answer was lost is
repeated with its Idempotency-Key and makes one resource.

    python -m bench.kill --kills 300
    python -m bench.kill --kills 300 --database postgresql://user@127.0.0.1/empty --workers 2
"""

import argparse
import asyncio
import random
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from bench.served import Served

LANES = 9
SYSTEM = "urn:pk-fhir:kill"
TRANSACTION_SIZE = 4
BATCH = 200
MOMENTS = (0.0, 0.7)  # seconds of load from the first answer until the kill
STARTING = (0.05, 1.0)  # seconds of starting until a kill in the middle of it
IN_STARTING = 0.2  # share of the kills that are followed by one while starting


@dataclass(frozen=True)
class Written:
    """A version that was acknowledged: the resource's path, its version and the mark in it."""

    path: str
    version: int
    mark: str


@dataclass
class Round:
    """What was sent between two kills; marks are what a resource is known again by."""

    written: list[Written] = field(default_factory=list)
    transactions: set[str] = field(default_factory=set)
    creates: dict[str, bool] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


@dataclass
class Findings:
    """The counts of all rounds, and what was wrong. `counts` is what is printed."""

    counts: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    slowest_start: float = 0.0

    @property
    def sound(self) -> bool:
        """Whether nothing was lost or torn."""
        return not self.lost and not self.torn

    def __str__(self) -> str:
        counts = ", ".join(f"{number} {name}" for name, number in sorted(self.counts.items()))
        return (
            f"{counts}; lost {len(self.lost)}, torn {len(self.torn)}; "
            f"slowest start {self.slowest_start:.1f} s"
        )


def basic(mark: str, ident: str | None = None, of: str | None = None) -> dict[str, Any]:
    """A resource that carries its mark where it is read and searched; the same for the same mark."""
    resource: dict[str, Any] = {
        "resourceType": "Basic",
        "meta": {"tag": [{"system": SYSTEM, "code": mark}]},
        "code": {"text": "x" * random.Random(mark).randint(1, 2000)},  # noqa: S311 - the same again
    }
    if ident is not None:
        resource["id"] = ident
    if of is not None:
        resource["subject"] = {"reference": of}
    return resource


def transaction(mark: str) -> dict[str, Any]:
    """Resources that refer to one another, with one mark."""
    urls = [f"urn:uuid:00000000-0000-4000-8000-00000000000{n}" for n in range(TRANSACTION_SIZE)]
    entries = [
        {
            "fullUrl": url,
            "resource": basic(mark, of=urls[number - 1]),
            "request": {"method": "POST", "url": "Basic"},
        }
        for number, url in enumerate(urls)
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def key_of(mark: str) -> dict[str, str]:
    return {"Idempotency-Key": f"key-{mark}", "Prefer": "return=minimal"}


class Load:
    """Lanes that write until the server is gone, and keep what was acknowledged; `answered` from the first answer on."""

    def __init__(self, client: httpx.AsyncClient, name: str) -> None:
        self.client = client
        self.name = name
        self.round = Round()
        self.answered = asyncio.Event()

    async def run(self) -> None:
        try:
            await asyncio.gather(*(self._lane(number) for number in range(LANES)))
        finally:
            self.answered.set()

    async def _lane(self, number: int) -> None:
        work = (self._create, self._update, self._transact)[number % 3]
        count = 0
        try:
            while True:
                count += 1
                await work(number, f"{self.name}-{number}-{count}")
                self.answered.set()
        except httpx.TransportError:
            return

    async def _create(self, _number: int, mark: str) -> None:
        self.round.creates[mark] = False
        answer = await self.client.post("/Basic", json=basic(mark), headers=key_of(mark))
        self.round.creates[mark] = True
        self._keep(answer, mark)

    async def _update(self, number: int, mark: str) -> None:
        ident = f"lane-{number}"
        answer = await self.client.put(f"/Basic/{ident}", json=basic(mark, ident))
        self._keep(answer, mark)

    async def _transact(self, _number: int, mark: str) -> None:
        self.round.transactions.add(mark)
        answer = await self.client.post("/", json=transaction(mark))
        if answer.status_code != httpx.codes.OK:
            self.round.refused.append(answer.text)
            return
        for entry in answer.json()["entry"]:
            self._written(entry["response"]["location"], mark)

    def _keep(self, answer: httpx.Response, mark: str) -> None:
        if not answer.is_success:
            self.round.refused.append(answer.text)
            return
        location = answer.headers.get("location")
        if location is None:
            version = answer.headers["etag"].strip('W/"')
            location = f"{answer.url}/_history/{version}"
        self._written(location, mark)

    def _written(self, location: str, mark: str) -> None:
        path, _, version = location.partition("/_history/")
        path = "/".join(path.split("/")[-2:])
        self.round.written.append(Written(path, int(version), mark))


class Check:
    """Looks after a restart for what must be there, and for what must not."""

    def __init__(self, client: httpx.AsyncClient, findings: Findings) -> None:
        self.client = client
        self.findings = findings

    async def all(self, sent: Round) -> None:
        await self.acknowledged(sent.written)
        await self.whole(sent.transactions, {each.mark for each in sent.written})
        await self.histories()
        await self.repeated([mark for mark, known in sent.creates.items() if not known])

    async def acknowledged(self, written: list[Written]) -> None:
        """Each version is there with its mark."""
        for start in range(0, len(written), BATCH):
            part = written[start : start + BATCH]
            answers = await self._batch(f"{each.path}/_history/{each.version}" for each in part)
            for each, entry in zip(part, answers, strict=True):
                tags = entry.get("resource", {}).get("meta", {}).get("tag", [{}])
                if tags[0].get("code") != each.mark:
                    self.findings.lost.append(f"{each}: {entry['response']}")

    async def whole(self, marks: Iterable[str], acknowledged: set[str]) -> None:
        """Of a transaction everything is found by search, and readable, or nothing is."""
        wanted = sorted(marks)
        answers = await self._batch(f"Basic?_tag={SYSTEM}|{mark}&_count=50" for mark in wanted)
        for mark, entry in zip(wanted, answers, strict=True):
            found = entry.get("resource", {}).get("entry", [])
            ids = {each["resource"]["id"] for each in found}
            subjects = {
                each["resource"]["subject"]["reference"].rpartition("/")[2] for each in found
            }
            least = TRANSACTION_SIZE if mark in acknowledged else 0
            if len(ids) not in (least, TRANSACTION_SIZE) or subjects != ids:
                self.findings.torn.append(f"transaction {mark} has {sorted(ids)}")
            elif mark not in acknowledged:
                self.findings.counts[
                    "unanswered transactions " + ("stored whole" if ids else "not stored")
                ] += 1

    async def histories(self) -> None:
        """The versions of what is updated are counted without a gap, and the last one is the one that is found."""
        for number in range(LANES):
            path = f"Basic/lane-{number}"
            read = await self.client.get(f"/{path}")
            if read.status_code == httpx.codes.NOT_FOUND:
                continue
            meta = read.json()["meta"]
            last = int(meta["versionId"])
            history = (await self.client.get(f"/{path}/_history?_count=1")).json()
            found = (await self.client.get(f"/Basic?_tag={SYSTEM}|{meta['tag'][0]['code']}")).json()
            by_tag = [each["resource"]["meta"]["versionId"] for each in found.get("entry", ())]
            if history["total"] != last or by_tag != [meta["versionId"]]:
                self.findings.torn.append(f"{path}: {last} of {history['total']}, found {by_tag}")

    async def repeated(self, marks: list[str]) -> None:
        """What was not answered is sent again with its key, and is there once."""
        for mark in marks:
            before = await self._how_many(mark)
            answer = await self.client.post("/Basic", json=basic(mark), headers=key_of(mark))
            after = await self._how_many(mark)
            if (answer.status_code, after) != (httpx.codes.CREATED, 1):
                self.findings.torn.append(f"create {mark}: {before}, then {after}: {answer.text}")
            self.findings.counts[
                "unanswered creates " + ("stored" if before else "not stored")
            ] += 1

    async def _how_many(self, mark: str) -> int:
        answer = await self.client.get(f"/Basic?_tag={SYSTEM}|{mark}&_summary=count")
        return int(answer.json()["total"])

    async def _batch(self, urls: Iterable[str]) -> list[dict[str, Any]]:
        entries = [{"request": {"method": "GET", "url": url}} for url in urls]
        bundle = {"resourceType": "Bundle", "type": "batch", "entry": entries}
        answer = await self.client.post("/", json=bundle)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json().get("entry", [])
        return found


async def _round(server: Served, name: str, findings: Findings, chance: random.Random) -> Round:
    """Load, kill, start again and check; what was sent."""
    async with _client(server) as client:
        load = Load(client, name)
        running = asyncio.create_task(load.run())
        await load.answered.wait()
        await asyncio.sleep(chance.uniform(*MOMENTS))
        await asyncio.to_thread(server.end, signal.SIGKILL)
        await running
    findings.counts["kills"] += 1
    if chance.random() < IN_STARTING:
        server.spawn()
        await asyncio.sleep(chance.uniform(*STARTING))
        await asyncio.to_thread(server.end, signal.SIGKILL)
        findings.counts["kills while starting"] += 1
    seconds = await asyncio.to_thread(server.start)
    findings.slowest_start = max(findings.slowest_start, seconds)
    findings.counts["acknowledged versions"] += len(load.round.written)
    findings.torn += [f"refused under load: {text}" for text in load.round.refused]
    async with _client(server) as client:
        await Check(client, findings).all(load.round)
    return load.round


def _client(server: Served) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=server.fhir,
        timeout=60,
        trust_env=False,
        headers={"accept": "application/fhir+json"},
        limits=httpx.Limits(max_connections=LANES),
    )


async def kill_again_and_again(
    database: str, folder: Path, kills: int, workers: int = 1, seed: int | None = None
) -> Findings:
    """As many rounds as `kills` over one database, and all that was acknowledged looked up at the end."""
    chance = random.Random(seed)  # noqa: S311 - when to kill
    findings = Findings()
    server = Served(database, folder, workers)
    written: list[Written] = []
    try:
        await asyncio.to_thread(server.start)
        for number in range(kills):
            sent = await _round(server, f"r{number}", findings, chance)
            written += sent.written
            if not findings.sound:
                break
        async with _client(server) as client:
            await Check(client, findings).acknowledged(written)
    finally:
        server.end(signal.SIGKILL)
    return findings


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--database", help="an empty database; an SQLite file by default")
    parser.add_argument("--seed", type=int)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pk-fhir-kill-") as name:
        folder = Path(name)
        database = options.database or f"sqlite:///{folder / 'kill.db'}"
        findings = asyncio.run(
            kill_again_and_again(database, folder, options.kills, options.workers, options.seed)
        )
    print(findings)
    for each in (*findings.lost, *findings.torn):
        print(" ", each)
    return 0 if findings.sound else 1


if __name__ == "__main__":
    sys.exit(main())
