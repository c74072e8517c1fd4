"""Which format is wanted and which was sent (https://hl7.org/fhir/R4/http.html#mime-type)."""

from collections.abc import Callable
from typing import Any

import msgspec

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.quoting import quoted

JSON = "application/fhir+json"
XML = "application/fhir+xml"

_JSON_NAMES = frozenset({"json", "application/json", JSON, "text/json", "application/json+fhir"})
_XML_NAMES = frozenset({"xml", "application/xml", XML, "text/xml", "application/xml+fhir"})
_ANY = frozenset({"*/*", "application/*"})


class Format(msgspec.Struct, frozen=True):
    """A format of answers: `plain` is JSON as it is stored."""

    media: str
    plain: bool
    render: Callable[[bytes], bytes]


def _as_is(content: bytes) -> bytes:
    return content


def _as_xml(content: bytes) -> bytes:
    from pk_fhir.fhir import xml  # noqa: PLC0415 - lxml is loaded only where there is XML

    return xml.dump_xml(fhir_json.parse(content), Definitions.r4())


_PLAIN = Format(JSON, plain=True, render=_as_is)
_XML = Format(XML, plain=False, render=_as_xml)


def chosen(parameter: str | None, accept: str | None) -> Format:
    """The format of the answer, by `_format` or else by Accept; FhirError "not-acceptable"."""
    if parameter:
        # A `+` that was not percent-encoded has become a blank.
        name = parameter.partition(";")[0].strip().replace(" ", "+").lower()
        found = _named(name)
        if found is None:
            raise _not_acceptable(parameter)
        return found
    if accept is None or accept == JSON or accept == "*/*":  # noqa: PLR1714 - in the order of likelihood
        return _PLAIN
    return _accepted(accept)


def _accepted(accept: str) -> Format:
    ranked: list[tuple[float, Format]] = []
    for part in accept.split(","):
        name, _, parameters = part.partition(";")
        found = _named(name.strip().lower())
        quality = _quality(parameters)
        if found is not None and quality > 0:
            ranked.append((quality, found))
    if not ranked:
        # A browser asks for text/html, and gets JSON where it accepts anything.
        raise _not_acceptable(accept)
    return max(ranked, key=lambda pair: pair[0])[1]


def _named(name: str) -> Format | None:
    if name in _JSON_NAMES or name in _ANY:
        return _PLAIN
    return _XML if name in _XML_NAMES else None


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def _not_acceptable(wanted: str) -> FhirError:
    return FhirError(
        "not-acceptable", f"There is no answer as {quoted(wanted)}. Ask for {JSON} or {XML}."
    )


def read(content_type: str | None, body: bytes) -> dict[str, Any]:
    """The resource in a body, by its media type; FhirError "media-type" for one that is not FHIR."""
    name = (content_type or JSON).partition(";")[0].strip().lower()
    if name in _JSON_NAMES:
        return fhir_json.parse(body)
    if name in _XML_NAMES:
        from pk_fhir.fhir import xml  # noqa: PLC0415 - lxml is loaded only where there is XML

        return xml.parse_xml(body, Definitions.r4())
    raise FhirError(
        "media-type", f"A body of type {quoted(name)} is not read here. Send {JSON} or {XML}."
    )
