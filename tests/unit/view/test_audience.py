"""To staff a view says "patienten" where it says "du" to the patient."""

import json
import re
from typing import Any

from tests.unit.view import three_sources as given

from pk_fhir.messages import catalogue
from pk_fhir.sync import Pulled
from pk_fhir.view import assemble
from pk_fhir.view.vocabulary import Audience

TO_THE_PATIENT = re.compile(r"\b(du|dig|din|ditt|dina)\b", re.IGNORECASE)
# What is never a word of ours, and the questions that were asked, word for word.
OF_SOURCES = {"question", "answer", "comment", "details", "topicText", "instructions", "notes"}
A_TIMES_OWN = "Samtal om din medicin"


def said(audience: Audience, *more: dict[str, Any]) -> dict[str, Any]:
    """Three care providers that do not agree, and one that has nothing."""
    ekeby = given.ekeby()
    physician = given.contact(given.EKEBY, "fl", "2", {"display": "Nora Ek"})
    coordinator = given.contact(given.EKEBY, "fk4", "4", {"display": "Alma Ö"})
    empty = Pulled(source=given.HOME_CARE, state="empty", fetched=given.NOW, resources=[])
    answers = [
        Pulled(
            source=given.EKEBY,
            state="fresh",
            fetched=given.NOW,
            resources=[*ekeby.resources, physician, coordinator, *more],
        ),
        given.hospital(),
        empty,
    ]
    whole: dict[str, Any] = json.loads(
        assemble(answers, given.NOW, None, audience).model_dump_json(exclude_defaults=True)
    )
    # What to watch for is said by care, to the patient.
    del whole["warningSigns"]
    return whole


def words(value: Any, name: str = "") -> list[str]:
    """Every text of ours in a view."""
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in words(inner, key)]
    if isinstance(value, list):
        return [each for inner in value for each in words(inner, name)]
    return [value] if isinstance(value, str) and name not in OF_SOURCES else []


def test_nothing_in_a_view_for_staff_is_said_to_the_patient() -> None:
    told = words(said("staff"))
    assert {text for text in told if TO_THE_PATIENT.search(text)} <= {A_TIMES_OWN}
    assert any("patientens" in text for text in told)


def test_the_same_view_for_the_patient_says_du() -> None:
    assert any(TO_THE_PATIENT.search(text) for text in words(said("patient")))


def test_what_is_said_to_staff_has_the_same_values_as_what_is_said_to_the_patient() -> None:
    texts = catalogue._texts()
    for key, to_staff in texts.items():
        if key.startswith("view.") and key.endswith(".staff"):
            to_patient = texts[key.removesuffix(".staff")]
            for one, other in zip(to_staff, to_patient, strict=True):
                assert set(re.findall(r"{\w+}", one)) == set(re.findall(r"{\w+}", other)), key
                assert not TO_THE_PATIENT.search(one), key
