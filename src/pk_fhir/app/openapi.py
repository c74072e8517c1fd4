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
            describe(document, operations=added)
        return app.openapi_schema or generated()

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way


def contract_schemas() -> dict[str, Any]:
    """The contract's JSON Schema as OpenAPI components, named apart from the view's: both have a Goal."""
    text = json.dumps(json_schema()).replace('"#/$defs/', '"#/components/schemas/Contract')
    schema = json.loads(text)
    parts = {f"Contract{name}": part for name, part in schema.pop("$defs", {}).items()}
    return {**parts, "PatientContract": schema}
