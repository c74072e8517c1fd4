"""What an operation is called with: a query string or Parameters, read alike (https://hl7.org/fhir/R4/operations.html#executing)."""

from typing import Any

from pk_fhir.api.fhir.exchange import GENERAL, Exchange
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.quoting import quoted


async def asked(exchange: Exchange, *known: str) -> dict[str, Any]:
    """Each `known` parameter once, by name: text from a query, the value or resource itself from a body.

    FhirError "invalid" for a parameter that is not known, or is given twice.
    """
    found = [(name, value) for name, value in exchange.parameters if name not in GENERAL]
    body = await exchange.body() if exchange.request.method == "POST" else b""
    pairs: list[tuple[str, Any]] = [*found, *(_parts(exchange.read(body)) if body else ())]
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name not in known:
            raise FhirError(
                "invalid",
                f"The parameter {quoted(name)} is not known here. This operation knows {', '.join(known)}.",
            )
        if name in values:
            raise FhirError("invalid", f"The parameter {name} is given twice: give it once.")
        values[name] = value
    return values


def _parts(sent: dict[str, Any]) -> list[tuple[str, Any]]:
    parameters = sent.get("parameter", [])
    if sent.get("resourceType") != "Parameters" or not isinstance(parameters, list):
        raise FhirError("invalid", "Send the resource Parameters, with a list called parameter.")
    return [_part(each) for each in parameters]


def _part(part: object) -> tuple[str, Any]:
    if isinstance(part, dict) and isinstance(part.get("name"), str):
        for key, value in part.items():
            if key == "resource" or key.startswith("value"):
                return part["name"], value
    raise FhirError("invalid", "Each parameter has a name, and a value or a resource.")


def text(values: dict[str, Any], name: str) -> str | None:
    """A parameter of text; FhirError "invalid" where it is something else or empty."""
    value = values.get(name)
    if value is None or (isinstance(value, str) and value):
        return value
    raise FhirError("invalid", f"The parameter {name} is text, and is not empty.")


def structure(values: dict[str, Any], name: str) -> dict[str, Any] | None:
    """A parameter that is a Coding, a CodeableConcept or a resource: only a body can hold one."""
    value = values.get(name)
    if value is None or isinstance(value, dict):
        return value
    raise FhirError("invalid", f"The parameter {name} has parts: send it in Parameters by POST.")


def number(values: dict[str, Any], name: str) -> int | None:
    """A parameter that counts: a whole number from 0."""
    value = values.get(name)
    if value is None:
        return None
    shown = str(value)
    if isinstance(value, bool) or not (shown.isascii() and shown.isdigit()) or len(shown) > 9:  # noqa: PLR2004 - FHIR's integer has 32 bits
        raise FhirError("invalid", f"The parameter {name} is a whole number, 0 or more.")
    return int(shown)


def yes(values: dict[str, Any], name: str) -> bool:
    """A parameter that is true or false; false where it is not given."""
    value = values.get(name, False)
    if value in (True, "true"):
        return True
    if value in (False, "false"):
        return False
    raise FhirError("invalid", f"The parameter {name} is true or false.")
