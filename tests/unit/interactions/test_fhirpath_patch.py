"""FHIRPath Patch: https://hl7.org/fhir/R4/fhirpatch.html."""

from typing import Any

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.fhirpath_patch import apply

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "active": True,
    "name": [
        {"use": "official", "family": "Testsson", "given": ["Åke", "Olof"]},
        {"use": "nickname", "given": ["Åkan"]},
    ],
    "deceasedBoolean": False,
}


def operation(type_: str, path: str, **parts: Any) -> dict[str, Any]:
    part: list[dict[str, Any]] = [
        {"name": "type", "valueCode": type_},
        {"name": "path", "valueString": path},
    ]
    for name, value in parts.items():
        part.append({"name": name, **value})
    return {"name": "operation", "part": part}


def patched(*operations: dict[str, Any]) -> dict[str, Any]:
    return apply(PATIENT, {"resourceType": "Parameters", "parameter": list(operations)})


def test_add_sets_an_element_and_appends_to_a_list() -> None:
    name, value = {"valueString": "gender"}, {"valueCode": "male"}
    assert patched(operation("add", "Patient", name=name, value=value))["gender"] == "male"
    given = operation(
        "add", "Patient.name[1]", name={"valueString": "given"}, value={"valueString": "Å"}
    )
    assert patched(given)["name"][1]["given"] == ["Åkan", "Å"]


def test_add_builds_what_has_no_type_of_its_own() -> None:
    parts = [
        {"name": "name", "valueHumanName": {"text": "Elsa"}},
        {"name": "telecom", "valueContactPoint": {"value": "1"}},
    ]
    contact = operation("add", "Patient", name={"valueString": "contact"}, value={"part": parts})
    assert patched(contact)["contact"] == [{"name": {"text": "Elsa"}, "telecom": [{"value": "1"}]}]


def test_insert_move_and_delete_in_a_list() -> None:
    insert = operation(
        "insert", "Patient.name[0].given", index={"valueInteger": 1}, value={"valueString": "Per"}
    )
    assert patched(insert)["name"][0]["given"] == ["Åke", "Per", "Olof"]
    move = operation(
        "move", "Patient.name", source={"valueInteger": 1}, destination={"valueInteger": 0}
    )
    assert [name["use"] for name in patched(move)["name"]] == ["nickname", "official"]
    delete = operation("delete", "Patient.name.where(use = 'nickname')")
    assert [name["use"] for name in patched(delete)["name"]] == ["official"]
    assert patched(operation("delete", "Patient.photo")) == PATIENT


def test_replace_of_a_choice_changes_its_type() -> None:
    when = operation("replace", "Patient.deceased", value={"valueDateTime": "2026-11-25"})
    found = patched(when)
    assert found["deceasedDateTime"] == "2026-11-25"
    assert "deceasedBoolean" not in found


def test_the_original_is_left_alone() -> None:
    patched(operation("delete", "Patient.name[0]"))
    assert len(PATIENT["name"]) == 2


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (operation("jump", "Patient"), "invalid"),
        (operation("delete", "Patient.name"), "unprocessable"),
        (operation("delete", "Goal.name"), "unprocessable"),
        (operation("delete", "Patient.nonsense"), "unprocessable"),
        (operation("delete", "Patient.name.where(("), "unprocessable"),
        (operation("replace", "Patient.gender", value={"valueCode": "x"}), "unprocessable"),
        (operation("replace", "Patient", value={"valueCode": "x"}), "unprocessable"),
        (operation("add", "Patient", name={"valueString": "active"}, value={"valueBoolean": True}), "unprocessable"),
        (operation("add", "Patient", name={"valueString": "gender"}), "invalid"),
        (operation("insert", "Patient.name", index={"valueInteger": 9}, value={"valueHumanName": {}}), "unprocessable"),
        ({"name": "other"}, "invalid"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_operation(broken: dict[str, Any], kind: str) -> None:
    with pytest.raises(FhirError) as refused:
        patched(broken)
    assert refused.value.kind == kind
    assert [issue.expression for issue in refused.value.issues] == ["Parameters.parameter[0]"]
