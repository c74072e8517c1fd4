"""The XHTML of a narrative (https://hl7.org/fhir/R4/narrative.html)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.validation import Validator
from pk_fhir.validation.glance import surely_good
from pk_fhir.validation.markup import EMPTY

VALIDATOR = Validator.for_r4()
OPEN, CLOSE = '<div xmlns="http://www.w3.org/1999/xhtml">', "</div>"


def found(inner: str, **more: Any) -> list[str]:
    """The keys of the errors in a narrative's div."""
    text = {"status": "generated", "div": f"{OPEN}{inner}{CLOSE}"}
    issues = VALIDATOR.validate(
        {"resourceType": "Basic", "code": {"text": "x"}, "text": text} | more
    )
    assert {each.expression for each in issues if each.severity == "error"} <= {"Basic.text.div"}
    return [each.key for each in issues if each.severity == "error"]


@pytest.mark.parametrize(
    "inner",
    [
        "text",
        "<p>one<br/>two <b>three</b></p><ul><li>a</li><li><p>b</p></li></ul>",
        "<table><caption>c</caption><tr><th>a</th><td nowrap='nowrap'>b</td></tr></table>",
        "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td><p>b</p></td></tr></tbody></table>",
        "<dl><dt>a</dt><dd>b</dd></dl>",
        "<p id='x'>a</p><a href='#x'>b</a>",
        "<a name='x'>a</a><a href='#x'>b</a>",
        "<a href='#'>a</a>",
        "<blockquote><p>a</p></blockquote>",
        "<br></br>a",
        "&#160;",
        "<span lang='sv' xml:lang='sv'>a</span>",
        "<img src='http://example.org/a.png' alt='a'/>",
    ],
)
def test_good_xhtml_is_accepted(inner: str) -> None:
    assert found(inner) == []


@pytest.mark.parametrize(
    ("inner", "key"),
    [
        ("<font>a</font>", "narrative-element"),
        ("<u>a</u>", "narrative-element"),
        ("<p bgcolor='red'>a</p>", "narrative-attribute"),
        ("<p href='http://example.org'>a</p>", "narrative-attribute"),
        ("<p>a<p>b</p></p>", "narrative-place"),
        ("<p>a<b>b</b><table><tr><td>c</td></tr></table></p>", "narrative-place"),
        ("<span><div>a</div></span>", "narrative-place"),
        ("<ul>a</ul>", "narrative-place"),
        ("a<ul>\N{NO-BREAK SPACE}</ul>", "narrative-place"),
        ("<ul><li>a</li>\N{NO-BREAK SPACE}</ul>", "narrative-place"),
        ("<ul><li>a</li>b</ul>", "narrative-place"),
        ("<ul><li/><p>b</p></ul>", "narrative-place"),
        ("<ul><p>a</p></ul>", "narrative-place"),
        ("<li>a</li>", "narrative-place"),
        ("<table><td>a</td></table>", "narrative-place"),
        ("<tr><td>a</td></tr>", "narrative-place"),
        ("<br>a</br>", "narrative-place"),
        ("<a name='x'><b>a<a name='y'>b</a></b></a>", "narrative-place"),
        ("<a href=''>a</a>", "narrative-target"),
        ("<a href='http://a b'>a</a>", "narrative-target"),
        ("<a href='urn:x:y'>a</a>", "narrative-link"),
        ("<a href='#x'>a</a>", "narrative-fragment"),
        ("<img src='#x' alt='a'/>", "narrative-fragment"),
    ],
)
def test_what_a_reader_would_not_see_as_meant_is_an_error(inner: str, key: str) -> None:
    assert found(inner) == [key]


def test_a_link_may_lead_to_an_element_of_the_resource() -> None:
    assert found("<a href='#x'>a</a>", code={"id": "x", "text": "x"}) == []


@pytest.mark.parametrize(
    "root",
    [
        """<div title=' xmlns="http://www.w3.org/1999/xhtml"'>""",
        '<div xmlns="http://www.w3.org/1999/xhtml" xmlns="http://www.w3.org/1999/xhtml">',
        '<div xmlns="http://www.w3.org/1999/xhtml"',
        '<p xmlns="http://www.w3.org/1999/xhtml">',
        "<div>",
    ],
)
def test_a_root_without_the_namespace_is_not_taken_for_one(root: str) -> None:
    end = "</p>" if root.startswith("<p") else CLOSE
    assert not surely_good(f"{root}text{end}")
    assert not surely_good(f"{root}<b>text</b>{end}")


NAMES = ("p", "b", "a", "ul", "li", "table", "tr", "td", "th", "thead", "br", "div", "span", "hr")


@st.composite
def _trees(draw: st.DrawFn, depth: int = 0) -> str:
    parts = []
    for _ in range(draw(st.integers(0, 3))):
        name = draw(st.sampled_from(["", *NAMES]))
        if not name or depth == 4:
            parts.append(draw(st.sampled_from(["x", " ", "", "\N{NO-BREAK SPACE}"])))
        else:
            inner = "" if name in EMPTY and draw(st.booleans()) else draw(_trees(depth + 1))
            parts.append(f"<{name}>{inner}</{name}>" if inner else f"<{name}/>")
    return "".join(parts)


@given(_trees())
def test_a_glance_takes_nothing_for_good_that_reading_finds_wrong(inner: str) -> None:
    if surely_good(f"{OPEN}{inner}{CLOSE}"):
        # An entity is beyond a glance, so that the whole is read.
        assert found(f"{inner}&#32;") == []
