"""What our own pages send: forms of one sending each, and of no other site's making.

Every form carries a key that is made for its address: a number used once and a seal over both. The
browser says besides where the form stood. The key tells one sending from another, so that a form that
comes twice (a double tap, the page loaded again) is written once.
"""

import hmac
import secrets
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import parse_qsl

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from starlette.requests import Request

from pk_fhir.web.body import read_body

MOST_BYTES = 64 * 1024
MOST_FIELDS = 30
KEY = "nyckel"


class FormError(Exception):
    """A form that is not ours, or no form at all; `status` is HTTP's."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Forms:
    """Makes forms' keys and reads forms. `secret` gives what keys are sealed with."""

    def __init__(self, secret: Callable[[], bytes]) -> None:
        self._secret = secret

    def key(self, address: str) -> str:
        """A new key for a form that is sent to this address."""
        once = secrets.token_urlsafe(18)
        return f"{once}.{self._seal(once, address)}"

    def _seal(self, once: str, address: str) -> str:
        message = f"{once}\0{address}".encode()
        return hmac.new(_sealing(self._secret()), message, "sha256").hexdigest()[:32]

    async def of(self, request: Request) -> dict[str, str]:
        """The fields of a form of ours. FormError for another's; FhirError "too-large"."""
        if not _from_our_page(request):
            raise FormError(403)
        body = await read_body(request, MOST_BYTES)
        try:
            pairs = parse_qsl(
                body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS
            )
        except ValueError as error:
            raise FormError(400) from error
        # What a browser sends as a line break is one line break to us.
        sent = {name: value.replace("\r\n", "\n").strip() for name, value in pairs}
        once, _, seal = sent.get(KEY, "").partition(".")
        expected = self._seal(once, request.url.path)
        if not once or not hmac.compare_digest(seal.encode(), expected.encode()):
            raise FormError(403)
        return sent


@lru_cache(maxsize=8)
def _sealing(secret: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"pk-fhir portal forms").derive(
        secret
    )


def _from_our_page(request: Request) -> bool:
    """By what the browser says of where the form stood; its `Origin` is null for a page without referrer."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or origin.partition("//")[2] == request.headers.get("host")
