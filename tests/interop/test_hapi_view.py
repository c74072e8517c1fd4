"""HAPI FHIR is a source in the view, by its base URL alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from tests.serving import asgi_client

from pk_fhir.app import opened
from pk_fhir.config import ProviderSettings, Settings, SourceSettings
from pk_fhir.contract import parse
from pk_fhir.mapping import to_bundle

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/contract.json"))
RECORDED = "2026-11-25T08:00:00+01:00"

pytestmark = pytest.mark.hapi


def contract_of(name: str) -> Any:
    return parse((EXAMPLES / name / "contract.json").read_bytes())


@pytest.fixture(scope="module")
def peer(hapi: str) -> Iterator[httpx.Client]:
    headers = {"Content-Type": "application/fhir+json", "Cache-Control": "no-cache"}
    with httpx.Client(base_url=hapi, headers=headers, timeout=60) as client:
        yield client


def send(peer: httpx.Client, name: str) -> None:
    """Send an example; each has a Patient of its own, as at three care providers."""
    bundle = to_bundle(contract_of(name), recorded=RECORDED, secret=name.encode())
    answer = peer.post("", content=json.dumps(bundle))
    assert answer.status_code == 200, f"{name}: {answer.text[:2000]}"


def test_it_is_a_source_in_the_view(hapi: str, peer: httpx.Client, tmp_path: Path) -> None:
    for name in NAMES:
        send(peer, name)
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'view.db'}",
        data_dir=tmp_path,
        providers=[ProviderSettings(name="region", title="Region Exempel")],
        sources=[
            SourceSettings(
                name="hapi", title="HAPI-kliniken", base_url=hapi, allow_private_address=True
            )
        ],
        view_deadline_seconds=30,
    )
    asked = contract_of("cancer-with-contact-nurse").patient.identifiers[0]

    async def view() -> dict[str, Any]:
        async with opened(settings) as app, asgi_client(app) as client:
            answer = await client.post(
                "/view/_search", json={"system": asked.system, "value": asked.value}
            )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    found = anyio.run(view)
    states = {source["key"]: source["state"] for source in found["sources"]}
    assert states == {"region": "empty", "hapi": "fresh"}
    assert found["complete"] is True
    # Three care providers keep a contract with her, and all of them are on that server.
    assert len(found["agreements"]) == 3
    assert {line["sourceName"] for line in found["times"]} == {"HAPI-kliniken"}
    assert found["nextStep"]["sourceName"] == "HAPI-kliniken"
