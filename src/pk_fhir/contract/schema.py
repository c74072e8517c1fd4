"""The published JSON Schema of the contract, with Swedish and English words."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from pk_fhir.contract.contract import PatientContract


class _InOrder(GenerateJsonSchema):
    """Fields and codes stand in the order in which care lists them, not in that of the alphabet."""

    def sort(self, value: JsonSchemaValue, parent_key: str | None = None) -> JsonSchemaValue:
        del parent_key
        return value


SCHEMA_ID = "https://pk-fhir.example/contracts/schema"


def json_schema() -> dict[str, Any]:
    """JSON Schema 2020-12 of the contract JSON, as `GET /contracts/schema` gives it."""
    schema = PatientContract.model_json_schema(
        by_alias=True, mode="validation", schema_generator=_InOrder
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **schema,
        "title": "Patient contract",
        "x-title-sv": "Patientkontrakt",
        "x-description-sv": "En dokumenterad överenskommelse som patient och vård utformar tillsammans.",
    }
