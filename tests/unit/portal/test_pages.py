"""The pages over HTTP: headers, what they say, and that nothing a source wrote is taken as HTML."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx
import msgspec
import pytest
from fastapi import FastAPI
from tests.serving import asgi_client
from tests.unit.view import three_sources as given

from pk_fhir.portal import Asking, PortalPerson, portal_router
from pk_fhir.sync import Note, Pulled, Reason, Source
from pk_fhir.view import View, assemble
from pk_fhir.view.model import Line

pytestmark = pytest.mark.anyio

ELSA = PortalPerson(
    key="k7f3q",
    name="Elsa Berg",
    about="Hjärtsvikt, tre vårdgivare",
    identifier=(given.PERSONNUMMER, given.NUMBER),
)


class Canned(Asking):
    """Answers with a view that is made up."""

    def __init__(self, view_of: Callable[[PortalPerson], Awaitable[View]]) -> None:
        self._view_of = view_of

    async def view(self, person: PortalPerson) -> View:
        return await self._view_of(person)

    def keeps_words(self, view: View) -> str | None:  # noqa: ARG002 - nothing is kept here
        return None

    def wished_at(self, view: View) -> list[Source]:  # noqa: ARG002 - nothing is kept here
        return []

    def place(self, line: Line) -> tuple[str, str] | None:  # noqa: ARG002 - nothing is kept here
        return None


def asked(view_of: Callable[[PortalPerson], Awaitable[View]]) -> httpx.AsyncClient:
    app = FastAPI()
    app.include_router(portal_router([ELSA], Canned(view_of), lambda: given.NOW))
    return asgi_client(app)


def served(*answers: Pulled) -> httpx.AsyncClient:
    async def view_of(_: PortalPerson) -> View:
        return assemble(answers, given.NOW, date(1977, 1, 17))

    return asked(view_of)


def text_of(html: str) -> str:
    """What a person reads, with white space as one space."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
async def whole() -> AsyncIterator[httpx.AsyncClient]:
    async with served(given.ekeby(), given.hospital(), given.home_care()) as client:
        yield client


PAGES = ["/portal", "/portal/kontrakt/k7f3q", "/portal/sa-fungerar-det", "/portal/tillganglighet"]


@pytest.mark.parametrize("path", [*PAGES, "/portal/kontrakt/finns-inte"])
async def test_every_page_is_kept_by_nobody_loads_nothing_from_elsewhere_and_runs_no_script(
    whole: httpx.AsyncClient, path: str
) -> None:
    answer = await whole.get(path)
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert not re.search(
        r'(?:src|href)="(?:https?:)?//(?!www\.1177\.se|www\.digg\.se)', answer.text
    )


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_leads_to_the_accessibility_statement_and_names_nobody_by_number(
    whole: httpx.AsyncClient, path: str
) -> None:
    html = (await whole.get(path)).text
    footer = html[html.index("<footer") :]
    assert 'href="/portal/tillganglighet"' in footer
    assert given.NUMBER not in html
    assert "NHS" not in html
    assert html.count("<h1") == 1


async def test_the_first_thing_said_is_what_happens_next_and_where_to_turn(
    whole: httpx.AsyncClient,
) -> None:
    said = text_of((await whole.get("/portal/kontrakt/k7f3q")).text)
    in_order = [
        "Ditt nästa steg",
        "måndag 23 november kl. 9.30",
        "om 7 dagar",
        "Uppföljning av hjärtsvikt",
        "Sara Lind, distriktssköterska, Vårdcentralen Ekeby",
        "Ta med listan där du har skrivit upp vikten.",
        "Från Vårdcentralen Ekeby. Ändrat 11 november.",
        "Hit vänder du dig",
        "Ring 010-555 01 10",
        "Ring 1177",
        "Ring 112",
        "Håll koll på det här",
        "Det här är viktigt för mig",
        "Det här gör jag",
        "Det här gör vården",
        "Mina mål",
        "Mina tider",
        "Mina kontakter",
        "Mina planer",
        "Om överenskommelsen",
        "Ett patientkontrakt ändrar inte vem som har ansvar för din behandling.",
        "Vad vårdgivarna svarade",
    ]
    places = [said.find(words) for words in in_order]
    assert -1 not in places, in_order[places.index(-1)]
    assert places == sorted(places)
    assert "Du ser inte allt" not in said


async def test_what_is_missing_is_said_at_the_top_and_where_it_matters() -> None:
    gone = Pulled(
        source=given.HOSPITAL, state="timed-out", reason=Reason(key="view.reason.deadline")
    )
    old = msgspec.structs.replace(
        given.home_care(),
        state="stale",
        fetched=datetime(2026, 11, 12, 9, tzinfo=UTC),
        reason=Reason(key="view.reason.unreachable"),
    )
    async with served(given.ekeby(), gone, old) as client:
        said = text_of((await client.get("/portal/kontrakt/k7f3q")).text)
    assert said.index("Du ser inte allt just nu") < said.index("Ditt nästa steg")
    for words in (
        "Sammanställt från 2 av 3 vårdgivare",
        "Uppgifter saknas från Länssjukhuset. De svarade inte i tid.",
        "Ekeby kommun svarar inte just nu. Det du ser därifrån hämtades tidigare.",
        "hämtades tidigare. Senast hämtat torsdag 12 november kl. 10.00.",
        "Du kan ha något tidigare hos Länssjukhuset, som inte svarade.",
        "Tider från Länssjukhuset saknas här.",
        "Kontakter från Länssjukhuset saknas här.",
        "Mål från Länssjukhuset saknas här.",
        "Hämtat 12 november, kan ha ändrats sedan dess.",
    ):
        assert words in said, words


