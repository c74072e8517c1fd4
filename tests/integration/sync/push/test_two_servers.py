"""A contract reaches another server of this kind, and follows ours there, once and never over theirs."""

from collections.abc import Callable
from typing import Any

import anyio
import httpx
import pytest
import sqlalchemy as sa
from tests.integration.sync.ends import QUICK, drain
from tests.integration.sync.push.conftest import Served, contract

from pk_fhir.access.caller import Caller
from pk_fhir.app import sources_of
from pk_fhir.app.services import service_of
from pk_fhir.config import PushSettings, SourceSettings
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.mapping import is_contract
from pk_fhir.store import Store
from pk_fhir.store.outbox import DEAD, Outbox
from pk_fhir.store.push_tables import pushed
from pk_fhir.store.pushed import Conflict, PushedResources
from pk_fhir.sync.push import Decision, Patience, Relay, settle

pytestmark = pytest.mark.anyio

NAME = "elderly-with-sip"
# What a contract consists of; the rest of a server's types say nothing of what was pushed.
TYPES = [
    "Patient",
    "CarePlan",
    "CareTeam",
    "Goal",
    "Task",
    "ServiceRequest",
    "Appointment",
    "AppointmentResponse",
    "QuestionnaireResponse",
    "RelatedPerson",
    "Provenance",
    "Practitioner",
    "PractitionerRole",
    "Organization",
    "HealthcareService",
    "Location",
]

# What others may use too.
SHARED = frozenset(
    {
        "HealthcareService",
        "Location",
        "Organization",
        "Patient",
        "Practitioner",
        "PractitionerRole",
    }
)


async def create(ours: httpx.AsyncClient) -> str:
    answer = await ours.post("/contracts", json=contract(NAME))
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].rpartition("/")[2]


async def counts(client: httpx.AsyncClient) -> dict[str, int]:
    """How many resources of each type a server has."""
    found = {}
    for type_ in TYPES:
        answer = await client.get(f"/fhir/{type_}", params={"_summary": "count"})
        found[type_] = answer.json()["total"]
    return found


async def plan_there(theirs: httpx.AsyncClient) -> dict[str, Any]:
    plans = [entry["resource"] for entry in (await theirs.get("/fhir/CarePlan")).json()["entry"]]
    [found] = filter(is_contract, plans)
    return found


async def test_a_contract_arrives_whole_and_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    created = await create(ours)
    sender = relay()
    await drain(sender)
    assert await counts(theirs) == await counts(ours)
    read_here = (await ours.get(f"/contracts/{created}")).json()
    there = (await plan_there(theirs))["id"]
    read_there = (await theirs.get(f"/contracts/{there}")).json()
    assert read_there["title"] == read_here["title"]
    assert read_there["goals"] == read_here["goals"]
    assert read_there["times"] == read_here["times"]
    version = (await plan_there(theirs))["meta"]["versionId"]
    # What is told again is there already.
    assert await sender.sweep() == 0
    await drain(sender)
    assert (await plan_there(theirs))["meta"]["versionId"] == version


async def change_goal(ours: httpx.AsyncClient, text: str) -> str:
    """Change the description of one goal of ours; its id."""
    [entry, *_] = (await ours.get("/fhir/Goal", params={"_sort": "_id"})).json()["entry"]
    changed = entry["resource"] | {"description": {"text": text}}
    answer = await ours.put(f"/fhir/Goal/{changed['id']}", json=changed)
    assert answer.status_code == 200, answer.text
    ident: str = changed["id"]
    return ident


async def goals_there(theirs: httpx.AsyncClient) -> dict[str, dict[str, Any]]:
    """Their goals by description."""
    entries = (await theirs.get("/fhir/Goal")).json()["entry"]
    return {e["resource"]["description"]["text"]: e["resource"] for e in entries}


