"""The compiled profiles: true to the page that code follows, to the contract's words, and to their rules."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.examples import BASE, PACKAGE, ROOT

from pk_fhir.contract import codes
from pk_fhir.contract.code import Code

PAGE = (ROOT / "docs" / "mapping.md").read_text(encoding="utf-8")

# Codes of the contract, and the code system in which they are the same words.
CODE_SYSTEMS: dict[str, type[Code]] = {
    "pk-answer": codes.Answer,
    "pk-commitment-kind": codes.CommitmentKind,
    "pk-contact-way": codes.ContactWay,
    "pk-effort-aim": codes.EffortAim,
    "pk-effort-kind": codes.EffortKind,
    "pk-goal-category": codes.GoalCategory,
    "pk-indication": codes.IndicationCode,
    "pk-initiative": codes.Initiative,
    "pk-organization-type": codes.OrganizationKind,
    "pk-part": codes.PartName,
    "pk-part-outcome": codes.PartOutcome,
    "pk-participation": codes.Participation,
    "pk-plan-type": codes.PlanType,
    "pk-profession": codes.Profession,
    "pk-representation-scope": codes.RepresentationScope,
    "pk-review-reason": codes.ReviewReason,
    "pk-service-status": codes.ServiceStatus,
    "pk-statute": codes.Statute,
    "pk-statutory-plan": codes.StatutoryPlan,
    "pk-support-need": codes.SupportNeed,
    "pk-support-phase": codes.SupportPhase,
}


def _all(kind: str) -> list[dict[str, Any]]:
    return [
        json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(PACKAGE.glob(f"{kind}-*.json"))
    ]


def _profiles() -> list[dict[str, Any]]:
    return [one for one in _all("StructureDefinition") if one["type"] != "Extension"]


def _constraints() -> list[dict[str, Any]]:
    return [
        rule
        for structure in _all("StructureDefinition")
        for element in structure["differential"]["element"]
        for rule in element.get("constraint", [])
    ]


@pytest.mark.parametrize("name", CODE_SYSTEMS)
def test_a_code_is_the_same_word_in_the_contract_and_in_fhir(name: str) -> None:
    system = json.loads((PACKAGE / f"CodeSystem-{name}.json").read_text(encoding="utf-8"))
    displays = {concept["code"]: concept["display"] for concept in system["concept"]}
    assert displays == {code.value: code.sv for code in CODE_SYSTEMS[name]}


def test_the_form_that_hl7_has_no_code_for_is_the_same_word_too() -> None:
    system = json.loads((PACKAGE / "CodeSystem-pk-contact-form.json").read_text(encoding="utf-8"))
    displays = {concept["code"]: concept["display"] for concept in system["concept"]}
    assert displays == {codes.ContactForm.HOME.value: codes.ContactForm.HOME.sv}


def test_the_page_names_every_profile_and_extension() -> None:
    named = set(re.findall(r"pk-[a-z0-9-]*[a-z0-9]", PAGE))
    defined = {structure["id"] for structure in _all("StructureDefinition")}
    assert defined - named == set()


def test_what_the_page_calls_ours_is_defined() -> None:
    fhir = "|".join(sorted({one["resourceType"] for one in map(_read, PACKAGE.glob("*-*.json"))}))
    assert (
        fhir
        == "CodeSystem|OperationDefinition|Questionnaire|SearchParameter|StructureDefinition|ValueSet"
    )
    defined = {one["id"] for one in map(_read, PACKAGE.glob("*-*.json"))}
    named = set(re.findall(r"`(pk-[a-z0-9-]*[a-z0-9])[`#\]]", PAGE))
    assert named - defined == set()


def _read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


def test_every_definition_has_its_place_under_our_base() -> None:
    for file in PACKAGE.glob("*-*.json"):
        found = _read(file)
        assert file.name == f"{found['resourceType']}-{found['id']}.json"
        assert found["url"] == f"{BASE}/{found['resourceType']}/{found['id']}"


def test_a_rule_has_a_sentence_that_ends_in_its_key() -> None:
    told = {rule["key"]: rule["human"] for rule in _constraints()}
    assert {key for key, human in told.items() if not human.endswith(f"({key})")} == set()


def test_there_is_a_rule_for_each_of_the_four_parts_and_for_what_only_an_active_contract_has() -> (
    None
):
    contract = _read(PACKAGE / "StructureDefinition-pk-contract.json")
    errors = {
        rule["key"]
        for rule in contract["differential"]["element"][0]["constraint"]
        if rule["severity"] == "error"
    }
    assert errors == {
        "pk-part-agreement",
        "pk-part-contact",
        "pk-part-time",
        "pk-part-planning",
        "pk-part-twice",
        "pk-indication",
        "pk-title",
        "pk-established",
        "pk-author",
        "pk-period",
    }


def test_no_care_plan_of_ours_has_an_activity_in_detail() -> None:
    for name in ("pk-contract", "pk-plan"):
        elements = _read(PACKAGE / f"StructureDefinition-{name}.json")["snapshot"]["element"]
        (detail,) = [one for one in elements if one["id"] == "CarePlan.activity.detail"]
        assert detail["max"] == "0"


def test_a_profile_has_a_snapshot_that_holds_its_differential() -> None:
    for structure in _all("StructureDefinition"):
        there = {element["id"] for element in structure["snapshot"]["element"]}
        assert {element["id"] for element in structure["differential"]["element"]} <= there


def test_the_five_questions_stand_word_for_word_and_in_order() -> None:
    form = _read(PACKAGE / "Questionnaire-pk-uppfoljning.json")
    asked = [item["text"] for item in form["item"] if item.get("required")]
    assert asked == [
        "Har du en fast vårdkontakt som stöd för att samordna din vård?",
        "Har du en planering med vården som utgår från vad som är viktigt för dig?",
        "Har du en överblick över dina planer och nästa steg i vården?",
        "Har du enkla sätt att ta kontakt med vården när du behöver?",
        "Har du och vården tillsammans kommit överens om din nästa tid?",
    ]


def test_the_seven_questions_mirror_one_another() -> None:
    patient, provider = (
        _read(PACKAGE / f"Questionnaire-pk-sju-fragor-{side}.json")
        for side in ("patient", "vardgivare")
    )
    assert [(one["linkId"], one["type"]) for one in patient["item"]] == [
        (one["linkId"], one["type"]) for one in provider["item"]
    ]
    assert len([one for one in patient["item"] if one["type"] == "choice"]) == 7


def test_a_replaced_statute_says_what_replaced_it() -> None:
    system = _read(PACKAGE / "CodeSystem-pk-statute.json")
    (old,) = [one for one in system["concept"] if one["code"] == "sosfs-2009-6"]
    assert {"code": "replacedBy", "valueCode": "hslf-fs-2023-2"} in old["property"]


def test_every_statutory_plan_names_statutes_that_exist() -> None:
    statutes = {one["code"] for one in _read(PACKAGE / "CodeSystem-pk-statute.json")["concept"]}
    plans = _read(PACKAGE / "CodeSystem-pk-statutory-plan.json")["concept"]
    for plan in plans:
        named = {one["valueCoding"]["code"] for one in plan["property"] if one["code"] == "statute"}
        assert named
        assert named <= statutes


def test_search_parameters_and_operations_are_those_of_the_page() -> None:
    parameters = {(one["code"], *one["base"]) for one in _all("SearchParameter")}
    table = PAGE.split("## Search")[1]
    stated = {
        (code, base)
        for code, base in re.findall(r"^\| `([a-z-]+)` \| ([A-Za-z]+) \|", table, re.MULTILINE)
    }
    assert parameters == stated
    assert {one["code"] for one in _all("OperationDefinition")} == {
        "contract",
        "everything",
        "populate",
        "reindex",
        "reindex-progress",
        "to-contract",
        "sammanhallen-vy",
    }


def test_profiles_are_for_the_types_of_the_page() -> None:
    table = PAGE.split("## Profiles")[1].split("## The agreement")[0]
    rows = {
        name: kind
        for names, kind in re.findall(
            r"^\| ((?:`pk-[a-z-]+`(?:, )?)+) \| ([A-Za-z]+) \|", table, re.MULTILINE
        )
        for name in re.findall(r"`(pk-[a-z-]+)`", names)
        if kind != "the"
    }
    assert rows == {one["id"]: one["type"] for one in _profiles() if one["id"] in rows}
    rest = {one["id"] for one in _profiles()} - rows.keys()
    assert rest == {"pk-patient", "pk-practitioner", "pk-practitioner-role", "pk-organization"}
