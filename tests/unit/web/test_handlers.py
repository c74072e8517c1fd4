"""A request that the framework refuses is told of as every other: in our words, with its place, in the reader's language."""

from typing import Any, Literal

import httpx
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, field_validator
from tests.serving import asgi_client

from pk_fhir.web.handlers import add_handlers

pytestmark = pytest.mark.anyio


class Asked(BaseModel):
    """One field of each kind that our requests have."""

    model_config = ConfigDict(extra="forbid")

    value: str = Field(max_length=5)
    refresh: Literal["live", "replicas"] = "live"
    since: str = "2026-11-25"
    hours: int = Field(default=1, ge=1)
    statuses: list[str] = Field(default=[], max_length=2)

    @field_validator("since")
    @classmethod
    def _in_time(cls, value: str) -> str:
        if value < "2000":
            raise ValueError("since is before there were contracts")
        return value


async def answered(body: str, *, language: str = "en", **headers: str) -> httpx.Response:
    app = FastAPI()
    add_handlers(app)

    @app.post("/view/_search")
    async def search(asked: Asked) -> str:
        return asked.value

    async with asgi_client(app, "http://x") as client:
        return await client.post(
            "/view/_search",
            content=body,
            headers={
                "content-type": "application/json",
                "accept-language": language,
                **{name.replace("_", "-"): value for name, value in headers.items()},
            },
        )


def errors(answer: httpx.Response) -> list[tuple[str, str, str]]:
    found: list[dict[str, Any]] = answer.json()["errors"]
    return [(each.get("pointer", ""), each["key"], each["message"]) for each in found]


async def test_every_problem_is_told_at_once_with_its_place_and_what_to_change() -> None:
    answer = await answered(
        '{"value": "längre än så", "refresh": "never", "since": "1999", "hours": 0, "statuses": ["a", "b", "c"], "a/b": 1}'
    )
    assert answer.status_code == 422
    assert errors(answer) == [
        ("/value", "pk-json-long", "the text is too long: at most 5 characters"),
        ("/refresh", "pk-json-code", "the code is not one of those that can stand here: use one of live, replicas"),
        ("/since", "pk-json-value", "since is before there were contracts"),
        ("/hours", "pk-json-small", "the number is too small: at least 1"),
        ("/statuses", "pk-json-many", "the list has too many members: at most 2"),
        ("/a~1b", "pk-json-not-a-field", "`a/b` is not a field here: remove it"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{}", ("/value", "pk-json-missing", "`value` saknas: lägg till det")),
        ('{"value": 7}', ("/value", "pk-json-type", "värdet har fel typ: skriv en text")),
        ("[]", ("", "pk-json-type", "värdet har fel typ: skriv ett objekt")),
        ("[", ("", "pk-json-syntax", "innehållet är inte JSON: Expecting value")),
    ],
)
async def test_it_is_told_in_the_readers_language(
    body: str, expected: tuple[str, str, str]
) -> None:
    assert errors(await answered(body, language="sv-SE")) == [expected]


async def test_a_body_of_another_kind_is_told_what_to_send() -> None:
    answer = await answered("value=7", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    assert answer.json()["detail"] == (
        "A body of type application/x-www-form-urlencoded is not read here. Send application/json."
    )


async def test_a_path_or_a_method_that_is_not_there_is_told_as_everything_else() -> None:
    app = FastAPI()
    add_handlers(app)
    app.get("/view/me")(lambda: "")
    async with asgi_client(app, "http://x") as client:
        elsewhere = await client.get("/views", headers={"accept-language": "sv"})
        method = await client.delete("/view/me")
    assert (elsewhere.status_code, elsewhere.json()["detail"]) == (
        404,
        "Det finns inget på den här sökvägen.",
    )
    assert (method.status_code, method.headers["allow"], method.json()["detail"]) == (
        405,
        "GET",
        "This path does not know that method.",
    )
