"""The demonstration as a visitor starts it: what it says to look at is there, and it ends whole."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from bench.served import free_port

from pk_fhir.demo import PERSONS

START_SECONDS = 300.0
WAIT_SECONDS = 60.0


class Demonstration:
    """A demonstration at work: its address, what it printed, and its process."""

    def __init__(self, port: int, folder: Path) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.log = folder / "log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-m", "pk_fhir", "serve", "--demo", "--port", str(port)],
                env=os.environ
                | {
                    "PK_FHIR_DATA_DIR": str(folder),
                    "PK_FHIR_LOG_LEVEL": "error",
                    # Who answers is waited for, however busy the machine is.
                    "PK_FHIR_VIEW_DEADLINE_SECONDS": "60",
                },
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def servers(self) -> list[Path]:
        """What its process has started, as long as that is there."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        return [Path(f"/proc/{child}") for child in children.split()]

    def page(self, path: str) -> str:
        answer = httpx.get(self.base + path, timeout=WAIT_SECONDS, trust_env=False)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def view(self, identifier: tuple[str, str]) -> dict[str, Any]:
        query = {"system": identifier[0], "value": identifier[1]}
        answer = httpx.post(
            f"{self.base}/view/_search", json=query, timeout=WAIT_SECONDS, trust_env=False
        )
        answer.raise_for_status()
        return dict(answer.json())


def until(true: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.3)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """One for all; it leaves no server behind."""
    shown = Demonstration(free_port(), tmp_path_factory.mktemp("demo"))
    try:
        until(lambda: "Stop with Ctrl+C" in shown.said(), START_SECONDS, "it did not start")
        yield shown
        servers = shown.servers()
    finally:
        shown.process.send_signal(signal.SIGTERM)
        shown.process.wait(WAIT_SECONDS)
    assert servers
    until(
        lambda: not any(server.exists() for server in servers),
        WAIT_SECONDS,
        "a server was left behind",
    )


def test_the_first_view_has_a_missing_and_a_stale_source_a_duplicate_and_contradictions(
    demonstration: Demonstration,
) -> None:
    seen = demonstration.view(PERSONS[0].identifier)
    assert not seen["complete"]
    assert {source["key"]: source["state"] for source in seen["sources"]} == {
        "region": "fresh",
        "exempelhalsan": "fresh",
        "kommunen": "fresh",
        "exempelrehab": "stale",
        "exempeltandvarden": "failed",
    }
    assert any("exempelrehab:Goal/kolonilotten" in each["lines"] for each in seen["duplicates"])
    assert {each["kind"] for each in seen["contradictions"]} == {
        "overlapping-times",
        "goal-status",
        "next-review",
    }


def test_the_second_has_two_physicians_and_two_coordinators(demonstration: Demonstration) -> None:
    kinds = {each["kind"] for each in demonstration.view(PERSONS[1].identifier)["contradictions"]}
    assert {"two-physicians", "two-coordinators"} <= kinds


@pytest.mark.parametrize("person", PERSONS, ids=[person.key for person in PERSONS])
def test_every_person_has_pages_without_a_number(demonstration: Demonstration, person: Any) -> None:
    for page in ("", "/logg", "/delning"):
        html = demonstration.page(f"/portal/kontrakt/{person.key}{page}")
        assert person.identifier[1] not in html


def test_a_contract_that_was_sent_is_in_conflict_and_shown_once(
    demonstration: Demonstration,
) -> None:
    def in_conflict() -> bool:
        return "Elias vill prova" in demonstration.page("/portal/personal/region/synk")

    until(in_conflict, WAIT_SECONDS, "no conflict")
    seen = demonstration.view(PERSONS[2].identifier)
    assert len(seen["agreements"]) == 1
    assert seen["agreements"][0]["alsoFrom"] == ["kommunen"]


def test_staff_have_a_consent_at_one_provider_and_none_at_the_other(
    demonstration: Demonstration,
) -> None:
    def karin(provider: str) -> str:
        overview = demonstration.page(f"/portal/personal/{provider}")
        address = overview.partition('">Karin Ek</a>')[0].rpartition('href="')[2]
        return demonstration.page(address)

    assert "Nödöppna" in karin("region")
    with_consent = karin("exempelhalsan")
    assert "Nödöppna" not in with_consent
    assert "En del av uppgifterna hos Region Exempel är spärrade" in with_consent
