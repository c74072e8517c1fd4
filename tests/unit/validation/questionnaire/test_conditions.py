"""A question is put when its conditions hold, and only then may it be answered or must it be."""

import pytest

from pk_fhir.validation import Validator

from .forms import (
    SDC,
    SYSTEM,
    UCUM,
    answer,
    coding,
    extension,
    question,
    questionnaire,
    response,
    said,
)


def when(operator, value, asked="1"):
    return {"question": asked, "operator": operator, **value}


def enabled(conditions, *given, kind="string", **more):
    """Whether the question "2" is put: answering it is wrong when not, leaving it out when it is."""
    second = question("2", enableWhen=conditions, required=True, **more)
    asked = questionnaire(question("1", kind, repeats=True), second)
    first = [answer("1", *given)] if given else []
    when_answered = said(asked, response(*first, answer("2", "y")))
    when_left_out = said(asked, response(*first))
    assert (when_answered == []) == (when_left_out == [("required", "")])
    assert when_answered in ([], [("not-enabled", f"item[{len(first)}]")])
    return when_answered == []


@pytest.mark.parametrize(
    ("operator", "value", "given", "outcome"),
    [
        ("=", {"answerString": "x"}, ["x"], True),
        ("=", {"answerString": "x"}, ["q"], False),
        ("=", {"answerString": "x"}, [], False),
        ("=", {"answerString": "x"}, ["q", "x"], True),
        ("!=", {"answerString": "x"}, ["q"], True),
        ("!=", {"answerString": "x"}, ["x"], False),
        ("!=", {"answerString": "x"}, [], False),
        ("exists", {"answerBoolean": True}, ["x"], True),
        ("exists", {"answerBoolean": True}, [], False),
        ("exists", {"answerBoolean": False}, [], True),
        ("exists", {"answerBoolean": False}, ["x"], False),
    ],
)
def test_conditions_on_text(operator, value, given, outcome):
    assert enabled([when(operator, value)], *given) is outcome


@pytest.mark.parametrize(
    ("operator", "outcomes"),
    [
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
        ("=", [False, True, False]),
        ("!=", [True, False, True]),
        (">=", [False, True, True]),
        (">", [False, False, True]),
    ],
)
def test_conditions_on_numbers_dates_and_quantities(operator, outcomes):
    numbers = [
        enabled([when(operator, {"answerInteger": 5})], {"valueInteger": n}, kind="integer")
        for n in (4, 5, 6)
    ]
    dates = [
        enabled(
            [when(operator, {"answerDate": "2020-05-02"})],
            {"valueDate": f"2020-05-0{day}"},
            kind="date",
        )
        for day in (1, 2, 3)
    ]
    quantities = [
        enabled(
            [when(operator, {"answerQuantity": {"value": 5, "system": UCUM, "code": "kg"}})],
            {"valueQuantity": {"value": grams, "system": UCUM, "code": "g"}},
            kind="quantity",
        )
        for grams in (4999, 5000, 5001)
    ]
    assert numbers == dates == quantities == outcomes


@pytest.mark.parametrize("unit", [{}, {"unit": "kg"}, {"system": UCUM, "code": "g"}])
def test_a_quantity_without_a_unit_in_a_condition_is_a_number(unit):
    wanted = when(">=", {"answerQuantity": {"value": 3}})
    values = [{"valueQuantity": {"value": number, **unit}} for number in (2, 3)]
    assert [enabled([wanted], value, kind="quantity") for value in values] == [False, True]


def test_a_coding_is_compared_by_its_code():
    wanted = when("=", {"answerCoding": {"system": SYSTEM, "code": "a"}})
    assert enabled([wanted], coding("a", display="A"), kind="choice")
    assert not enabled([wanted], coding("b"), kind="choice")
    assert not enabled([wanted], coding("a", "http://elsewhere.test"), kind="choice")


@pytest.mark.parametrize(("behaviour", "outcome"), [("any", True), ("all", False)])
def test_behaviour_joins_several_conditions(behaviour, outcome):
    conditions = [when("=", {"answerString": "x"}), when("=", {"answerString": "y"})]
    assert enabled(conditions, "x", enableBehavior=behaviour) is outcome


def test_the_answer_in_the_same_repetition_counts():
    asked = questionnaire(
        question(
            "g",
            "group",
            question("1"),
            question("2", enableWhen=[when("=", {"answerString": "x"})]),
            repeats=True,
        )
    )
    given = response(
        answer("g", below=[answer("1", "x"), answer("2", "y")]),
        answer("g", below=[answer("1", "q"), answer("2", "y")]),
    )
    assert said(asked, given) == [("not-enabled", "item[1].item[1]")]


