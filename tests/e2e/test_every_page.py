"""Every page of the portal, from the router's own list, judged in a real browser: no page can be forgotten."""

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.routing import APIRoute
from playwright.sync_api import Browser, Page
from tests.e2e.judge import DESKTOP, judge_everywhere
from tests.unit.view import three_sources as given

from pk_fhir.portal import Asking, portal_router

pytestmark = pytest.mark.browser

CONTRACT, UNIT = "/portal/kontrakt/r4mq2", "/portal/personal/ekeby"
Go = Callable[[Page, str], None]


def at(path: str) -> Go:
    """By its address."""
    return lambda page, origin: page.goto(origin + path) and None


def by(link: str, start: str) -> Go:
    """By a link with these words, on another page."""

    def go(page: Page, origin: str) -> None:
        page.goto(origin + start)
        href = page.get_by_role("link", name=re.compile(link)).first.get_attribute("href")
        assert href is not None
        page.goto(origin + href)

    return go


def sent(form: Go, fill: Callable[[Page], None], button: str) -> Go:
    """By sending a form."""

    def go(page: Page, origin: str) -> None:
        form(page, origin)
        fill(page)
        page.get_by_role("button", name=button).click()

    return go


def chosen(label: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_label(label).check()


def a_wish(page: Page) -> None:
    page.get_by_label("Vad gäller det?").fill("Prata om sömnen")
    page.get_by_label("Första dagen som passar").fill("2026-11-23")
    page.get_by_label("Sista dagen som passar").fill("2026-11-27")


ANSWER = by(r"Svara på kallelsen\s+om Vaccination", CONTRACT)
PROGRESS = by("Skriv hur det går", CONTRACT)
# How a person comes to the page of each address that the router has.
PAGES: dict[str, Go] = {
    "/portal": at("/portal"),
    "/portal/kontrakt/{key}": at(CONTRACT),
    "/portal/kontrakt/{key}/logg": at(f"{CONTRACT}/logg"),
    "/portal/kontrakt/{key}/delning": at(f"{CONTRACT}/delning"),
    "/portal/kontrakt/{key}/delning/{word}": by("samtycket till Tandkliniken", f"{CONTRACT}/delning"),
    "/portal/kontrakt/{key}/tid/{word}": ANSWER,
    "/portal/kontrakt/{key}/tid/{word}/klart": sent(ANSWER, chosen("Ja, jag kommer"), "Skicka svaret"),
    "/portal/kontrakt/{key}/onskemal": at(f"{CONTRACT}/onskemal"),
    "/portal/kontrakt/{key}/onskemal/{word}": sent(at(f"{CONTRACT}/onskemal"), a_wish, "Skicka önskemålet"),
    "/portal/kontrakt/{key}/atagande/{word}": PROGRESS,
    "/portal/kontrakt/{key}/atagande/{word}/klart": sent(PROGRESS, chosen("Det går bra, jag fortsätter"), "Spara"),
    "/portal/kontrakt/{key}/viktigt": at(f"{CONTRACT}/viktigt"),
    # After the others: what they wrote is there.
    "/portal/kontrakt/{key}/skrivit": at(f"{CONTRACT}/skrivit"),
    "/portal/personal": at("/portal/personal"),
    "/portal/personal/{provider}": at(UNIT),
    "/portal/personal/{provider}/kallor": at(f"{UNIT}/kallor"),
    "/portal/personal/{provider}/synk": at(f"{UNIT}/synk"),
    "/portal/personal/{provider}/patient/{word}": by("^Elsa Berg$", UNIT),
    "/portal/personal/{provider}/sju-fragor": at(f"{UNIT}/sju-fragor"),
    "/portal/personal/{provider}/sju-fragor/samtal": at(f"{UNIT}/sju-fragor/samtal"),
    "/portal/sa-fungerar-det": at("/portal/sa-fungerar-det"),
    "/portal/samtal": at("/portal/samtal"),
    "/portal/tillganglighet": at("/portal/tillganglighet"),
    "/portal/{rest:path}": at("/portal/finns-inte"),
}  # fmt: skip
# The same addresses, for those who have something else on them.
OTHERS = {
    "of a person without a contract": at("/portal/kontrakt/w8d0v"),
    "of nobody": at("/portal/kontrakt/finns-inte"),
    "read by a representative": at("/portal/kontrakt/b5k9t"),
    "written by a representative": at("/portal/kontrakt/b5k9t/viktigt"),
}
# No page of HTML.
FILES = {"/portal/kontrakt/{key}/tider.ics", "/portal/static/{name}"}


class NoService(Asking):
    """For the router's list of addresses alone."""

    def __init__(self) -> None:
        pass


def test_no_page_is_forgotten() -> None:
    routes = portal_router([], NoService()).routes
    pages = {r.path for r in routes if isinstance(r, APIRoute) and "GET" in r.methods}
    assert pages - FILES == PAGES.keys()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window for the whole walk."""
    context = browser.new_context(
        viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="sv-SE", bypass_csp=True
    )
    yield context.new_page()
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("go", [*PAGES.values(), *OTHERS.values()], ids=[*PAGES, *OTHERS])
def test_a_page_can_be_read_by_all_and_asks_nothing_of_anybody_else(
    page: Page, portal: str, go: Go
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    go(page, portal)
    judge_everywhere(page)
    assert asked
    assert all(url.startswith(f"{portal}/portal") for url in asked)
    assert not any(given.NUMBER in url for url in asked)
