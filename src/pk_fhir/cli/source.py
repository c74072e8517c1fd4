"""`pk-fhir source`: the external FHIR servers of the view: add, list, check and remove them."""

import asyncio
import time
from collections.abc import Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

import msgspec
import sqlalchemy as sa
import typer
from pydantic import ValidationError

from pk_fhir.cli.answer import REFUSED, as_json, stop
from pk_fhir.cli.credentials import Told, authentication, client_certificate
from pk_fhir.config import Settings, SourceSettings
from pk_fhir.messages.catalogue import Language
from pk_fhir.store import Store
from pk_fhir.store.quarantine import Held, Quarantine
from pk_fhir.store.replicas import Replicas
from pk_fhir.store.source_registry import register, registered, unregister
from pk_fhir.sync import Source
from pk_fhir.sync.check import check_source, sentence
from pk_fhir.sync.credentials import unusable

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Register the external FHIR servers that the view reads, and check what they can do.",
)

Format = Annotated[Literal["text", "json"], typer.Option("--format")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="Short name, such as exempelby.")]
Database = Annotated[
    str | None,
    typer.Option(
        help="sqlite:///file.db or postgresql://user@host/name. [default: PK_FHIR_DATABASE_URL]"
    ),
]
T = TypeVar("T")
MICROS = 1_000_000
MARKS = {"works": "+", "limited": "~", "fails": "-"}


@app.command()
def add(
    name: Name,
    url: Annotated[str, typer.Argument(metavar="URL", help="Base URL of its FHIR R4 API.")],
    title: Annotated[str, typer.Option(help="Name that people read.")],
    hsa_id: Annotated[str | None, typer.Option(help="HSA-id of the care giver.")] = None,
    timeout: Annotated[float, typer.Option(help="Seconds to wait for its answers.")] = 10.0,
    connections: Annotated[
        int, typer.Option(help="Requests that are under way there at once.")
    ] = 8,
    requests_per_second: Annotated[
        float | None, typer.Option(help="Requests that a process begins there in a second.")
    ] = None,
    subscribe: Annotated[
        bool, typer.Option(help="Have it tell us at once of what changes there.")
    ] = False,
    allow_private_address: Annotated[
        bool, typer.Option(help="It may stand on a private or loopback address.")
    ] = False,
    secret_file: Annotated[
        Path | None, typer.Option(help="File with the bearer token or client secret.")
    ] = None,
    secret_env: Annotated[
        str | None,
        typer.Option(help="Name of the variable with it, in the service's environment."),
    ] = None,
    token_url: Annotated[
        str | None, typer.Option(help="Token endpoint, for OAuth 2.0 client credentials.")
    ] = None,
    client_id: Annotated[str | None, typer.Option(help="Who we are at the token endpoint.")] = None,
    scope: Annotated[str, typer.Option(help="Scopes to ask for, such as system/*.rs.")] = "",
    key_file: Annotated[
        Path | None,
        typer.Option(help="File with our private key (PEM or JWK), to sign who we are."),
    ] = None,
    kid: Annotated[
        str | None, typer.Option(help="By which the token endpoint knows our public key.")
    ] = None,
    algorithm: Annotated[
        Literal["ES384", "RS384"] | None, typer.Option(help="How we sign.  [default: ES384]")
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="File with our client certificate (PEM), for mutual TLS.")
    ] = None,
    certificate_key: Annotated[
        Path | None, typer.Option(help="File with its private key (PEM).")
    ] = None,
    authorities: Annotated[
        Path | None,
        typer.Option(help="File with whom we trust instead of the system's authorities."),
    ] = None,
    release: Annotated[
        Literal["R4", "R5"], typer.Option(help="Release of FHIR that it speaks.")
    ] = "R4",
    follow: Annotated[
        float | None, typer.Option(help="Ask it so often, in seconds, what has changed.")
    ] = None,
    push: Annotated[
        Literal["all", "units", "consent"] | None,
        typer.Option(
            help="Send contracts there: all, of some units, or with the patient's consent."
        ),
    ] = None,
    push_unit: Annotated[
        list[str] | None, typer.Option(help="HSA-id of a unit whose contracts are sent.")
    ] = None,
    database: Database = None,
) -> None:
    """Register a source; services that run read it within seconds.

    A secret is named by its file or environment variable, and is not put into the database. With
    --token-url and --client-id it is a client secret, with --kid too our private key (SMART Backend
    Services), else a bearer token. Keys and certificates are tried before they are registered.

    Exit code 0: registered; 1: the name is taken; 2: it could not be done.

    Examples:

    pk-fhir source add exempelby https://fhir.exempelby.example/r4 --title "Exempelby kommun"

    pk-fhir source add region https://fhir.region.example --title Region --secret-env REGION_SECRET \\
    --token-url https://idp.region.example/token --client-id pk-fhir --scope "system/*.rs"

    pk-fhir source add vgr https://fhir.vgr.example --title VGR --key-file vgr.pem --kid 2026-1 \\
    --token-url https://idp.vgr.example/token --client-id pk-fhir

    pk-fhir source add ntjp https://ntjp.example/fhir --title NTjP --certificate we.pem --certificate-key we.key
    """
    told = Told(
        secret_file=secret_file,
        secret_env=secret_env,
        token_url=token_url,
        client_id=client_id,
        scope=scope,
        key_file=key_file,
        kid=kid,
        algorithm=algorithm,
        certificate=certificate,
        certificate_key=certificate_key,
        authorities=authorities,
    )
    try:
        auth, shown = authentication(told), client_certificate(told)
    except ValueError as error:
        stop("source add", error)
    stated = _stated(
        name=name,
        title=title,
        base_url=url,
        hsa_id=hsa_id,
        timeout_seconds=timeout,
        connections=connections,
        requests_per_second=requests_per_second,
        subscribe=subscribe,
        allow_private_address=allow_private_address,
        auth=auth,
        client_certificate=shown,
        release=release,
        follow_seconds=follow,
        push={"which": push, "units": push_unit or []} if push else None,
    )
    settings = _settings("add")
    if name in {provider.name for provider in settings.providers}:
        stop("source add", f"{name} is a care provider of this service", REFUSED)
    if name in {source.name for source in settings.sources}:
        stop("source add", f"{name} is a source of the configuration, which wins", REFUSED)
    if problem := _run("add", unusable(_as_asked(stated))):
        stop("source add", problem)
    if not _run("add", _register(_url(settings, database), stated)):
        stop("source add", f"{name} is registered already: remove it first", REFUSED)
    typer.echo(f"{name} is registered; pk-fhir source check {name} says what will work")


