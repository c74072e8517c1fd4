"""`pk-fhir view`: one patient's view, put together from FHIR servers or read from a running pk-fhir."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import httpx
import typer

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.view import View, assemble, identity

app = typer.Typer(add_completion=False)
PARTIAL, UNUSABLE = 1, 2


@app.command()
def view(
    identifier: Annotated[
        str,
        typer.Option(
            help="The patient's identifier, as system|value; - reads it from standard input, so that it "
            "does not stand in the shell's history."
        ),
    ] = "-",
    source: Annotated[
        list[str] | None, typer.Option(help="Base URL of a FHIR R4 server to ask; may be repeated.")
    ] = None,
    server: Annotated[
        str | None, typer.Option(help="Base URL of a running pk-fhir that puts the view together.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="PK_FHIR_TOKEN", help="Bearer token for --server.")
    ] = None,
    deadline: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for the sources.")] = 10,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Print the view across care providers.

    Exit code 0: complete; 1: something is missing, and it says what; 2: it cannot be put together.

    Example: echo "$SYSTEM|$NUMBER" | pk-fhir view --server http://127.0.0.1:8000
    """
    text = sys.stdin.readline().strip() if identifier == "-" else identifier
    system, bar, value = text.partition("|")
    if not bar or bool(source) == bool(server):
        typer.echo(
            "pk-fhir view: give the identifier as system|value, and either --source or --server.",
            err=True,
        )
        raise typer.Exit(UNUSABLE)
    try:
        found = (
            _asked(server, token, system, value)
            if server
            else asyncio.run(_put_together(source or [], (system, value), deadline))
        )
    except (httpx.HTTPError, FhirError, ValueError) as error:
        typer.echo(f"pk-fhir view: {error}", err=True)
        raise typer.Exit(UNUSABLE) from error
    if output_format == "json":
        typer.echo(found.model_dump_json(by_alias=True, exclude_none=True, indent=2))
    else:
        typer.echo("\n".join(_lines(found)))
    raise typer.Exit(0 if found.complete else PARTIAL)


def _asked(server: str, token: str | None, system: str, value: str) -> View:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.post(
        f"{server.rstrip('/')}/view/_search",
        json={"system": system, "value": value},
        headers=headers,
        timeout=60,
        trust_env=False,
    )
    if not answer.is_success:
        raise ValueError(answer.json().get("detail", answer.reason_phrase))
    return View.model_validate_json(answer.content)


async def _put_together(bases: list[str], named: tuple[str, str], deadline: float) -> View:
    wanted = identity.canonical(named)
    sources = [
        Source(key=f"source-{number}", name=base, base_url=base.rstrip("/"))
        for number, base in enumerate(bases, 1)
    ]
    async with ExternalSources(sources) as external:
        pulled = await external.ask_all(identity.person({wanted}), deadline)
    return assemble(pulled, datetime.now(UTC), identity.born(wanted))


def _lines(found: View) -> list[str]:
    lines = [found.person.name or "Okänt namn", ""]
    lines += [f"! {reason}" for reason in found.reasons]
    if found.next_step is not None:
        lines.append(
            f"Nästa steg: {found.next_step.when}  {found.next_step.text} ({found.next_step.source_name})"
        )
    sections: list[tuple[str, list[str]]] = [
        ("Viktigt för mig", [each.text for each in found.what_matters]),
        ("Hit vänder jag mig", [_contact(each) for each in found.contacts]),
        ("Att hålla koll på", [each.text for each in found.warning_signs]),
        ("Det här gör jag", [each.text for each in found.my_commitments]),
        ("Det här gör vården", [each.text for each in found.care_commitments]),
        ("Mål", [f"{each.description} ({each.status_text})" for each in found.goals]),
        (
            "Tider",
            [f"{each.start or 'önskad'}  {each.about} ({each.state_text})" for each in found.times],
        ),
        ("Planer", [each.title for each in found.plans]),
        ("Att reda ut", [each.text for each in found.contradictions]),
        ("Källor", [each.state_text for each in found.sources]),
    ]
    for heading, texts in sections:
        if texts:
            lines += ["", heading, *(f"  - {text}" for text in texts)]
    return [*lines, "", found.notice]


def _contact(each: Any) -> str:  # noqa: ANN401 - a view's contact
    reach = ", ".join(way.value for way in each.reach)
    return " · ".join(
        part for part in (each.name, each.role or each.kind_text, each.unit, reach) if part
    )
