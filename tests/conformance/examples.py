"""The examples under `examples/`, as the tests read them."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PACKAGE = ROOT / "profiles" / "package"
BASE = "https://pk-fhir.example/fhir"

Resource = dict[str, Any]


def names() -> list[str]:
    """The contracts: every folder that has a contract.json."""
    return sorted(file.parent.name for file in EXAMPLES.glob("*/contract.json"))


def contract(name: str) -> Resource:
    return read(EXAMPLES / name / "contract.json")


def bundle(name: str) -> Resource:
    return read(EXAMPLES / name / "bundle.json")


def alone() -> list[str]:
    """The resources that stand in FHIR alone: examples/fhir."""
    return sorted(file.stem for file in (EXAMPLES / "fhir").glob("*.json"))


def resource(example: str, kind: str, item: str = "") -> Resource:
    """One resource of an example: of examples/fhir by its name, else by type and item id.

    Without an item id it is the first of its type, which for a CarePlan is the agreement.
    """
    if example in alone():
        return read(EXAMPLES / "fhir" / f"{example}.json")
    for found in resources(example):
        if found["resourceType"] == kind and _is(found, item):
            return found
    raise AssertionError(f"{example} has no {kind} {item}")


def resources(name: str) -> list[Resource]:
    return [entry["resource"] for entry in bundle(name)["entry"]]


def profile(found: Resource) -> str:
    """The id of the one profile that a resource states."""
    (stated,) = found["meta"]["profile"]
    return str(stated).removeprefix(f"{BASE}/StructureDefinition/")


def read(file: Path) -> Resource:
    return json.loads(file.read_text(encoding="utf-8"))


def _is(found: Resource, item: str) -> bool:
    if not item:
        return found["resourceType"] != "CarePlan" or profile(found) == "pk-contract"
    identifiers = found.get("identifier", [])
    listed = identifiers if isinstance(identifiers, list) else [identifiers]
    return any(one["value"].endswith(f".{item}") for one in listed)
