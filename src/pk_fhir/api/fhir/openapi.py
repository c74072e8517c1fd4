"""The FHIR interface in OpenAPI: one path for each shape of https://hl7.org/fhir/R4/http.html, made from the route table."""

from collections.abc import Iterable
from typing import Any

from pk_fhir.api.fhir.operation import Operation, Operations
from pk_fhir.api.fhir.operations import BUILT_IN
from pk_fhir.api.fhir.routes import Entry, table
from pk_fhir.interactions.types import SERVED

_MEDIA = ("application/fhir+json", "application/fhir+xml")
_RESOURCE = {"$ref": "#/components/schemas/FhirResource"}
_NAMES = {
    "TYPE": "type",
    "ID": "id",
    "VERSION": "version",
    "OPERATION": "operation",
    "COMPARTMENT": "member",
}
_REFUSALS = {
    "400": "The request cannot be read",
    "401": "A valid token is needed",
    "403": "Not allowed",
    "404": "Not found, or not to be seen",
    "405": "Not supported",
    "406": "No acceptable format",
    "409": "Conflict",
    "410": "Deleted",
    "412": "A precondition does not hold",
    "413": "Too large",
    "415": "Unsupported media type",
    "422": "Against a rule of FHIR or a profile",
    "428": "If-Match is required",
    "503": "Try again later",
}


def describe(
    document: dict[str, Any], prefix: str = "/fhir", operations: Iterable[Operation] = ()
) -> None:
    """Add the FHIR paths and their schemas to an OpenAPI document; `operations` as for `FhirInterface`."""
    every = Operations((*BUILT_IN, *operations))
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["FhirResource"] = {
        "type": "object",
        "title": "A FHIR R4 resource",
        "required": ["resourceType"],
        "properties": {"resourceType": {"type": "string"}, "id": {"type": "string"}},
        "additionalProperties": True,
        "externalDocs": {"url": "https://hl7.org/fhir/R4/resourcelist.html"},
    }
    paths = document.setdefault("paths", {})
    for entry in table(every):
        path = "/".join((prefix, *(_part(part) for part in entry.pattern)))
        paths.setdefault(path, {})[entry.method.lower()] = _operation(entry, every.names)


def _part(part: str) -> str:
    name = _NAMES.get(part)
    return f"{{{name}}}" if name else part


def _operation(entry: Entry, operations: list[str]) -> dict[str, Any]:
    name = "_".join(("fhir", entry.method, *entry.pattern)).lower()
    described: dict[str, Any] = {
        "tags": ["fhir"],
        "summary": entry.summary,
        "operationId": name,
        "parameters": [_parameter(part, operations) for part in entry.pattern if part in _NAMES],
        "responses": {
            "2XX": {"description": "As FHIR says", "content": _content() | _native(entry)},
            "204": {"description": "Done, and there is nothing to show"},
            "304": {"description": "Not modified"},
            **{
                status: {"description": text, "content": _content()}
                for status, text in _REFUSALS.items()
            },
        },
    }
    if entry.method in ("POST", "PUT", "PATCH"):
        described["requestBody"] = {"required": True, "content": _body(entry)}
    return described


def _parameter(part: str, operations: list[str]) -> dict[str, Any]:
    schemas: dict[str, dict[str, Any]] = {
        "TYPE": {"type": "string", "enum": list(SERVED)},
        "ID": {"type": "string", "pattern": r"^[A-Za-z0-9\-.]{1,64}$"},
        "VERSION": {"type": "string", "pattern": r"^[0-9]{1,9}$"},
        "OPERATION": {"type": "string", "enum": operations},
        "COMPARTMENT": {"type": "string", "enum": ["*", *SERVED]},
    }
    return {"name": _NAMES[part], "in": "path", "required": True, "schema": schemas[part]}


def _content() -> dict[str, Any]:
    return {media: {"schema": _RESOURCE} for media in _MEDIA}


def _native(entry: Entry) -> dict[str, Any]:
    """What is no resource: a Binary in its own media type, and a contract in its own JSON."""
    anything = {"schema": {"type": "string", "format": "binary"}}
    if entry.method == "GET" and entry.pattern[:2] == ("TYPE", "ID") and len(entry.pattern) != 3:  # noqa: PLR2004 - a resource or a version of it
        return {"*/*": anything}
    return (
        {"application/json": {"schema": {"type": "object"}}} if "OPERATION" in entry.pattern else {}
    )


def _body(entry: Entry) -> dict[str, Any]:
    if "_search" in entry.pattern:
        form = {"type": "object", "additionalProperties": {"type": "string"}}
        return {"application/x-www-form-urlencoded": {"schema": form}}
    content = _content()
    if entry.method == "PATCH":
        operations = {"type": "array", "items": {"type": "object"}}
        content["application/json-patch+json"] = {"schema": operations}
        content["application/merge-patch+json"] = {"schema": {"type": "object"}}
        content["application/xml-patch+xml"] = {"schema": {"type": "string"}}
    return content
