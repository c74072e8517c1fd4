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


@pytest.mark.parametrize("name", ["multipleBirth", "multipleBirth[x]", "multipleBirthInteger"])
def test_a_choice_has_its_name_of_the_definitions_or_of_json(name: str) -> None:
    value = {"valueInteger": 2}
    added = patched(operation("add", "Patient", name={"valueString": name}, value=value))
    assert added["multipleBirthInteger"] == 2


@pytest.mark.parametrize("name", ["value", "value[x]", "valueString"])
def test_a_part_that_is_a_choice_has_any_of_these_names(name: str) -> None:
    url = {"name": "url", "valueUri": "https://pk-fhir.example/e"}
    parts = {"part": [url, {"name": name, "valueString": "x"}]}
    added = patched(operation("add", "Patient", name={"valueString": "extension"}, value=parts))
    assert added["extension"] == [{"url": "https://pk-fhir.example/e", "valueString": "x"}]


def test_no_operation_changes_nothing() -> None:
    assert patched() == apply(PATIENT, {"resourceType": "Parameters"}) == PATIENT


def test_what_is_left_empty_is_left_out() -> None:
    contact = {**PATIENT, "contact": [{"gender": "male", "name": {"text": "a"}}, {"name": {}}]}
    change = {"parameter": [operation("delete", "Patient.contact[0].name.text")]}
    assert apply(contact, change)["contact"] == [{"gender": "male"}]


@pytest.mark.parametrize("path", ["active", "Resource.active", "$this.active", "Patient.active"])
def test_a_path_may_leave_the_type_out(path: str) -> None:
    assert patched(operation("replace", path, value={"valueBoolean": False}))["active"] is False


def test_the_extensions_of_primitives_go_where_their_values_go() -> None:
    silent = {"extension": [{"url": "http://example.org/x", "valueBoolean": True}]}
    person = {
        **PATIENT,
        "birthDate": "1977-01-17",
        "_birthDate": silent,
        "name": [{"given": ["A", "B"], "_given": [None, silent]}],
    }

    def change(*operations: dict[str, Any]) -> dict[str, Any]:
        return apply(person, {"parameter": list(operations)})

    replaced = change(operation("replace", "Patient.birthDate", value={"valueDate": "1978"}))
    assert (replaced["birthDate"], "_birthDate" in replaced) == ("1978", False)
    kept = {"valueDate": "1978", "_valueDate": silent}
    assert change(operation("replace", "birthDate", value=kept))["_birthDate"] == silent
    given = "Patient.name[0].given"
    places = {"source": {"valueInteger": 1}, "destination": {"valueInteger": 0}}
    for made, expected in (
        (operation("move", given, **places), {"given": ["B", "A"], "_given": [silent, None]}),
        (
            operation("insert", given, index={"valueInteger": 0}, value={"valueString": "C"}),
            {"given": ["C", "A", "B"], "_given": [None, None, silent]},
        ),
        (
            operation("replace", f"{given}[1]", value={"valueString": "C"}),
            {"given": ["A", "C"]},
        ),
    ):
        assert change(made)["name"] == [expected]


def test_the_operations_may_run_again() -> None:
    """When another writes at the same time, all of them do."""
    added = operation(
        "add",
        "Patient",
        name={"valueString": "name"},
        value={"valueHumanName": {"given": ["A"]}},
    )
    then = operation(
        "add", "Patient.name[2]", name={"valueString": "given"}, value={"valueString": "B"}
    )
    assert patched(added, then) == patched(added, then)
    assert patched(added, then)["name"][2] == {"given": ["A", "B"]}


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
        (operation("delete", "Patient"), "unprocessable"),
        (operation("delete", "Patient.where(active = true)"), "unprocessable"),
        (operation("add", "Patient", name={"valueString": "deceasedDateTime"}, value={"valueDateTime": "2026"}), "unprocessable"),
        (operation("add", "Patient", name={"valueString": "active"}, value={"valueBoolean": True}), "unprocessable"),
        (operation("add", "Patient", name={"valueString": "gender"}), "invalid"),
        (operation("add", "Patient", name={"valueString": "deceased"}, value={"valueDateTime": "2026"}), "unprocessable"),
        (operation("insert", "Patient.name", index={"valueInteger": 9}, value={"valueHumanName": {}}), "unprocessable"),
        ({"name": "other"}, "invalid"),
        ({"name": "operation", "part": 5}, "invalid"),
        ({"name": "operation", "part": [{"name": "type", "valueCode": []}, {"name": "path", "valueString": "x"}]}, "invalid"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_its_operation(broken: dict[str, Any], kind: str) -> None:
    with pytest.raises(FhirError) as refused:
        patched(broken)
    assert refused.value.kind == kind
    assert [issue.expression for issue in refused.value.issues] == ["Parameters.parameter[0]"]
