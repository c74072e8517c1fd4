"""What a source sent is judged, and said to be wrong where it is; nothing is refused for it."""

from pk_fhir.sync.outcome import Note
from pk_fhir.sync.quality import Judge
from pk_fhir.validation import Validator

GOAL = {
    "resourceType": "Goal",
    "id": "1",
    "lifecycleStatus": "active",
    "description": {"text": "Gå"},
    "subject": {"reference": "Patient/1"},
}


def test_what_is_right_has_no_note() -> None:
    assert Judge(Validator.for_r4())([GOAL]) == []


def test_each_resource_that_is_wrong_has_one_note_that_says_how() -> None:
    wrong = GOAL | {"id": "2", "lifecycleStatus": "hej", "startDate": "igår"}
    [note] = Judge(Validator.for_r4())([GOAL, wrong])
    assert (note.key, note.resource) == ("view.note.not-valid", "Goal/2")
    assert note.expression.startswith("Goal.")
    assert "hej" in note.values["problem"]
    assert "igår" in note.values["problem"]


def test_no_personal_number_is_repeated() -> None:
    wrong = GOAL | {"id": "2", "startDate": "197701182383"}
    [note] = Judge(Validator.for_r4())([wrong])
    assert "2383" not in note.values["problem"]


def test_what_a_resource_claims_is_its_sources_business() -> None:
    claims = GOAL | {"meta": {"profile": ["https://pk-fhir.example/fhir/StructureDefinition/none"]}}
    notes: list[Note] = Judge(Validator.for_r4())([claims])
    assert notes == []
