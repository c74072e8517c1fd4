"""The JavaScript clients, each in its own program under `js/`, run by Node's test runner."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.interop.conftest import missing

pytestmark = pytest.mark.clients

FOLDER = Path(__file__).with_name("js")
SECONDS = 240
# The Node of the development dependencies: Debian's may be older than the clients ask for.
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs beside the packages of their lock file, outside of the tree."""
    for program in ("node", "npm"):
        if shutil.which(program, path=PATH) is None:
            missing(program)
    place = tmp_path_factory.mktemp("js") / "js"
    shutil.copytree(FOLDER, place, ignore=shutil.ignore_patterns("node_modules"))
    done = run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=place)
    assert done.returncode == 0, done.stdout
    return place


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(command[0], path=PATH) or command[0]
    return subprocess.run(  # noqa: S603 - Node's own programs
        [program, *command[1:]],
        cwd=cwd,
        env=os.environ | {"PATH": PATH} | environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize("program", ["fhir_kit_client.test.mjs", "medplum.test.mjs"])
def test_it_does_its_usual_work(programs: Path, base: str, program: str) -> None:
    done = run("node", "--test", program, cwd=programs, PK_FHIR_BASE=base)
    assert done.returncode == 0, done.stdout
