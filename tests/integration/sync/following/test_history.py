"""A source that keeps a history is followed by it: what is deleted there is gone here at the next turn."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.integration.sync.following.conftest import CANCER, ELDERLY, World, write
from tests.integration.sync.push.conftest import Served
from tests.serving import serving

from pk_fhir.sync import Limits, Source
from pk_fhir.sync.changes import FOLLOWED
from pk_fhir.sync.following import Follower, Turn

pytestmark = pytest.mark.anyio


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """How a source is asked has nothing to do with our database."""
    return sqlite_url


class Before:
    """Before a server: says of it what a test wants said, and counts what it is asked."""

    def __init__(self, behind: Served) -> None:
        self.behind = behind
        self.url = ""
        self.asked: list[str] = []
        self.says: Callable[[dict[str, Any]], None] = lambda _server: None
        self.without_history = False

    async def answer(self, request: Request) -> Response:
        path = request.url.path
        self.asked.append(path.removeprefix("/fhir/"))
        if self.without_history and path.endswith("/_history"):
            return Response(status_code=405)
        async with httpx.AsyncClient(base_url=self.behind.origin, timeout=30) as client:
            answer = await client.request(
                request.method,
                f"{path}?{request.url.query}",
                content=await request.body(),
                headers={"Content-Type": request.headers.get("Content-Type", "")},
            )
        if path.endswith("/metadata"):
            statement = answer.json()
            self.says(statement["rest"][0])
            return JSONResponse(statement)
        media_type = answer.headers.get("Content-Type")
        # Its next pages are here, too.
        ours = self.url.removesuffix("/fhir").encode()
        content = answer.content.replace(self.behind.origin.encode(), ours)
        return Response(content, answer.status_code, media_type=media_type)


@pytest.fixture
def before(peer: Served) -> Iterator[Before]:
    with standing(Before(peer)) as made:
        yield made


@contextmanager
def standing(made: Before) -> Iterator[Before]:
    routes = [Route("/{path:path}", made.answer, methods=["GET", "POST"])]
    with serving(Starlette(routes=routes)) as origin:
        made.url = f"{origin}/fhir"
        yield made


@pytest.fixture
def source(before: Before) -> Source:
    return Source(key="there", name="Exempelby", base_url=before.url, allow_private=True)


@pytest.fixture
async def world(opened: Callable[..., Any]) -> AsyncIterator[World]:
    async with opened() as made:
        yield made


async def delete(theirs: httpx.AsyncClient, kinds: tuple[str, ...]) -> list[str]:
    """Delete all that a server has of these types, in one transaction; what that was."""
    found = [
        f"{kind}/{entry['resource']['id']}"
        for kind in kinds
        for entry in (await theirs.get(f"/fhir/{kind}")).json().get("entry", [])
    ]
    entries = [{"request": {"method": "DELETE", "url": each}} for each in found]
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    answer = await theirs.post("/fhir", json=bundle)
    assert answer.status_code == 200, answer.text
    return found


def task_for(patient: str) -> dict[str, Any]:
    return {
        "resourceType": "Task",
        "status": "requested",
        "intent": "plan",
        "for": {"reference": f"Patient/{patient}"},
    }


def only_of_everything(server: dict[str, Any]) -> None:
    for resource in server["resource"]:
        resource["interaction"] = [
            each for each in resource["interaction"] if each["code"] != "history-type"
        ]


async def written_task(theirs: httpx.AsyncClient) -> tuple[dict[str, Any], str]:
    """A Task of the one Patient there, as it was written, and its type and id."""
    [patient] = (await theirs.get("/fhir/Patient")).json()["entry"]
    task = task_for(patient["resource"]["id"])
    return task, f"Task/{(await theirs.post('/fhir/Task', json=task)).json()['id']}"


def nothing_special(_server: dict[str, Any]) -> None:
    return


@pytest.mark.parametrize("says", [nothing_special, only_of_everything])
async def test_what_is_deleted_there_is_gone_here_at_once(
    theirs: httpx.AsyncClient,
    world: World,
    source: Source,
    before: Before,
    says: Callable[[dict[str, Any]], None],
) -> None:
    before.says = says
    await write(theirs, ELDERLY)
    _, gone = await written_task(theirs)
    await write(theirs, CANCER)
    assert (await world.follower.turn(source)).persons == 2
    kept = await world.kept(ELDERLY)
    assert (await theirs.delete(f"/fhir/{gone}")).status_code == 204
    turn = await world.follower.turn(source)
    assert (turn.changed, turn.deleted, turn.persons, turn.problem) == (0, 1, 1, None)
    assert kept - await world.kept(ELDERLY) == {gone}

    # What was told once is not told again.
    again = await world.follower.turn(source)
    assert (again.changed, again.deleted, again.persons) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["Provenance", "AppointmentResponse"])
async def test_what_names_nobody_is_found_by_what_it_points_at(
    theirs: httpx.AsyncClient, world: World, source: Source, kind: str
) -> None:
    """Made, changed and deleted alone, and deleted together with what it points at."""
    await write(theirs, ELDERLY)
    await world.follower.turn(source)
    kept = await world.kept(ELDERLY)
    [entry, *_] = (await theirs.get(f"/fhir/{kind}")).json()["entry"]
    body = {k: v for k, v in entry["resource"].items() if k not in ("id", "identifier")}
    made = (await theirs.post(f"/fhir/{kind}", json=body)).json()
    added = f"{kind}/{made['id']}"
    turn = await world.follower.turn(source)
    assert (turn.changed, turn.deleted, turn.persons, turn.problem) == (1, 0, 1, None)
    assert await world.kept(ELDERLY) - kept == {added}
    assert (await theirs.delete(f"/fhir/{added}")).status_code == 204
    turn = await world.follower.turn(source)
    assert (turn.changed, turn.deleted, turn.persons, turn.problem) == (0, 1, 1, None)
    assert await world.kept(ELDERLY) == kept


async def test_a_whole_record_that_is_deleted_is_found_by_one_look_into_its_past(
    theirs: httpx.AsyncClient, world: World, source: Source, before: Before
) -> None:
    await write(theirs, ELDERLY)
    await world.follower.turn(source)
    deleted = await delete(theirs, (*FOLLOWED, "Patient"))
    assert len(deleted) > 10
    before.asked.clear()
    turn = await world.follower.turn(source)
    assert (turn.persons, turn.problem) == (1, None)
    assert await world.kept(ELDERLY) == set()
    # One resource's past, and its Patient's: the rest went with the same reading.
    assert len([each for each in before.asked if each.count("/") == 2]) == 2


async def later(world: World, hours: int, source: Source) -> Turn:
    """A turn so many hours from now."""
    micros = hours * 3_600_000_000
    database = world.service.store.database
    async with Follower(
        world.external, database, clock=lambda: world.service.now() + micros
    ) as follower:
        return await follower.turn(source)


@pytest.mark.parametrize("says", [nothing_special, only_of_everything])
async def test_a_deletion_that_stands_too_far_back_in_a_history_is_found_within_an_hour(
    theirs: httpx.AsyncClient,
    world: World,
    source: Source,
    before: Before,
    says: Callable[[dict[str, Any]], None],
) -> None:
    before.says = says
    await write(theirs, ELDERLY)
    task, gone = await written_task(theirs)
    await world.follower.turn(source)
    assert gone in await world.kept(ELDERLY)
    assert (await theirs.delete(f"/fhir/{gone}")).status_code == 204
    # A page of what came later stands before it.
    entries = [{"resource": task, "request": {"method": "POST", "url": "Task"}}] * 201
    bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
    assert (await theirs.post("/fhir", json=bundle)).status_code == 200
    short = msgspec.structs.replace(source, limits=Limits(pages=1))
    await world.follower.turn(short)
    assert (await later(world, 1, source)).reconciled == 1
    assert gone not in await world.kept(ELDERLY)


def no_history(server: dict[str, Any]) -> None:
    only_of_everything(server)
    server["interaction"] = [i for i in server["interaction"] if i["code"] != "history-system"]


async def test_without_a_history_a_deletion_is_found_when_everybody_is_read_again(
    theirs: httpx.AsyncClient, world: World, source: Source, before: Before
) -> None:
    before.says, before.without_history = no_history, True
    await write(theirs, ELDERLY)
    await world.follower.turn(source)
    [entry, *_] = (await theirs.get("/fhir/Provenance")).json()["entry"]
    gone = f"Provenance/{entry['resource']['id']}"
    assert (await theirs.delete(f"/fhir/{gone}")).status_code == 204
    quiet = await world.follower.turn(source)
    assert quiet.changed == 0
    assert gone in await world.kept(ELDERLY)
    sure = await later(world, 24, source)
    assert sure.reconciled == 1
    assert gone not in await world.kept(ELDERLY)
    assert (await later(world, 24, source)).reconciled == 0


async def test_a_history_that_is_stated_and_not_there_is_done_without(
    theirs: httpx.AsyncClient, world: World, source: Source, before: Before
) -> None:
    before.without_history = True
    await write(theirs, ELDERLY)
    await world.follower.turn(source)
    [entry, *_] = (await theirs.get("/fhir/Goal")).json()["entry"]
    changed = entry["resource"] | {"description": {"text": "Ändrat hos dem."}}
    await theirs.put(f"/fhir/Goal/{changed['id']}", json=changed)
    turn = await world.follower.turn(source)
    assert (turn.changed, turn.persons, turn.problem) == (1, 1, None)
    assert "Ändrat hos dem." in await world.goals(ELDERLY)