def test_a_group_that_is_not_put_has_no_items():
    asked = questionnaire(
        question("1"),
        question("g", "group", question("2"), enableWhen=[when("=", {"answerString": "x"})]),
    )
    given = response(answer("1", "q"), answer("g", below=[answer("2", "y")]))
    assert said(asked, given) == [("not-enabled", "item[1]")]
    assert said(asked, response(answer("1", "q"), answer("g"))) == []


@pytest.mark.parametrize(
    ("expression", "issues"),
    [
        ("item.where(linkId='1').answer.value = 'x'", []),
        ("item.where(linkId='1').answer.value = 'q'", [("not-enabled", "item[1]")]),
        ("%patient.active", []),
        ("not an expression (", []),
    ],
)
def test_a_condition_may_be_fhirpath_and_blames_nobody_when_it_cannot_be_evaluated(
    expression, issues
):
    value = {"valueExpression": {"language": "text/fhirpath", "expression": expression}}
    asked = questionnaire(
        question("1"), question("2", **extension(SDC + "enableWhenExpression", **value))
    )
    assert said(asked, response(answer("1", "x"), answer("2", "y"))) == issues


@pytest.mark.parametrize(
    ("items", "severity", "key", "place"),
    [
        (
            [question("1"), question("2", enableWhen=[when("=", {"answerString": "x"})])],
            "error",
            None,
            "",
        ),
        (
            [question("1", enableWhen=[when("=", {"answerString": "x"})])],
            "error",
            "enable-self",
            "item[0]",
        ),
        (
            [question("2", enableWhen=[when("=", {"answerString": "x"}, "9")])],
            "error",
            "enable-unknown",
            "item[0]",
        ),
        (
            [question("g", "group", question("1"), enableWhen=[when("=", {"answerString": "x"})])],
            "error",
            "enable-inner",
            "item[0]",
        ),
        (
            [question("2", enableWhen=[{"operator": "=", "answerString": "x"}])],
            "error",
            "enable-no-question",
            "item[0]",
        ),
        (
            [question("2", enableWhen=[when("=", {"answerString": "x"})]), question("1")],
            "warning",
            "enable-later",
            "item[0]",
        ),
    ],
)
def test_a_condition_asks_about_another_question_before_it(items, severity, key, place):
    issues = [
        (issue.key, issue.expression)
        for issue in Validator.for_r4().validate(questionnaire(*items))
        if issue.severity == severity and issue.key.startswith("questionnaire.")
    ]
    assert issues == ([(f"questionnaire.{key}", f"Questionnaire.{place}")] if key else [])


@pytest.mark.parametrize(
    ("kind", "item", "key"),
    [
        ("compliesWith", question("1", required=True, maxLength=10), None),
        ("compliesWith", question("1", "text", required=True, maxLength=10), "derived-type"),
        ("compliesWith", question("1", maxLength=10), "derived-required"),
        ("compliesWith", question("1", required=True), "derived-length"),
        ("compliesWith", question("1", required=True, maxLength=11), "derived-length"),
        (
            "compliesWith",
            question("1", required=True, maxLength=9, repeats=True),
            "derived-repeats",
        ),
        ("compliesWith", question("9"), "derived-no-item"),
        ("extends", question("9"), None),
        ("inspiredBy", question("1", "text"), None),
        ("compliesWith", question("c", "choice", answerOption=[coding("a")]), None),
        ("compliesWith", question("c", "choice", answerOption=[coding("b")]), "derived-option"),
    ],
)
def test_a_derived_questionnaire_keeps_its_promise(kind, item, key):
    base = questionnaire(
        question("1", required=True, maxLength=10),
        question("c", "choice", answerOption=[coding("a")]),
    )
    code = {"valueCoding": {"code": kind}}
    derived = questionnaire(
        item,
        url="http://loc.test/Questionnaire/derived",
        derivedFrom=[base["url"]],
        _derivedFrom=[extension("questionnaire-derivationType", **code)],
    )
    issues = [
        issue.key.removeprefix("questionnaire.")
        for issue in Validator.for_r4().with_definitions([base]).validate(derived)
        if issue.severity == "error" and issue.key.startswith("questionnaire.")
    ]
    assert issues == ([key] if key else [])
