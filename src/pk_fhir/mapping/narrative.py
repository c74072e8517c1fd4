"""The short Swedish narrative of every resource (https://hl7.org/fhir/R4/narrative.html)."""

from collections.abc import Iterable
from html import escape

Line = tuple[str, str | None]


def narrative(title: str, lines: Iterable[Line] = ()) -> dict[str, str]:
    """`text` of a resource: a title, and what it says, one line each; a line without value is left out."""
    said = "".join(
        f"<li>{_text(label)}: {_text(value)}</li>" for label, value in lines if value is not None
    )
    listed = f"<ul>{said}</ul>" if said else ""
    return {
        "status": "generated",
        "div": (
            '<div xmlns="http://www.w3.org/1999/xhtml" lang="sv" xml:lang="sv">'
            f"<p><b>{_text(title)}</b></p>{listed}</div>"
        ),
    }


def _text(value: str) -> str:
    # A carriage return would be read back as a line feed from XML.
    return escape(value, quote=False).replace("\r", "&#13;")
