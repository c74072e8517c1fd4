"""Binary in its own media type (https://hl7.org/fhir/R4/binary.html#rest).

A body that is no FHIR is the content of a Binary; a Binary is given as its content to who does not ask
for FHIR's media types. What people uploaded never runs in a browser as a page of this service.
"""

import base64
import binascii
import re
from typing import Any

from starlette.responses import Response

from pk_fhir.api.fhir import formats
from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

_MEDIA = re.compile(r"[\w.+-]+/[\w.+-]+(\s*;\s*[\w.+-]+=(\"[^\"\\]*\"|[\w.+-]+))*", re.ASCII)
_HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
}
_SHAPING = frozenset({"_summary", "_elements", "_pretty"})


def read(exchange: Exchange, body: bytes, id_: str | None = None) -> dict[str, Any]:
    """The Binary in a body: the resource itself, or else the body as its content, whatever that is.

    FHIR's own media types that hold no Binary are content too; what cannot be read as the FHIR that its
    media type says it is, is refused.
    """
    stated = exchange.header("content-type")
    if not formats.is_fhir(stated):
        return of_content(exchange, body, id_)
    try:
        resource = exchange.read(body)
    except FhirError:
        if stated is None or formats.is_formal(stated):
            raise
        return of_content(exchange, body, id_)
    is_binary = resource.get("resourceType") == "Binary" or stated is None
    return resource if is_binary else of_content(exchange, body, id_)


def of_content(exchange: Exchange, body: bytes, id_: str | None = None) -> dict[str, Any]:
    """The Binary that a body is, with the X-Security-Context of the request."""
    media = re.sub(r"\s+", " ", exchange.header("content-type") or "").strip()
    if not _MEDIA.fullmatch(media):
        raise FhirError("media-type", told("request.content-type"))
    context = (exchange.header("x-security-context") or "").strip()
    if context and exchange.service.local(exchange.caller.tenant)(context) is None:
        # What could not be held to would leave the Binary open to everybody, as without one.
        raise FhirError("invalid", told("request.security-context"))
    return {
        "resourceType": "Binary",
        **({"id": id_} if id_ else {}),
        "contentType": media,
        **({"securityContext": {"reference": context}} if context else {}),
        **({"data": base64.b64encode(body).decode()} if body else {}),
    }


def content(exchange: Exchange, stored: bytes, headers: dict[str, str]) -> Response | None:
    """The content of a stored Binary as it was sent; None for who asks for the resource."""
    if any(name in _SHAPING for name, _ in exchange.parameters):
        return None
    binary = fhir_json.parse(stored)
    media = binary.get("contentType")
    if not isinstance(media, str) or not _MEDIA.fullmatch(media):
        return None
    wanted = exchange.parameter("_format"), exchange.header("accept")
    if not formats.native(*wanted, media, by_default=True):
        return None
    reference = (binary.get("securityContext") or {}).get("reference")
    if isinstance(reference, str) and reference.isascii() and reference.isprintable():
        headers = {**headers, "X-Security-Context": reference}
    try:
        data = base64.b64decode(binary.get("data", ""), validate=False)
    except (binascii.Error, ValueError):
        return None
    response = Response(data, headers={**headers, **_HARMLESS})
    # As it was stated, without a charset of ours.
    response.headers["content-type"] = media
    return response
