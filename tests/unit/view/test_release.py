"""What is withheld is not told of by what is noted of it either."""

from typing import Any

from tests.unit.view import three_sources as given

from pk_fhir.sync import Note, Pulled
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
    kept = released(answer)
    assert [resource["id"] for resource in kept.resources] == ["shown"]
    assert [(note.key, note.resource) for note in kept.notes] == [
        ("view.note.not-valid", "Goal/shown"),
        ("view.note.not-valid", ""),
        ("view.note.withheld", ""),
    ]
