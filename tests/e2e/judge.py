"""What every page of the portal is held to, at every size."""

from itertools import pairwise
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

PHONE, DESKTOP, ENLARGED = (390, 844), (1440, 900), (320, 256)
# Not run by axe unless it is asked for: links and buttons are at least 24 pixels (WCAG 2.2 AA).
TARGETS = {"rules": {"target-size": {"enabled": True}}}
COLOURS = {"runOnly": ["color-contrast"]}
FOOTER = ["Start", "Så fungerar det", "För personal", "Tillgänglighet"]


def judge(page: Page, size: tuple[int, int]) -> None:
    """The page as it stands in a window of this size; what is folded too."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    violations: list[dict[str, Any]] = Axe().run(page, options=TARGETS).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
    assert_fits(page, size)


def judge_in_the_dark(page: Page) -> None:
    """The colours, on a device that is set to dark; what else there is does not change with them."""
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    violations = Axe().run(page, options=COLOURS).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == []
    page.emulate_media(color_scheme="light")


def judge_everywhere(page: Page) -> None:
    """On a phone, light and dark, on a desktop and enlarged to 400 %, and what is the same on every page.

    Enlarged, a page is the phone's with less room: only what room decides is judged again.
    """
    judge(page, PHONE)
    judge_in_the_dark(page)
    judge(page, DESKTOP)
    page.set_viewport_size({"width": ENLARGED[0], "height": ENLARGED[1]})
    assert_fits(page, ENLARGED)
    heads = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map(one => +one.tagName[1])")
    assert heads.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(heads)), heads
    assert page.locator(".pk-masthead__links a").all_inner_texts()[-1] == "Hjälp"
    assert page.locator("footer a").all_inner_texts() == FOOTER
    hrefs = page.eval_on_selector_all(
        "a[href^='#']", "links => links.map(link => link.getAttribute('href').slice(1))"
    )
    ids = page.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert [href for href in hrefs if href not in ids] == []
    assert len(ids) == len(set(ids))


def assert_fits(page: Page, size: tuple[int, int]) -> None:
    """Nothing is cut off or scrolls sideways."""
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
