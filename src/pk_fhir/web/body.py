"""A request's body, never more of it than the limit."""

from starlette.requests import Request

from pk_fhir.fhir.outcome import FhirError


async def read_body(request: Request, limit: int) -> bytes:
    """The body; FhirError "too-large" before more than `limit` bytes are read."""
    stated = request.headers.get("content-length", "")
    if stated.isdigit() and int(stated) > limit:
        raise too_large(limit)
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        pieces.append(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def too_large(limit: int) -> FhirError:
    """What is said to a body over the limit."""
    return FhirError("too-large", f"The body is larger than this server reads: {limit} bytes.")