@app.command("list")
def list_(output_format: Format = "text", database: Database = None) -> None:
    """List the sources of the configuration and of the database.

    Example: pk-fhir source list --format json
    """
    settings = _settings("list")
    found = _run("list", _all(settings, _url(settings, database)))
    if output_format == "json":
        typer.echo(
            as_json(
                [
                    {"from": origin, **stated.model_dump(mode="json", exclude_none=True)}
                    for origin, stated in found
                ]
            )
        )
        return
    for origin, stated in found:
        how = _how(stated)
        typer.echo(f"{stated.name}  {stated.title}  {stated.base_url}  ({how}; {origin})")
    if not found:
        typer.echo("no source is registered: pk-fhir source add NAME URL --title TITLE", err=True)


@app.command()
def check(
    name: Name,
    language: Annotated[Language, typer.Option(help="Language of the findings.")] = "en",
    output_format: Format = "text",
    database: Database = None,
) -> None:
    """Ask a source what it can do, and say what will work (+), work in part (~) and not work (-).

    It is asked for its CapabilityStatement, and for a person whom nobody knows.

    Exit code 0: all will work; 1: something will not, or not wholly; 2: there is no such source.

    Example: pk-fhir source check exempelby --language sv
    """
    settings = _settings("check")
    found = {s.name: s for _, s in _run("check", _all(settings, _url(settings, database)))}
    if name not in found:
        stop("source check", f"there is no source {name}: see pk-fhir source list")
    asked = _as_asked(found[name])
    findings = asyncio.run(check_source(asked))
    if output_format == "json":
        typer.echo(
            as_json(
                [
                    {"level": f.level, "code": f.key, "text": sentence(f, asked, language)}
                    for f in findings
                ]
            )
        )
    else:
        for finding in findings:
            typer.echo(f"{MARKS[finding.level]} {sentence(finding, asked, language)}")
    raise typer.Exit(0 if all(f.level == "works" for f in findings) else REFUSED)


@app.command()
def remove(name: Name, database: Database = None) -> None:
    """Take a source out of the registry, and delete what it answered; services that run leave it
    within seconds.

    Exit code 0: removed; 1: there was none of that name; 2: it could not be done.

    Example: pk-fhir source remove exempelby
    """
    settings = _settings("remove")
    if not _run("remove", _remove(_url(settings, database), name)):
        configured = name in {source.name for source in settings.sources}
        why = "stands in the configuration: remove it there" if configured else "is not registered"
        stop("source remove", f"{name} {why}", REFUSED)
    typer.echo(f"{name} is removed, and what it answered is deleted")


