"""What the demonstration's staff may read of each other: care relations, a consent and a block.

Made from `examples/fhir` for the Patients that the examples became; see `docs/policy.md` for the rules.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from pk_fhir.contract.identifiers import HSA_ID
from pk_fhir.demo.examples import EXEMPELHALSAN, PLACES, REGION
from pk_fhir.demo.persons import PERSONS

GOSTA, KARIN = PERSONS[0], PERSONS[1]
HEALTH_CLINIC = {"identifier": {"system": HSA_ID, "value": "SE9999999903-0001"}}
BREAST_CLINIC = {"identifier": {"system": HSA_ID, "value": "SE9999999901-2B20"}}

Resource = dict[str, Any]


def trust(client: httpx.Client, server: str) -> None:
    """Write them through the FHIR interface; what is there already is written again."""
    for person in (GOSTA, KARIN):
        for provider in (REGION, EXEMPELHALSAN):
            patient = _patient(client, server, provider, person.identifier)
            for resource in _resources(provider, patient, consenting=person is KARIN):
                place = f"{resource['resourceType']}/{resource['id']}"
                url = f"{server}/providers/{provider}/fhir/{place}"
                client.put(url, json=resource).raise_for_status()


def _patient(client: httpx.Client, server: str, provider: str, identifier: tuple[str, str]) -> str:
    answer = client.post(
        f"{server}/providers/{provider}/fhir/Patient/_search",
        data={"identifier": "|".join(identifier)},
    )
    answer.raise_for_status()
    found: str = answer.json()["entry"][0]["resource"]["id"]
    return found


def _resources(provider: str, patient: str, *, consenting: bool) -> Iterator[Resource]:
    yield {
        "resourceType": "EpisodeOfCare",
        "id": f"relation-{patient}"[:64],
        "status": "active",
        "patient": {"reference": f"Patient/{patient}"},
        "period": {"start": "2026-09-01"},
    }
    if consenting and provider == EXEMPELHALSAN:
        consent = document("consent-coherent-record")
        consent["provision"]["actor"][0]["reference"] = HEALTH_CLINIC | {"display": "Exempelhälsan"}
        yield _about(consent, patient, HEALTH_CLINIC)
    if consenting and provider == REGION:
        block = document("block-inner")
        block["provision"]["actor"][0]["reference"] = BREAST_CLINIC | {
            "display": "Exempelsjukhuset, bröstmottagningen"
        }
        del block["provision"]["provision"]
        del block["provision"]["dataPeriod"]
        yield _about(
            block, patient, {"identifier": {"system": HSA_ID, "value": "SE9999999901-0001"}}
        )


def _about(consent: Resource, patient: str, organization: Resource) -> Resource:
    """The example, about the Patient that it became here."""
    reference = {"reference": f"Patient/{patient}"}
    performer = {"performer": [reference]} if "performer" in consent else {}
    known = {"id": f"samtycke-{patient}"[:64], "patient": reference, "organization": [organization]}
    return consent | known | performer


def document(name: str) -> Resource:
    """An example of `examples/fhir`. FileNotFoundError where the examples are not installed."""
    for place in PLACES:
        path: Path = place / "fhir" / f"{name}.json"
        if path.is_file():
            found: Resource = json.loads(path.read_text(encoding="utf-8"))
            return found
    raise FileNotFoundError(f"the example {name} is not installed")
