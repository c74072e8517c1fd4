"""What is withheld is not told of by what is noted of it either."""

from typing import Any

import msgspec
from tests.unit.view import three_sources as given

from pk_fhir.access.policy import Policy
from pk_fhir.sync import Note, Pulled
from pk_fhir.view import assemble
from pk_fhir.view.release import released

NOPAT = {
    "security": [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "NOPAT"}]
}


def goal(name: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Goal", "id": name, "lifecycleStatus": "active", **more}


def test_a_note_goes_with_the_resource_that_it_is_about() -> None:
    about = ["Goal/shown", "Goal/withheld", "Goal/withheld#inner", ""]
    notes = [Note(key="view.note.not-valid", resource=place) for place in about]
    answer = Pulled(
        source=given.HOSPITAL,
        state="fresh",
        resources=[goal("shown"), goal("withheld", meta=NOPAT)],
        notes=notes,
    )
    kept = released(answer, Policy())
    assert [resource["id"] for resource in kept.resources] == ["shown"]
    assert [(note.key, note.resource) for note in kept.notes] == [
        ("view.note.not-valid", "Goal/shown"),
        ("view.note.not-valid", ""),
        ("view.note.withheld", ""),
    ]


def test_that_something_is_withheld_is_told_as_far_as_the_policy_says() -> None:
    told = {"resourceType": "Provenance", "id": "p", "target": [{"reference": "Goal/a"}]}
    answer = Pulled(
        source=given.HOSPITAL,
        state="fresh",
        resources=[goal("a", meta=NOPAT), told | {"meta": NOPAT}],
    )
    kept = released(answer, Policy())
    assert (kept.state, [(note.key, note.values) for note in kept.notes]) == (
        "fresh",
        [("view.note.withheld", {"count": "1"})],
    )
    silent = released(answer, Policy(withheld_is_said_to_patient=False))
    assert (silent.state, silent.notes) == ("empty", [])


def test_a_view_from_which_something_is_withheld_is_not_whole() -> None:
    answer = Pulled(source=given.HOSPITAL, state="fresh", resources=[goal("a", meta=NOPAT)])
    unread = Note(key="view.note.type-not-read", values={"type": "Task"})
    seen = assemble(
        [released(msgspec.structs.replace(answer, notes=[unread]), Policy())], given.NOW
    )
    assert (seen.complete, seen.reasons) == (
        False,
        [
            "En del av uppgifterna från Länssjukhuset gick inte att hämta.",
            "Hos Länssjukhuset finns uppgifter som inte är utlämnade till dig ännu. Antal: 1.",
        ],
    )
