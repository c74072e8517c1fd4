"""The settings of a command; where they cannot be read, it ends with every problem at once."""

from typing import Any

import typer
from pydantic import ValidationError

from pk_fhir.cli.answer import UNUSABLE, stop
from pk_fhir.config import Settings
from pk_fhir.contract.faults import words


def settings_of(command: str, **given: Any) -> Settings:  # noqa: ANN401 - each setting has its own type
    """The settings, with those that were `given` to the command over them.

    No value is shown: it may be a secret.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_input=False):
            name = "PK_FHIR_" + "__".join(str(step) for step in found["loc"]).upper() + ": "
            said = f"{name if found['loc'] else ''}{words(found).sentence}"
            typer.echo(f"pk-fhir {command}: {said}", err=True)
        raise typer.Exit(UNUSABLE) from None
    except ValueError as error:
        cause = f" ({error.__cause__})" if error.__cause__ else ""
        stop(command, f"{error}{cause}")
