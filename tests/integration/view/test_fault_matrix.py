"""Every fault of a source in one table: what the view says of it, and what stays after it.

Each fault meets a service that never heard of the source, and one that was started again after the
source had answered; another source stands beside it all the time, and the faulty one gets well.
"""

import asyncio
import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

import msgspec
import pytest
from tests.integration.view.proxy import Proxy, proxied
from tests.integration.view.servers import FhirServer, Script, answer, served
from tests.unit.view import three_sources as given

from pk_fhir.store import Store
from pk_fhir.store.replica_tables import replicas as replicas_table
from pk_fhir.store.replicas import Replicas
from pk_fhir.sync import ExternalSources, Limits, Pulled, ReplicaKeeper, Source
from pk_fhir.view import assemble, identity

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])
# A fault is met in its own time alone: nothing else ends sooner on a machine that has much to do.
PATIENT = Limits(connect=20, read=20, total=60, answer_bytes=200_000, pages=4)
READING = msgspec.structs.replace(PATIENT, read=0.3)
ANSWERING = msgspec.structs.replace(PATIENT, total=0.2)
WAIT = 60
SECRET = b"a secret of at least sixteen bytes"
LATER = given.NOW + timedelta(hours=1)
BUNDLE = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": []}).encode()
BO = {
    "resourceType": "Patient",
    "id": "bo",
    "identifier": [{"system": given.PERSONNUMMER, "value": "197909212388"}],
}
RECORDS = len(given.home_care().resources)
# Tasks and who wrote what are no part of R4's compartment: they are asked for after the rest.
LATER_READ = len(
    [r for r in given.home_care().resources if r["resourceType"] in ("Task", "Provenance")]
)


