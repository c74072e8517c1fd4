"""What stands in an address instead of a patient: a word that only this service can read.

The id of a Patient may be a number that names a person, and addresses are kept in many places. The
same patient of the same care provider has the same word, so that a page can be bookmarked.
"""

import base64
import binascii
import hmac
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12
_LONGEST = 256


@lru_cache(maxsize=8)
def _keys(secret: bytes) -> tuple[AESGCM, bytes]:
    derived = HKDF(algorithm=SHA256(), length=64, salt=None, info=b"pk-fhir portal addresses")
    key = derived.derive(secret)
    return AESGCM(key[:32]), key[32:]


def closed(secret: bytes, provider: str, patient: str) -> str:
    """The word for a patient (an id) of a care provider."""
    cipher, naming = _keys(secret)
    text = f"{provider}/{patient}".encode()
    # From the text itself, so that the same text gives the same word, and no other has its nonce.
    nonce = hmac.digest(naming, text, "sha256")[:_NONCE]
    return base64.urlsafe_b64encode(nonce + cipher.encrypt(nonce, text, None)).rstrip(b"=").decode()


def opened(secret: bytes, provider: str, word: str) -> str | None:
    """The patient's id; None for a word that is not one of ours, or is another care provider's."""
    if len(word) > _LONGEST:
        return None
    cipher, _ = _keys(secret)
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        text = cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (ValueError, binascii.Error, InvalidTag):
        return None
    named, _, patient = text.partition("/")
    return patient if named == provider else None
