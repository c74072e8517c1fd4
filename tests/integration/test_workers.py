"""`pk-fhir serve --workers`: connections are dealt out in turn, a worker that ends is replaced, a stop finishes."""

import os
import signal
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from bench.served import Served, served

PATIENCE = 60.0


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[Served]:
    with served(sqlite_url, tmp_path, workers=2) as running:
        yield running


def workers_of(server: Served) -> list[int]:
    assert server.process is not None
    pid = server.process.pid
    return [int(text) for text in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_connections_are_dealt_out_in_turn(server: Served) -> None:
    # What asks for nothing is not closed for being idle.
    opened = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(8)]
    try:
        deadline = time.monotonic() + PATIENCE
        while (dealt := _connections(server)).total() < len(opened):
            assert time.monotonic() < deadline, dealt
            time.sleep(0.05)
        assert sorted(dealt.values()) == [4, 4]
    finally:
        for connection in opened:
            connection.close()


def _connections(server: Served) -> Counter[int]:
    """How many open connections each worker has."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    ours = {
        f"socket:[{row[9]}]"
        for row in rows
        if row[1].endswith(f":{server.port:04X}") and row[3] == "01"
    }
    return Counter(
        pid
        for pid in workers_of(server)
        for opened in Path(f"/proc/{pid}/fd").iterdir()
        if _leads_to(opened) in ours
    )


def _leads_to(opened: Path) -> str:
    """Nowhere, where it was closed just now."""
    try:
        return str(opened.readlink())
    except FileNotFoundError:
        return ""


def test_a_worker_that_ends_is_replaced_and_the_others_serve_meanwhile(server: Served) -> None:
    first, second = workers_of(server)
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while len(now := workers_of(server)) < 2 or first in now:
        assert time.monotonic() < deadline, now
        # What was dealt to the one that is just ending is lost with it.
        with suppress(httpx.TransportError):
            httpx.get(
                f"{server.url}/health/live", trust_env=False, timeout=PATIENCE
            ).raise_for_status()
    assert second in now
    for _ in range(4):
        httpx.get(
            f"{server.url}/health/ready", trust_env=False, timeout=PATIENCE
        ).raise_for_status()


def test_a_worker_that_hangs_with_connections_and_is_killed_harms_no_other(server: Served) -> None:
    first, second = workers_of(server)
    os.kill(first, signal.SIGSTOP)
    # Every second connection goes to the one that takes nothing.
    waiting = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(6)]
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + PATIENCE
    while len(now := workers_of(server)) < 2 or first in now:
        assert time.monotonic() < deadline, now
        time.sleep(0.05)
    for connection in waiting:
        connection.close()
    assert second in now
    for _ in range(4):
        httpx.get(
            f"{server.url}/health/ready", trust_env=False, timeout=PATIENCE
        ).raise_for_status()


def test_a_stop_answers_what_was_asked_and_ends_every_process(server: Served) -> None:
    workers = workers_of(server)
    process = server.process
    assert process is not None
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        body = {"resourceType": "Basic", "code": {"text": "x"}}
        client.post(f"{server.fhir}/Basic", json=body).raise_for_status()
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]


def test_workers_end_when_the_parent_is_killed(server: Served) -> None:
    workers = workers_of(server)
    assert server.process is not None
    server.process.kill()
    server.process.wait(PATIENCE)
    deadline = time.monotonic() + PATIENCE
    while alive := [pid for pid in workers if _runs(pid)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_service_that_cannot_open_ends_and_says_why(tmp_path: Path) -> None:
    server = Served("sqlite:///" + str(tmp_path), tmp_path, workers=2)
    with pytest.raises(RuntimeError, match="unable to open database file"):
        server.start()
