"""`pk-fhir source`: the external FHIR servers of the view: add, list, check and remove them."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
import typer

from pk_fhir.cli.answer import REFUSED, as_json, stop
from pk_fhir.cli.credentials import Told, authentication, client_certificate
from pk_fhir.cli.registered import Opened, every, registered, run
from pk_fhir.messages.catalogue import Language
from pk_fhir.sync.check import check_source, sentence

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
MICROS = 1_000_000
MARKS = {"works": "+", "limited": "~", "fails": "-"}


@app.command()
def add(
    name: Name,
    url: Annotated[str, typer.Argument(metavar="URL", help="Base URL of its FHIR R4 API.")],
    title: Annotated[str, typer.Option(help="Name that people read.")],
    hsa_id: Annotated[str | None, typer.Option(help="HSA-id of the care giver.")] = None,
    ask_for: Annotated[
        list[str] | None,
        typer.Option(help="Type of resource that it may be asked for.  [default: all]"),
    ] = None,
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
    asked = {
        "name": name,
        "title": title,
        "base_url": url,
        "hsa_id": hsa_id,
        "ask_for": ask_for or [],
        "timeout_seconds": timeout,
        "connections": connections,
        "requests_per_second": requests_per_second,
        "subscribe": subscribe,
        "allow_private_address": allow_private_address,
        "auth": auth,
        "client_certificate": shown,
        "release": release,
        "follow_seconds": follow,
        "push": {"which": push, "units": push_unit or []} if push else None,
    }
    run("add", database, lambda opened: registered(opened, asked))
    typer.echo(f"{name} is registered; pk-fhir source check {name} says what will work")


@app.command("list")
def list_(output_format: Format = "text", database: Database = None) -> None:
    """List the sources of the configuration and of the database.

    Example: pk-fhir source list --format json
    """
    found = run("list", database, every)
    if output_format == "json":
        typer.echo(as_json([each.as_data() for each in found]))
        return
    for line in (line for each in found for line in each.lines()):
        typer.echo(line)
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
    found = next((each for each in run("check", database, every) if each.stated.name == name), None)
    if found is None:
        stop("source check", f"there is no source {name}: see pk-fhir source list")
    asked = found.source
    findings = asyncio.run(check_source(asked, found.alone))
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

    async def removed(opened: Opened) -> None:
        await opened.registrations.remove(name)
        await opened.registrations.forget(name)

    run("remove", database, removed)
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
    kept = run("quarantine", database, lambda opened: opened.quarantine.listed(name))
    held = [each for each in kept if show is None or each.digest.startswith(show)]
    if show is not None:
        if name is None or len(held) != 1:
            stop("source quarantine", "that is not one thing of one source", REFUSED)
        source, digest = name, held[0].digest
        body = run("quarantine", database, lambda opened: opened.quarantine.body(source, digest))
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
