"""`pk-fhir view`: the agreement of one person put together from several care providers, at a terminal."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

import httpx
import typer
from pydantic import ValidationError

from pk_fhir.access.persons import Identifier
from pk_fhir.cli.answer import REFUSED, stop
from pk_fhir.cli.input import STDIN
from pk_fhir.cli.person import HELP, NAMES, person
from pk_fhir.cli.view_text import in_words
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.sync import ExternalSources, Source
from pk_fhir.view import View, assemble, identity
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)

# What is said where a server states no reason of its own.
NO_ANSWER = "{url} does not answer: {reason}"
PARTIAL = (
    "of {url} only the FHIR interface of its default care provider is asked, beside --source; "
    "leave out --source to see everything that it knows of"
)


@app.command()
def view(
    patient: Annotated[
        str,
        typer.Option(*NAMES, help=HELP),
    ] = STDIN,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Base URL of a FHIR R4 server to ask, or NAME=URL. Can be repeated."),
    ] = None,
    server: Annotated[
        str | None, typer.Option(help="Base URL of a pk-fhir service, which asks its own sources.")
    ] = None,
    token: Annotated[
        str | None, typer.Option(envvar="PK_FHIR_TOKEN", help="Bearer token for --server.")
    ] = None,
    deadline: Annotated[
        float, typer.Option(min=0.1, max=120, help="Seconds to wait for the sources.")
    ] = 10.0,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Print one person's agreement: next step, times, contacts, commitments, goals and plans.

    Every line names the care provider that it comes from, and a source that did not answer is named.

    Exit code 0: the view is whole; 1: something may be missing, and the view says what; 2: there is
    no view.

    Examples:

    pk-fhir view --server http://127.0.0.1:8000 < number.txt

    pk-fhir view --source https://a.example/fhir --source "Region B=https://b.example/fhir" --format json
    """
    if not source and not server:
        stop("view", "whom to ask? give --source URL, or --server URL of a running pk-fhir")
    set_up(level="critical", form="text")  # the view itself says how each source did
    wanted = person("view", patient)
    try:
        if server and not source:
            found = _from_server(server.rstrip("/"), token, wanted, deadline)
        else:
            found = asyncio.run(
                _from_sources(_sources(source or [], server, token), wanted, deadline)
            )
    except FhirError as error:
        stop("view", error)
    if output_format == "json":
        typer.echo(found.model_dump_json(by_alias=True, exclude_none=True, indent=2))
    else:
        typer.echo(in_words(found, datetime.now(UTC)))
    raise typer.Exit(0 if found.complete else REFUSED)


def _sources(stated: Sequence[str], server: str | None, token: str | None) -> list[Source]:
    found = [_source(each, f"source-{number}") for number, each in enumerate(stated, 1)]
    if server:
        base = server.rstrip("/")
        typer.echo(f"pk-fhir view: {PARTIAL.format(url=base)}", err=True)
        found.append(
            Source(
                key="server", name=base, base_url=f"{base}/fhir", token=token, allow_private=True
            )
        )
    return found


def _source(stated: str, key: str) -> Source:
    name, equals, url = stated.partition("=")
    if not equals or "://" in name:
        name, url = "", stated
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        stop("view", f"{stated} is no source: give http(s)://host/path or NAME=URL")
    if parts.username or parts.query:
        stop("view", "the base URL of a source has neither user name nor query")
    # Who types the address at a terminal means it, also where it is on their own machine.
    return Source(key=key, name=name or url, base_url=url.rstrip("/"), allow_private=True)


async def _from_sources(sources: Sequence[Source], wanted: Identifier, deadline: float) -> View:
    async with ExternalSources(sources) as external:
        answers = await external.ask_all(identity.person([wanted]), deadline)
    return assemble(answers, datetime.now(UTC), identity.born(wanted))


def _from_server(base: str, token: str | None, wanted: Identifier, deadline: float) -> View:
    system, value = wanted
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = httpx.post(
            f"{base}/view/_search",
            json={"system": system, "value": value},
            headers=headers,
            timeout=deadline + 5,  # the service has a deadline of its own
            trust_env=False,
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        stop("view", NO_ANSWER.format(url=base, reason=error))
    if answer.status_code != httpx.codes.OK:
        stop("view", f"{base} refuses ({answer.status_code}): {_reason(answer)}")
    try:
        return View.model_validate_json(answer.content)
    except ValidationError:
        stop("view", f"{base} answers with something else than a view: is it a pk-fhir service?")


def _reason(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
        return str(problem.get("detail") or problem.get("title") or answer.reason_phrase)
    except (ValueError, AttributeError):
        return answer.reason_phrase
