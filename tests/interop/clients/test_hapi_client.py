"""HAPI FHIR's Java client (https://hapifhir.io/hapi-fhir/docs/client/generic_client.html), run as a program."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.interop.conftest import missing

pytestmark = pytest.mark.clients

FOLDER = Path(__file__).with_name("java")
SECONDS = 600  # the first time, Maven fetches the client


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - Java and Maven, with arguments of our own
        command,
        cwd=cwd,
        env=os.environ | {"JAVA_TOOL_OPTIONS": ""},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )


@pytest.fixture(scope="session")
def classpath(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the client and what it needs are, as Maven found them."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            missing(program)
    place = tmp_path_factory.mktemp("java")
    shutil.copy(FOLDER / "pom.xml", place)
    found = place / "classpath.txt"
    goal = ("dependency:build-classpath", f"-Dmdep.outputFile={found}", "-DincludeScope=runtime")
    done = run("mvn", "-B", "-q", *goal, cwd=place)
    assert done.returncode == 0, done.stdout[-3000:]
    return found.read_text()


def test_it_does_its_usual_work(classpath: str, base: str) -> None:
    program = str(FOLDER / "UsualWork.java")
    done = run("java", "-Xmx512m", "-cp", classpath, program, base, cwd=FOLDER)
    assert done.returncode == 0, done.stdout[-5000:]
    assert "all of it worked" in done.stdout
