"""What the text of a reference says (https://hl7.org/fhir/R4/references.html#literal).

A literal reference is relative (``Patient/1``), absolute (``https://.../Patient/1``), to a Bundle entry
(``urn:uuid:...``), to a contained resource (``#id``), or anything else that an absolute url can be. A
canonical (``http://...|1.0#part``) is read by `canonical`.
"""

import re
from typing import Literal, NamedTuple

Kind = Literal["relative", "absolute", "urn", "contained", "url", "search"]

_LITERAL = re.compile(
    r"(?P<base>https?://[^\s?#]+?/)?(?P<type>[A-Z][A-Za-z]{1,63})/(?P<id>[A-Za-z0-9\-.]{1,64})"
    r"(?:/_history/(?P<version>[A-Za-z0-9\-.]{1,64}))?(?:#(?P<fragment>.*))?",
    re.ASCII,
)
_SEARCH = re.compile(
    r"(?P<base>https?://[^\s?#]+?/)?(?P<type>[A-Z][A-Za-z]{1,63})\?(?P<query>\S+)", re.ASCII
)
_URN = re.compile(r"urn:(?:uuid|oid):\S+", re.ASCII | re.IGNORECASE)
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+", re.ASCII)


class Reference(NamedTuple):
    """The parts of a reference; those that it does not have are empty. `base` ends with a slash."""

    kind: Kind
    text: str
    base: str = ""
    type: str = ""
    id: str = ""
    version: str = ""
    fragment: str = ""
    query: str = ""

    @property
    def local(self) -> str:
        """``Type/id``, wherever the resource lies; empty where type and id are not told."""
        return f"{self.type}/{self.id}" if self.id and self.type else ""

    def on(self, base: str) -> "Reference":
        """A relative reference as it reads on a server; every other one as it is."""
        if self.kind != "relative":
            return self
        return parse(f"{base.rstrip('/')}/{self.text}") or self

    def within(self, base: str) -> "Reference":
        """An absolute reference to this server made relative; every other one as it is."""
        if self.kind != "absolute" or self.base.rstrip("/") != base.rstrip("/"):
            return self
        return parse(self.text[len(self.base) :]) or self


def parse(text: str) -> Reference | None:
    """The parts of a reference; None where the text is no reference at all."""
    if text.startswith("#"):
        return Reference("contained", text, id=text[1:])
    match = _LITERAL.fullmatch(text)
    if match:
        parts = {name: part or "" for name, part in match.groupdict().items()}
        return Reference("absolute" if parts["base"] else "relative", text, **parts)
    match = _SEARCH.fullmatch(text)
    if match:
        parts = {name: part or "" for name, part in match.groupdict().items()}
        return Reference("search", text, **parts)
    if _URN.fullmatch(text):
        return Reference("urn", text)
    return Reference("url", text) if _URL.fullmatch(text) else None


class Canonical(NamedTuple):
    """The parts of a canonical url; `version` and `fragment` are empty where it has none."""

    url: str
    version: str = ""
    fragment: str = ""


def canonical(text: str) -> Canonical:
    """``url|version#fragment`` in its parts (https://hl7.org/fhir/R4/references.html#canonical)."""
    whole, _, fragment = text.partition("#")
    url, _, version = whole.partition("|")
    return Canonical(url, version, fragment)
