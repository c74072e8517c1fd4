"""`pk-fhir sync`: what is sent to other servers: what waits, what was given up, and what is in conflict."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

import msgspec
import orjson
import typer

from pk_fhir.access.caller import Caller
from pk_fhir.app import sources_of
from pk_fhir.app.background import external_of
from pk_fhir.app.services import service_of
from pk_fhir.cli.answer import REFUSED, as_json, stop
from pk_fhir.cli.registered import who_is_aside
from pk_fhir.cli.settings import settings_of
from pk_fhir.config import Settings
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.store import Store
from pk_fhir.store.pushed import Conflict, PushedResources
from pk_fhir.store.set_aside import Asides, SetAside
from pk_fhir.sync.following import Follower, Turn
from pk_fhir.sync.notices import overview as told
from pk_fhir.sync.push import Choice, Decision, Relay, overview, settle
from pk_fhir.web.logs import set_up

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="See, replay and settle what is sent to other servers.",
)
Format = Annotated[Literal["text", "json"], typer.Option("--format")]
T = TypeVar("T")
MICROS = 1_000_000


@app.command()
def status(output_format: Format = "text") -> None:
    """Show for each server what goes there, what waits, and what does not get through; and of whom sources
    cannot tell.

    Exit code 0: all gets through; 1: something was given up or is in conflict.

    Example: pk-fhir sync status
    """
    found, aside = _run("status", _known)
    if output_format == "json":
        typer.echo(as_json(found))
    else:
        for target in found:
            typer.echo(_line(target))
            for letter in target["givenUp"]:
                typer.echo(
                    f"  given up: Patient/{letter['patient']}, {letter['changes']} changes since "
                    f"{letter['since']}: {letter['problem']}"
                )
        for source, asides in aside.items():
            typer.echo(f"{source}: {who_is_aside(asides)}")
        if not found:
            typer.echo("nothing is sent anywhere: give a source a push rule", err=True)
    if any(target["givenUp"] or target["conflicts"] for target in found):
        raise typer.Exit(REFUSED)


async def _known(relay: Relay) -> tuple[list[dict[str, Any]], dict[str, Asides]]:
    aside = await SetAside(relay.database).all()
    return await overview.status(relay.service, relay.targets), aside


@app.command()
def replay(
    target: Annotated[str | None, typer.Argument(metavar="[SERVER]")] = None,
) -> None:
    """Send again what was given up: to one server or Subscription, or to all.

    Example: pk-fhir sync replay exempelby
    """

    async def released(relay: Relay) -> int:
        subscribers = await told.given_up(relay.service)
        known = [*(each.key for each in relay.targets), *subscribers]
        names = [each for each in known if target in (None, each)]
        if not names:
            stop("sync replay", f"nothing is sent to {target}: see pk-fhir sync status")
        return await overview.replay(relay.service, names)

    typer.echo(f"{_run('replay', released)} changes wait again")


@app.command()
def subscribers(output_format: Format = "text") -> None:
    """Show whom Subscriptions tell, what waits for them, and what was given up.

    Exit code 0: all are told; 1: something is wrong with one.

    Example: pk-fhir sync subscribers
    """
    found = _run("subscribers", lambda relay: told.all_of(relay.service))
    if output_format == "json":
        typer.echo(as_json(found))
    else:
        for each in found:
            typer.echo(_subscriber(each))
        if not found:
            typer.echo("nobody has a Subscription in force", err=True)
    if any(each["givenUp"] or each.get("problem") for each in found):
        raise typer.Exit(REFUSED)


@app.command()
def conflicts(output_format: Format = "text") -> None:
    """List what both sides have changed, and what a server has several of: nothing of such a contract is
    sent until you settle it.

    Example: pk-fhir sync conflicts --format json
    """

    found = _run("conflicts", lambda relay: overview.conflicts(relay.service))
    if output_format == "json":
        typer.echo(as_json(found))
        return
    for conflict in found:
        for line in _both(conflict):
            typer.echo(line)
    if any(not conflict["alike"] for conflict in found):
        typer.echo("pk-fhir sync settle ID ours|theirs|dismissed --seen VERSION", err=True)


def _both(conflict: Mapping[str, Any]) -> Iterator[str]:
    """What is in conflict, and what to do where no version can be chosen."""
    yield f"{conflict['id']}  {conflict['resource']} at {conflict['server']}"
    if conflict["alike"]:
        yield f"  the server has {len(conflict['alike'])} with its identifier: {', '.join(conflict['alike'])}"
        yield f"  merge them there, then: pk-fhir sync settle {conflict['id']} again"
        yield f"  or say which one it is: pk-fhir sync settle {conflict['id']} --there {conflict['alike'][0]}"
        return
    for name in conflict["differ"]:
        yield f"  {name}"
        for side in ("ours", "theirs"):
            value = (conflict[side] or {}).get(name)
            yield f"    {side + ':':8}{orjson.dumps(value).decode()}"
    if conflict["theirs"] is None:
        yield "  the server has deleted it"
    if conflict["ours"] is not None:
        yield f"  ours is version {conflict['ours']['meta']['versionId']}"


@app.command("settle")
def settle_(
    conflict: Annotated[str, typer.Argument(metavar="ID")],
    choice: Annotated[
        Literal["ours", "theirs", "dismissed", "again"] | None, typer.Argument()
    ] = None,
    there: Annotated[
        str | None, typer.Option(help="Which one of the server's it is, such as Patient/123.")
    ] = None,
    seen: Annotated[
        str | None,
        typer.Option(help="The version of ours that you read: refused if it has changed since."),
    ] = None,
    by: Annotated[str, typer.Option(help="Who decides, for the log.")] = "operator",
) -> None:
    """Settle a conflict: ours goes there, theirs becomes ours, or both stay as they are for now (dismissed).

    Where the server has several with one identifier: say which one it is (--there), or merge them there
    and have it sent again (again).

    Exit code 0: settled; 1: it cannot be.

    Examples:

    pk-fhir sync settle 01a2157d-e2e7-783d ours --by anna

    pk-fhir sync settle 01a2157d-e2e7-783d --there Patient/123
    """
    if (choice is None) == (there is None):
        stop("sync settle", "say ours, theirs, dismissed or again, or --there and which one it is")
    chosen: Choice = choice or "there"

    async def settled(relay: Relay) -> Conflict:
        found = await PushedResources(relay.database).conflicts(id_=conflict)
        tenant = found[0].tenant if found else ""
        caller = Caller(tenant=tenant, subject=by, role="admin", scopes=frozenset({"user/*.cruds"}))
        return await settle(relay.service, caller, conflict, Decision(chosen, there, seen))

    _run("settle", settled)
    typer.echo(f"{conflict} is settled: {there or choice}")


@app.command()
def run() -> None:
    """Send what waits, until nothing is due; then end.

    Example: pk-fhir sync run
    """

    async def drained(relay: Relay) -> int:
        sent = 0
        while done := sum([await relay.turn(target) for target in relay.targets]):
            sent += done
        return sent

    typer.echo(f"the changes of {_run('run', drained)} patients were dealt with")


@app.command()
def pull(
    source: Annotated[str | None, typer.Argument(metavar="[SOURCE]")] = None,
    output_format: Format = "text",
) -> None:
    """Ask sources what has changed, and read the persons whom it concerns again; now, and once.

    Exit code 0: all was read; 1: something could not be.

    Example: pk-fhir sync pull exempelby
    """
    set_up(level="error", form="text")
    try:
        found = asyncio.run(_pulled(settings_of("sync pull"), source))
    except (OSError, ValueError) as error:
        stop("sync pull", str(error))
    if output_format == "json":
        typer.echo(as_json({key: msgspec.structs.asdict(turn) for key, turn in found.items()}))
    else:
        for key, turn in found.items():
            typer.echo(_turned(key, turn))
    if any(turn.problem for turn in found.values()):
        raise typer.Exit(REFUSED)


async def _pulled(settings: Settings, wanted: str | None) -> dict[str, Turn]:
    store = await Store.open(settings.database_url)
    try:
        sources = [each for each in await sources_of(settings, store) if each.base_url]
        chosen = [each for each in sources if wanted in (None, each.key)]
        if wanted and not chosen:
            stop("sync pull", f"there is no source {wanted}: see pk-fhir source list")
        service = service_of(settings, store, sources)
        async with (
            external_of(service, sources) as external,
            Follower(external, store.database, clock=service.now, told=_told) as follower,
        ):
            return {each.key: await follower.turn(each) for each in chosen}
    finally:
        await store.close()


def _told(progress: str) -> None:
    typer.echo(progress, err=True)


def _turned(key: str, turn: Turn) -> str:
    if turn.elsewhere:
        return f"{key}: another process is at it just now"
    said = f"{key}: {turn.changed} changes, {turn.deleted} deletions, {turn.persons} persons read again"
    if turn.reconciled:
        said += f", {turn.reconciled} to be sure"
    if turn.aside:
        said += f", {turn.aside} could not be and are tried again later"
    return f"{said}; not all: {turn.problem}" if turn.problem else said


def _run(command: str, work: Callable[[Relay], Awaitable[T]]) -> T:
    set_up(level="error", form="text")
    try:
        return asyncio.run(_with_relay(settings_of(f"sync {command}"), work))
    except FhirError as error:
        stop(f"sync {command}", error.issues[0].diagnostics, REFUSED)
    except (OSError, ValueError) as error:
        stop(f"sync {command}", str(error))


async def _with_relay(settings: Settings, work: Callable[[Relay], Awaitable[T]]) -> T:
    store = await Store.open(settings.database_url)
    try:
        sources = await sources_of(settings, store)
        async with Relay(service_of(settings, store, sources), sources) as relay:
            return await work(relay)
    finally:
        await store.close()


def _line(target: dict[str, Any]) -> str:
    said = f"{target['server']}  {target['name']}  ({target['rule']}): {target['waiting']} changes wait"
    if target["conflicts"]:
        said += f", {target['conflicts']} are held by a conflict (pk-fhir sync conflicts)"
    if target["leftAloneUntil"]:
        said += f"; left alone until {target['leftAloneUntil']}: {target['lastProblem']}"
    elif target["lastProblem"]:
        said += f"; last problem: {target['lastProblem']}"
    return said


def _subscriber(found: Mapping[str, Any]) -> str:
    """One Subscription in a line of text."""
    said = f"{found['subscription']}  ({found['status']}): {found['waiting']} notices wait"
    if found["givenUp"]:
        said += f", {found['givenUp']} were given up"
    if "criteria" in found:
        said += f"  {found['criteria']} -> {found['endpoint']}"
    return f"{said}; {found['problem']}" if found.get("problem") else said
