"""From FHIR's codes to the Swedish words that a person reads.

A CodeableConcept's own `text` comes first, then a display (a Swedish one where the resource is in
Swedish is the source's business), then our word for a code that we know. A code that nobody has put
into words is left out: a person cannot read it, and the record says where it stands.
"""

from typing import Any

from pk_fhir.messages import text
from pk_fhir.view.graph import item, items, string
from pk_fhir.view.vocabulary import Audience


def concept(element: dict[str, Any], name: str) -> str | None:
    """The words of the first CodeableConcept (or Coding) in this element."""
    for value in items(element, name):
        if words := _words(value):
            return words
    return None


def concepts(element: dict[str, Any], name: str) -> list[str]:
    """The words of every CodeableConcept (or Coding) in this element."""
    return [words for value in items(element, name) if (words := _words(value))]


def _words(value: dict[str, Any]) -> str | None:
    own = string(value, "text")
    if own:
        return own
    codings = items(value, "coding") or [value]
    return next((known for c in codings if (known := _known(c))), None) or next(
        (display for c in codings if (display := string(c, "display"))), None
    )


def _known(coding: dict[str, Any]) -> str | None:
    """Our word for codes of FHIR whose published display is in English."""
    code = string(coding, "code")
    name = (string(coding, "system") or "").rpartition("/")[2]
    return said(f"view.code.{name}.{code}") if code and name else None


def said(key: str) -> str | None:
    """The Swedish text of a key, or None where the catalogue has none."""
    try:
        return text(key, "sv")
    except KeyError:
        return None


def addressed(audience: Audience, key: str, **values: object) -> str:
    """A text in Swedish as it is said to this reader: to staff the person is "patienten". KeyError for
    a key that the catalogue has not."""
    if audience == "staff" and said(f"{key}.staff") is not None:
        return text(f"{key}.staff", "sv", **values)
    return text(key, "sv", **values)


def status(resource: dict[str, Any], kind: str, element: str = "status") -> tuple[str, str]:
    """A status code and its word; a missing one is ``unknown``."""
    code = string(resource, element) or "unknown"
    return code, said(f"view.status.{kind}.{code}") or text("view.status.other", "sv")


def coded(element: dict[str, Any], name: str, system: str) -> str | None:
    """The code of this system in a CodeableConcept or Coding element, the first one found."""
    for value in items(element, name):
        for coding in [*items(value, "coding"), value]:
            if coding.get("system") == system:
                return string(coding, "code")
    return None


def annotations(resource: dict[str, Any], element: str = "note") -> list[str]:
    """The texts of Annotations."""
    return [words for note in items(resource, element) if (words := string(note, "text"))]


def period(resource: dict[str, Any], element: str = "period") -> tuple[str | None, str | None]:
    """A Period's start and end as they came."""
    value = item(resource, element)
    return string(value, "start"), string(value, "end")


def listed(names: list[str]) -> str:
    """``a, b och c``."""
    joint = text("view.and", "sv")
    return joint.join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
