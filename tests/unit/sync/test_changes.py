"""What is known of a change: by what it is told apart from every other, and what of it is held."""

from typing import Any

import httpx
import pytest
import respx

from pk_fhir.sync import Limits, Source
from pk_fhir.sync.changes import searched, version_of

pytestmark = pytest.mark.anyio

GOAL: dict[str, Any] = {"resourceType": "Goal", "id": "1", "description": {"text": "Gå i trappor"}}


@pytest.mark.parametrize(
    ("meta", "version"),
    [
        ({"versionId": "7", "lastUpdated": "2026-05-04T12:00:00Z"}, "Goal/1/7"),
        ({"lastUpdated": "2026-05-04T12:00:00Z"}, "Goal/1/2026-05-04T12:00:00Z"),
    ],
)
def test_a_version_is_what_the_source_calls_it(meta: dict[str, str], version: str) -> None:
    assert version_of(GOAL | {"meta": meta}) == version


def test_without_one_it_is_all_that_the_resource_says_in_whatever_order() -> None:
    turned = dict(reversed(GOAL.items()))
    other = GOAL | {"description": {"text": "Gå i backar"}}
    assert version_of(GOAL) == version_of(turned)
    assert version_of(GOAL) != version_of(other)


def test_what_is_too_deep_to_be_written_harms_nobody() -> None:
    deep: dict[str, Any] = {}
    for _ in range(900):
        deep = {"extension": [deep]}
    assert version_of(GOAL | deep) == "Goal/1/"


@respx.mock
async def test_of_what_changed_only_what_tells_whom_it_is_about_is_held() -> None:
    source = Source(key="s", name="Källan", base_url="https://k.example/fhir", limits=Limits())
    subject = {"reference": "Patient/p"}
    entries = [
        {"resource": GOAL | {"subject": subject, "note": [{"text": "a" * 1000}]}},
        {"resource": {"resourceType": "OperationOutcome", "issue": []}},
        {"resource": "?"},
        "?",
    ]
    respx.post("https://k.example/fhir/Goal/_search").respond(
        json={"resourceType": "Bundle", "entry": entries}
    )
    async with httpx.AsyncClient() as client:
        [changes] = [each async for each in searched(client, source, "Goal", None)]
    assert [change.resource for change in changes.found] == [
        {"resourceType": "Goal", "id": "1", "subject": subject}
    ]
