"""Every fault of a server that contracts are sent to: what waits, what is given up, and that it goes once."""

import asyncio
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import msgspec
import pytest
import sqlalchemy as sa
from tests.integration.sync.ends import QUICK, drain, sending
from tests.integration.sync.push.test_two_servers import counts, create, plan_there
from tests.integration.view.proxy import Proxy
from tests.integration.view.servers import FhirServer, Script, answer, served
from tests.integration.view.test_authentication import credentials, guarded
from tests.integration.view.test_certificate import self_signed
from tests.integration.view.test_fault_matrix import (
    ANSWERING,
    BOMB,
    HTML,
    PATIENT,
    READING,
    drip,
    drip_headers,
    hang,
    reset_before,
    reset_midway,
)

from pk_fhir.config import Settings
from pk_fhir.store.breakers import Breakers
from pk_fhir.store.outbox import WAITING, Outbox
from pk_fhir.store.push_tables import pushed
from pk_fhir.store.pushed import PushedResources, Sent
from pk_fhir.store.tables import outbox
from pk_fhir.sync import Limits, Secret, Source
from pk_fhir.sync.client import http_client
from pk_fhir.sync.push import Relay
from pk_fhir.sync.push.answered import Later
from pk_fhir.sync.push.send import transaction
from pk_fhir.sync.push.there import There

pytestmark = pytest.mark.anyio

