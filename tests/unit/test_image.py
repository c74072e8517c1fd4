"""The Dockerfile says what is true of this project; none is built here, where there may be no engine.

https://docs.docker.com/reference/dockerfile/
"""

import json
import os
import re
import shlex
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from pk_fhir.cli.main import COMMANDS
from pk_fhir.config import Settings

ROOT = Path(__file__).resolve().parents[2]


def instructions(name: str) -> list[str]:
    """What follows each instruction of that name, its continued lines as one."""
    text = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))
    found = [line.partition(" ") for line in text.splitlines()]
    return [rest.strip() for word, _, rest in found if word == name]


def environment() -> dict[str, str]:
    return dict(part.split("=", 1) for part in shlex.split(instructions("ENV")[0]))


@pytest.fixture(scope="module")
def project() -> dict[str, dict]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_all_that_is_copied_is_there_and_not_kept_out() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    copied = [words for words in map(str.split, instructions("COPY")) if "--from" not in words[0]]
    assert copied
    for *sources, _ in copied:
        for source in sources:
            assert (ROOT / source).exists(), source
            assert not any(fnmatch(source, pattern) for pattern in ignored), source


def test_what_the_build_needs_is_copied(project: dict[str, dict]) -> None:
    copied = {source for line in instructions("COPY") for source in line.split()[:-1]}
    inside = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    files = {project["project"]["readme"], *project["project"]["license-files"], *inside}
    assert files | {"pyproject.toml", "uv.lock", "src"} <= copied
    run = " ".join(instructions("RUN"))
    for script in re.findall(r"python (\S+\.py)", run):
        assert (ROOT / script).is_file()
        assert script.partition("/")[0] in copied
    assert set(re.findall(r"--group (\S+)", run)) <= set(project["dependency-groups"])
    assert set(re.findall(r"--extra (\S+)", run)) == set(
        project["project"]["optional-dependencies"]
    )


def test_what_is_run_is_a_command_with_settings_that_there_are(project: dict[str, dict]) -> None:
    [entry], [command] = (json.loads(instructions(name)[0]) for name in ("ENTRYPOINT", "CMD"))
    assert entry in project["project"]["scripts"]
    assert command in COMMANDS
    settings = {name for name in environment() if name.startswith("PK_FHIR_")}
    assert {name.removeprefix("PK_FHIR_").lower() for name in settings} <= set(
        Settings.model_fields
    )
    assert instructions("EXPOSE") == [environment()["PK_FHIR_PORT"]]
    [home] = instructions("VOLUME")
    assert environment()["PK_FHIR_DATA_DIR"] == home
    assert environment()["PK_FHIR_DATABASE_URL"].startswith(f"sqlite:///{home}/")


@pytest.fixture
def answering() -> Iterator[tuple[int, list[int]]]:
    """A port, and a list whose first number is the status that it answers `/health/ready` with."""
    status = [200]

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status[0] if self.path == "/health/ready" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Ready)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port, status
    server.shutdown()
    thread.join()
    server.server_close()


def test_its_health_is_what_the_service_says_on_its_port_past_any_proxy(
    answering: tuple[int, list[int]],
) -> None:
    port, status = answering
    python, *arguments = json.loads(instructions("HEALTHCHECK")[0].partition("CMD ")[2])
    assert python == "python3"
    told = os.environ | {"PK_FHIR_PORT": str(port), "http_proxy": "http://127.0.0.1:9"}

    def code() -> int:
        run = subprocess.run([sys.executable, *arguments], env=told, check=False)  # noqa: S603 - the image's own
        return run.returncode

    assert code() == 0
    status[0] = 503
    assert code() == 1
