"""Whom a command asks about: a national number, from an option or from standard input, and never told back."""

import typer

from pk_fhir.access.persons import Identifier, required
from pk_fhir.cli.answer import stop
from pk_fhir.cli.input import STDIN
from pk_fhir.contract.identifiers import (
    PERSONNUMMER,
    SAMORDNINGSNUMMER,
    canonical_value,
    check,
)
from pk_fhir.fhir.outcome import FhirError

NAMES = ("--patient", "--identifier")
HELP = (
    "Whose: a national number, or system|value. - asks for it, or reads it from standard input; an "
    "argument can be seen by others on this machine while the command runs, and stays in the shell's history."
)


def person(command: str, stated: str) -> Identifier:
    """System and value in their one spelling, of what stands after the option; what names no person ends the command."""
    system, bar, value = (_asked() if stated == STDIN else stated).strip().rpartition("|")
    if not bar:
        system = next((each for each in _NUMBERS if _fits(each, value)), "")
        if not system:
            stop(command, "that is no personal number; write 12 digits, or system|value")
    try:
        return required((system, value))
    except FhirError as error:
        stop(command, error)


# What 12 digits alone can be.
_NUMBERS = (PERSONNUMMER, SAMORDNINGSNUMMER)


def _fits(system: str, value: str) -> bool:
    return check(system, canonical_value(system, value)) is None


def _asked() -> str:
    stream = typer.get_text_stream("stdin")
    if stream.isatty():
        return str(typer.prompt("Patientens nummer", hide_input=True))
    return stream.readline()