@app.command()
def quarantine(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]")] = None,
    show: Annotated[
        str | None, typer.Option(help="Print the bytes of this one, by its digest; give NAME too.")
    ] = None,
    output_format: Format = "text",
    database: Database = None,
) -> None:
    """List what sources sent and nobody could read, or print one of them as it came.

    It is kept until the source answers well about the same person, and is asked for again then. What
    is printed may be about a patient.

    Exit code 0: nothing is there, or it is printed; 1: something is there, or not what you asked for.

    Example: pk-fhir source quarantine exempelby --show 3f0c
    """
    url = _url(_settings("quarantine"), database)
    held = [
        each
        for each in _run("quarantine", _in_quarantine(url, name))
        if show is None or each.digest.startswith(show)
    ]
    if show is not None:
        if name is None or len(held) != 1:
            stop("source quarantine", "that is not one thing of one source", REFUSED)
        body = _run("quarantine", _quarantined(url, name, held[0].digest))
        typer.echo(body or b"", nl=False)
        return
    if output_format == "json":
        typer.echo(as_json([msgspec.structs.asdict(each) for each in held]))
    else:
        for each in held:
            at = datetime.fromtimestamp(each.last_at / MICROS, UTC).isoformat(timespec="seconds")
            typer.echo(
                f"{each.source}  {each.digest[:12]}  {each.reason}  {each.size} bytes  last {at}"
            )
    if held:
        raise typer.Exit(REFUSED)


def _stated(**stated: Any) -> SourceSettings:  # noqa: ANN401 - what was typed, to be validated
    base = urlsplit(stated["base_url"])
    if base.scheme not in ("http", "https") or base.username or base.query or base.fragment:
        stop("source add", "the URL is http(s)://host/path, without user name, query or fragment")
    try:
        return SourceSettings.model_validate(stated)
    except ValidationError as error:
        told = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        stop("source add", "; ".join(told))


def _how(stated: SourceSettings) -> str:
    shown: list[str] = [stated.auth.kind] if stated.auth else []
    if stated.client_certificate:
        shown.append("client certificate")
    return " and ".join(shown) or "no authentication"


def _as_asked(stated: SourceSettings) -> Source:
    # The web service's composition root is loaded where it is needed only.
    from pk_fhir.app import source_of  # noqa: PLC0415

    return source_of(stated)


def _settings(command: str) -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        stop(f"source {command}", f"the settings cannot be read: {error}")


def _url(settings: Settings, database: str | None) -> str:
    return database or settings.database_url


def _run(command: str, work: Coroutine[Any, Any, T]) -> T:
    try:
        return asyncio.run(work)
    except ModuleNotFoundError as error:
        stop(f"source {command}", f"{error.name} is missing: install pk-fhir[postgresql]")
    except sa.exc.SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        stop(f"source {command}", f"the database cannot be used: {reason}")
    except (OSError, ValueError) as error:
        stop(f"source {command}", error)


async def _register(url: str, stated: SourceSettings) -> bool:
    store = await Store.open(url)
    try:
        text_ = stated.model_dump_json(exclude_none=True)
        return await register(store.database, stated.name, text_, time.time_ns() // 1000)
    finally:
        await store.close()


async def _all(settings: Settings, url: str) -> list[tuple[str, SourceSettings]]:
    """(where it stands, what is stated) of every source; the configuration wins."""
    store = await Store.open(url)
    try:
        rows = await registered(store.database)
    finally:
        await store.close()
    configured = {source.name for source in settings.sources}
    return [
        *(("configuration", source) for source in settings.sources),
        *(
            ("database", source)
            for name, stated in rows
            if name not in configured and (source := _read(name, stated))
        ),
    ]


def _read(name: str, stated: str) -> SourceSettings | None:
    try:
        return SourceSettings.model_validate_json(stated)
    except ValidationError:
        told = f"the registration of {name} cannot be read: remove it, and add it again"
        typer.echo(f"pk-fhir source: {told}", err=True)
        return None


async def _remove(url: str, name: str) -> bool:
    store = await Store.open(url)
    try:
        if not await unregister(store.database, name):
            return False
        await Replicas(store.database).forget([name])
        await Quarantine(store.database).forget([name])
        return True
    finally:
        await store.close()


async def _in_quarantine(url: str, name: str | None) -> list[Held]:
    store = await Store.open(url)
    try:
        return await Quarantine(store.database).listed(name)
    finally:
        await store.close()


async def _quarantined(url: str, name: str, digest: str) -> bytes | None:
    store = await Store.open(url)
    try:
        return await Quarantine(store.database).body(name, digest)
    finally:
        await store.close()
