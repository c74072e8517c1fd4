"""Sources that are not there, late or inside, and readers without patience; `test_fault_matrix` has the faults."""

import asyncio

import pytest
from tests.integration.view.servers import FhirServer, answer, scripted, served
from tests.unit.view import three_sources as given

from pk_fhir.sync import ExternalSources, Limits, Source
from pk_fhir.view import identity

pytestmark = pytest.mark.anyio

ELSA = identity.person([(given.PERSONNUMMER, given.NUMBER)])
LIMITS = Limits(read=0.5)
WAIT = 60
NOBODY = b'{"resourceType":"Bundle","type":"searchset"}'


async def test_a_source_where_nobody_listens_is_told_of() -> None:
    source = Source(
        key="s",
        name="Källan",
        base_url="http://127.0.0.1:9/fhir",
        allow_private=True,
        limits=LIMITS,
    )
    async with ExternalSources([source]) as external:
        [answer_] = await external.ask_all(ELSA, WAIT)
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
        [answer_] = await external.ask_all(ELSA, WAIT)
    assert (answer_.state, answer_.reason and answer_.reason.key) == (
        "failed",
        f"view.reason.{reason}",
    )


async def test_a_source_without_an_address_is_said_to_have_none() -> None:
    async with ExternalSources([Source(key="s", name="Källan")]) as external:
        [answer_] = await external.ask_all(ELSA, WAIT)
    assert (answer_.state, answer_.reason and answer_.reason.key) == (
        "no-endpoint",
        "view.reason.no-endpoint",
    )


async def test_a_late_answer_is_kept_and_shown_next_time_as_stale_when_the_source_is_gone() -> None:
    with served(FhirServer(given.ekeby().resources)) as server:
        source = Source(key="s", name="Källan", base_url=server.url, allow_private=True)
        async with ExternalSources([source], clock=lambda: given.NOW) as external:
            server.answering.clear()
            [hasty] = await external.ask_all(ELSA, 0)
            server.answering.set()
            assert (hasty.state, hasty.reason and hasty.reason.key) == (
                "timed-out",
                "view.reason.deadline",
            )
            # Nobody waits for it, and it comes all the same.
            for _ in range(WAIT * 50):
                [kept] = await external.kept(ELSA)
                if kept.state != "timed-out":
                    break
                await asyncio.sleep(0.02)
            assert (kept.state, kept.fetched) == ("fresh", given.NOW)
            server.answering.clear()
            await asyncio.sleep(0)  # The pull that brought it is over, so that the next is another.
            [later] = await external.ask_all(ELSA, 0)
            assert (later.state, later.fetched) == ("stale", given.NOW)
            server.status["Patient"] = 503
            server.answering.set()
            [gone] = await external.ask_all(ELSA, WAIT)
            assert (gone.state, gone.reason and gone.reason.key) == ("stale", "view.reason.status")
            assert gone.resources == later.resources
            # A refusal is a decision: what was sent before is no longer shown.
            server.status["Patient"] = 403
            [refused] = await external.ask_all(ELSA, WAIT)
            assert (refused.state, refused.resources) == ("not-authorised", [])


async def test_a_hanging_source_collects_no_queue_and_hundreds_of_impatient_readers_leave_the_pool_whole() -> (
    None
):
    opened = 0
    answering = asyncio.Event()

    async def hang(writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        await answering.wait()
        await answer(NOBODY)(writer)

    async with scripted(hang) as url:
        patient = Limits(read=WAIT, total=WAIT)
        source = Source(key="s", name="Källan", base_url=url, allow_private=True, limits=patient)
        async with ExternalSources([source]) as external:
            for _ in range(300):
                [answer_] = await external.ask_all(ELSA, 0)
                assert answer_.state == "timed-out"
            assert opened <= 1
            answering.set()
            [answer_] = await external.ask_all(ELSA, WAIT)
            assert (answer_.state, answer_.reason) == ("empty", None)
