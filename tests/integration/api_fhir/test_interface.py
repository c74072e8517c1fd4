"""What the FHIR interface does at its edges: its paths, and faults of our own."""

import httpx
import msgspec
import pytest
from tests.integration.api_fhir.conftest import client_of

from pk_fhir.api.fhir import is_fhir
from pk_fhir.interactions.service import Service
from pk_fhir.store import Store

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/fhir", True),
        ("/fhir/", True),
        ("/fhir/Patient/a", True),
        ("/providers/v2/fhir", True),
        ("/providers/v2/fhir/Patient", True),
        ("/fhirx", False),
        ("/", False),
        ("/contracts", False),
        ("/providers/v2/contracts", False),
        ("/providers/v2", False),
    ],
)
def test_the_paths_of_fhir(path: str, expected: bool) -> None:
    assert is_fhir(path) is expected


async def test_another_path_is_not_found(fhir: httpx.AsyncClient) -> None:
    answer = await fhir.get("http://test/contracts")
    assert answer.status_code == 404
    assert answer.json()["resourceType"] == "OperationOutcome"


async def test_a_fault_of_ours_tells_an_id_and_nothing_of_how_it_came(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a secret of the works")

    monkeypatch.setattr(Store, "read", broken)
    async with client_of(msgspec.structs.replace(service)) as client:
        answer = await client.get("/Patient/a")
    assert answer.status_code == 500
    [issue] = answer.json()["issue"]
    assert (issue["severity"], issue["code"]) == ("error", "exception")
    assert "Tell the service's operators this id" in issue["diagnostics"]
    assert "secret" not in answer.text
