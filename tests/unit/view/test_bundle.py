"""The view as a FHIR Bundle: nothing rewritten, and a partial one can never be taken for a whole one."""

import copy
import json
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from tests.unit.view import three_sources as given

from pk_fhir.mapping.terms import code_system, definition
from pk_fhir.sync import Note, Pulled, Reason, State
from pk_fhir.view.bundle import bundle
from pk_fhir.view.model import Contradiction

PACKAGE = Path(__file__).parents[3] / "profiles" / "package"
BASES = {
    "ekeby": "https://ekeby.example/fhir",
    "lasarettet": "https://lasarettet.example/fhir",
    "kommunen": "https://kommunen.example/fhir",
}
SILENT = Pulled(
    source=given.HOME_CARE, state="timed-out", reason=Reason(key="view.reason.deadline")
)


def seen(*answers: Pulled) -> dict[str, Any]:
    return bundle(answers, given.NOW, None, BASES)


def resources(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in found["entry"] if e["resource"]["resourceType"] == kind]


def tag(found: dict[str, Any]) -> str:
    return str(found["meta"]["tag"][0]["code"])


def codes(outcome: dict[str, Any]) -> list[str]:
    return [
        issue["details"]["coding"][0]["code"]
        for issue in outcome["issue"]
        if "coding" in issue["details"]
    ]


def test_every_resource_is_there_as_it_came() -> None:
    answers = (given.ekeby(), given.hospital(), given.home_care())
    before = copy.deepcopy([answer.resources for answer in answers])
    found = seen(*answers)
    shown = [
        entry["resource"] for entry in found["entry"] if entry["fullUrl"].startswith("https://")
    ]
    assert shown == [resource for resources in before for resource in resources]


def test_a_resource_stands_under_its_address_at_the_source() -> None:
    addresses = {e["fullUrl"] for e in seen(given.ekeby(), given.hospital())["entry"]}
    assert {
        "https://ekeby.example/fhir/Goal/ga",
        "https://lasarettet.example/fhir/Appointment/ultraljud",
    } <= addresses


def test_no_address_stands_twice_whatever_a_source_sends() -> None:
    goal = {"resourceType": "Goal", "id": "ga"}
    answer = Pulled(
        source=given.EKEBY,
        state="fresh",
        fetched=given.NOW,
        resources=[goal, goal, {"resourceType": "Goal"}, {"resourceType": "Goal", "id": 7}],
    )
    found = seen(answer)
    addresses = [entry["fullUrl"] for entry in found["entry"]]
    assert len(addresses) == len(set(addresses)) == 3 + 4


def test_a_whole_view_says_so_in_its_tag_and_its_first_entry() -> None:
    found = seen(given.ekeby())
    assert tag(found) == "complete"
    assert codes(found["entry"][0]["resource"]) == ["complete"]


def test_a_partial_view_says_so_three_times() -> None:
    found = seen(given.ekeby(), SILENT)
    whole, ekeby, kommunen = resources(found, "OperationOutcome")
    assert tag(found) == "partial"
    assert found["entry"][0]["resource"] == whole
    assert codes(whole) == ["partial", "reason"]
    assert whole["issue"][1]["details"]["text"] == (
        "Uppgifter saknas från Ekeby kommun. De svarade inte i tid."
    )
    assert codes(ekeby) == ["fresh"]
    assert kommunen["issue"] == [
        {
            "severity": "error",
            "code": "timeout",
            "details": {
                "coding": [{"system": code_system("pk-source-state"), "code": "timed-out"}],
                "text": "Uppgifter saknas från Ekeby kommun. De svarade inte i tid. Svaret hade inte "
                "kommit när vi slutade vänta. Kommer det senare visas det nästa gång.",
            },
        }
    ]


@pytest.mark.parametrize("state", sorted(set(get_args(State)) - {"fresh", "empty"}))
def test_no_other_state_than_fresh_and_empty_makes_a_whole_view(state: State) -> None:
    answer = msgspec.structs.replace(
        given.home_care(), state=state, reason=Reason(key="view.reason.no-answer")
    )
    assert tag(seen(given.ekeby(), answer)) == "partial"


