"""Every part of every example contract is a line of the view, with its words."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pk_fhir.contract import codes
from pk_fhir.sync import Pulled, Source
from pk_fhir.view import View, assemble

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/bundle.json"))
NOW = datetime(2026, 11, 16, 8, tzinfo=UTC)
ENDED = {"completed", "cancelled", "rejected", "failed"}

Json = dict[str, Any]


def stored(bundle: Json) -> list[Json]:
    """The resources as a server keeps them: each with an id, and references to these."""
    text = json.dumps(bundle)
    resources = []
    for number, entry in enumerate(bundle["entry"]):
        kind = entry["resource"]["resourceType"]
        name = f"{kind}/{entry['resource'].get('id', f'r{number}')}"
        text = text.replace(f'"reference": "{entry["fullUrl"]}"', f'"reference": "{name}"')
        resources.append(name)
    entries = json.loads(text)["entry"]
    return [
        entry["resource"] | {"id": name.partition("/")[2]}
        for entry, name in zip(entries, resources, strict=True)
    ]


def example(name: str) -> tuple[Json, View]:
    folder = EXAMPLES / name
    contract = json.loads((folder / "contract.json").read_text())
    resources = stored(json.loads((folder / "bundle.json").read_text()))
    source = Source(key="s", name="Vårdgivaren")
    return contract, assemble(
        [Pulled(source=source, state="fresh", fetched=NOW, resources=resources)], NOW
    )


def values(contract: Json, part: str, name: str) -> list[Any]:
    return sorted(item.get(name) for item in contract.get(part, []))


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_an_example_is_lost_unreadable_or_inexpressible(name: str) -> None:
    _, seen = example(name)
    assert seen.complete
    assert seen.quality == []


@pytest.mark.parametrize("name", NAMES)
def test_goals_commitments_signs_and_efforts_are_all_there(name: str) -> None:
    contract, seen = example(name)
    signs = [s for s in contract.get("warningSigns", []) if s.get("status") not in ENDED]
    assert sorted(g.description for g in seen.goals) == values(contract, "goals", "description")
    assert sorted(c.text for c in seen.my_commitments) == sorted(
        c.get("what") or c["description"] for c in contract.get("patientCommitments", [])
    )
    assert sorted(c.text for c in seen.care_commitments) == sorted(
        [
            *values(contract, "careCommitments", "what"),
            *values(contract, "mediatedContacts", "description"),
        ]
    )
    assert sorted(c.text for c in seen.other_efforts) == values(contract, "externalEfforts", "what")
    assert len(seen.warning_signs) == len(signs)
    assert sorted(s.urgency for s in seen.warning_signs) == sorted(
        URGENCIES[s.get("urgency")] for s in signs
    )
    assert sum(bool(s.reach or s.turn_to) for s in seen.warning_signs) == sum(
        "whereToTurn" in s for s in signs
    )


@pytest.mark.parametrize("name", NAMES)
def test_people_times_plans_and_follow_ups_are_all_there(name: str) -> None:
    contract, seen = example(name)
    professionals = {p.get("id") or p["hsaId"]: p for p in contract.get("professionals", [])}

    def called(key: str) -> str:
        person = professionals[key]["name"]
        return f"{' '.join(person.get('given', []))} {person['family']}"

    contacts = [called(c["professional"]) for c in contract.get("fixedContacts", [])]
    assert sorted(c.name for c in seen.contacts) == sorted(contacts)
    assert sorted(c.kind_text is not None for c in seen.contacts) == [True] * len(contacts)
    assert sorted(c.coordinating for c in seen.contacts) == sorted(
        bool(c.get("coordinating")) or c.get("kind") == codes.FixedContactKind.OVERALL_COORDINATION
        for c in contract.get("fixedContacts", [])
    )
    assert len(seen.relatives) == len(contract.get("relatives", []))
    assert sorted(t.state for t in seen.times) == sorted(
        TIME_STATES.get(t["status"], t["status"]) for t in contract.get("times", [])
    )
    assert len(seen.plans) == len(contract.get("plans", [])) + len(contract.get("otherPlans", []))
    assert len(seen.units) == len(contract.get("receptions", []))
    assert len(seen.reviews) == len(contract.get("reviews", []))
    assert len(seen.follow_ups) == len(contract.get("followUps", []))
    assert all(f.answers for f in seen.follow_ups)


URGENCIES = {
    "stat": "call-112",
    "asap": "at-once",
    "urgent": "same-day",
    "routine": "when-convenient",
    None: "unstated",
}
NOT_WORDS = ("id", "status", "when", "toldBy", "writtenBy", "withheldFromPatient")
TIME_STATES = {
    "arrived": "agreed",
    "checked-in": "agreed",
    "fulfilled": "held",
    "noshow": "missed",
    "waitlist": "other",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_frame_and_the_persons_own_words_are_there(name: str) -> None:
    contract, seen = example(name)
    [agreement] = seen.agreements
    assert agreement.status == contract["status"]
    assert agreement.version == contract.get("version", 1)
    assert len(agreement.parts) == len(contract.get("discussed", []))
    assert all(part.part and part.outcome for part in agreement.parts)
    assert len(agreement.indications) == len(contract.get("indications", []))
    assert len(agreement.agreed_by) == len(contract.get("agreements", []))
    assert len(agreement.contact_preferences) == len(contract.get("contactPreferences", []))
    told = contract.get("story", {})
    words = {key: value for key, value in told.items() if key not in NOT_WORDS}
    what_matters = words.pop("whatMatters", None)
    assert [s.text for s in seen.what_matters] == ([what_matters] if what_matters else [])
    assert sorted(s.text for s in seen.story) == sorted(words.values())
    custody = contract.get("custody", {})
    shown = "careGiver" in custody and not seen.person.protected
    assert bool(agreement.provenance.care_giver) == shown
