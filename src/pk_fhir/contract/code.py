"""A closed list of codes, each with its English and Swedish word."""

from enum import StrEnum
from typing import Any, Self

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Code(StrEnum):
    """A code that carries its words: `Part.TIME.sv` is ``överenskommen tid``."""

    en: str
    sv: str

    def __new__(cls, value: str, en: str, sv: str) -> Self:
        """Make the member of `value`; its words do not take part in comparison."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.en = en
        member.sv = sv
        return member

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core))
        schema.pop("description", None)
        schema["x-enum-titles"] = {code.value: code.en for code in cls}
        schema["x-enum-titles-sv"] = {code.value: code.sv for code in cls}
        return schema
