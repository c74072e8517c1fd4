"""What a reference points to, as the index keeps it: a local resource's type and id, or a URL.

https://hl7.org/fhir/R4/references.html#literal
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from pk_fhir.fhir.literal import unversioned

_RELATIVE = re.compile(
    r"([A-Z][A-Za-z]{1,63})/([A-Za-z0-9.\-]{1,64})(?:/_history/[A-Za-z0-9.\-]{1,64})?\Z"
)
_IN_URL = re.compile(r"/([A-Z][A-Za-z]{1,63})/[A-Za-z0-9.\-]{1,64}(?:/_history/[^/]+)?\Z")


class Target(NamedTuple):
    """`id` is an id here, or, for what is not ours, the whole URL; `type_name` is "" where unknown."""

    type_name: str
    id: str


def target(reference: str, bases: Iterable[str] = ()) -> Target | None:
    """The target of a literal reference; None for a fragment and for nothing.

    A URL under one of `bases` (our own, without a slash at the end) is the local resource. A version
    in the reference is left out: what is referenced is the resource.
    """
    if not reference or reference.startswith("#"):
        return None
    for base in bases:
        if reference.startswith(base) and reference[len(base) : len(base) + 1] == "/":
            reference = reference[len(base) + 1 :]
            break
    local = _RELATIVE.match(reference)
    if local:
        return Target(local[1], local[2])
    url = unversioned(reference)
    named = _IN_URL.search(urlsplit_path(url))
    return Target(named[1] if named else "", url)


def urlsplit_path(url: str) -> str:
    """The path of a URL, "" for what is no http URL."""
    if not url.startswith(("http://", "https://")):
        return ""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def points_to(reference: dict[str, Any], type_name: str) -> bool:
    """Whether a Reference is to a resource of that type, by its URL, or else by its `type`."""
    literal = reference.get("reference")
    if isinstance(literal, str):
        found = target(literal)
        if found is not None and found.type_name:
            return found.type_name == type_name
    return reference.get("type") == type_name
