"""`pk-fhir log`: the patient's extract of the log, at a terminal, straight from the database."""

import asyncio
from datetime import datetime
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

import typer
from pydantic import ValidationError

from pk_fhir.access.caller import Caller
from pk_fhir.app.services import service_of
from pk_fhir.cli.answer import stop
from pk_fhir.cli.input import STDIN
from pk_fhir.config import Settings
from pk_fhir.contract.identifiers import PERSONNUMMER, SAMORDNINGSNUMMER, canonical_value, check
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.log import LogExtract, extract
from pk_fhir.store import Store
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)


@app.command()
def log(
    patient: Annotated[
        str,
        typer.Option(
            help="Whose log: a national number, or system|value. - asks for it, or reads it from "
            "standard input; an argument can be seen by others on this machine while the command runs."
        ),
    ] = STDIN,
    since: Annotated[
        datetime | None, typer.Option(help="From this time on (Swedish time).")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this time (Swedish time).")] = None,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
) -> None:
    """Print who has read, written or asked for a patient's records: when, where, what and why.

    Reads the database of the settings (PK_FHIR_DATABASE_URL), and is itself written in the log.

    Examples:

    pk-fhir log < number.txt

    pk-fhir log --since 2026-11-01 --format json
    """
    set_up(level="error", form="text")
    identifier = _identifier(patient if patient != STDIN else _asked())
    try:
        settings = Settings()
        found = asyncio.run(_extract(settings, identifier, _local(settings, since), _local(settings, until)))  # fmt: skip
    except FhirError as error:
        stop("log", error.issues[0].diagnostics)
    except (ValueError, ValidationError) as error:
        stop("log", str(error))
    if output_format == "json":
        typer.echo(found.model_dump_json(by_alias=True, exclude_none=True, indent=2))
    else:
        typer.echo(in_words(found, ZoneInfo(settings.time_zone)))


def _asked() -> str:
    stream = typer.get_text_stream("stdin")
    if stream.isatty():
        return str(typer.prompt("Patientens nummer", hide_input=True))
    return stream.readline().strip()


def _identifier(stated: str) -> tuple[str, str]:
    system, separator, value = stated.rpartition("|")
    if separator:
        return system, value
    fitting = [
        each
        for each in (PERSONNUMMER, SAMORDNINGSNUMMER)
        if check(each, canonical_value(each, value)) is None
    ]
    if not fitting:
        stop("log", "that is no personal number; write 12 digits, or system|value")
    return fitting[0], value


def _local(settings: Settings, moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=ZoneInfo(settings.time_zone))


async def _extract(
    settings: Settings, identifier: tuple[str, str], since: datetime | None, until: datetime | None
) -> LogExtract:
    store = await Store.open(settings.database_url)
    try:
        caller = Caller(
            tenant=settings.tenant,
            subject="pk-fhir log",
            role="admin",
            purpose="PATRQT",
            development=True,
        )
        service = service_of(settings, store)
        return await extract(service, caller, identifier, since=since, until=until)
    finally:
        await store.close()


def in_words(found: LogExtract, zone: ZoneInfo) -> str:
    """The extract for a reader."""
    lines = [found.notice, ""]
    lines += [
        f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}  {entry.text}" for entry in found.entries
    ]
    return "\n".join(lines if found.entries else [*lines, "Inga rader."])
