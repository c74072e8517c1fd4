"""If-Match and its kin (https://hl7.org/fhir/R4/http.html#concurrency)."""

import re

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.quoting import quoted
from pk_fhir.messages import told
from pk_fhir.store import Version

# Clients in use send a version without quotes too; it can be read in one way only.
_ETAG = re.compile(r'\s*(?:(?:W/)?"([^"]*)"|(\d+))\s*')


def etags(header: str) -> list[str]:
    """The version ids of an If-Match or If-None-Match header; `*` is one of them where it is given.

    FhirError "invalid" for text that is neither.
    """
    if header.strip() == "*":
        return ["*"]
    found = []
    for part in header.split(","):
        match = _ETAG.fullmatch(part)
        if match is None:
            raise FhirError("invalid", told("refused.entity-tag", part=quoted(part.strip())))
        found.append(match[1] if match[2] is None else match[2])
    return found


def check_if_none_match(header: str | None, current: Version | None) -> None:
    """FhirError "precondition-failed" where `If-None-Match: *` finds something, or a tag its version.

    So a client that names the id itself creates, and never writes over what somebody else has created.
    """
    if header is None or current is None or current.deleted:
        return
    unwanted = etags(header)
    if "*" in unwanted or str(current.version) in unwanted:
        raise FhirError(
            "precondition-failed",
            told("refused.if-none-match", version=current.version),
        )


def check_if_match(header: str | None, current: Version | None, *, required: bool) -> None:
    """FhirError "precondition-failed" unless the current version is one of those that are named."""
    exists = current is not None and not current.deleted
    if header is None:
        if required and exists:
            raise FhirError(
                "precondition-required",
                told("refused.if-match-wanted"),
            )
        return
    wanted = etags(header)
    if exists and current is not None and ("*" in wanted or str(current.version) in wanted):
        return
    state = f"version {current.version}" if exists and current is not None else "nothing"
    raise FhirError(
        "precondition-failed",
        told("refused.if-match", names=quoted(", ".join(wanted)), state=state),
    )
