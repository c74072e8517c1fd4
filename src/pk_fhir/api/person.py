"""A person's number in the body of a request: never in a URL, which is logged and kept by others."""

from pydantic import BaseModel, ConfigDict, Field, JsonValue

EXAMPLE: JsonValue = {
    "system": "http://electronichealth.se/identifier/personnummer",
    "value": "197701172392",
}


class PersonNumber(BaseModel):
    """A national identifier that names a person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    system: str = Field(
        max_length=256, description="URI of the number's system; aliases are known."
    )
    value: str = Field(max_length=64, description="The number, with or without its hyphen.")
