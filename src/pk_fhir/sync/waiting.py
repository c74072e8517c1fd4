"""How long another server asks to be left alone: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after"""

import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

# A server that says "in a year" is asked again before.
LONGEST_SECONDS = 3600.0


def asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds, as its `Retry-After` says; 0 where it says nothing that can be read.

    An instant is one of its own clock, which its `Date` tells.
    """
    stated = headers.get("Retry-After", "").strip()
    if stated.isdecimal():
        return min(float(stated), LONGEST_SECONDS)
    at, now = _instant(stated), _instant(headers.get("Date", ""))
    if at is None:
        return 0.0
    return max(0.0, min(at - (time.time() if now is None else now), LONGEST_SECONDS))


def _instant(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, OverflowError):
        return None
