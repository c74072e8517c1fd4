"""Versions of resources at a target: https://hl7.org/fhir/R4/http.html#concurrency.

Versions stand in `meta.versionId`, in ETags (weak or strong, as the server likes) and in `Location`. Of a
server without versions the instant of the last change is known: that is no ETag, but is compared before
something is written over.
"""

import re
from typing import Any

from pk_fhir.fhir.etag import etag

_STAMP = "at:"
# A version is an id (https://hl7.org/fhir/R4/datatypes.html#id); nothing else goes into a header of ours.
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_ETAG = re.compile(r'\s*(?:W/)?"?([^"]*)"?\s*', re.IGNORECASE)


def is_id(text: object) -> bool:
    """Whether this is an id or a version as FHIR writes them."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def version_of(theirs: dict[str, Any] | None) -> str | None:
    """The version of what the target has, or when it last changed; None where it says neither."""
    meta = (theirs or {}).get("meta")
    if not isinstance(meta, dict):
        return None
    if is_id(meta.get("versionId")):
        return str(meta["versionId"])
    stamp = meta.get("lastUpdated")
    return f"{_STAMP}{stamp}" if isinstance(stamp, str) and stamp else None


def of_etag(text: object) -> str | None:
    """The version that an ETag names."""
    found = _ETAG.fullmatch(text) if isinstance(text, str) else None
    return found[1] if found and is_id(found[1]) else None


def if_match(version: str | None) -> str | None:
    """The ETag that a change is conditional on; None where the target has no versions."""
    return etag(version) if version and not is_stamp(version) else None


def is_stamp(version: str | None) -> bool:
    """Whether an instant stands in the place of a version."""
    return bool(version and version.startswith(_STAMP))
