"""What the view says when a source misbehaves, and that the other source and the pool are unharmed."""

import asyncio
import gzip
import json

import pytest
from tests.integration.view.servers import FhirServer, Script, answer, scripted, served
from tests.unit.view import three_sources as given

from pk_fhir.sync import ExternalSources, Limits, Source
from pk_fhir.view import assemble, identity

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])
LIMITS = Limits(connect=0.5, read=0.5, total=0.7, answer_bytes=200_000)
BUNDLE = json.dumps({"resourceType": "Bundle", "type": "searchset", "entry": []}).encode()


async def hang(writer: asyncio.StreamWriter) -> None:
    del writer
    await asyncio.sleep(5)


async def reset_midway(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")
    await writer.drain()
    writer.transport.abort()


async def drip(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    for _ in range(5000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


BOMB = gzip.compress(b" " * 5_000_000)

FAULTS: dict[str, tuple[Script, str, str]] = {
    "hangs": (hang, "timed-out", "no-answer"),
    "drips": (drip, "timed-out", "too-slow"),
    "resets midway": (reset_midway, "failed", "unreachable"),
    "401": (answer(b"", "401 Unauthorized"), "not-authorised", "refused"),
    "403": (answer(b"", "403 Forbidden"), "not-authorised", "refused"),
    "404": (answer(b"", "404 Not Found"), "failed", "status"),
    "429": (answer(b"", "429 Too Many Requests"), "failed", "status"),
    "500": (answer(b"{}", "500 Internal Server Error"), "failed", "status"),
    "502": (answer(b"<html>", "502 Bad Gateway"), "failed", "status"),
    "redirects": (answer(b"", "302 Found", Location="http://evil.example/"), "failed", "redirect"),
    "html": (answer(b"<html>logga in</html>"), "failed", "not-fhir"),
    "truncated json": (answer(BUNDLE[:-3]), "failed", "not-fhir"),
    "invalid utf-8": (answer(b'{"resourceType":"\xff"}'), "failed", "not-fhir"),
    "deep": (answer(b'{"a":' * 20_000 + b"1" + b"}" * 20_000), "failed", "not-fhir"),
    "not a bundle": (answer(b'{"resourceType":"Patient"}'), "failed", "not-a-bundle"),
    "entry of no list": (
        answer(b'{"resourceType":"Bundle","entry":{"resource":1}}'),
        "failed",
        "not-a-bundle",
    ),
    "huge": (answer(b" " * 300_000 + BUNDLE), "failed", "too-large"),
    "gzip bomb": (answer(BOMB, Content_Encoding="gzip"), "failed", "too-large"),
    "bomb in a bomb": (
        answer(gzip.compress(BOMB), Content_Encoding="gzip, gzip"),
        "failed",
        "encoding",
    ),
    "broken gzip": (answer(b"not gzip", Content_Encoding="gzip"), "failed", "not-fhir"),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_is_named_and_harms_no_other_source(fault: str) -> None:
    script, state, reason = FAULTS[fault]
    with served(FhirServer(given.ekeby().resources)) as good:
        async with scripted(script) as bad_url:
            sources = [
                Source(key="god", name="Den goda", base_url=good.url, allow_private=True),
                Source(
                    key="dalig",
                    name="Den dåliga",
                    base_url=bad_url,
                    allow_private=True,
                    limits=LIMITS,
                ),
            ]
            async with ExternalSources(sources, clock=lambda: given.NOW) as external:
                answers = await external.ask_all(ELSA, 3)
                again = await external.ask_all(ELSA, 3)
    assert [a.state for a in answers] == ["fresh", state]
    assert answers[1].reason is not None
    assert answers[1].reason.key == f"view.reason.{reason}"
    assert [a.state for a in again] == ["fresh", state]
    seen = assemble(answers, given.NOW)
    assert not seen.complete
    assert len(seen.reasons) == 1
    assert "Den dåliga" in seen.reasons[0]
    assert [a.title for a in seen.agreements] == ["Elsas patientkontrakt"]


async def test_nobody_listens() -> None:
    source = Source(
        key="s",
        name="Källan",
        base_url="http://127.0.0.1:9/fhir",
        allow_private=True,
        limits=LIMITS,
    )
    async with ExternalSources([source]) as external:
        [answer_] = await external.ask_all(ELSA, 3)
    assert (answer_.state, answer_.reason and answer_.reason.key) == (
        "failed",
        "view.reason.unreachable",
    )


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("127.0.0.1", "private-address"),
        ("localhost", "private-address"),
        ("[::1]", "private-address"),
        ("10.1.2.3", "private-address"),
        ("169.254.169.254", "private-address"),
        ("192.168.0.1", "private-address"),
        ("[::ffff:127.0.0.1]", "private-address"),
        ("0.0.0.0", "private-address"),  # noqa: S104 - an address to refuse
        ("finns-inte.invalid", "unreachable"),
    ],
)
async def test_nothing_inside_is_asked_unless_the_source_is_registered_so(
    host: str, reason: str
) -> None:
    source = Source(key="s", name="Källan", base_url=f"http://{host}:9/fhir", limits=LIMITS)
    async with ExternalSources([source]) as external:
        [answer_] = await external.ask_all(ELSA, 3)
    assert (answer_.state, answer_.reason and answer_.reason.key) == (
        "failed",
        f"view.reason.{reason}",
    )


async def test_a_source_without_an_address_is_said_to_have_none() -> None:
    async with ExternalSources([Source(key="s", name="Källan")]) as external:
        [answer_] = await external.ask_all(ELSA, 3)
    assert (answer_.state, answer_.reason and answer_.reason.key) == (
        "no-endpoint",
        "view.reason.no-endpoint",
    )


async def test_a_late_answer_is_kept_and_shown_next_time_as_stale_when_the_source_is_gone() -> None:
    with served(FhirServer(given.ekeby().resources)) as server:
        source = Source(key="s", name="Källan", base_url=server.url, allow_private=True)
        async with ExternalSources([source], clock=lambda: given.NOW) as external:
            [hasty] = await external.ask_all(ELSA, 0)
            assert (hasty.state, hasty.reason and hasty.reason.key) == (
                "timed-out",
                "view.reason.deadline",
            )
            # Nobody waits for it, and it comes all the same.
            for _ in range(100):
                [later] = await external.ask_all(ELSA, 0)
                if later.state != "timed-out":
                    break
                await asyncio.sleep(0.02)
            assert (later.state, later.fetched) == ("stale", given.NOW)
            server.status["Patient"] = 503
            [gone] = await external.ask_all(ELSA, 3)
            assert (gone.state, gone.reason and gone.reason.key) == ("stale", "view.reason.status")
            assert gone.resources == later.resources
            # A refusal is a decision: what was sent before is no longer shown.
            server.status["Patient"] = 403
            [refused] = await external.ask_all(ELSA, 3)
            assert (refused.state, refused.resources) == ("not-authorised", [])


async def test_a_hanging_source_collects_no_queue_and_hundreds_of_impatient_readers_leave_the_pool_whole() -> (
    None
):
    opened = 0

    async def count(writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        await hang(writer)

    async with scripted(count) as url:
        source = Source(key="s", name="Källan", base_url=url, allow_private=True, limits=LIMITS)
        async with ExternalSources([source]) as external:
            for _ in range(300):
                [answer_] = await external.ask_all(ELSA, 0)
                assert answer_.state == "timed-out"
            assert opened <= 1
            [answer_] = await external.ask_all(ELSA, 2)
            assert answer_.reason is not None
            assert answer_.reason.key == "view.reason.no-answer"
