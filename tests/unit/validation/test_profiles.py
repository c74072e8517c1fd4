"""Profiles: what they add to the base, and to nothing else."""

from typing import Any

import pytest

from pk_fhir.definitions import Definitions
from pk_fhir.validation import Validator

BASE = "http://hl7.org/fhir/StructureDefinition/"


def profile(
    kind: str, *elements: dict[str, Any], name: str = "p", base: str = ""
) -> dict[str, Any]:
    return {
        "resourceType": "StructureDefinition",
        "url": f"http://example.org/{name}",
        "name": name,
        "status": "draft",
        "kind": "resource" if kind[0].isupper() and kind not in ("Extension", "Address") else "complex-type",
        "abstract": False,
        "type": kind,
        "baseDefinition": base or BASE + kind,
        "derivation": "constraint",
        "differential": {"element": [{"path": kind}, *elements]},
    }  # fmt: skip


def errors(
    resource: dict[str, Any], *definitions: dict[str, Any], held_to: str = "http://example.org/p"
) -> list[tuple[str, str]]:
    validator = Validator.for_r4().with_definitions(definitions)
    issues = validator.validate(resource, profiles=[held_to])
    return [(i.expression, i.key) for i in issues if i.severity == "error"]


PHONES = [
    {
        "path": "Patient.telecom",
        "slicing": {"discriminator": [{"type": "value", "path": "system"}], "rules": "closed"},
    },
    {"path": "Patient.telecom", "sliceName": "phone", "min": 1, "max": "1"},
    {"path": "Patient.telecom.system", "min": 1, "fixedCode": "phone"},
    {"path": "Patient.telecom.use", "min": 1},
]


def patient(**elements: Any) -> dict[str, Any]:
    return {"resourceType": "Patient", **elements}


def test_a_required_element_of_the_base_that_is_optional_there() -> None:
    strict = profile("Patient", {"path": "Patient.birthDate", "min": 1})
    assert errors(patient(active=True), strict) == [("Patient", "structure-minimum")]
    assert errors(patient(birthDate="1917-01-01"), strict) == []


def test_values_belong_to_the_slice_that_they_meet() -> None:
    sliced = profile("Patient", *PHONES)
    phone = {"system": "phone", "value": "1", "use": "home"}
    assert errors(patient(telecom=[phone]), sliced) == []
    assert errors(patient(telecom=[phone, phone]), sliced) == [("Patient", "structure-maximum")]
    assert errors(patient(telecom=[{"system": "phone", "value": "1"}]), sliced) == [
        ("Patient.telecom[0]", "structure-minimum")
    ]
    assert errors(patient(telecom=[{"system": "email", "value": "a@b.se"}]), sliced) == [
        ("Patient.telecom[0]", "slice-closed"),
        ("Patient", "slice-minimum"),
    ]


def test_order_and_end_of_slices() -> None:
    def ordered(rules: str) -> dict[str, Any]:
        first, *rest = PHONES
        slicing = {**first["slicing"], "rules": rules, "ordered": True}  # type: ignore[dict-item]
        mail = [
            {"path": "Patient.telecom", "sliceName": "mail"},
            {"path": "Patient.telecom.system", "fixedCode": "email"},
        ]
        return profile("Patient", {**first, "slicing": slicing}, *rest, *mail)

    phone = {"system": "phone", "value": "1", "use": "home"}
    mail, fax = {"system": "email", "value": "a"}, {"system": "fax", "value": "2"}
    assert errors(patient(telecom=[phone, mail, fax]), ordered("openAtEnd")) == []
    assert errors(patient(telecom=[mail, phone]), ordered("open")) == [
        ("Patient.telecom[1]", "slice-order")
    ]
    assert errors(patient(telecom=[phone, fax, mail]), ordered("openAtEnd")) == [
        ("Patient.telecom[2]", "slice-at-end")
    ]


def test_slices_of_a_profile_are_kept_in_a_profile_of_it() -> None:
    first = profile("Patient", *PHONES)
    second = profile(
        "Patient",
        {
            "id": "Patient.telecom:phone.value",
            "path": "Patient.telecom.value",
            "maxLength": 3,
        },
        name="q",
        base="http://example.org/p",
    )
    long = {"system": "phone", "value": "12345", "use": "home"}
    found = errors(patient(telecom=[long]), first, second, held_to="http://example.org/q")
    assert found == [("Patient.telecom[0].value", "value-too-long")]


