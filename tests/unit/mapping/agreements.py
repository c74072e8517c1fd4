"""A small agreement to which each test adds what it is about, and where things are found in FHIR."""

from typing import Any

from pk_fhir.contract import PatientContract, parse
from pk_fhir.mapping import to_bundle, to_contract

RECORDED = "2026-11-25T10:00:00+01:00"
UNIT, GIVER = "SE2321000131-E000000000001", "SE2321000131-E000000000002"
PK = "https://pk-fhir.example/fhir/StructureDefinition"
CS = "https://pk-fhir.example/fhir/CodeSystem"


def agreement(**added: Any) -> PatientContract:
    """The agreement of one patient, one nurse at one unit of one care giver, and a daughter."""
    return parse(
        {
            "identifier": {"system": "http://journal.example/kontrakt", "value": "17"},
            "status": "draft",
            "patient": {"identifiers": [{"kind": "personnummer", "value": "197909212388"}]},
            "organizations": [
                {"hsaId": UNIT, "name": "Vårdcentralen", "kind": "care-unit", "partOf": GIVER},
                {"hsaId": GIVER, "name": "Regionen", "kind": "care-giver"},
            ],
            "professionals": [
                {
                    "id": "eva",
                    "hsaId": "SE2321000131-P1",
                    "name": {"given": ["Eva"], "family": "Ek"},
                    "organization": UNIT,
                }
            ],
            "relatives": [{"id": "dotter", "name": {"text": "Dottern"}}],
            "contributors": ["eva"],
            **added,
        }
    )


def written(**added: Any) -> "Written":
    """What the agreement is in FHIR, after seeing that it is read back the same."""
    stated = agreement(**added)
    bundle = to_bundle(stated, recorded=RECORDED)
    mapped = to_contract(bundle)
    assert mapped.unexpressed == []
    assert mapped.contract == stated
    return Written(bundle)


class Written:
    """A Bundle in which things are found by name."""

    def __init__(self, bundle: dict[str, Any]) -> None:
        self.bundle = bundle
        self.entries: list[dict[str, Any]] = bundle["entry"]

    def all(self, kind: str) -> list[dict[str, Any]]:
        """The resources of a type."""
        found = [entry["resource"] for entry in self.entries]
        return [resource for resource in found if resource["resourceType"] == kind]

    def part(self, kind: str, key: str) -> dict[str, Any]:
        """The resource of a type that is this part."""
        return next(
            resource for resource in self.all(kind) if key in _keys(resource.get("identifier"))
        )

    @property
    def plan(self) -> dict[str, Any]:
        """The CarePlan of the agreement."""
        return next(one for one in self.all("CarePlan") if "partOf" not in one)

    def url(self, kind: str, key: str) -> str:
        """The fullUrl of a part."""
        wanted = self.part(kind, key)
        return next(entry["fullUrl"] for entry in self.entries if entry["resource"] is wanted)

    def contract_url(self) -> str:
        """The fullUrl of the CarePlan."""
        return next(entry["fullUrl"] for entry in self.entries if entry["resource"] is self.plan)

    def patient(self) -> dict[str, str]:
        """The reference to the patient."""
        (url,) = [e["fullUrl"] for e in self.entries if e["resource"]["resourceType"] == "Patient"]
        return {"reference": url}

    def extensions(self, resource: dict[str, Any], url: str) -> list[dict[str, Any]]:
        """The extensions with this URL, without it."""
        return [
            {name: value for name, value in one.items() if name != "url"}
            for one in resource.get("extension", [])
            if one["url"] == url
        ]


def _keys(identifier: Any) -> list[str]:
    listed = identifier if isinstance(identifier, list) else [identifier]
    return [one["value"].rpartition(".")[2] for one in listed if one and "/item" in one["system"]]


def without_frame(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource without what every resource begins with, and without its identifiers."""
    frame = ("resourceType", "meta", "language", "text", "identifier")
    return {name: value for name, value in resource.items() if name not in frame}


def concept(system: str, code: str, display: str) -> dict[str, Any]:
    """A CodeableConcept of ours, whose words are those of its code."""
    return {"coding": [{"system": system, "code": code, "display": display}], "text": display}
