"""Links to reach somebody by: only kinds of address that are safe to follow.

What a source sends is never trusted as an address: a `url` that is not http or https, or a telephone
number with other signs in it, is shown as text.
"""

import re
from urllib.parse import quote, urlsplit

from pk_fhir.view.model import Reach

_NUMBER = re.compile(r"^\+?[0-9][0-9 ()/-]{1,24}$")
_MAIL = re.compile(r"^[^@\s<>\"']+@[^@\s<>\"']+$")


def href(reach: Reach) -> str | None:
    """The address of a link, or None where there is none that is safe."""
    value = reach.value.strip()
    match reach.kind:
        case "phone" | "sms" if _NUMBER.match(value):
            digits = re.sub(r"[^0-9+]", "", value)
            return f"{'tel' if reach.kind == 'phone' else 'sms'}:{digits}"
        case "email" if _MAIL.match(value):
            return f"mailto:{quote(value, safe='@')}"
        case "url":
            return _web(value)
        case _:
            return None


def _web(value: str) -> str | None:
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return value if parts.scheme in ("http", "https") and parts.netloc else None


def label(reach: Reach) -> str:
    """What the link says: a verb and where it leads."""
    match reach.kind:
        case "phone":
            return f"Ring {reach.value}"
        case "sms":
            return f"Skicka sms till {reach.value}"
        case "email":
            return f"Mejla {reach.value}"
        case "url" if web := _web(reach.value):
            return f"Gå till {urlsplit(web).hostname}"
        case _:
            return reach.value
