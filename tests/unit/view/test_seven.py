"""Sju frågor: both sides' answers beside each other, and how far they agree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pk_fhir.definitions import Definitions
from pk_fhir.interactions.seven_questions import DEGREES, FORMS, ORDINALS, TOPICS
from pk_fhir.mapping.terms import code_system
from pk_fhir.view.seven import STATEMENTS, answered, compare


def response(side: str, talk: str | None, *degrees: str, day: str = "2026-11-01") -> dict[str, Any]:
    """One side's answers, the topics in order."""
    said = [
        {
            "linkId": topic,
            "answer": [{"valueCoding": {"system": code_system("pk-degree"), "code": degree}}],
        }
        for topic, degree in zip(TOPICS, degrees, strict=False)
    ]
    word = [{"linkId": "talk", "answer": [{"valueString": talk}]}] if talk else []
    form = FORMS["patient" if side == "patient" else "care"]
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{form}|1.0.0",
        "status": "completed",
        "subject": {"reference": "Organization/u"},
        "authored": day,
        "item": [*said, *word],
    }


def units(*responses: dict[str, Any]) -> Any:
    found = [one for each in responses if (one := answered(each)) is not None]
    return compare(found, {"Organization/u": "Björkens vårdcentral"})


def test_the_answers_of_one_talk_are_compared_and_all_answers_are_counted() -> None:
    (unit,) = units(
        response("patient", "a", "fully", "slightly"),
        response("care", "a", "fully", "fully"),
        response("patient", "b", "mostly", "unknown"),
        response("care", "b", "slightly", "fully"),
        response("patient", None, "not-at-all"),
    )
    assert (unit.unit, unit.patients, unit.care) == ("Björkens vårdcentral", 3, 2)
    life, agreement, contact = unit.topics[:3]
    assert (life.talks, life.agreeing, life.agreement) == (2, 1, 0.833)
    assert (life.patients.fully, life.patients.mostly, life.patients.not_at_all) == (1, 1, 1)
    assert (life.patients.mean, life.care.mean) == (2.67, 3.0)
    # Who does not know is counted, and compared with nobody.
    assert (agreement.talks, agreement.agreement, agreement.patients.unknown) == (1, 0.333, 1)
    assert (contact.talks, contact.agreement, contact.patients.mean) == (0, None, None)


def test_of_a_side_that_answers_twice_in_one_talk_the_newest_counts() -> None:
    (unit,) = units(
        response("patient", "a", "fully", day="2026-11-02"),
        response("patient", "a", "not-at-all", day="2026-11-01"),
    )
    assert (unit.patients, unit.topics[0].patients.fully) == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"status": "in-progress"},
        {"status": "entered-in-error"},
        {"questionnaire": "https://pk-fhir.example/fhir/Questionnaire/pk-min-berattelse"},
        {"subject": {"display": "En enhet"}},
    ],
)
def test_what_is_not_an_answer_about_a_unit_is_left_out(changed: dict[str, Any]) -> None:
    assert answered(response("patient", "a", "fully") | changed) is None


def test_the_statements_are_those_of_the_forms_and_the_numbers_those_of_the_codes() -> None:
    ours = Definitions.ours()
    for place, form in enumerate((FORMS["patient"], FORMS["care"])):
        asked = {one["linkId"]: one["text"] for one in ours.get(form)["item"]}
        assert {topic: said[place] for topic, said in STATEMENTS.items()} == {
            topic: asked[topic] for topic in TOPICS
        }
    weights = {
        one["code"]: next((each["valueDecimal"] for each in one.get("property", [])), None)
        for one in ours.get(code_system("pk-degree"))["concept"]
    }
    assert weights == {code: ORDINALS.get(code) for code in DEGREES}


answers = st.lists(st.sampled_from(DEGREES), min_size=len(TOPICS), max_size=len(TOPICS))


@given(st.lists(st.tuples(answers, answers), max_size=6))
def test_agreement_is_whole_when_all_say_the_same_and_stays_between_none_and_whole(
    talks: list[tuple[list[str], list[str]]],
) -> None:
    made = [
        each
        for number, (mine, theirs) in enumerate(talks)
        for each in (
            response("patient", str(number), *mine),
            response("care", str(number), *theirs),
        )
    ]
    for unit in units(*made):
        for topic in unit.topics:
            assert topic.agreement is None or 0 <= topic.agreement <= 1
            assert (topic.agreement == 1) == (topic.talks > 0 and topic.agreeing == topic.talks)
