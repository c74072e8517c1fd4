"""The view's answers are what the OpenAPI description says of them."""

from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from tests.unit.view import three_sources as given

from pk_fhir.app import opened
from pk_fhir.config import Settings

pytestmark = pytest.mark.anyio


def resolved(document: dict[str, Any]) -> dict[str, Any]:
    """The schema of a view's answer, with the components that it refers to."""
    answer = document["paths"]["/view/_search"]["post"]["responses"]["200"]
    schema: dict[str, Any] = answer["content"]["application/json"]["schema"]
    return schema | {"components": document["components"]}


async def test_a_view_is_as_the_description_says(client: httpx.AsyncClient, tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'o.db'}", data_dir=tmp_path)
    async with opened(settings) as app:
        schema = resolved(app.openapi())
    answer = await client.post(
        "/view/_search", json={"system": given.PERSONNUMMER, "value": given.NUMBER}
    )
    jsonschema.validate(answer.json(), schema)
    assert answer.json()["goals"]
