"""When a source says that a resource last changed (`meta.lastUpdated`): https://hl7.org/fhir/R4/datatypes.html#instant

An instant has a zone. A stamp without one may be hours off either way, so it says nothing.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any


def instant(stamp: object) -> datetime | None:
    """The moment that a stamp names; None where it is no instant."""
    if not isinstance(stamp, str):
        return None
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo else None


def stated(resource: dict[str, Any]) -> str | None:
    """`meta.lastUpdated` as the source wrote it, an instant or not; None where it is no text."""
    meta = resource.get("meta")
    stamp = meta.get("lastUpdated") if isinstance(meta, dict) else None
    return stamp if isinstance(stamp, str) else None


def last_updated(resource: dict[str, Any]) -> str | None:
    """`meta.lastUpdated` as the source wrote it; None where it is no instant."""
    stamp = stated(resource)
    return stamp if instant(stamp) else None


def latest(stamps: Iterable[str]) -> str | None:
    """The latest of these instants, and not the greatest text; None of none."""
    # The same stamp stands on many records.
    known = [(at, stamp) for stamp in dict.fromkeys(stamps) if (at := instant(stamp))]
    return max(known, key=lambda pair: pair[0])[1] if known else None
