"""`pk-fhir sync` on a database where a server is away and where both sides changed something."""

import json
from collections.abc import Callable
from typing import Any

import anyio.to_thread
import httpx
import pytest
from tests.integration.sync.ends import drain
from tests.integration.sync.push.conftest import Served, contract
from tests.integration.sync.push.test_two_servers import (
    counts,
    create,
    goals_there,
    meet,
    plan_there,
)
from typer.testing import CliRunner

from pk_fhir.cli.sync import app
from pk_fhir.config import Settings
from pk_fhir.contract.identifiers import HSA_ID
from pk_fhir.sync.push import Patience, Relay

pytestmark = pytest.mark.anyio

Command = Callable[..., Any]


@pytest.fixture
def command(settings: Settings) -> Command:
    environment = {
        "PK_FHIR_DATABASE_URL": settings.database_url,
        "PK_FHIR_DATA_DIR": str(settings.data_dir),
        "PK_FHIR_PROVIDERS": json.dumps([p.model_dump(mode="json") for p in settings.providers]),
        "PK_FHIR_SOURCES": json.dumps([s.model_dump(mode="json") for s in settings.sources]),
    }

    async def run(*arguments: str) -> Any:
        return await anyio.to_thread.run_sync(
            lambda: CliRunner().invoke(app, list(arguments), env=environment)
        )

    return run


async def test_what_waits_for_a_server_that_is_away_is_told_and_replayed(
    ours: httpx.AsyncClient, peer: Served, relay: Callable[..., Relay], command: Command
) -> None:
    peer.stop()
    await create(ours)
    sender = relay(patience=Patience(first=1, longest=1, given_up=0))
    await anyio.sleep(0.01)
    await sender.turn(sender.targets[0])
    told = await command("status", "--format", "json")
    assert told.exit_code == 1
    [server] = json.loads(told.stdout)
    assert (server["server"], server["rule"], server["waiting"]) == ("there", "all contracts", 0)
    [letter] = server["givenUp"]
    assert letter["problem"] == "unreachable"
    assert "given up: Patient/" in (await command("status")).stdout
    again = await command("replay")
    assert again.stdout == f"{letter['changes']} changes wait again\n"
    assert (await command("status")).exit_code == 0
    assert (await command("replay", "nowhere")).exit_code == 2


async def test_a_conflict_is_listed_with_both_versions_and_settled(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    command: Command,
) -> None:
    conflict = await meet(ours, theirs, relay())
    listed = await command("conflicts", "--format", "json")
    [found] = json.loads(listed.stdout)
    assert (found["id"], found["differ"][0]) == (conflict.id, "description")
    assert found["ours"]["description"]["text"] == "Vårt."
    assert found["theirs"]["description"]["text"] == "Deras."
    shown = (await command("conflicts")).stdout
    assert "Deras." in shown
    assert "ours is version 2" in shown
    stale = await command("settle", conflict.id, "theirs", "--seen", "1")
    assert (stale.exit_code, "Ours has changed since you read it" in stale.output) == (1, True)
    assert (await command("status")).exit_code == 1
    settled = await command("settle", conflict.id, "ours", "--by", "anna")
    assert settled.exit_code == 0, settled.output
    assert (await command("settle", conflict.id, "ours")).exit_code == 1
    assert (await command("run")).exit_code == 0
    assert "Vårt." in await goals_there(theirs)


async def test_what_the_server_has_several_of_waits_for_a_person_and_for_nothing_else(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    command: Command,
) -> None:
    """Two Patients there have the number of ours, and two units the HSA-id."""
    stated = contract("elderly-with-sip")
    await create(ours)
    here = {
        type_: (await ours.get(f"/fhir/{type_}", params=params)).json()["entry"][0]["resource"]
        for type_, params in (("Patient", {}), ("Organization", {"identifier": f"{HSA_ID}|"}))
    }
    paths: dict[str, list[str]] = {"Patient": [], "Organization": []}
    for type_ in (*paths, *paths):
        twin = {"resourceType": type_, "identifier": here[type_]["identifier"]}
        answer = await theirs.post(f"/fhir/{type_}", json=twin)
        paths[type_].append(f"{type_}/{answer.json()['id']}")
    sender = relay()
    await drain(sender)
    told = await command("status", "--format", "json")
    [server] = json.loads(told.stdout)
    assert (server["waiting"], server["givenUp"], server["failuresInARow"]) == (0, [], 0)
    assert server["conflicts"] > 0
    listed = json.loads((await command("conflicts", "--format", "json")).stdout)
    found = {each["resource"].partition("/")[0]: each for each in listed}
    assert {type_: each["alike"] for type_, each in found.items()} == {
        type_: sorted(each) for type_, each in paths.items()
    }
    patient, unit = found["Patient"]["id"], found["Organization"]["id"]
    said = (await command("conflicts")).stdout
    assert f"  merge them there, then: pk-fhir sync settle {unit} again\n" in said

    # Nothing is chosen for the person.
    for wrong in ((patient, "ours"), (patient, "--there", "Patient/nobody")):
        assert (await command("settle", *wrong)).exit_code == 1
    assert (await command("settle", patient)).exit_code == 2
    first, second = paths["Patient"]
    assert (await command("settle", patient, "--there", second, "--by", "anna")).exit_code == 0
    await drain(sender)
    assert (await counts(theirs))["CarePlan"] == 0
    assert (await theirs.delete(f"/fhir/{paths['Organization'][0]}")).status_code == 204
    assert (await command("settle", unit, "again")).exit_code == 0
    await drain(sender)
    assert (await plan_there(theirs))["subject"]["reference"] == second
    assert (await plan_there(theirs))["title"] == stated["title"]
    # Theirs are not changed, nor is there a third.
    assert (await counts(theirs))["Patient"] == 2
    assert (await theirs.get(f"/fhir/{first}")).headers["etag"] == 'W/"1"'
    assert (await command("status")).exit_code == 0