async def hang(_: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def reset_before(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def reset_midway(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")
    await writer.drain()
    writer.transport.abort()


async def _blanks(writer: asyncio.StreamWriter) -> None:
    for _ in range(5000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-More: ")
    await _blanks(writer)


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    await _blanks(writer)


def endless() -> Script:
    """Every page is followed by one that was not seen yet."""
    page = 0

    async def script(writer: asyncio.StreamWriter) -> None:
        nonlocal page
        page += 1
        links = [{"relation": "next", "url": f"?page={page}"}]
        entry = [{"resource": {**BO, "id": f"bo{page}"}}]
        bundle = {"resourceType": "Bundle", "type": "searchset", "link": links, "entry": entry}
        await answer(json.dumps(bundle).encode())(writer)

    return script


def slow(proxy: Proxy) -> None:
    proxy.delay = 0.05


def refuse_midway(proxy: Proxy) -> None:
    """The person is found and the record is read; then the token is no longer good."""
    proxy.fault, proxy.spared = answer(b"", "401 Unauthorized"), 2


def ignore_parameters(proxy: Proxy) -> None:
    proxy.upstream.ignores_parameters = True
    proxy.upstream.has_everything = False
    goal = given.goal("01") | {"id": "bos", "subject": {"reference": "Patient/bo"}}
    proxy.upstream.resources = [*proxy.upstream.resources, BO, goal]


def run_ahead(proxy: Proxy) -> None:
    meta = {"lastUpdated": "2099-01-01T00:00:00Z"}
    proxy.upstream.resources = [{**r, "meta": meta} for r in proxy.upstream.resources]


class Says(NamedTuple):
    """A source's state in the view, the key of the reason, and how many of its records are shown."""

    state: str
    reason: str | None = None
    records: int = 0


class Fault(NamedTuple):
    """What goes wrong; what a new service says of it, and one that knows an earlier answer; whether it is
    left alone afterwards."""

    begin: Callable[[Proxy], None]
    new: Says
    knowing: Says
    limits: Limits = PATIENT
    left_alone: bool = False


def instead(script: Script) -> Callable[[Proxy], None]:
    """The script happens to every request."""

    def begin(proxy: Proxy) -> None:
        proxy.fault = script

    return begin


def lost(script: Script, state: str, reason: str, limits: Limits = PATIENT) -> Fault:
    """A fault after which what the source sent before is shown as old."""
    return Fault(instead(script), Says(state, reason), Says("stale", reason, RECORDS), limits)


def busy(retry_after: str) -> Fault:
    """The source asks to be left alone."""
    script = answer(b"", "429 Too Many Requests", Retry_After=retry_after)
    return lost(script, "failed", "status")._replace(left_alone=True)


def refused(script: Script) -> Fault:
    """A decision of the source: nothing of it is shown."""
    return Fault(
        instead(script), Says("not-authorised", "refused"), Says("not-authorised", "refused")
    )


def harmless(habit: Callable[[Proxy], None]) -> Fault:
    return Fault(habit, Says("fresh", None, RECORDS), Says("fresh", None, RECORDS))


BOMB = gzip.compress(b" " * 5_000_000)
HTML = b"<html><body>Logga in</body></html>"
FAULTS: dict[str, Fault] = {
    "slow": harmless(slow),
    "hang": lost(hang, "timed-out", "no-answer", READING),
    "drip": lost(drip, "timed-out", "too-slow", ANSWERING),
    "dripping headers": lost(drip_headers, "timed-out", "too-slow", ANSWERING),
    "reset before an answer": lost(reset_before, "failed", "unreachable"),
    "reset mid-body": lost(reset_midway, "failed", "unreachable"),
    "401": refused(answer(b"", "401 Unauthorized")),
    "403": refused(answer(b"", "403 Forbidden")),
    "404": lost(answer(b"", "404 Not Found"), "failed", "status"),
    "401 mid-way": Fault(
        refuse_midway,
        Says("truncated", "refused", RECORDS - LATER_READ),
        Says("truncated", "refused", RECORDS - LATER_READ),
    ),
    "429 for seconds": busy("3000"),
    "429 until a date": busy(format_datetime(datetime.now(UTC) + timedelta(hours=9), usegmt=True)),
    "500": lost(answer(b"{}", "500 Internal Server Error"), "failed", "status"),
    "502": lost(answer(HTML, "502 Bad Gateway"), "failed", "status"),
    "wrong content type": lost(
        answer(b"resourceType: Bundle", Content_Type="application/yaml"), "failed", "not-fhir"
    ),
    "html": lost(answer(HTML, Content_Type="text/html"), "failed", "not-fhir"),
    "truncated json": lost(answer(BUNDLE[:-3]), "failed", "not-fhir"),
    "invalid utf-8": lost(answer(b'{"resourceType":"\xff"}'), "failed", "not-fhir"),
    "deep json": lost(answer(b'{"a":' * 20_000 + b"1" + b"}" * 20_000), "failed", "not-fhir"),
    "not a bundle": lost(answer(b'{"resourceType":"Patient"}'), "failed", "not-a-bundle"),
    "entry of no list": lost(
        answer(b'{"resourceType":"Bundle","entry":{"resource":1}}'), "failed", "not-a-bundle"
    ),
    "broken gzip": lost(answer(b"not gzip", Content_Encoding="gzip"), "failed", "not-fhir"),
    "huge body": lost(answer(b" " * 300_000 + BUNDLE), "failed", "too-large"),
    "compression bomb": lost(answer(BOMB, Content_Encoding="gzip"), "failed", "too-large"),
    "bomb in a bomb": lost(
        answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip"), "failed", "encoding"
    ),
    "endless paging": Fault(
        instead(endless()), Says("truncated", "too-many"), Says("truncated", "too-many")
    ),
    "redirect elsewhere": lost(
        answer(b"", "302 Found", Location="http://169.254.169.254/"), "failed", "redirect"
    ),
    "ignored parameters": harmless(ignore_parameters),
    "clock that runs ahead": harmless(run_ahead),
}


def source(key: str, name: str, url: str, limits: Limits | None = None) -> Source:
    return Source(
        key=key,
        name=name,
        base_url=url,
        allow_private=True,
        limits=limits or PATIENT,
    )


def says(pulled: Pulled) -> Says:
    reason = pulled.reason.key.removeprefix("view.reason.") if pulled.reason else None
    return Says(pulled.state, reason, len(pulled.resources))


def check_view(answers: list[Pulled], expected: Says) -> None:
    """The good source's part is whole, and the view is never taken for a whole one where it is none."""
    good, bad = answers
    assert says(good) == Says("fresh", None, len(given.ekeby().resources))
    assert says(bad) == expected
    if expected.state == "stale":
        assert bad.fetched == given.NOW
    seen = assemble(answers, LATER)
    assert seen.complete is (expected.state == "fresh")
    assert all("Den dåliga" in reason for reason in seen.reasons)
    assert len(seen.reasons) == (0 if expected.state == "fresh" else 1)
    assert "Elsas patientkontrakt" in [a.title for a in seen.agreements]
    assert [s.fetched for s in seen.sources] == [good.fetched, bad.fetched]


def opened(sources: list[Source], store: Store | None, now: datetime) -> ExternalSources:
    keeper = ReplicaKeeper(Replicas(store.database), SECRET) if store else None
    return ExternalSources(sources, clock=lambda: now, keeper=keeper)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_named_harms_no_other_source_and_loses_nothing(
    fault: str, store: Store
) -> None:
    case = FAULTS[fault]
    ekeby, kommunen = FhirServer(given.ekeby().resources), FhirServer(given.home_care().resources)
    with served(ekeby) as good, served(kommunen) as behind:
        async with proxied(behind) as proxy:
            unhurried = [
                source("god", "Den goda", good.url),
                source("dalig", "Den dåliga", proxy.url),
            ]
            both = [unhurried[0], source("dalig", "Den dåliga", proxy.url, case.limits)]
            async with opened(unhurried, store, given.NOW) as external:
                check_view(await external.ask_all(ELSA, WAIT), Says("fresh", None, RECORDS))
            case.begin(proxy)
            async with opened(both, None, LATER) as external:
                check_view(await external.ask_all(ELSA, WAIT), case.new)
            async with opened(both, store, LATER) as external:
                for _ in range(2):
                    case.begin(proxy)
                    check_view(await external.ask_all(ELSA, WAIT), case.knowing)
                proxy.fault = None
                asked = proxy.asked
                if case.left_alone:
                    check_view(await external.ask_all(ELSA, WAIT), case.knowing)
                    assert proxy.asked == asked
                else:
                    check_view(await asked_again(external), Says("fresh", None, RECORDS))
            # It is asked anew by whoever does not know that it is to be left alone.
            async with opened(unhurried, store, LATER) as external:
                check_view(await external.ask_all(ELSA, WAIT), Says("fresh", None, RECORDS))


async def asked_again(external: ExternalSources) -> list[Pulled]:
    """What all say who are well again; the little time that one has may be over some times before."""
    async with asyncio.timeout(WAIT):
        while (answers := await external.ask_all(ELSA, WAIT))[1].state != "fresh":  # noqa: ASYNC110 - the time that is over has no event
            await asyncio.sleep(0.05)
    return answers


async def test_nothing_of_a_source_that_refused_is_shown_when_it_then_falls_silent(
    store: Store,
) -> None:
    with served(FhirServer(given.home_care().resources)) as behind:
        async with proxied(behind) as proxy:
            sources = [source("s", "Källan", proxy.url)]
            async with opened(sources, store, given.NOW) as external:
                await external.ask_all(ELSA, WAIT)
            proxy.fault = answer(b"", "403 Forbidden")
            async with opened(sources, store, LATER) as external:
                [refused_] = await external.ask_all(ELSA, WAIT)
            proxy.fault = answer(b"", "503 Service Unavailable")
            async with opened(sources, store, LATER) as external:
                [silent] = await external.ask_all(ELSA, WAIT)
    assert says(refused_) == Says("not-authorised", "refused")
    assert says(silent) == Says("failed", "status")


async def test_a_replica_is_the_bytes_that_were_sent_and_is_found_by_no_number(
    store: Store,
) -> None:
    body = (
        b'{"resourceType":"Bundle","entry":[{"resource": {"resourceType" :"Patient", "id":"e",\n'
        b'"identifier":[{"system":"%s","value":"%s"}]}},{"resource":{"resourceType":"Goal", "id":"g",'
        b'"subject":{"reference":"Patient/e"},"x":1.50}}]}'
    ) % (given.PERSONNUMMER.encode(), given.NUMBER.encode())
    with served(FhirServer([])) as behind:
        async with proxied(behind) as proxy:
            proxy.fault = answer(body)
            async with opened([source("s", "Källan", proxy.url)], store, given.NOW) as external:
                [pulled] = await external.ask_all(ELSA, WAIT)
    assert pulled.state == "fresh"
    [row] = await store.database.fetch(replicas_table.select())
    [kept] = (await Replicas(store.database).last(["s"], [row[0].removeprefix("s/")]))["s"]
    first = (
        b'{"resourceType" :"Patient", "id":"e",\n"identifier":[{"system":"%s","value":"%s"}]}'
        % (
            given.PERSONNUMMER.encode(),
            given.NUMBER.encode(),
        )
    )
    second = b'{"resourceType":"Goal", "id":"g","subject":{"reference":"Patient/e"},"x":1.50}'
    assert kept.resources == b"[" + first + b"," + second + b"]"
    assert given.NUMBER not in f"{row[0]} {row[5]}"


async def test_what_was_read_about_two_numbers_is_not_shown_for_one_but_what_of_one_is_for_two(
    store: Store,
) -> None:
    other = ("http://electronichealth.se/identifier/samordningsnummer", "191401682396")
    both = identity.person([(given.PERSONNUMMER, given.NUMBER), other])
    for first, then, state in ((both, ELSA, "failed"), (ELSA, both, "stale")):
        with served(FhirServer(given.home_care().resources)) as behind:
            async with proxied(behind) as proxy:
                sources = [source(state, "Källan", proxy.url)]
                async with opened(sources, store, given.NOW) as external:
                    await external.ask_all(first, WAIT)
                proxy.fault = reset_before
                async with opened(sources, store, LATER) as external:
                    [pulled] = await external.ask_all(then, WAIT)
        assert pulled.state == state


async def test_a_store_that_does_not_answer_takes_nothing_from_the_view(sqlite_url: str) -> None:
    store = await Store.open(sqlite_url)
    await store.close()
    with served(FhirServer(given.home_care().resources)) as behind:
        async with (
            proxied(behind) as proxy,
            opened([source("s", "Källan", proxy.url)], store, given.NOW) as external,
        ):
            [here] = await external.ask_all(ELSA, WAIT)
            proxy.fault = reset_before
            [before] = await external.ask_all(ELSA, WAIT)
    assert [says(here), says(before)] == [
        Says("fresh", None, RECORDS),
        Says("stale", "unreachable", RECORDS),
    ]
