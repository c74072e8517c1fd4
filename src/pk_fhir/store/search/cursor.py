"""Links to the pages of a search: everything that the next page needs, closed to everybody else.

A cursor holds the query, which may name a person, so it is encrypted and authenticated (AES-GCM) with
a key made from the deployment's secret: opaque, without readable personal data, and of no use when
changed. It is bound to the caller, and to an expiry, after which the index no longer keeps the state
of its first page. Nothing about a search is kept on the server.
"""

import base64
import binascii
import os
import zlib
from functools import lru_cache

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.messages import Language, text

Position = tuple[str | int | float | None, ...]
_NONCE = 12
_LONGEST = 64 * 1024


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Which page of which search.

    `caller` names who may follow the link; `types`, `pairs` and `compartment` are the query as it was
    asked; `position` None is the first page; `back`: the page before the position. `expires` is
    microseconds since 1970. `lenient` as in the first request.
    """

    caller: str
    tenant: str
    types: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    count: int
    expires: int
    state: str | None = None
    position: Position | None = None
    back: bool = False
    compartment: tuple[str, str] | None = None
    total: int | None = None
    lenient: bool = False


_DECODER = msgspec.msgpack.Decoder(Cursor)


@lru_cache(maxsize=8)
def _cipher(secret: bytes) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"pk-fhir page links")
    return AESGCM(derived.derive(secret))


def seal(secret: bytes, cursor: Cursor) -> str:
    """The cursor as text for a URL. `secret` is the deployment's, of at least 16 bytes."""
    nonce = os.urandom(_NONCE)
    packed = zlib.compress(msgspec.msgpack.encode(cursor), 1)
    closed = _cipher(secret).encrypt(nonce, packed, None)
    return base64.urlsafe_b64encode(nonce + closed).rstrip(b"=").decode()


def unseal(
    secret: bytes, sealed: str, *, caller: str, now: int, language: Language = "en"
) -> Cursor:
    """The cursor of a page link. FhirError("invalid") for a changed or old one, FhirError("not-found")
    for somebody else's."""
    cursor = _opened(secret, sealed)
    if cursor is None or cursor.expires < now:
        raise FhirError("invalid", [_issue("invalid", language)])
    if cursor.caller != caller:
        raise FhirError("not-found", [_issue("not-found", language)])
    return cursor


def _opened(secret: bytes, sealed: str) -> Cursor | None:
    if len(sealed) > _LONGEST:
        return None
    try:
        raw = base64.b64decode(sealed + "=" * (-len(sealed) % 4), altchars=b"-_", validate=True)
        packed = _cipher(secret).decrypt(raw[:_NONCE], raw[_NONCE:], None)
        return _DECODER.decode(zlib.decompress(packed))
    except (ValueError, binascii.Error, InvalidTag, zlib.error, msgspec.MsgspecError):
        return None


def _issue(code: str, language: Language) -> Issue:
    return Issue(
        severity="error",
        code=code,
        expression="http._cursor",
        diagnostics=text("search.bad-cursor", language),
        key="search.bad-cursor",
    )
