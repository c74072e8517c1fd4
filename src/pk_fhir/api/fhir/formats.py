"""Which format is wanted and which was sent (https://hl7.org/fhir/R4/http.html#mime-type)."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from pk_fhir.definitions import Definitions
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.quoting import quoted
from pk_fhir.messages import Language, told

JSON = "application/fhir+json"
XML = "application/fhir+xml"
# Requests and answers say that they are UTF-8 (https://hl7.org/fhir/R4/http.html#mime-type).
_CHARSET = "; charset=utf-8"

_JSON_NAMES = frozenset({"json", "application/json", JSON, "text/json", "application/json+fhir"})
_XML_NAMES = frozenset({"xml", "application/xml", XML, "text/xml", "application/xml+fhir"})
_ANY = frozenset({"*/*", "application/*"})
# The MIME parameter fhirVersion, of the release that is served (https://hl7.org/fhir/R4/http.html#version-parameter).
_VERSIONS = frozenset({"", "4.0", "4.0.1"})
_CHARSETS = frozenset({"", "utf-8", "utf8", "us-ascii"})


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


def pretty(content: bytes) -> bytes:
    """An answer in XML, on lines (https://hl7.org/fhir/R4/http.html#parameters)."""
    from pk_fhir.fhir import xml  # noqa: PLC0415 - as above

    return xml.pretty(content)


PLAIN = Format(JSON + _CHARSET, plain=True, render=_as_is)
_XML = Format(XML + _CHARSET, plain=False, render=_as_xml)


def chosen(parameter: str | None, accept: str | None, sent: str | None = None) -> Format:
    """The format of the answer, by `_format` or else by Accept; FhirError "not-acceptable".

    Who takes anything gets the format of what they `sent`, by its media type.
    """
    if parameter:
        found = _of_parameter(parameter)
        if found is None:
            raise _not_acceptable(parameter)
        return found
    if accept == JSON:
        return PLAIN
    if not accept or accept == "*/*":
        return _named(_kind(sent or JSON)) or PLAIN
    parts = list(_parts(accept))
    unwanted = [_named(part.name) for part in parts if not part.quality]
    ranked = [
        (part.quality, -place, found)
        for place, part in enumerate(parts)
        if part.quality > 0 and (found := _of_part(part, unwanted)) is not None
    ]
    if not ranked:
        # A browser asks for text/html, and gets JSON where it accepts anything.
        raise _not_acceptable(accept)
    return max(ranked, key=lambda each: each[:2])[2]


def native(parameter: str | None, accept: str | None, media: str, *, by_default: bool) -> bool:
    """Whether content that has a media type of its own is wanted as that, and not as a FHIR resource.

    https://hl7.org/fhir/R4/binary.html#rest: whoever asks for FHIR's own media types gets the resource.
    `by_default` is the answer to somebody who takes anything.
    """
    if parameter:
        return _of_parameter(parameter) is None and parameter.replace(" ", "+") == media
    if not accept:
        return by_default
    kind = _kind(media)
    wanted: list[tuple[float, int, bool]] = []
    for place, part in enumerate(_parts(accept)):
        if part.quality <= 0:
            continue
        if part.name == kind:
            wanted.append((part.quality, -place, kind not in (JSON, XML)))
        elif part.name in ("*/*", f"{kind.partition('/')[0]}/*"):
            wanted.append((part.quality, -place, by_default))
        elif _of_part(part) is not None:
            wanted.append((part.quality, -place, False))
    return max(wanted)[2] if wanted else by_default


class _Part(NamedTuple):
    """One media range of an Accept header."""

    name: str
    quality: float
    version: str


def _parts(accept: str) -> Iterator[_Part]:
    for text in accept.split(","):
        name, _, rest = text.partition(";")
        quality, version = 1.0, ""
        for parameter in rest.split(";"):
            key, _, value = parameter.strip().partition("=")
            if key.lower() == "q":
                quality = _quality(value)
            elif key.lower() == "fhirversion":
                version = value.strip('" ')
        yield _Part(name.strip().lower(), quality, version)


def _of_part(part: _Part, unwanted: Sequence[Format | None] = ()) -> Format | None:
    """The format of a media range; `*/*` is the first that is not unwanted."""
    if part.version not in _VERSIONS:
        return None
    if part.name in _ANY:
        return next((each for each in (PLAIN, _XML) if each not in unwanted), None)
    return _named(part.name)


def _of_parameter(parameter: str) -> Format | None:
    # A `+` that was not percent-encoded has become a blank.
    named = re.sub(r";\s+", ";", parameter.replace(",", " ").strip())
    [part] = _parts(named.replace(" ", "+"))
    return None if part.name in _ANY else _of_part(part)


def _kind(content_type: str) -> str:
    """A media type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def _named(name: str) -> Format | None:
    if name in _JSON_NAMES:
        return PLAIN
    return _XML if name in _XML_NAMES else None


def _quality(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        return 0.0


def _not_acceptable(wanted: str) -> FhirError:
    return FhirError(
        "not-acceptable",
        told("request.no-answer-as", wanted=quoted(wanted), json=JSON, xml=XML),
    )


def is_formal(content_type: str) -> bool:
    """Whether a media type is FHIR's own, and not a general one that a resource may be sent as too."""
    return _kind(content_type) in (JSON, XML)


def is_fhir(content_type: str | None) -> bool:
    """Whether a body of this media type is a resource in FHIR's JSON or XML."""
    return _named(_kind(content_type or JSON)) is not None


def read(content_type: str | None, body: bytes, language: Language = "en") -> dict[str, Any]:
    """The resource in a body, by its media type; FhirError "media-type" for one that is not FHIR."""
    if _is_json(content_type):
        return fhir_json.parse(body, language=language)
    from pk_fhir.fhir import xml  # noqa: PLC0415 - lxml is loaded only where there is XML

    return xml.parse_xml(body, Definitions.r4(), language=language)


def read_as_far(content_type: str | None, body: bytes, language: Language = "en") -> dict[str, Any]:
    """As `read`, but refuses only what cannot be read at all: the rest of its form is not judged."""
    if _is_json(content_type):
        value, _ = fhir_json.parse_lenient(body, language=language)
    else:
        from pk_fhir.fhir import xml  # noqa: PLC0415 - as above

        value, _ = xml.parse_lenient(body, Definitions.r4(), language=language)
    return read(content_type, body, language) if value is None else value


def _is_json(content_type: str | None) -> bool:
    """Whether a media type is FHIR's JSON, and not its XML; FhirError for any other."""
    name, _, rest = (content_type or JSON).partition(";")
    name = name.strip().lower()
    _check_parameters(rest)
    if name not in (*_JSON_NAMES, *_XML_NAMES):
        raise FhirError(
            "media-type", told("request.body-type", name=quoted(name), json=JSON, xml=XML)
        )
    return name in _JSON_NAMES


def _check_parameters(rest: str) -> None:
    stated = dict(parameter.strip().lower().partition("=")[::2] for parameter in rest.split(";"))
    if stated.get("charset", "").strip('" ') not in _CHARSETS:
        raise FhirError("media-type", told("request.charset"))
    if stated.get("fhirversion", "").strip('" ') not in _VERSIONS:
        raise FhirError("media-type", told("request.fhir-version"))
