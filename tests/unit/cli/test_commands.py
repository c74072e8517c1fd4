"""The program as a whole: what it lists, and that each command explains itself."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from pk_fhir.cli.main import COMMANDS, app


def test_the_overview_lists_every_command() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    assert all(f" {name} " in shown for name in COMMANDS)


# The commands of a group have the examples.
GROUPS = {
    "package": ("list", "install", "build", "inspect"),
    "source": ("add", "list", "check", "remove"),
    "sync": ("status", "replay", "subscribers", "conflicts", "settle", "run", "pull"),
}
PLAIN = [name for name in COMMANDS if name not in GROUPS]
GROUPED = [f"{group} {name}" for group, names in GROUPS.items() for name in names]


@pytest.mark.parametrize("command", [*PLAIN, *GROUPED])
def test_every_command_explains_itself_with_an_example(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = [*command.split(), "--help"]
    # The overview is told from a command by what the process was started with.
    monkeypatch.setattr(sys, "argv", ["pk-fhir", *arguments])
    shown = CliRunner().invoke(app, arguments, prog_name="pk-fhir").stdout
    assert f"Usage: pk-fhir {command} " in shown
    assert any(mark in shown for mark in ("Example: ", "Examples:"))


def test_a_command_that_does_not_exist_is_refused_plainly() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pk_fhir", "valdate"], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert "valdate" in ended.stderr
