"""`pk-fhir log`: the patient's extract of the log, straight from the database; and, with `--export`, the
whole log for the national log service."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, cast
from zoneinfo import ZoneInfo

import msgspec
import typer

from pk_fhir.access.caller import Caller
from pk_fhir.app.services import service_of
from pk_fhir.app.sources import sources_of
from pk_fhir.cli.answer import as_json, stop
from pk_fhir.cli.input import STDIN
from pk_fhir.cli.person import HELP, NAMES, person
from pk_fhir.cli.settings import settings_of
from pk_fhir.config import Settings
from pk_fhir.contract.identifiers import HSA_ID, check
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.log import LogEntry, LogExtract, extract
from pk_fhir.interactions.national_log import LEFT_OUT, Exported, export
from pk_fhir.store import Store
from pk_fhir.web.logs import set_up

app = typer.Typer(add_completion=False)


@app.command()
def log(
    patient: Annotated[
        str,
        typer.Option(*NAMES, help=HELP),
    ] = STDIN,
    since: Annotated[
        datetime | None, typer.Option(help="From this time on (Swedish time).")
    ] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this time (Swedish time).")] = None,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
    folder: Annotated[
        Path | None,
        typer.Option(
            "--export",
            metavar="FOLDER",
            help="Instead, write what is new in the whole log to this folder, a folder for each care "
            "provider, in the form that the national log service takes (StoreLog 2.0).",
        ),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(help="With --export: the HSA-id by which the log service knows this system."),
    ] = None,
) -> None:
    """Print who has read, written or asked for a patient's records: when, where, what and why.

    Reads the database of the settings (PK_FHIR_DATABASE_URL), and is itself written in the log.

    Examples:

    pk-fhir log < number.txt

    pk-fhir log --since 2026-11-01 --format json

    pk-fhir log --export logg --system SE2120000001-F001
    """
    set_up(level="error", form="text")
    if folder is not None:
        _exported(folder, system, output_format)
        return
    identifier, settings = person("log", patient), settings_of("log")
    try:
        found = asyncio.run(_extract(settings, identifier, _local(settings, since), _local(settings, until)))  # fmt: skip
    except FhirError as error:
        stop("log", error.issues[0].diagnostics)
    except ValueError as error:
        stop("log", error)
    if output_format == "json":
        typer.echo(found.model_dump_json(by_alias=True, exclude_none=True, indent=2))
    else:
        typer.echo(in_words(found, ZoneInfo(settings.time_zone)))


def _local(settings: Settings, moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=ZoneInfo(settings.time_zone))


def _exported(folder: Path, system: str | None, output_format: str) -> None:
    finding = check(HSA_ID, system or "")
    if not system or (finding is not None and finding.severity == "error"):
        stop(
            "log", "--export needs --system: the HSA-id by which the log service knows this system"
        )
    try:
        done = asyncio.run(_export(settings_of("log"), folder, system))
    except (FhirError, OSError, ValueError) as error:
        stop("log", error)
    if output_format == "json":
        typer.echo(as_json([msgspec.to_builtins(each) for each in done]))
        return
    for each in done:
        typer.echo(f"{each.provider}: {each.entries} loggposter i {len(each.files)} filer")
        for reason, count in each.left_out.items():
            typer.echo(f"  {count} utelämnade: {LEFT_OUT[cast('Any', reason)]}")


async def _export(settings: Settings, folder: Path, system: str) -> list[Exported]:
    store = await Store.open(settings.database_url)
    try:
        service = service_of(settings, store)
        return [
            await export(service, provider, system, folder / provider)
            for provider in sorted(service.rules.tenants)
        ]
    finally:
        await store.close()


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
        service = service_of(settings, store, await sources_of(settings, store))
        return await extract(service, caller, identifier, since=since, until=until)
    finally:
        await store.close()


def in_words(found: LogExtract, zone: ZoneInfo) -> str:
    """The extract for a reader."""
    lines = [found.notice, ""]
    lines += [
        f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M}  {entry.text}{_until(entry, zone)}"
        for entry in found.entries
    ]
    return "\n".join(lines if found.entries else [*lines, "Inga rader."])


def _until(entry: LogEntry, zone: ZoneInfo) -> str:
    if entry.until is None:
        return ""
    return f" Öppet till {entry.until.astimezone(zone):%Y-%m-%d %H:%M}."
