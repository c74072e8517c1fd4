"""The OpenAPI description of what FastAPI does not know by itself: the contract's own JSON Schema."""

import json
from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI

from pk_fhir.api.fhir import Operation, describe
from pk_fhir.contract import json_schema


def describe_contracts(app: FastAPI, operations: Iterable[Operation] = ()) -> None:
    """Put the published JSON Schema of a contract where the OpenAPI description refers to it.

    `operations` are those that `FhirInterface` was given.
    """
    generated = app.openapi
    added = tuple(operations)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = generated()
            document.setdefault("components", {}).setdefault("schemas", {}).update(
                contract_schemas()
            )
            _tell_problems(document)
            describe(document, operations=added)
        return app.openapi_schema or generated()

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way


PROBLEM = "application/problem+json"


def _tell_problems(document: dict[str, Any]) -> None:
    """Every refusal of these addresses is a problem, in one form, and none is FastAPI's own."""
    schemas = document["components"]["schemas"]
    for of_fastapi in ("HTTPValidationError", "ValidationError"):
        schemas.pop(of_fastapi, None)
    schemas["Problem"] = problem_schema()
    told = {"schema": {"$ref": "#/components/schemas/Problem"}}
    refusal = {"description": "What is wrong, and where", "content": {PROBLEM: told}}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            responses = operation["responses"]
            responses.pop("422", None)
            if not path.startswith("/health"):
                responses["4XX"] = responses["5XX"] = refusal
            elif path == "/health/ready":
                responses["503"] = {**responses["200"], "description": "No database"}


def problem_schema() -> dict[str, Any]:
    """RFC 9457, with every problem at once in `errors` (`web.errors.problem`)."""
    text = {"type": "string"}
    error = dict.fromkeys(("key", "severity", "pointer", "message"), text) | {
        name: {"type": "integer"} for name in ("line", "column")
    }
    return {
        "type": "object",
        "title": "A problem (RFC 9457)",
        "required": ["type", "title", "status", "errors"],
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "detail": text,
            "errors": {"type": "array", "items": {"type": "object", "properties": error}},
        },
    }


def contract_schemas() -> dict[str, Any]:
    """The contract's JSON Schema as OpenAPI components, named apart from the view's: both have a Goal."""
    text = json.dumps(json_schema()).replace('"#/$defs/', '"#/components/schemas/Contract')
    schema = json.loads(text)
    parts = {f"Contract{name}": part for name, part in schema.pop("$defs", {}).items()}
    return {**parts, "PatientContract": schema}