async def test_a_change_follows(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    await create(ours)
    sender = relay()
    await drain(sender)
    before = await counts(theirs)
    await change_goal(ours, "Gå till affären själv.")
    await drain(sender)
    assert "Gå till affären själv." in await goals_there(theirs)
    assert await counts(theirs) == before


async def delete_all(ours: httpx.AsyncClient) -> None:
    """Delete every contract of ours, and leave persons and units as they are."""
    everything = [
        {"request": {"method": "DELETE", "url": f"{type_}/{entry['resource']['id']}"}}
        for type_ in TYPES
        if type_ not in SHARED
        for entry in (await ours.get(f"/fhir/{type_}")).json().get("entry", [])
    ]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": everything}
    answer = await ours.post("/fhir", json=bundle)
    assert answer.status_code == 200, answer.text


async def test_a_deletion_follows_and_what_stood_there_for_it_alone(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    await create(ours)
    sender = relay()
    await drain(sender)
    known = PushedResources(sender.database)
    sent = {row.reference: row for row in await known.shared("there", "here")}
    assert all(row.made for row in sent.values())
    units = (await ours.get("/fhir/Organization")).json()["entry"]
    unit = next(e["resource"]["id"] for e in units if "partOf" not in e["resource"])
    person = next(row for row in sent.values() if row.type == "Practitioner")
    # The peer needs one of the professionals itself, and one of the units is needed here.
    role = {
        "resourceType": "PractitionerRole",
        "practitioner": {"reference": f"Practitioner/{person.remote_id}"},
    }
    assert (await theirs.post("/fhir/PractitionerRole", json=role)).status_code == 201
    needed = {"reference": f"Organization/{unit}"}
    other = {"resourceType": "Patient", "managingOrganization": needed}
    assert (await ours.post("/fhir/Patient", json=other)).status_code == 201
    await delete_all(ours)
    await drain(sender)
    left = {type_: count for type_, count in (await counts(theirs)).items() if count}
    assert left == {"Patient": 1, "PractitionerRole": 1, "Practitioner": 1, "Organization": 1}
    # What the peer did not give up is its own from now on, and is not asked for again.
    assert {(row.reference, row.made) for row in await known.shared("there", "here")} == {
        (person.reference, False),
        (("Organization", unit), True),
    }
    await create(ours)
    await drain(sender)
    assert (await counts(theirs))["Organization"] == (await counts(ours))["Organization"]
    assert set(await Outbox(sender.database).counts()) == {("there", "sent")}


async def meet(ours: httpx.AsyncClient, theirs: httpx.AsyncClient, sender: Relay) -> Conflict:
    """Both sides change one goal."""
    await create(ours)
    await drain(sender)
    there = await goals_there(theirs)
    ident = await change_goal(ours, "Vårt.")
    [remote] = [r for text, r in there.items() if text not in await our_goals(ours)]
    answer = await theirs.put(
        f"/fhir/Goal/{remote['id']}", json=remote | {"description": {"text": "Deras."}}
    )
    assert answer.status_code == 200, answer.text
    await drain(sender)
    [found] = await PushedResources(sender.database).conflicts()
    assert (found.type, found.resource) == ("Goal", ident)
    assert found.body is not None
    assert b"Deras." in found.body
    assert "Deras." in await goals_there(theirs)
    assert "Vårt." in await our_goals(ours)
    return found


async def our_goals(ours: httpx.AsyncClient) -> set[str]:
    entries = (await ours.get("/fhir/Goal")).json()["entry"]
    return {entry["resource"]["description"]["text"] for entry in entries}


ADMIN = Caller(tenant="here", subject="anna", role="admin", scopes=frozenset({"user/*.cruds"}))


async def test_ours_replaces_theirs_when_a_person_says_so(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    sender = relay()
    conflict = await meet(ours, theirs, sender)
    await settle(sender.service, ADMIN, conflict.id, Decision("ours"))
    await drain(sender)
    assert "Vårt." in await goals_there(theirs)
    assert "Deras." not in await goals_there(theirs)
    assert await PushedResources(sender.database).conflicts() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_all_that_both_sides_changed_is_to_be_judged_at_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    sender = relay()
    await create(ours)
    await drain(sender)
    changed = []
    for client, words in ((theirs, "Deras."), (ours, "Vårt.")):
        entries = (await client.get("/fhir/Goal")).json()["entry"]
        for goal in (entry["resource"] for entry in entries):
            text = {"text": f"{words} {goal['description']['text']}"}
            answer = await client.put(f"/fhir/Goal/{goal['id']}", json=goal | {"description": text})
            assert answer.status_code == 200, answer.text
        changed = [entry["resource"]["id"] for entry in entries]
    assert len(changed) > 1
    await drain(sender)
    known = PushedResources(sender.database)
    assert {each.resource for each in await known.conflicts()} == set(changed)
    for each in await known.conflicts():
        await settle(sender.service, ADMIN, each.id, Decision("ours"))
        await drain(sender)
    assert set(await goals_there(theirs)) == await our_goals(ours)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_a_restored_server_has_as_it_is_to_be_is_no_conflict(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    """It counts its versions from where its backup was; we remember a later one."""
    sender = relay()
    await create(ours)
    await drain(sender)
    later = sa.update(pushed).where(pushed.c.type == "Goal")
    await sender.database.execute([later.values(number=0, remote_version="9")])
    before = await goals_there(theirs)
    await change_plan(ours)
    await drain(sender)
    assert await PushedResources(sender.database).conflicts() == []
    assert await goals_there(theirs) == before
    assert (await plan_there(theirs))["title"] == "Efter återställningen"


async def change_plan(ours: httpx.AsyncClient) -> None:
    entries = (await ours.get("/fhir/CarePlan")).json()["entry"]
    [plan] = [entry["resource"] for entry in entries if is_contract(entry["resource"])]
    changed = plan | {"title": "Efter återställningen"}
    answer = await ours.put(f"/fhir/CarePlan/{plan['id']}", json=changed)
    assert answer.status_code == 200, answer.text


async def test_theirs_becomes_ours_when_a_person_says_so(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    sender = relay()
    conflict = await meet(ours, theirs, sender)
    await settle(sender.service, ADMIN, conflict.id, Decision("theirs"))
    await drain(sender)
    assert "Deras." in await our_goals(ours)
    assert "Deras." in await goals_there(theirs)
    await change_goal(ours, "Sedan vårt igen.")
    await drain(sender)
    assert "Sedan vårt igen." in await goals_there(theirs)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_either_side_changes_while_a_person_decides_is_not_written_over(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    sender = relay()
    conflict = await meet(ours, theirs, sender)
    read = (await ours.get(f"/fhir/Goal/{conflict.resource}")).json()["meta"]["versionId"]
    await change_goal(ours, "Vårt, en gång till.")
    with pytest.raises(FhirError) as refused:
        await settle(sender.service, ADMIN, conflict.id, Decision("theirs", seen=read))
    assert refused.value.kind == "conflict"
    assert "Vårt, en gång till." in await our_goals(ours)
    again = (await goals_there(theirs))["Deras."] | {"description": {"text": "Deras, igen."}}
    assert (await theirs.put(f"/fhir/Goal/{again['id']}", json=again)).status_code == 200
    await settle(sender.service, ADMIN, conflict.id, Decision("ours"))
    await drain(sender)
    assert "Deras, igen." in await goals_there(theirs)
    # What they have now is a conflict of its own, and is settled as such.
    [new] = await PushedResources(sender.database).conflicts()
    assert (new.resource, new.body is not None and b"Deras, igen." in new.body) == (
        conflict.resource,
        True,
    )
    await settle(sender.service, ADMIN, new.id, Decision("ours"))
    await drain(sender)
    assert "Vårt, en gång till." in await goals_there(theirs)


async def test_what_is_dismissed_stays_as_it_is_on_both_sides(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    sender = relay()
    conflict = await meet(ours, theirs, sender)
    await settle(sender.service, ADMIN, conflict.id, Decision("dismissed"))
    await drain(sender)
    assert "Deras." in await goals_there(theirs)
    assert "Vårt." in await our_goals(ours)
    with pytest.raises(FhirError):
        await settle(sender.service, ADMIN, conflict.id, Decision("ours"))


async def test_what_the_peer_has_of_its_own_is_not_written_over(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    """The peer already has a contract with this identifier, which it did not get from us."""
    other = contract(NAME) | {"title": "Deras eget avtal"}
    assert (await theirs.post("/contracts", json=other)).status_code == 201
    await create(ours)
    sender = relay()
    await drain(sender)
    assert (await plan_there(theirs))["title"] == "Deras eget avtal"
    assert await PushedResources(sender.database).conflicts() != []


async def test_a_copy_is_not_sent_on(
    ours: httpx.AsyncClient, relay: Callable[..., Relay], peer: Served
) -> None:
    """Two servers that send each other everything come to rest."""
    back = SourceSettings(
        name="here",
        title="Region Exempel",
        base_url="http://127.0.0.1:9/fhir",
        allow_private_address=True,
        push=PushSettings(),
    )
    await create(ours)
    await drain(relay())
    settings = peer.settings.model_copy(update={"sources": [back]})
    store = await Store.open(settings.database_url)
    sources = await sources_of(settings, store)
    async with Relay(service_of(settings, store, sources), sources, patience=QUICK) as echo:
        assert await echo.sweep() > 0
        # Nothing is asked of an address where nobody answers, so nothing fails.
        await drain(echo)
        assert await Outbox(store.database).counts() == {("here", "sent"): 1}
    await store.close()


async def test_what_waits_is_sent_when_the_peer_is_back(
    ours: httpx.AsyncClient, peer: Served, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    peer.stop()
    await create(ours)
    sender = relay()
    for _ in range(3):
        await sender.turn(sender.targets[0])
        await anyio.sleep(0.01)
    assert ("there", "waiting") in await Outbox(sender.database).counts()
    peer.start()
    await drain(sender)
    assert await counts(theirs) == await counts(ours)
    assert set(await Outbox(sender.database).counts()) == {("there", "sent")}


async def test_what_was_given_up_is_listed_and_sent_again_on_request(
    ours: httpx.AsyncClient, peer: Served, theirs: httpx.AsyncClient, relay: Callable[..., Relay]
) -> None:
    peer.stop()
    await create(ours)
    sender = relay(patience=Patience(first=1, longest=1, given_up=0))
    await anyio.sleep(0.01)
    await sender.turn(sender.targets[0])
    outbox = Outbox(sender.database)
    [letter] = await outbox.dead()
    assert (letter.target, letter.problem) == ("there", "unreachable")
    peer.start()
    assert await outbox.release("there", sender.service.now(), state=DEAD) == letter.changes
    await drain(sender)
    assert await counts(theirs) == await counts(ours)


@pytest.mark.parametrize("relays", [2])
async def test_relays_do_not_send_the_same_at_once(
    ours: httpx.AsyncClient, theirs: httpx.AsyncClient, relay: Callable[..., Relay], relays: int
) -> None:
    await create(ours)
    senders = [relay() for _ in range(relays)]
    async with anyio.create_task_group() as group:
        for sender in senders:
            group.start_soon(drain, sender)
    assert await counts(theirs) == await counts(ours)
    assert (await plan_there(theirs))["meta"]["versionId"] == "1"
