"""The token of a page link: opaque, signed with the service's secret, bound to who asked.

Whoever changes it, or is somebody else, is told that there is no such page.
"""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError

_SIGNATURE = 16


def seal(secret: bytes, caller: Caller, position: list[Any]) -> str:
    """The token of a position, for this caller."""
    content = msgspec.msgpack.encode(position)
    return base64.urlsafe_b64encode(_sign(secret, caller, content) + content).decode().rstrip("=")


def unseal(secret: bytes, caller: Caller, token: str) -> list[Any]:
    """The position; FhirError "invalid" for a token that was not made for this caller."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(secret, caller, content)):
        raise FhirError(
            "invalid", "This page link is not one that was given to you. Start from the first page."
        )
    position: list[Any] = msgspec.msgpack.decode(content)
    return position


def _sign(secret: bytes, caller: Caller, content: bytes) -> bytes:
    who = "\0".join((caller.tenant, caller.role, caller.subject, caller.patient or "")).encode()
    return hmac.digest(secret, hashlib.sha256(who).digest() + content, "sha256")[:_SIGNATURE]
