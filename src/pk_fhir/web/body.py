"""A request's body, never more of it than the limit, compressed or not (RFC 9110, Content-Encoding)."""

import zlib

from starlette.requests import Request

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

_PLAIN = frozenset({"", "identity"})
_GZIP = frozenset({"gzip", "x-gzip"})


async def read_body(request: Request, limit: int) -> bytes:
    """The body; FhirError "too-large" before more than `limit` bytes are read or unpacked."""
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise too_large(limit)
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in _PLAIN and encoding not in _GZIP:
        raise FhirError("media-type", told("request.content-encoding"))
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        pieces.append(piece)
    body = pieces[0] if len(pieces) == 1 else b"".join(pieces)
    return _unpacked(body, limit) if encoding in _GZIP and body else body


def _unpacked(body: bytes, limit: int) -> bytes:
    """What a gzip body holds. A small one can hold very much: unpacking ends at the limit."""
    unpacking = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        found = unpacking.decompress(body, limit + 1)
    except zlib.error as error:
        raise FhirError("invalid", told("request.no-gzip")) from error
    if len(found) > limit:
        raise too_large(limit)
    if not unpacking.eof or unpacking.unused_data:
        raise FhirError("invalid", told("request.gzip-ends"))
    return found


def too_large(limit: int) -> FhirError:
    """What is said to a body over the limit."""
    return FhirError("too-large", told("request.body-too-large", limit=limit))
