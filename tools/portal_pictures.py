"""Take the portal's pictures in docs/pictures from a running demonstration.

    make serve PORT=8000 &
    uv run --with pillow python tools/portal_pictures.py http://127.0.0.1:8000

Needs Debian's chromium, and Pillow, which makes the files small (a palette of colours is enough for pages). CI does not run this: the pictures are for people, the tests read the pages.
"""

import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
PHONE, DESKTOP, NARROW = (390, 844), (1440, 900), (320, 640)
COLOURS = 96
GOSTA, KARIN = "/portal/kontrakt/k7t3w", "/portal/kontrakt/m2x9d"
UNIT = "/portal/personal/region"
# Name, address, size, and what the picture begins with.
PAGES: tuple[tuple[str, str, tuple[int, int], str | None], ...] = (
    ("patient-phone", GOSTA, PHONE, None),
    ("patient-desktop", GOSTA, DESKTOP, None),
    ("patient-320", GOSTA, NARROW, None),
    ("partial-view", GOSTA, DESKTOP, "#kallor"),
    ("contradictions", KARIN, DESKTOP, ".pk-sort-out"),
    ("sharing", f"{KARIN}/delning", PHONE, None),
    ("staff-unit", UNIT, DESKTOP, None),
    ("seven-questions", f"{UNIT}/sju-fragor", DESKTOP, None),
    ("exchange", f"{UNIT}/synk", DESKTOP, None),
)


def make_small(picture: Path) -> None:
    """Keep as few colours as a page has."""
    from PIL import Image  # noqa: PLC0415 - no part of the project: only this tool needs it

    with Image.open(picture) as opened:
        small = opened.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)


def main(arguments: list[str]) -> int:
    """The command; `arguments` is the address of a demonstration."""
    if len(arguments) != 1:
        print(__doc__)
        return 2
    base = arguments[0].rstrip("/")
    chromium = shutil.which("chromium")
    if chromium is None:
        print("portal_pictures: chromium is not here", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

        def opened(path: str, size: tuple[int, int]) -> Page:
            viewport: Any = {"width": size[0], "height": size[1]}
            page = browser.new_context(viewport=viewport, locale="sv-SE").new_page()
            page.goto(base + path)
            return page

        for name, path, size, at in PAGES:
            page = opened(path, size)
            if at is not None:
                page.eval_on_selector(at, "one => window.scrollTo(0, one.offsetTop - 130)")
            page.screenshot(path=FOLDER / f"{name}.png")
            page.context.close()
        page = opened(UNIT, DESKTOP)
        page.get_by_role("link", name="Karin Ek").first.click()
        page.wait_for_url("**/patient/*")
        page.get_by_text("Nödöppna", exact=True).click()
        page.screenshot(path=FOLDER / "staff-patient.png")
        browser.close()
    for picture in sorted(FOLDER.glob("*.png")):
        make_small(picture)
        print(picture.relative_to(FOLDER.parent.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
