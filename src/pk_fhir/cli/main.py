"""One program, one module for each command.

A command's module is imported when that command is asked for, so that `validate` does not pay for the
web server, nor `--help` for either.
"""

import gc
import importlib
import sys
from types import ModuleType
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup

# Name on the command line, which is that of its module too → what the overview says of it.
COMMANDS = {
    "serve": "Serve FHIR, contracts, the view and the portal over HTTP.",
    "demo": "Load the demonstration's examples into running services.",
    "validate": "Validate FHIR resources in files, folders or standard input.",
    "fhirpath": "Evaluate a FHIRPath expression on a resource.",
    "map": "Turn a contract into FHIR, or FHIR into a contract.",
    "view": "Put together the view of one patient and print it.",
    "source": "Register the external FHIR servers of the view, and check them.",
    "sync": "See, replay and settle what is sent to other servers.",
    "worker": "Send what waits for other servers, in a process of its own.",
    "package": "List, install, build and inspect FHIR packages.",
    "migrate": "Bring a database up to this version's tables.",
    "log": "Print who has read a patient's records.",
    "policy": "Print the rules of law and trust, as they are set.",
    "token": "Make a token for development, signed with a local key.",
    "openapi": "Write the OpenAPI description, or check that it is up to date.",
}


class LazyGroup(TyperGroup):
    """A group whose commands are imported when they are asked for."""

    shown: ClassVar[dict[str, str]] = COMMANDS

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - click's own signature
        """All commands, in the order that a newcomer needs them."""
        del ctx
        return list(self.shown)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - click's own signature
        """The command of that name, or None."""
        del ctx
        if cmd_name not in self.shown:
            return None
        if _only_overview():
            return typer.main.get_command_from_info(
                typer.models.CommandInfo(
                    name=cmd_name, callback=_unreached, help=self.shown[cmd_name]
                ),
                pretty_exceptions_short=True,
                rich_markup_mode=None,
            )
        command = typer.main.get_command(_imported(f"pk_fhir.cli.{cmd_name}").app)
        command.name = cmd_name
        return command


def _imported(name: str) -> ModuleType:
    """The module; what it and those below it make lives as long as the process.

    Collections meanwhile would find nothing, and take a sixth of the time.
    """
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


def _only_overview() -> bool:
    return not any(argument in COMMANDS for argument in sys.argv[1:])


def _unreached() -> None:
    """Stand-in of the overview: its command is never run."""


app = typer.Typer(cls=LazyGroup, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _overview() -> None:
    """pk-fhir: a FHIR R4 service for the Swedish patientkontrakt."""


def main() -> None:
    """Run the command that the arguments name."""
    app(prog_name="pk-fhir")
