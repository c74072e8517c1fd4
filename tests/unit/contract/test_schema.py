"""The published schema: valid, in two languages, and of one mind with the model."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
from hypothesis import HealthCheck, given, settings
from tests.strategies.contracts import contracts

from pk_fhir.contract import PatientContract, json_schema

SCHEMA = json_schema()


def _properties() -> Iterator[tuple[str, dict[str, Any]]]:
    for owner in (SCHEMA, *SCHEMA["$defs"].values()):
        for name, field in owner.get("properties", {}).items():
            yield f"{owner['title']}.{name}", field


def test_the_schema_is_json_schema_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_every_field_has_an_english_and_a_swedish_title_and_is_in_camel_case() -> None:
    fields = dict(_properties())
    assert len(fields) > 250
    assert [path for path, field in fields.items() if not field.get("title")] == []
    assert [path for path, field in fields.items() if not field.get("x-title-sv")] == []
    assert [path for path in fields if "_" in path] == []


def test_a_description_stands_in_both_languages_or_in_none() -> None:
    alone = [
        path
        for path, field in _properties()
        if ("description" in field) != ("x-description-sv" in field)
    ]
    assert alone == []


def test_every_code_has_its_words_in_both_languages() -> None:
    lists = [one for one in SCHEMA["$defs"].values() if "enum" in one]
    assert len(lists) > 30
    for one in lists:
        assert list(one["x-enum-titles"]) == list(one["x-enum-titles-sv"]) == one["enum"]


def test_nothing_unknown_is_allowed_anywhere() -> None:
    objects = [SCHEMA, *(one for one in SCHEMA["$defs"].values() if one.get("type") == "object")]
    assert {one["title"] for one in objects if one["additionalProperties"] is not False} == set()


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(contracts(full=True))
def test_every_contract_is_valid_by_the_schema(contract: PatientContract) -> None:
    jsonschema.validate(json.loads(json.dumps(contract.to_json())), SCHEMA)
