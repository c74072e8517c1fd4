"""Which contracts go to a server: those of a care unit, or of who consents; and what follows when that ends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.access.conftest import consent
from tests.integration.sync.ends import QUICK, answering, drain, relays, sending
from tests.integration.sync.push.conftest import THERE, Served, contract
from tests.integration.sync.push.test_two_servers import (
    NAME,
    change_goal,
    create,
    delete_all,
    goals_there,
)

from pk_fhir.config import PushSettings, Settings
from pk_fhir.store.outbox import Outbox
from pk_fhir.sync.push import Relay

pytestmark = pytest.mark.anyio

GIVER, OURS, OTHER = "SE9999999901-0001", "SE9999999901-1A10", "SE9999999901-2B99"


def to(settings: Settings, push: PushSettings) -> Settings:
    [source] = settings.sources
    return settings.model_copy(update={"sources": [source.model_copy(update={"push": push})]})


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path, peer: Served) -> Settings:
    return sending(sqlite_url, tmp_path, "there", peer.base, hsa_id=THERE.hsa_id)


def at_the_other(of: dict[str, Any]) -> dict[str, Any]:
    """The contract as one of another unit of the same care giver."""
    giver = {"hsaId": GIVER, "name": "Region Exempel", "kind": "care-giver"}
    unit = {"hsaId": OTHER, "name": "Ekens vårdcentral", "kind": "care-unit", "partOf": GIVER}
    others = [each for each in of["organizations"] if each.get("hsaId") != GIVER]
    custody = {"careGiver": GIVER, "careUnit": OTHER}
    return {**of, "organizations": [giver, unit, *others], "custody": custody}


async def titles(theirs: httpx.AsyncClient) -> list[str]:
    found = (await theirs.get("/fhir/CarePlan?category=patientkontrakt")).json()
    return sorted(entry["resource"]["title"] for entry in found.get("entry", ()))


async def test_the_contracts_of_a_unit_go_until_the_contract_is_another_units(
    settings: Settings, theirs: httpx.AsyncClient
) -> None:
    units = to(settings, PushSettings(which="units", units=[OURS]))
    async with answering(units) as ours, relays(units) as relay:
        other = at_the_other({**contract("minimal"), "patient": contract(NAME)["patient"]})
        answer = await ours.post("/contracts", json=other)
        assert answer.status_code == 201, answer.text
        ident = await create(ours)
        sender = relay()
        await drain(sender)
        sent = contract(NAME)
        assert await titles(theirs) == [sent["title"]]
        moved = at_the_other({**sent, "title": "Flyttat"})
        read = await ours.get(f"/contracts/{ident}")
        answer = await ours.put(
            f"/contracts/{ident}", json=moved, headers={"If-Match": read.headers["etag"]}
        )
        assert answer.status_code == 200, answer.text
        await drain(sender)
        # What was sent stays as it was sent, and is told of no more.
        assert await titles(theirs) == [sent["title"]]
        assert set(await Outbox(sender.database).counts()) == {("there", "sent")}
        # What is deleted here does not stay there, whosever it became.
        await delete_all(ours)
        await drain(sender)
        assert await titles(theirs) == []


async def test_what_is_consented_to_goes_while_the_consent_stands(
    settings: Settings, theirs: httpx.AsyncClient
) -> None:
    consented = to(settings, PushSettings(which="consent"))
    async with answering(consented) as ours, relays(consented) as relay:
        await create(ours)
        sender = relay()
        await drain(sender)
        assert await titles(theirs) == []
        [patient] = (await ours.get("/fhir/Patient")).json()["entry"]
        given = await consent_to(ours, patient["resource"]["id"])
        await drain(sender)
        assert await titles(theirs) == [contract(NAME)["title"]]
        withdrawn = {**given, "status": "inactive"}
        assert (await ours.put("/fhir/Consent/c1", json=withdrawn)).status_code == 200
        await change_goal(ours, "Efter att samtycket togs tillbaka.")
        await drain(sender)
        assert "Efter att samtycket togs tillbaka." not in await goals_there(theirs)
        assert (await ours.put("/fhir/Consent/c1", json=given)).status_code == 200
        await drain(sender)
        assert "Efter att samtycket togs tillbaka." in await goals_there(theirs)


async def consent_to(ours: httpx.AsyncClient, patient: str) -> dict[str, Any]:
    """The patient's consent to the other server's care giver."""
    organization = {
        "resourceType": "Organization",
        "id": "given",
        "identifier": [{"system": "urn:oid:1.2.752.29.4.19", "value": THERE.hsa_id}],
        "name": THERE.title,
    }
    assert (await ours.put("/fhir/Organization/given", json=organization)).status_code == 201
    given = consent("c1", patient, THERE.hsa_id or "")
    given["provision"]["actor"][0]["reference"] = {"reference": "Organization/given"}
    answer = await ours.put("/fhir/Consent/c1", json=given)
    assert answer.status_code == 201, answer.text
    return given


async def test_what_was_written_while_nothing_was_sent_there_is_found_by_the_sweep(
    settings: Settings, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    """A source that is taken out and put back: nobody left a row for it meanwhile."""
    async with answering(settings) as ours:
        await create(ours)
        sender = relay()
        await drain(sender)
        assert await sender.sweep() == 0
    async with answering(settings.model_copy(update={"sources": []})) as ours:
        await change_goal(ours, "Medan inget skickades.")
    async with answering(settings) as ours, relays(settings) as make:
        again = make(patience=QUICK)
        assert await again.sweep() == 1
        await drain(again)
        assert "Medan inget skickades." in await goals_there(theirs)
        assert await again.sweep() == 0
    async with answering(settings.model_copy(update={"sources": []})) as ours:
        await delete_all(ours)
    async with answering(settings), relays(settings) as make:
        last = make(patience=QUICK)
        assert await last.sweep() == 1
        await drain(last)
        assert await titles(theirs) == []
        assert await last.sweep() == 0
