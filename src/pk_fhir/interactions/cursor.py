"""The token of a page of history: signed with the service's secret, bound to who asked.

It has a time and a row number, no personal data. (The links of a search are `store.search.cursor`.)
"""

import base64
import binascii
import hashlib
import hmac
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

_SIGNATURE = 16
CHANGED = "refused.page-link-changed"


def who(caller: Caller) -> str:
    """Whose page links they are: another person, care provider or role may not follow them."""
    owner = "\0".join((caller.tenant, caller.role, caller.subject, caller.patient or ""))
    return hashlib.sha256(owner.encode()).hexdigest()[:32]


def seal(secret: bytes, caller: Caller, position: list[Any]) -> str:
    """The token of a position, for this caller."""
    content = msgspec.msgpack.encode([who(caller), *position])
    return base64.urlsafe_b64encode(_sign(secret, content) + content).decode().rstrip("=")


def unseal(secret: bytes, caller: Caller, token: str) -> list[Any]:
    """The position. FhirError "invalid" for a token that we did not make, "not-found" for somebody else's."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    signature, content = raw[:_SIGNATURE], raw[_SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(secret, content)):
        raise FhirError("invalid", told(CHANGED))
    owner, *position = msgspec.msgpack.decode(content)
    if owner != who(caller):
        raise FhirError("not-found", told("refused.no-such-page"))
    return list(position)


def _sign(secret: bytes, content: bytes) -> bytes:
    return hmac.digest(secret, b"history" + content, "sha256")[:_SIGNATURE]