def test_a_choice_named_by_type_has_that_type_only() -> None:
    only = profile("Observation", {"path": "Observation.valueQuantity", "min": 1})
    observation = {"resourceType": "Observation", "status": "final", "code": {"text": "x"}}
    assert errors({**observation, "valueQuantity": {"value": 1}}, only) == []
    keys = {key for _, key in errors({**observation, "valueString": "x"}, only)}
    assert keys == {"profile-type", "slice-closed", "slice-minimum"}


def test_fixed_values_are_exact_and_patterns_are_not() -> None:
    code = {"coding": [{"system": "http://x.se", "code": "a"}]}
    fixed = profile("Basic", {"path": "Basic.code", "fixedCodeableConcept": code})
    pattern = profile("Basic", {"path": "Basic.code", "patternCodeableConcept": code})
    more = {"resourceType": "Basic", "code": {**code, "text": "mer"}}
    assert errors(more, fixed) == [("Basic.code.text", "value-fixed-extra")]
    assert errors(more, pattern) == []
    longer = {"resourceType": "Basic", "code": {"coding": [*code["coding"], {"code": "b"}]}}
    assert errors(longer, fixed) == [("Basic.code", "value-fixed-other")]
    other = {"resourceType": "Basic", "code": {"text": "mer"}}
    assert errors(other, pattern) == [("Basic.code", "value-pattern")]


def test_a_pinned_value_is_shown_as_json_has_it() -> None:
    pinned = {"coding": [{"system": "http://x.se/c", "userSelected": True}]}
    wanted = profile("Basic", {"path": "Basic.code", "patternCodeableConcept": pinned})
    validator = Validator.for_r4().with_definitions([wanted])
    other = {"resourceType": "Basic", "code": {"text": "x"}}
    [issue] = validator.validate(other, profiles=[wanted["url"]])
    shown = '{"coding":[{"system":"http://x.se/c","userSelected":true}]}'
    assert f"'{shown}'" in issue.diagnostics


def test_one_of_several_profiles_is_enough() -> None:
    street = profile("Address", {"path": "Address.line", "min": 1}, name="street")
    box = profile("Address", {"path": "Address.postalCode", "min": 1}, name="box")
    choice = profile(
        "Patient",
        {
            "path": "Patient.address",
            "type": [{"code": "Address", "profile": [street["url"], box["url"]]}],
        },
    )
    assert (
        errors(patient(address=[{"line": ["A"]}, {"postalCode": "1"}]), street, box, choice) == []
    )
    found = errors(patient(address=[{"city": "X"}]), street, box, choice)
    assert found == [
        ("Patient.address[0]", "profile-no-match"),
        ("Patient.address[0]", "structure-minimum"),
    ]


def test_a_profile_that_cannot_be_used_is_named_and_the_rest_goes_on() -> None:
    lost = profile("Patient", base="http://example.org/nowhere")
    validator = Validator.for_r4().with_definitions([lost])
    found = validator.validate(patient(active="x"), profiles=["http://example.org/p"])
    assert [(i.severity, i.expression, i.key) for i in found] == [
        ("error", "Patient.active", "primitive-no-boolean"),
        ("error", "Patient", "snapshot-no-base"),
    ]
    assert "http://example.org/p" in found[1].diagnostics


def test_a_profile_derived_from_itself_ends() -> None:
    loop = profile("Patient", base="http://example.org/p")
    assert ("Patient", "snapshot-circular") in errors(patient(), loop)


def test_invariants_of_a_profile_are_evaluated() -> None:
    rule = {
        "key": "x-1",
        "severity": "error",
        "human": "Ett namn behövs",
        "expression": "name.where(use = 'official').exists()",
    }
    named = profile("Patient", {"path": "Patient", "constraint": [rule]})
    named["differential"]["element"] = named["differential"]["element"][1:]
    assert errors(patient(name=[{"use": "official", "family": "A"}]), named) == []
    assert errors(patient(name=[{"family": "A"}]), named) == [("Patient", "invariant")]


def test_profiles_in_meta_are_held_to_and_unknown_ones_told() -> None:
    strict = profile("Patient", {"path": "Patient.birthDate", "min": 1})
    validator = Validator.for_r4().with_definitions([strict])
    claims = patient(meta={"profile": ["http://example.org/p", "http://example.org/none"]})
    assert [(i.severity, i.expression, i.key) for i in validator.validate(claims)] == [
        ("error", "Patient", "structure-minimum"),
        ("warning", "Patient.meta.profile[1]", "profile-not-known"),
    ]


