"""The portal in a real browser: on a phone and a desktop, without scripts, enlarged and on paper."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.judge import DESKTOP, ENLARGED, PHONE, judge
from tests.unit.view import three_sources as given

pytestmark = pytest.mark.browser

PAGES = {
    "start": "/portal",
    "contract": "/portal/kontrakt/r4mq2",
    "sharing": "/portal/kontrakt/r4mq2/delning",
    "unit": "/portal/personal/ekeby",
    "sync": "/portal/personal/ekeby/synk",
}
CONTRACT = PAGES["contract"]

Open = Callable[[str, tuple[int, int]], Page]


@pytest.fixture
def opened(browser: Browser, portal: str) -> Iterator[Open]:
    """Opens a page of the portal in a window of this size; nothing it does runs a script."""
    contexts = []

    def open_page(path: str, size: tuple[int, int]) -> Page:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="sv-SE", bypass_csp=True
        )
        contexts.append(context)
        page = context.new_page()
        page.goto(portal + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def test_a_patient_on_staffs_page_is_named_with_the_number_and_the_address_is_not(
    opened: Open,
) -> None:
    page = opened(PAGES["unit"], DESKTOP)
    page.get_by_role("link", name="Elsa Berg").first.click()
    page.wait_for_url("**/patient/*")
    assert page.locator(".pk-banner").inner_text().startswith("Elsa Berg")
    assert given.NUMBER in page.locator(".pk-banner").inner_text()
    assert given.NUMBER not in page.url
    assert "Ditt uppdrag: Vårdcentralen Ekeby" in page.locator(".pk-commission").inner_text()
    assert page.get_by_text("Uppgifter saknas från Ekeby kommun.").first.is_visible()


def test_a_whole_contract_is_within_two_screens_for_staff(opened: Open) -> None:
    page = opened(PAGES["unit"], DESKTOP)
    page.get_by_role("link", name="Elsa Berg").first.click()
    page.wait_for_url("**/patient/*")
    box = page.locator(".pk-dense").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 2 * DESKTOP[1]


@pytest.mark.parametrize("address", ["", "/skrivit", "/logg", "/delning"])
def test_on_a_small_phone_the_links_at_the_top_are_two_rows(opened: Open, address: str) -> None:
    page = opened(CONTRACT + address, (360, 640))
    for links, count in ((".pk-masthead a", 3), (".pk-pages a", 4)):
        middles = page.locator(links).evaluate_all(
            "all => all.map(one => one.getBoundingClientRect()).map(at => at.top + at.height / 2)"
        )
        assert (len(middles), len({round(middle) for middle in middles})) == (count, 1), links


def test_who_has_read_is_told_in_sentences_by_day(opened: Open) -> None:
    page = opened(CONTRACT, PHONE)
    page.get_by_role("link", name="Vem har läst").click()
    page.wait_for_url("**/logg")
    assert page.locator("h1").inner_text() == "Vem har läst om Elsa Berg?"
    days = page.locator(".pk-log__day").all_inner_texts()
    assert days[0] == "Måndag 16 november"
    assert page.get_by_text("Du själv läste").first.is_visible()


def test_an_emergency_opening_asks_why_and_says_until_when(opened: Open) -> None:
    page = opened(PAGES["unit"], DESKTOP)
    page.get_by_role("link", name="Elsa Berg").first.click()
    page.wait_for_url("**/patient/*")
    page.get_by_text("Nödöppna", exact=True).click()
    page.locator(".pk-form").first.evaluate("form => form.noValidate = true")
    page.get_by_label("Varför behöver du öppna?").fill("kort")
    page.get_by_role("button", name="Nödöppna uppgifterna").click()
    expect(page.get_by_role("alert")).to_contain_text("minst tio tecken")
    judge(page, DESKTOP)
    page.get_by_label("Varför behöver du öppna?").fill("Patienten är medvetslös efter ett fall.")
    page.get_by_role("button", name="Nödöppna uppgifterna").click()
    page.wait_for_url("**/patient/*")
    banner = page.locator(".pk-banner")
    said = "Nödöppnat till tisdag 17 november kl. 9.00"
    expect(banner).to_contain_text(said, use_inner_text=True)
    assert page.get_by_text("Nödöppna", exact=True).count() == 0


def test_a_patient_writes_what_matters_and_reads_it_first(opened: Open) -> None:
    page = opened(CONTRACT, PHONE)
    page.get_by_role("link", name="Ändra vad som är viktigt").click()
    field = page.get_by_label("Det här är viktigt för mig")
    assert field.input_value().startswith("Att kunna gå till kolonilotten")
    page.locator(".pk-form").first.evaluate("form => form.noValidate = true")
    field.fill("  ")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv något")
    judge(page, PHONE)
    written = "Att orka leka med barnbarnen <b>hela</b> helgen."
    page.get_by_label("Det här är viktigt för mig").fill(written)
    page.get_by_role("button", name="Spara").click()
    page.wait_for_url("**/kontrakt/r4mq2#viktigt")
    quotes = page.locator(".pk-quote").all_inner_texts()
    assert quotes[0] == written
    assert quotes[1].startswith("Att kunna gå till kolonilotten")


def send_as_it_is(page: Page, button: str) -> None:
    """Send a form that the browser itself would hold back: what we say of it is what is tried."""
    page.locator(".pk-form").first.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name=button).click()


def test_a_kallelse_is_answered_with_the_keyboard_and_staff_see_the_answer(opened: Open) -> None:
    page = opened(CONTRACT, PHONE)
    page.get_by_role("link", name=re.compile(r"Svara på kallelsen\s+om Genomgång")).click()
    page.get_by_label("Vill du säga något till vården?").wait_for()
    judge(page, PHONE)
    send_as_it_is(page, "Skicka svaret")
    expect(page).to_have_title(re.compile("^Fel: "))
    # What is wrong is read first, and leads to where it is put right.
    expect(page.get_by_role("alert")).to_be_focused()
    judge(page, PHONE)
    page.get_by_role("link", name="Välj om du kommer eller inte.").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Nej, jag kan inte komma")).to_be_checked()
    page.get_by_label("Vill du säga något till vården?").fill("Jag <b>arbetar</b> då.")
    page.get_by_role("button", name="Skicka svaret").press("Enter")
    page.wait_for_url("**/klart")
    judge(page, PHONE)
    assert given.NUMBER not in page.url
    page.reload()
    assert page.get_by_role("heading", level=1).inner_text() == "Ditt svar är skickat"
    assert page.get_by_text("Jag <b>arbetar</b> då.").first.is_visible()
    page.set_viewport_size({"width": ENLARGED[0], "height": ENLARGED[1]})
    judge(page, ENLARGED)
    page.goto(page.url.removesuffix("/klart"))
    judge(page, ENLARGED)
    staff = opened(PAGES["unit"], DESKTOP)
    assert staff.get_by_text("Kan inte komma: Genomgång av läkemedel").is_visible()


def test_a_wish_is_sent_and_taken_back_without_scripts(browser: Browser, portal: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(portal + CONTRACT)
    page.get_by_role("link", name="Önska en tid").click()
    page.get_by_label("Vad gäller det?").fill("Prata om medicinen")
    page.get_by_label("Första dagen som passar").fill("2026-11-23")
    page.get_by_label("Sista dagen som passar").fill("2026-11-27")
    page.get_by_label("Telefon").check()
    page.get_by_role("button", name="Skicka önskemålet").click()
    page.wait_for_url("**/onskemal/*")
    title = page.get_by_role("heading", level=1)
    expect(title).to_have_text("Ditt önskemål är skickat")
    kept = page.url
    page.go_back()
    expect(title).to_have_text("Önska en tid")
    page.go_forward()
    assert page.url == kept
    page.get_by_role("link", name="Det du har skrivit").click()
    expect(page.get_by_text("Väntar på svar från Vårdcentralen Ekeby.").first).to_be_visible()
    page.goto(kept)
    page.get_by_role("button", name="Ta tillbaka önskemålet").click()
    expect(title).to_have_text("Ditt önskemål gäller inte längre")
    context.close()


def test_a_consent_is_ended_in_two_steps(opened: Open) -> None:
    page = opened(PAGES["sharing"], PHONE)
    page.get_by_role("link", name="Ta tillbaka samtycket till Ögonkliniken").click()
    page.get_by_role("link", name="Nej, behåll det").click()
    expect(page.get_by_text("gäller", exact=True)).to_have_count(len(["Ögon", "Tand"]))
    page.get_by_role("link", name="Ta tillbaka samtycket till Ögonkliniken").click()
    page.get_by_role("button", name="Ja, ta tillbaka samtycket").click()
    page.wait_for_url("**/delning")
    expect(page.get_by_text("har upphört")).to_be_visible()
    assert page.get_by_role("link", name="Ta tillbaka samtycket till Ögonkliniken").count() == 0


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_first_screen_says_what_is_missing_and_what_happens_next(
    opened: Open, size: tuple[int, int]
) -> None:
    page = opened(CONTRACT, size)
    missing = page.get_by_text("Uppgifter saknas från Ekeby kommun.").first
    when = page.get_by_text("måndag 23 november kl. 9.30").first
    what = page.locator(".pk-step__what")
    for words in (missing, when, what):
        box = words.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= size[1]
    assert what.inner_text() == "Uppföljning av hjärtsvikt"


def test_a_person_walks_from_the_start_to_the_contract_with_the_keyboard_alone(
    opened: Open,
) -> None:
    page = opened(PAGES["start"], DESKTOP)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Gå till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/kontrakt/*")
    assert page.get_by_role("heading", level=1).inner_text() == "Patientkontrakt för Elsa Berg"


def test_the_page_is_the_same_without_scripts(browser: Browser, portal: str) -> None:
    texts = []
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = context.new_page()
        page.goto(portal + CONTRACT)
        texts.append(page.locator("main").inner_text())
        context.close()
    assert texts[0] == texts[1]
    assert "Sara Lind" in texts[0]


def test_the_browser_has_nothing_to_complain_of(browser: Browser, portal: str) -> None:
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    for path in (CONTRACT, PAGES["unit"], f"{PAGES['unit']}/sju-fragor"):
        page.goto(portal + path)
    assert complaints == []
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_links_to_reach_somebody_are_big_enough_for_a_thumb(
    opened: Open, size: tuple[int, int]
) -> None:
    page = opened(CONTRACT, size)
    for link in page.locator("main a").all():
        box = link.bounding_box()
        if box is None:  # folded away
            continue
        least = 44 if "pk-reach" in (link.get_attribute("class") or "") else 24
        inline = link.evaluate("link => getComputedStyle(link).display") == "inline"
        assert inline or box["height"] >= least, link.inner_text()


def test_on_paper_everything_is_there(opened: Open) -> None:
    page = opened(CONTRACT, DESKTOP)
    page.emulate_media(media="print")
    for words in ("Ring 010-555 01 10", "Att bli dålig på natten när jag är ensam."):
        assert page.get_by_text(words).first.is_visible(), words
    assert not page.locator(".pk-finder").is_visible()
    assert len(page.pdf(format="A4")) > 10_000


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (CONTRACT, ["Ditt nästa steg", "Ring 010-555 01 10"]),
        ("/portal/samtal", ["Jag vet vad som är mitt nästa steg.", "Vet inte", "Prata sedan om"]),
        ("/portal/personal/ekeby/sju-fragor", ["Grad av samsyn", "Stämmer inte alls"]),
        ("/portal/kontrakt/r4mq2/skrivit", ["Svar på kallelser"]),
    ],
)
def test_paper_has_what_the_page_says_and_nothing_to_press(
    opened: Open, path: str, words: list[str]
) -> None:
    page = opened(path, (794, 1123))
    page.emulate_media(media="print")
    for said in words:
        assert page.get_by_text(said).first.is_visible(), said
    for gone in (".pk-masthead__links", ".pk-pages", "nav", ".pk-button", "summary", "footer"):
        for one in page.locator(gone).all():
            assert not one.is_visible(), gone
    assert page.evaluate("document.documentElement.scrollWidth") <= 794


def test_conflicts_are_settled_and_what_was_given_up_is_sent_again_with_the_keyboard(
    opened: Open,
) -> None:
    page = opened(PAGES["sync"], PHONE)
    assert page.get_by_text("Systemet gick inte att nå.").first.is_visible()
    assert page.get_by_role("heading", name="Konflikter att avgöra 2").is_visible()
    page.get_by_role("button", name="Det är Patient/elsa-2").press("Enter")
    expect(page.get_by_role("heading", name="Konflikter att avgöra 1")).to_be_visible()
    goal = page.locator(".pk-conflict")
    expect(goal.get_by_text("Gå till <b>kolonilotten</b> med rullator.").first).to_be_visible()
    goal.get_by_role("button", name="Ta deras").press("Enter")
    expect(page.get_by_text("Inget väntar på att någon avgör.")).to_be_visible()
    assert page.url.endswith("/synk")
    page.get_by_role("button", name="Försök igen att skicka till Ekeby kommun").press("Enter")
    page.wait_for_url("**/synk#skickas")
    expect(page.get_by_role("button", name="Försök igen")).to_have_count(0)
    judge(page, PHONE)
    patient = opened(CONTRACT, PHONE)
    assert patient.get_by_text("Gå till <b>kolonilotten</b> med rullator.").first.is_visible()
