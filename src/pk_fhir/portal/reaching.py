"""Links to reach somebody by: only kinds of address that are safe to follow.

What a source sends is never trusted as an address: a `url` that is not http or https, or a telephone
number with other signs in it, is shown as text.
"""

import re
from urllib.parse import quote, urlsplit

from pk_fhir.view.model import Reach

_NUMBER = re.compile(r"^\+?[0-9][0-9 ()/-]{1,24}$")
# After the country's number: area codes of one, two and (all others) three digits.
# https://www.pts.se/, the Swedish numbering plan.
_SWEDISH = re.compile(
    r"\+46(8|1[013689]|2[0136]|3[1356]|4[0246]|54|6[03]|7[02369]|90|[1-9][0-9]{2})([0-9]{5,8})"
)
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


def spoken(number: str) -> str:
    """A Swedish number as people in Sweden write it: ``+46 10 555 10 11`` is ``010-555 10 11``.

    A number that is already written so, and one of another country, stays as it is.
    """
    digits = re.sub(r"[ ()/-]", "", number.strip())
    found = _SWEDISH.fullmatch(digits)
    if found is None:
        return number
    area, rest = found.groups()
    return f"0{area}-{_grouped(rest)}"


def _grouped(rest: str) -> str:
    """In twos from the end; an odd number of digits begins with three."""
    first = 3 if len(rest) % 2 else 2
    pairs = [rest[at : at + 2] for at in range(first, len(rest), 2)]
    return " ".join([rest[:first], *pairs])


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
            return f"Ring {spoken(reach.value)}"
        case "sms":
            return f"Skicka sms till {spoken(reach.value)}"
        case "email":
            return f"Mejla {reach.value}"
        case "url" if web := _web(reach.value):
            return f"Gå till {urlsplit(web).hostname}"
        case _:
            return reach.value
