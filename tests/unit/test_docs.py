"""What the pages of docs/ name is there: modules, functions, other pages, targets of make."""

import importlib
import re
from importlib import metadata
from pathlib import Path

import pytest

from pk_fhir import __released__, __version__

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGES = {path.name for path in (ROOT / "src" / "pk_fhir").iterdir() if path.is_dir()}


def stands(name: str) -> bool:
    """Whether a dotted name is a module of ours, or of what one has."""
    found = importlib.import_module("pk_fhir")
    for part in name.split("."):
        path = f"{found.__name__}.{part}" if hasattr(found, "__path__") else ""
        try:
            found = importlib.import_module(path) if path else getattr(found, part)
        except (ModuleNotFoundError, AttributeError):
            if not hasattr(found, part):
                # What an instance has, such as a field of a struct.
                return part in getattr(found, "__annotations__", {})
            found = getattr(found, part)
    return True


def test_the_architecture_names_what_is_there() -> None:
    text = (DOCS / "architecture.md").read_text()
    named = {each.rstrip(".") for each in re.findall(r"`([a-z_]+(?:\.[A-Za-z_]+)+)", text)}
    ours = {each for each in named if each.partition(".")[0] in PACKAGES}
    assert len(ours) > 40
    assert [each for each in sorted(ours - {"fhir.resources"}) if not stands(each)] == []


PAGES = sorted(path.relative_to(ROOT) for path in (*DOCS.rglob("*.md"), ROOT / "README.md"))


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_a_page_names_no_page_or_target_that_is_gone(page: Path) -> None:
    text = (ROOT / page).read_text()
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    pages = set(re.findall(r"`?(docs/[\w/-]+\.md)", text))
    assert [each for each in sorted(pages) if not (ROOT / each).exists()] == []
    asked = set(re.findall(r"`make ([a-z-]+)", text))
    assert sorted(asked - set(targets)) == []


def test_every_decision_is_listed_by_its_title() -> None:
    pages = sorted(set((DOCS / "decisions").glob("*.md")) - {DOCS / "decisions" / "README.md"})
    titles = {page.name: page.read_text().split("\n", 1)[0].removeprefix("# ") for page in pages}
    listed = re.findall(
        r"^- \[(.+)\]\((.+)\)$", (DOCS / "decisions" / "README.md").read_text(), re.MULTILINE
    )
    assert {name: title for title, name in listed} == titles


def test_the_changelog_has_the_release_that_the_server_says_it_is() -> None:
    releases = re.findall(
        r"^## \[(\d\S*)\] - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE
    )
    assert releases[0] == (__version__, __released__)
    assert metadata.version("pk-fhir") == __version__
