"""`pk-fhir policy`: the rules of law and trust, as they are set."""

from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from pk_fhir.access.policy.page import as_markdown, as_text
from pk_fhir.app.policy import policy_of
from pk_fhir.cli.answer import stop
from pk_fhir.cli.settings import settings_of

app = typer.Typer(add_completion=False)


@app.command()
def policy(
    output: Annotated[
        Path | None, typer.Option(help="Write the page with the defaults to this file instead.")
    ] = None,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
    language: Annotated[Literal["en", "sv"], typer.Option(help="Language of the text.")] = "sv",
) -> None:
    """Print each rule: its value, what it says, and the statute or service contract that it follows.

    A rule is set by PK_FHIR_POLICY__NAME, or under [policy] in the settings file.

    Example: PK_FHIR_POLICY__GUARDIAN_UNTIL_AGE=16 pk-fhir policy
    """
    if output is not None:
        output.write_text(as_markdown(), encoding="utf-8")
        return
    try:
        set_ = policy_of(settings_of("policy"))
    except ValueError as error:
        stop("policy", error)
    if output_format == "json":
        typer.echo(msgspec.json.format(msgspec.json.encode(set_), indent=2).decode())
    else:
        typer.echo(as_text(set_, language), nl=False)