NOTHING = {"resourceType": "Bundle", "type": "transaction", "entry": []}
ANSWERED = {"resourceType": "Bundle", "type": "transaction-response", "entry": []}
OUTCOME = {
    "resourceType": "OperationOutcome",
    "issue": [{"severity": "error", "code": "invalid", "diagnostics": "Fel på 197909212388."}],
}
NO_ANSWER = "the answer is no transaction-response"
HOUR = 3600


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a peer does has nothing to do with our database."""
    return sqlite_url


@pytest.fixture
def settings(database_url: str, tmp_path: Path, proxy: Proxy) -> Settings:
    return sending(database_url, tmp_path, "there", proxy.url)


class Fault(NamedTuple):
    """What happens to each request; what then is told; whether it waits by itself; and for how many seconds at least."""

    script: Script
    told: str
    state: str = "waiting"
    limits: Limits = PATIENT
    seconds: int = 0


def status(line: str, body: bytes = b"", **headers: str) -> Script:
    return answer(body, line, **headers)


BUSY = "429: no reason was given"
FAULTS = {
    "hang": Fault(hang, "no-answer", limits=READING),
    "drip": Fault(drip, "too-slow", limits=ANSWERING),
    "dripping headers": Fault(drip_headers, "too-slow", limits=ANSWERING),
    "reset before an answer": Fault(reset_before, "unreachable"),
    "reset mid-body": Fault(reset_midway, "unreachable"),
    "400": Fault(status("400 Bad Request", json.dumps(OUTCOME).encode()), "400: Fel på ….", "dead"),
    "401": Fault(status("401 Unauthorized"), "401: no reason was given"),
    "403": Fault(status("403 Forbidden"), "403: no reason was given"),
    "404": Fault(status("404 Not Found"), "404: no reason was given"),
    "422": Fault(status("422 Unprocessable Entity", HTML), "422: no reason was given", "dead"),
    "429 for seconds": Fault(
        status("429 Too Many Requests", Retry_After=str(HOUR)), BUSY, seconds=HOUR - 1
    ),
    "429 until a date": Fault(
        status(
            "429 Too Many Requests",
            Retry_After=format_datetime(datetime.now(UTC) + timedelta(hours=9), usegmt=True),
        ),
        BUSY,
        # No longer than an hour, whatever it says.
        seconds=HOUR - 1,
    ),
    "500": Fault(status("500 Internal Server Error", b"{}"), "500: no reason was given"),
    "502": Fault(status("502 Bad Gateway", HTML), "502: no reason was given"),
    "503": Fault(status("503 Service Unavailable"), "503: no reason was given"),
    "redirect elsewhere": Fault(
        status("307 Temporary Redirect", Location="http://169.254.169.254/"),
        "307: no reason was given",
    ),
    "html": Fault(answer(HTML, Content_Type="text/html"), NO_ANSWER),
    "truncated json": Fault(answer(json.dumps(ANSWERED).encode()[:-3]), NO_ANSWER),
    "invalid utf-8": Fault(answer(b'{"resourceType":"\xff"}'), NO_ANSWER),
    "no entries": Fault(answer(b'{"resourceType":"Bundle"}'), NO_ANSWER),
    "no body": Fault(answer(b""), NO_ANSWER),
    "created, it says": Fault(status("201 Created"), "201: no reason was given"),
    "another resource": Fault(answer(b'{"resourceType":"Patient","id":"1"}'), NO_ANSWER),
    "an outcome": Fault(answer(json.dumps(OUTCOME).encode()), "200: Fel på …."),
    "multi-status": Fault(status("207 Multi-Status", json.dumps(ANSWERED).encode()), "207: no"),
    "redirect to itself": Fault(status("308 Permanent Redirect", Location="/fhir"), "308: no"),
    "entries of another": Fault(answer(json.dumps(ANSWERED).encode()), "the answer has 0 entries"),
    "huge body": Fault(answer(b" " * 300_000), "too-large"),
    "compression bomb": Fault(answer(BOMB, Content_Encoding="gzip"), "too-large"),
    "bomb in a bomb": Fault(answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip"), "encoding"),
    "broken gzip": Fault(answer(b"not gzip", Content_Encoding="gzip"), "not-fhir"),
}


def within(sender: Relay, limits: Limits) -> Relay:
    [target] = sender.targets
    return Relay(sender.service, [msgspec.structs.replace(target, limits=limits)], patience=QUICK)


async def test_whatever_a_peer_does_all_waits_or_is_given_up_with_its_words_and_then_goes_once(
    ours: httpx.AsyncClient,
    theirs: httpx.AsyncClient,
    relay: Callable[..., Relay],
    proxy: Proxy,
) -> None:
    await create(ours)
    sender = relay()
    waiting = Outbox(sender.database)
    told = {}
    for name, fault in FAULTS.items():
        proxy.fault = fault.script
        began = sender.service.now()
        async with within(sender, fault.limits) as hurried:
            await hurried.turn(hurried.targets[0])
        [(state, problem, due)] = await sender.database.fetch(
            sa.select(outbox.c.state, outbox.c.problem, sa.func.min(outbox.c.due))
            .where(outbox.c.shard.like("%/%"))
            .group_by(outbox.c.state, outbox.c.problem)
        )
        long = not fault.seconds or due - began >= fault.seconds * 1_000_000
        told[name] = (state, problem[: len(fault.told)], long)
        # The next fault is met at once, and by somebody who was never there.
        await sender.database.execute([sa.delete(pushed)])
        await waiting.release("there", sender.service.now(), state=state)
        await Breakers(sender.database, "send").worked("there")
    assert told == {name: (fault.state, fault.told, True) for name, fault in FAULTS.items()}
    assert (await counts(theirs))["CarePlan"] == 0

    # It is done there, and nobody tells us.
    proxy.fault, proxy.loses_answers = None, True
    await sender.turn(sender.targets[0])
    assert (await waiting.counts())["there", WAITING] > 0
    assert (await counts(theirs)) == await counts(ours)
    proxy.loses_answers = False
    await drain(sender)
    assert set(await waiting.counts()) == {("there", "sent")}
    assert (await counts(theirs)) == await counts(ours)
    assert (await plan_there(theirs))["meta"]["versionId"] == "1"


async def test_a_token_that_is_withdrawn_is_replaced_while_it_is_sent(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("hemligt")
    async with guarded() as guard:
        target = Source(
            key="s",
            name="Målet",
            base_url=f"{guard.origin}/fhir/nothing",
            auth=credentials(guard, Secret(file=str(tmp_path / "secret"))),
            allow_private=True,
        )
        async with http_client(target) as client:
            assert await transaction(client, target, NOTHING) == []
            guard.accepted = set()
            assert await transaction(client, target, NOTHING) == []
    assert len(guard.grants) == 2


async def test_nothing_is_sent_to_whom_nobody_vouches_for(tmp_path: Path) -> None:
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0, ssl=self_signed(tmp_path))
    port = server.sockets[0].getsockname()[1]
    url = f"https://127.0.0.1:{port}/fhir"
    target = Source(key="s", name="Målet", base_url=url, allow_private=True)
    async with http_client(target) as client:
        with pytest.raises(Later) as refused:
            await transaction(client, target, NOTHING)
    server.close()
    assert (refused.value.words, heard) == ("certificate", [])


async def test_a_peer_that_ignores_what_it_is_asked_is_not_taken_to_have_changed_ours(
    relay: Callable[..., Relay],
) -> None:
    goals = [{"resourceType": "Goal", "id": each} for each in ("a", "b")]
    with served(FhirServer(goals, ignores_parameters=True)) as server:
        target = Source(key="s", name="Målet", base_url=server.url, allow_private=True)
        sender = relay()
        async with http_client(target) as client:
            there = There(
                service=sender.service,
                target=target,
                client=client,
                known=PushedResources(sender.database),
            )
            found = [
                await there.theirs(goals[0] | {"id": "here"}, row(remote_id), "here")
                for remote_id in ("b", "c", None)
            ]
    assert found == [goals[1], None, None]


def row(remote_id: str | None) -> Sent:
    return Sent(
        target="s",
        tenant="here",
        type="Goal",
        id="here",
        patient="p",
        number=1,
        remote_id=remote_id,
        remote_version="1",
        intended=None,
        intended_number=None,
        at=0,
    )
