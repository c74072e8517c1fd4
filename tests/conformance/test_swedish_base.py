"""People and organisations of the examples conform to HL7 Sweden's base profiles too.

http://hl7.se/fhir/ig/base, whose package is test data and no part of the product.
"""

import json
from functools import cache

import pytest
from tests.conformance import examples

from pk_fhir.validation import Validator

SHARED = examples.ROOT.parent / "shared" / "hl7se-base"
PROFILES = {
    kind: f"http://hl7.se/fhir/ig/base/StructureDefinition/SEBase{kind}"
    for kind in ("Patient", "Practitioner", "PractitionerRole", "Organization")
}

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(),
    reason="../shared/hl7se-base is not here: HL7 Sweden's profiles are test data",
)


@cache
def _validator() -> Validator:
    definitions = [
        json.loads(file.read_text(encoding="utf-8"))
        for kind in ("StructureDefinition", "ValueSet", "CodeSystem")
        for file in sorted(SHARED.glob(f"{kind}-*.json"))
    ]
    return Validator.for_r4().with_package(examples.PACKAGE).with_definitions(definitions)


@pytest.mark.parametrize("name", examples.names())
def test_people_and_organisations_conform_to_the_swedish_base(name: str) -> None:
    judged = [
        (found["resourceType"], _errors(found))
        for found in examples.resources(name)
        if found["resourceType"] in PROFILES
    ]
    assert {kind for kind, _ in judged} == set(PROFILES)
    assert [(kind, errors) for kind, errors in judged if errors] == []


def test_two_names_break_the_swedish_base_as_they_break_ours() -> None:
    patient = examples.resource("minimal", "Patient")
    patient["name"] *= 2
    (error,) = {issue for issue in _errors(patient) if "SEBasePatient" in issue}
    assert "Patient.name" in error


def _errors(resource: examples.Resource) -> list[str]:
    issues = _validator().validate(resource, [PROFILES[resource["resourceType"]]])
    return [one.diagnostics for one in issues if one.severity in ("error", "fatal")]
