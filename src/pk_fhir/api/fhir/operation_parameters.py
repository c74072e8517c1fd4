"""What an operation is called with: a query string, a form or Parameters, read alike (https://hl7.org/fhir/R4/operations.html#executing)."""

import re
from typing import Any

from pk_fhir.api.fhir.exchange import GENERAL, Exchange
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.query_strings import read_pairs
from pk_fhir.interactions.quoting import quoted
from pk_fhir.messages import told

Values = dict[str, Any]
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T[0-9:.]{5,20}(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII)


async def asked(
    exchange: Exchange, *known: str, sent: dict[str, Any] | None = None, body: str | None = None
) -> Values:
    """What was asked for, by name: text from a query, the value, resource or parts from a body.

    Each name of `known` may be there once; one that ends with `*` may be there several times, and has
    a list. `sent` is the body where it has been read already. `body` is the one parameter that a resource
    can be sent as by itself, with the others in the query. FhirError "invalid" for a parameter that is not
    known, or is given once too often.
    """
    if sent is None and exchange.request.method == "POST":
        sent = await _sent(exchange)
    found = [(name, value) for name, value in exchange.parameters if name not in GENERAL]
    pairs: list[tuple[str, Any]] = [*found, *(_parts(sent, body) if sent is not None else ())]
    values: Values = {}
    for name, value in pairs:
        if f"{name}*" in known:
            values.setdefault(name, []).append(value)
        elif name not in known:
            raise FhirError(
                "invalid",
                told("request.operation-parameter-unknown", name=quoted(name), knows=_knows(known)),
            )
        elif name in values:
            raise FhirError("invalid", told("request.parameter-twice", name=name))
        else:
            values[name] = value
    return values


async def _sent(exchange: Exchange) -> dict[str, Any] | None:
    """The body; of a form the parameters are taken as those of the query are."""
    body = await exchange.body()
    if not body:
        return None
    if exchange.is_form:
        exchange.take(read_pairs(body))
        return None
    return exchange.read(body)


def _knows(known: tuple[str, ...]) -> str:
    if not known:
        return told("request.operation-knows-none")
    return told("request.operation-knows", known=", ".join(name.rstrip("*") for name in known))


def _parts(sent: dict[str, Any], body: str | None) -> list[tuple[str, Any]]:
    if body is not None and sent.get("resourceType") not in (None, "Parameters"):
        return [(body, sent)]
    parameters = sent.get("parameter", [])
    if sent.get("resourceType") != "Parameters" or not isinstance(parameters, list):
        raise FhirError("invalid", told("request.send-parameters"))
    return [_part(each) for each in parameters]


def _part(part: object) -> tuple[str, Any]:
    if isinstance(part, dict) and isinstance(part.get("name"), str):
        stated = [
            value
            for key, value in part.items()
            if key in ("resource", "part") or key.startswith("value")
        ]
        if len(stated) == 1:
            return part["name"], stated[0]
    raise FhirError("invalid", told("request.parameter-form"))


def several(values: Values, name: str) -> list[list[dict[str, Any]]]:
    """A parameter that may be repeated and has parts: the parts of each."""
    found = values.get(name, [])
    for parts in found:
        if not isinstance(parts, list) or not all(isinstance(each, dict) for each in parts):
            raise FhirError("invalid", told("request.parameter-parts", name=name))
    return list(found)


def texts(values: Values, name: str) -> list[str]:
    """A parameter of text that may be repeated."""
    found = values.get(name, [])
    if not all(isinstance(each, str) and each for each in found):
        raise FhirError("invalid", told("request.parameter-text", name=name))
    return list(found)


def text(values: Values, name: str) -> str | None:
    """A parameter of text; FhirError "invalid" where it is something else or empty."""
    value = values.get(name)
    if value is None or (isinstance(value, str) and value):
        return value
    raise FhirError("invalid", told("request.parameter-text", name=name))


def structure(values: Values, name: str) -> dict[str, Any] | None:
    """A parameter that is a Coding, a CodeableConcept or a resource: only a body can hold one."""
    value = values.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise FhirError("invalid", told("request.parameter-parts-post", name=name))


def checked_date(name: str, stated: str) -> str:
    """The day of a dateTime; FhirError "invalid" for what is none."""
    day = stated[:10]
    if not _DATE.fullmatch(stated):
        raise FhirError("invalid", told("request.parameter-date", name=name))
    return day


def number(values: Values, name: str) -> int | None:
    """A parameter that counts: a whole number from 0."""
    value = values.get(name)
    if value is None:
        return None
    shown = str(value)
    if isinstance(value, bool) or not (shown.isascii() and shown.isdigit()) or len(shown) > 9:  # noqa: PLR2004 - FHIR's integer has 32 bits
        raise FhirError("invalid", told("request.parameter-number", name=name))
    return int(shown)


def truth(values: Values, name: str, *, default: bool = False) -> bool:
    """A parameter that is true or false; `default` where it is not given."""
    value = values.get(name, default)
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise FhirError("invalid", told("request.parameter-boolean", name=name))