def test_a_source_has_a_report_for_programs() -> None:
    outcome = resources(seen(given.ekeby()), "OperationOutcome")[1]
    (report,) = outcome["extension"]
    assert report["url"] == definition("pk-source-report")
    assert report["extension"] == [
        {"url": "key", "valueString": "ekeby"},
        {"url": "name", "valueString": "Vårdcentralen Ekeby"},
        {"url": "state", "valueCode": "fresh"},
        {"url": "records", "valueUnsignedInt": len(given.ekeby().resources)},
        {
            "url": "care-giver",
            "valueIdentifier": {
                "system": "urn:oid:1.2.752.29.4.19",
                "value": "SE2321000016-ekeby",
            },
        },
        {"url": "fetched", "valueInstant": "2026-11-16T08:00:00.000Z"},
        {"url": "last-changed", "valueInstant": "2026-11-11T09:00:00.000Z"},
    ]


def test_a_provenance_says_whose_all_of_a_sources_records_are() -> None:
    found = seen(given.hospital(), SILENT)
    ours = [p for p in resources(found, "Provenance") if "entity" in p]
    hospital, kommunen = ours
    assert hospital["agent"][0]["who"] == {
        "display": "Länssjukhuset",
        "identifier": {"system": "urn:oid:1.2.752.29.4.19", "value": given.HOSPITAL.hsa_id},
    }
    assert [target["reference"] for target in hospital["target"]] == [
        f"{BASES['lasarettet']}/{r['resourceType']}/{r['id']}" for r in given.hospital().resources
    ]
    # A source that sent nothing has a Provenance all the same: of what is said about it.
    outcome = found["entry"][3]
    assert outcome["resource"]["resourceType"] == "OperationOutcome"
    assert kommunen["target"] == [{"reference": outcome["fullUrl"]}]


def test_copies_likely_duplicates_and_contradictions_are_named_with_their_addresses() -> None:
    found = seen(given.ekeby(), given.hospital(), given.home_care())
    told = {
        issue["details"]["coding"][0]["code"]: issue.get("diagnostics")
        for issue in found["entry"][0]["resource"]["issue"]
    }
    ours, copied = "https://ekeby.example/fhir/Goal/ga", "https://lasarettet.example/fhir/Goal/"
    assert told["copy"].startswith(f"{ours}, {copied}")
    assert told["likeness"].startswith(f"{ours}, https://kommunen.example/fhir/Goal/")
    assert "https://ekeby.example/fhir/Appointment/besok" in told["overlapping-times"]


def test_what_is_to_know_about_a_record_stands_with_its_source() -> None:
    note = Note(key="view.note.unreadable", resource="Goal/ga", expression="Goal.target[0].dueDate")
    answer = msgspec.structs.replace(given.ekeby(), notes=[note])
    issue = resources(seen(answer), "OperationOutcome")[1]["issue"][1]
    assert issue["diagnostics"] == "Goal/ga"
    assert issue["details"]["text"] == "En uppgift från Vårdcentralen Ekeby gick inte att läsa."


def test_nothing_that_shows_where_a_person_with_protected_identity_is_stands_in_the_bundle() -> (
    None
):
    answer = given.ekeby()
    patient = next(r for r in answer.resources if r["resourceType"] == "Patient")
    patient["meta"]["security"] = [{"code": "sekretessmarkering"}]
    found = seen(answer)
    assert tag(found) == "partial"
    assert codes(found["entry"][0]["resource"]) == ["partial", "withheld"]
    assert [e["resource"]["resourceType"] for e in found["entry"]] == [
        "OperationOutcome",
        "OperationOutcome",
        "Provenance",
    ]
    assert "Vårdcentralen Ekeby" not in json.dumps(found["entry"][0], ensure_ascii=False)


def test_our_code_systems_have_every_state_and_every_contradiction() -> None:
    def defined(name: str) -> set[str]:
        file = PACKAGE / f"CodeSystem-{name}.json"
        return {one["code"] for one in json.loads(file.read_text(encoding="utf-8"))["concept"]}

    kinds = set(get_args(Contradiction.model_fields["kind"].annotation))
    assert defined("pk-source-state") == set(get_args(State))
    assert kinds | {"complete", "partial", "reason", "withheld", "copy", "likeness"} == defined(
        "pk-view-issue"
    )