async def test_older_information_alone_is_not_told_as_missing() -> None:
    old = msgspec.structs.replace(
        given.home_care(),
        state="stale",
        fetched=datetime(2026, 11, 12, 9, tzinfo=UTC),
        reason=Reason(key="view.reason.unreachable"),
    )
    async with served(given.ekeby(), old) as client:
        said = text_of((await client.get("/portal/kontrakt/k7f3q")).text)
    assert "En del uppgifter kan vara gamla" in said
    assert "Du ser inte allt" not in said
    assert "Sammanställt från 2 vårdgivare" in said


async def test_a_person_without_anything_is_told_what_to_do() -> None:
    async with served(Pulled(source=given.EKEBY, state="empty", fetched=given.NOW)) as client:
        answer = await client.get("/portal/kontrakt/k7f3q")
    said = text_of(answer.text)
    assert answer.status_code == 200
    for words in (
        "Inget datum är bestämt",
        "Du har inget patientkontrakt ännu",
        "Vårdcentralen Ekeby har inga uppgifter om dig.",
    ):
        assert words in said, words


EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{7*7}}"


def poisoned(value: Any) -> Any:
    """Every text of a resource that people read, replaced by an attack."""
    if isinstance(value, dict):
        return {
            key: EVIL
            if isinstance(inner, str)
            and key in ("text", "display", "title", "description", "valueString", "family", "value")
            and not str(inner).isdigit()
            else poisoned(inner)
            for key, inner in value.items()
        }
    return [poisoned(inner) for inner in value] if isinstance(value, list) else value


async def test_nothing_that_a_source_wrote_is_taken_as_html() -> None:
    answer = given.ekeby()
    evil = msgspec.structs.replace(
        answer,
        source=msgspec.structs.replace(given.EKEBY, name=EVIL),
        resources=[poisoned(resource) for resource in answer.resources],
    )
    async with served(evil) as client:
        html = (await client.get("/portal/kontrakt/k7f3q")).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<img src=x" not in html
    assert not re.search(r"<[^>]*\sonerror", html)
    assert "{{7*7}}" in html


async def test_the_times_can_be_taken_home_in_a_calendar(whole: httpx.AsyncClient) -> None:
    html = (await whole.get("/portal/kontrakt/k7f3q")).text
    assert 'href="/portal/kontrakt/k7f3q/tider.ics"' in html
    answer = await whole.get("/portal/kontrakt/k7f3q/tider.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.text.count("BEGIN:VEVENT") == 3
    assert (await whole.get("/portal/kontrakt/finns-inte/tider.ics")).status_code == 404


async def test_an_unknown_address_is_a_page_that_leads_on(whole: httpx.AsyncClient) -> None:
    answer = await whole.get("/portal/kontrakt/197701172392")
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text
    assert "197701172392" not in answer.text
    for path in ("/portal/finns-inte", "/portal/personal/ekeby/synk/igen/kommunen"):
        answer = await whole.get(path)
        assert (answer.status_code, "Gå till startsidan" in answer.text) == (404, True)
    assert (await whole.get("/portal/static/../router.py")).status_code == 404
    assert (await whole.get("/portal/static/.stamp")).status_code == 404


async def test_a_failure_tells_the_person_what_to_do_and_nothing_of_the_system() -> None:
    async def view_of(_: PortalPerson) -> View:
        raise RuntimeError("SELECT secret")

    async with asked(view_of) as client:
        answer = await client.get("/portal/kontrakt/k7f3q")
    assert answer.status_code == 503
    assert "Ring 1177" in answer.text
    assert "SELECT" not in answer.text


LONG_WORD, LONGEST_SENTENCE, HARD = 6, 15, 40


@pytest.mark.parametrize("path", PAGES)
async def test_the_pages_own_words_are_short_and_plain(whole: httpx.AsyncClient, path: str) -> None:
    """LIX as a smoke alarm, not a measure: above 40 somebody should read the page again."""
    html = (await whole.get(path)).text
    main = html[html.index("<main") : html.index("</main")]
    sentences = [
        sentence
        for paragraph in re.findall(
            r"<(?:p|li|h[1-4])[^>]*>(.*?)</(?:p|li|h[1-4])>", main, re.DOTALL
        )
        for sentence in re.split(r"(?<=[.?!:]) ", text_of(paragraph))
        if sentence
    ]
    words = [word for sentence in sentences for word in re.findall(r"[A-Za-zÅÄÖåäö]+", sentence)]
    average = len(words) / len(sentences)
    lix = average + 100 * sum(len(word) > LONG_WORD for word in words) / len(words)
    assert average <= LONGEST_SENTENCE
    assert lix <= HARD, round(lix)


async def test_a_record_that_is_not_right_is_marked_and_no_code_of_fhir_is_shown() -> None:
    note = Note(
        key="view.note.not-valid",
        values={"problem": "Goal.lifecycleStatus saknas"},
        resource="Goal/ga",
        expression="Goal.lifecycleStatus",
    )
    answer = msgspec.structs.replace(given.ekeby(), notes=[note])
    async with served(answer) as client:
        said = text_of((await client.get("/portal/kontrakt/k7f3q")).text)
    assert said.count("Uppgiften är kanske inte hel. Fråga Vårdcentralen Ekeby") == 1
    assert "Några uppgifter från Vårdcentralen Ekeby är inte hela" in said
    assert "lifecycleStatus" not in said