def test_an_overlay_leaves_its_parent_as_it_was() -> None:
    strict = profile("Patient", {"path": "Patient.birthDate", "min": 1})
    core = Validator.for_r4()
    core.with_definitions([strict]).validate(patient(), profiles=["http://example.org/p"])
    [issue] = core.validate(patient(), profiles=["http://example.org/p"])
    assert issue.key == "profile-not-known"


def test_an_invariant_of_a_primitive_sees_its_id_and_extensions() -> None:
    rule = {"key": "x-1", "severity": "error", "human": "x", "expression": "extension.exists()"}
    strict = profile("Patient", {"path": "Patient.birthDate", "constraint": [rule]})
    extended = {"extension": [{"url": "http://example.org/x", "valueString": "x"}]}
    assert errors(patient(birthDate="1917-01-01"), strict) == [("Patient.birthDate", "invariant")]
    assert errors(patient(birthDate="1917-01-01", _birthDate=extended), strict) == []


def test_a_value_belongs_to_one_slice_only() -> None:
    sliced = profile(
        "Patient",
        {
            "path": "Patient.telecom",
            "slicing": {
                "discriminator": [
                    {"type": "value", "path": "system"},
                    {"type": "exists", "path": "period"},
                ],
                "rules": "open",
            },
        },
        {"path": "Patient.telecom", "sliceName": "phone"},
        {"path": "Patient.telecom.system", "fixedCode": "phone"},
        {"path": "Patient.telecom", "sliceName": "passing"},
        {"path": "Patient.telecom.system", "fixedCode": "phone"},
        {"path": "Patient.telecom.period", "min": 1},
    )
    period = {"start": "2026-01-01"}
    phone = {"system": "phone", "value": "1"}
    assert errors(patient(telecom=[phone]), sliced) == []
    assert errors(patient(telecom=[phone | {"period": period}]), sliced) == [
        ("Patient.telecom[0]", "slice-several")
    ]


@pytest.mark.parametrize(
    ("claimed", "meant"),
    [
        ("pk-careteam", "pk-care-team"),
        ("pk-care-team|7.7", "pk-care-team|0.1.0"),
        ("something-else-altogether", None),
    ],
)
def test_a_claim_that_is_not_known_is_told_with_the_profile_that_was_likely_meant(
    claimed: str, meant: str | None
) -> None:
    place = "https://pk-fhir.example/fhir/StructureDefinition/"
    [issue] = [
        issue
        for issue in Validator.for_r4()
        .with_definitions(Definitions.ours().all("StructureDefinition"))
        .validate({"resourceType": "CarePlan", "meta": {"profile": [place + claimed]}})
        if issue.key.startswith("profile-not-known")
    ]
    assert issue.diagnostics.endswith(f"Did you mean {place}{meant}?" if meant else "been checked.")


@pytest.mark.parametrize(
    ("named", "keys"),
    [
        ({"path": "Observation.valueQuantity", "min": 0}, ["profile-type", "slice-closed"]),
        (
            {
                "id": "Observation.value[x]:valueQuantity",
                "path": "Observation.valueQuantity",
                "sliceName": "valueQuantity",
            },
            ["profile-type", "slice-closed"],
        ),
        # What speaks of parts of a quantity only does not rule out other types.
        ({"path": "Observation.valueQuantity.unit", "min": 1}, []),
    ],
)
def test_a_choice_named_by_a_type_is_of_that_type(named: dict[str, Any], keys: list[str]):
    text = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "valueString": "x",
    }
    found = errors(text, profile("Observation", named))
    assert sorted(key for _, key in found) == keys


def test_a_slice_of_a_slice_is_called_by_both_names() -> None:
    by_use = {"discriminator": [{"type": "value", "path": "use"}], "rules": "open"}
    by_system = {"discriminator": [{"type": "value", "path": "system"}], "rules": "open"}
    sliced = profile(
        "Patient",
        {"path": "Patient.telecom", "slicing": by_system},
        {"path": "Patient.telecom", "sliceName": "phone", "slicing": by_use},
        {"path": "Patient.telecom.system", "fixedCode": "phone"},
        {"path": "Patient.telecom", "sliceName": "phone/home", "min": 1},
        {"path": "Patient.telecom.use", "fixedCode": "home"},
    )
    validator = Validator.for_r4().with_definitions([sliced])
    phone = {"system": "phone", "value": "1", "use": "work"}
    [issue] = validator.validate(patient(telecom=[phone]), profiles=[sliced["url"]])
    assert "Patient.telecom:phone/home" in issue.diagnostics
