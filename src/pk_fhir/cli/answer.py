"""How a command ends: the exit codes that all share, JSON output, and a plain last word."""

from typing import NoReturn

import typer

from pk_fhir.fhir.json import pretty

# 0: done, nothing to object to; 1: done, and the answer is no; 2: could not be done.
DONE, REFUSED, UNUSABLE = 0, 1, 2


def stop(command: str, reason: object, code: int = UNUSABLE) -> NoReturn:
    """Say why on standard error, and end. Of a file or folder its name and what is wrong with it are said."""
    if isinstance(reason, OSError) and reason.filename is not None and reason.strerror:
        reason = f"{reason.filename}: {reason.strerror}"
    typer.echo(f"pk-fhir {command}: {reason}", err=True)
    raise typer.Exit(code)


def as_json(value: object) -> str:
    """Data as JSON for people and programs: indented, in the order given, åäö as they are."""
    return pretty(value).decode()
