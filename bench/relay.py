"""How fast what is written reaches another server and a subscriber: ``python -m bench.relay``.

Two services of their own, on SQLite: contracts of patients with made-up reserve numbers are posted to
the first, one after the other, which sends them to the second (`push`) and tells a subscriber of
each plan. For each: how long after the write was answered it had arrived, and how many a second in all.
"""

import argparse
import json
import os
import statistics
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
from bench.served import Served, served

EXAMPLE = Path(__file__).parents[1] / "examples" / "municipal-home-care" / "contract.json"
WAIT_SECONDS = 120


class Subscriber:
    """An endpoint that notes when each plan came."""

    def __init__(self) -> None:
        self.came: list[float] = []
        came = self.came

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def note(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.command == "PUT":
                    came.append(time.monotonic())
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PUT = note  # noqa: N815 - names that http.server looks for

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/told"


def contract(number: int) -> dict[str, Any]:
    """The example as another patient's, at the same care provider."""
    made: dict[str, Any] = json.loads(EXAMPLE.read_text())
    made["identifier"]["value"] = f"PK-BENCH-{number}"
    made["patient"]["identifiers"] = [{"kind": "reservnummer", "value": f"19000101B{number:03d}"}]
    return made


def subscribe(client: httpx.Client, endpoint: str) -> None:
    channel = {"type": "rest-hook", "endpoint": endpoint, "payload": "application/fhir+json"}
    answer = client.post(
        "/fhir/Subscription",
        json={
            "resourceType": "Subscription",
            "status": "requested",
            "reason": "bench",
            "criteria": "CarePlan?status=active",
            "channel": channel,
        },
    )
    answer.raise_for_status()
    path = f"/fhir/Subscription/{answer.json()['id']}"
    while client.get(path).json()["status"] != "active":
        time.sleep(0.2)


def plans(client: httpx.Client) -> int:
    """How many plans a server has."""
    found = client.get("/fhir/CarePlan", params={"_summary": "count"}).json()
    return int(found["total"])


def measure(sender: Served, receiver: Served, count: int) -> None:
    subscriber = Subscriber()
    with (
        httpx.Client(base_url=sender.url, timeout=60, trust_env=False) as here,
        httpx.Client(base_url=receiver.url, timeout=60, trust_env=False) as there,
    ):
        subscribe(here, subscriber.url)
        written: list[float] = []
        arrived: list[float] = []
        done = threading.Event()

        def watch() -> None:
            while len(arrived) < wanted and not done.wait(0.02):
                seen = plans(there)
                arrived.extend([time.monotonic()] * (seen - len(arrived)))

        each = None
        wanted = count
        watching = threading.Thread(target=watch)
        begun = time.monotonic()
        for number in range(count):
            answer = here.post("/contracts", json=contract(number))
            answer.raise_for_status()
            written.append(time.monotonic())
            if each is None:
                each = plans(here)
                wanted = count * each
                watching.start()
        watching.join(WAIT_SECONDS)
        done.set()
        posted = written[-1] - begun
        print(f"{count} contracts written in {posted:.1f} s: {count / posted:.1f} a second")
        every = [at for at in written for _ in range(each or 1)]
        report("at the other server", every, arrived, begun)
        deadline = time.monotonic() + WAIT_SECONDS
        while len(subscriber.came) < len(every) and time.monotonic() < deadline:
            time.sleep(0.05)
        report("at the subscriber", every, subscriber.came, begun)


def report(where: str, written: list[float], came: list[float], begun: float) -> None:
    if len(came) < len(written):
        print(f"{where}: only {len(came)} of {len(written)} plans in {WAIT_SECONDS} s")
        return
    lags = sorted(at - since for since, at in zip(written, came, strict=False))
    p50, p95 = statistics.median(lags), lags[int(len(lags) * 0.95)]
    rate = len(came) / (came[-1] - begun)
    print(f"{where}: lag p50 {p50:.2f} s, p95 {p95:.2f} s; {rate:.1f} plans a second in all")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contracts", type=int, default=50)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        there, here = Path(folder, "there"), Path(folder, "here")
        there.mkdir()
        here.mkdir()
        with served(f"sqlite:///{there / 'there.db'}", there) as receiver:
            source = {
                "name": "there",
                "title": "Exempelby",
                "base_url": receiver.fhir,
                "allow_private_address": True,
                "push": {"which": "all"},
            }
            os.environ["PK_FHIR_SOURCES"] = json.dumps([source])
            os.environ["PK_FHIR_SUBSCRIPTIONS"] = json.dumps({"allow_private_endpoints": True})
            with served(f"sqlite:///{here / 'here.db'}", here) as sender:
                measure(sender, receiver, arguments.contracts)


if __name__ == "__main__":
    main()
