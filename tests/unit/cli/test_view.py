"""`pk-fhir view` against a service that runs: its own view, and its FHIR interface as one source."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from bench.served import free_port
from typer.testing import CliRunner, Result

from pk_fhir.cli.view import app

EXAMPLES = Path(__file__).parents[3] / "examples"
CONTRACT = json.loads((EXAMPLES / "elderly-with-sip" / "contract.json").read_text())
NUMBER = "191711602399"
WHO = f"http://electronichealth.se/identifier/samordningsnummer|{NUMBER}\n"
TRIES = 600


def run(*arguments: str, given: str = WHO) -> Result:
    # Who answers is waited for, however busy the machine is.
    return CliRunner().invoke(app, ["--deadline", "60", *arguments], input=given)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service in a process of its own that keeps one contract."""
    folder = tmp_path_factory.mktemp("view")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PK_FHIR_")}
    command = [sys.executable, "-m", "pk_fhir", "serve", "--port", str(port)]
    command += ["--data-dir", str(folder), "--database", f"sqlite:///{folder / 'view.db'}"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(base, process)
        posted = httpx.post(f"{base}/contracts", json=CONTRACT, timeout=60)
        assert posted.status_code == httpx.codes.CREATED, posted.text
        yield base
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(base: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(TRIES):
        assert process.poll() is None, "the service ended"
        try:
            if httpx.get(f"{base}/health/ready", timeout=2).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    pytest.fail("the service does not get ready")


def test_a_services_own_view_is_told_in_swedish(server: str) -> None:
    result = run("--server", server)
    assert (result.exit_code, result.stderr) == (0, "")
    sections = [part.splitlines()[0] for part in result.stdout.split("\n\n")]
    assert sections[0] == "Patientkontrakt för Gösta Lindgren"
    assert sections[1:5] == ["Nästa steg", "Vad är viktigt", "Tider", "Fasta kontakter"]
    for goal in CONTRACT["goals"]:
        assert f"  - {goal['description']} (" in result.stdout
    assert "Vårdgivaren svarade alldeles nyss." in result.stdout
    assert NUMBER not in result.output


def test_a_fhir_server_is_a_source_and_a_dead_one_is_named(server: str) -> None:
    dead = "http://127.0.0.1:9/fhir"
    result = run("--source", f"Region={server}/fhir", "--source", dead, "--format", "json")
    view = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [(each["name"], each["state"]) for each in view["sources"]] == [
        ("Region", "fresh"),
        (dead, "failed"),
    ]
    assert (view["complete"], len(view["reasons"])) == (False, 1)
    assert {goal["sourceName"] for goal in view["goals"]} == {"Region"}
    assert len(view["goals"]) == len(CONTRACT["goals"])
    told = run("--source", f"Region={server}/fhir", "--source", dead).stdout
    assert f"Det här kan saknas\n  - Uppgifter saknas från {dead}." in told


def test_beside_sources_a_service_is_one_more_and_the_limits_of_that_are_said(server: str) -> None:
    result = run("--server", server, "--source", f"{server}/fhir", "--format", "json")
    assert [each["key"] for each in json.loads(result.stdout)["sources"]] == ["source-1", "server"]
    assert "only the FHIR interface of its default care provider is asked" in result.stderr


def test_what_a_service_refuses_is_said_with_its_own_words(server: str) -> None:
    result = run("--server", f"{server}/no-such-place")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"pk-fhir view: {server}/no-such-place refuses (404)")


@pytest.mark.parametrize(
    ("arguments", "given", "message"),
    [
        ([], WHO, "whom to ask? give --source URL, or --server URL of a running pk-fhir\n"),
        (["--source", "http://a.example"], "197701172399\n", "that is no personal number"),
        (["--source", "http://a.example"], "urn:x|1\n", ""),
        (["--source", "ftp://a.example"], WHO, "ftp://a.example is no source"),
        (["--source", "http://u:p@a.example"], WHO, "the base URL of a source has neither"),
        (["--server", "http://127.0.0.1:9"], WHO, "http://127.0.0.1:9 does not answer: "),
        (["--server", "nonsense"], WHO, "nonsense does not answer: "),
    ],
)
def test_what_cannot_be_asked_is_a_plain_message_without_the_number(
    arguments: list[str], given: str, message: str
) -> None:
    result = run(*arguments, given=given)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"pk-fhir view: {message}")
    assert "197701172399" not in result.output
    assert NUMBER not in result.output
