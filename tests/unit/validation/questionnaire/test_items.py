"""Which items a response has, where, and how often: as its questionnaire asks."""

import pytest

from pk_fhir.validation import Validator

from .forms import answer, question, questionnaire, response, said

GROUP = question("g", "group", question("1"), question("2"))


@pytest.mark.parametrize(
    ("asked", "given", "issues"),
    [
        ([question("1"), question("2")], [answer("1", "x"), answer("2", "y")], []),
        ([question("1"), question("2")], [answer("2", "x"), answer("1", "y")], [("order", "")]),
        (
            [GROUP],
            [answer("g", below=[answer("2", "x"), answer("1", "y")])],
            [("order", "item[0]")],
        ),
        ([question("1")], [answer("9", "x")], [("unknown-link", "")]),
        ([GROUP], [answer("g", below=[answer("9", "x")])], [("unknown-link", "item[0]")]),
        ([GROUP, question("3")], [answer("1", "x")], [("misplaced", "")]),
        (
            [GROUP, question("3")],
            [answer("g", below=[answer("3", "x")])],
            [("misplaced", "item[0]")],
        ),
        ([question("1")], [{"answer": [{"valueString": "x"}]}], [("no-link", "")]),
        ([question("1")], [answer("1", "x"), answer("1", "y")], [("item-once", "")]),
        ([question("1", repeats=True)], [answer("1", "x"), answer("1", "y")], []),
        ([question("1")], [answer("1", "x", "y")], [("answer-once", "item[0]")]),
        ([question("1", repeats=True)], [answer("1", "x", "y")], []),
        ([question("1")], [answer("1", "x", text="T1")], []),
        ([question("1")], [answer("1", "x", text="Other")], [("text", "item[0]")]),
        ([GROUP], [answer("g", "x")], [("group-answer", "item[0]")]),
        ([question("1", "display")], [answer("1", "x")], [("display-answer", "item[0]")]),
        (
            [question("1", "display"), question("2")],
            [answer("1", below=[answer("2", "x")])],
            [("display-item", "item[0]")],
        ),
        (
            [question("1", "string", question("1.1"))],
            [answer("1", below=[answer("1.1", "x")])],
            [("item-outside-answer", "item[0]")],
        ),
        (
            [question("1", "string", question("1.1"))],
            [answer("1", {"valueString": "x", "item": [answer("9", "y")]})],
            [("unknown-link", "item[0]")],
        ),
    ],
)
def test_items_stand_where_the_questionnaire_has_them(asked, given, issues):
    assert said(questionnaire(*asked), response(*given)) == issues


@pytest.mark.parametrize(
    ("asked", "given", "issues"),
    [
        ([question("1", required=True)], [], [("required", "")]),
        ([question("1", required=True)], [answer("1")], [("required", "item[0]")]),
        ([question("1", required=True)], [answer("1", "x")], []),
        ([GROUP | {"required": True}], [], [("required", "")]),
        ([GROUP | {"required": True}], [answer("g")], [("group-empty", "item[0]")]),
        ([question("g", "group", question("1", required=True))], [], []),
        (
            [question("g", "group", question("1", required=True), question("2"))],
            [answer("g", below=[answer("2", "x")])],
            [("required", "item[0]")],
        ),
        (
            [question("1", "string", question("1.1", required=True))],
            [answer("1", "x")],
            [("required", "item[0]")],
        ),
        (
            [question("1", "string", question("1.1", required=True))],
            [answer("1", {"valueString": "x", "item": [answer("1.1", "y")]})],
            [],
        ),
    ],
)
def test_what_is_required_is_missed_where_it_should_stand(asked, given, issues):
    assert said(questionnaire(*asked), response(*given)) == issues


@pytest.mark.parametrize(
    ("status", "severity"),
    [
        ("completed", "error"),
        ("amended", "error"),
        ("in-progress", "warning"),
        ("stopped", "warning"),
        ("entered-in-error", "warning"),
    ],
)
def test_while_answering_goes_on_what_is_missing_is_a_warning(status, severity):
    asked = questionnaire(question("1", required=True))
    assert said(asked, response(status=status), severity) == [("required", "")]


def test_without_its_questionnaire_a_response_is_not_blamed():
    asked = questionnaire(question("1"))
    away = response(answer("9", "x"), questionnaire="http://loc.test/Questionnaire/away")
    assert said(asked, away) == []
    assert said(asked, away, "warning") == [("questionnaire-unknown", "")]
    nameless = response(answer("9", "x"))
    del nameless["questionnaire"]
    assert said(asked, nameless, "information") == [("no-questionnaire", "")]


def test_the_questionnaire_may_be_contained_versioned_or_handed_in():
    asked = questionnaire(question("1"), version="1.0")
    wrong = answer("9", "x")
    assert said(asked, response(wrong, questionnaire="http://loc.test/Questionnaire/q|1.0")) == [
        ("unknown-link", "")
    ]
    assert said(asked, response(wrong, questionnaire="http://loc.test/Questionnaire/q|2.0")) == []
    contained = response(wrong, questionnaire="#q", contained=[asked | {"id": "q"}])
    assert said(asked, contained) == [("unknown-link", "")]
    handed = response(wrong, questionnaire="http://loc.test/Questionnaire/away")
    assert said(asked, handed, resolve={"http://loc.test/Questionnaire/away": asked}.get) == [
        ("unknown-link", "")
    ]


def test_a_response_outside_the_period_of_its_questionnaire_is_told():
    asked = questionnaire(
        question("1"), effectivePeriod={"start": "2022-01-01", "end": "2022-12-31"}
    )
    assert said(asked, response(authored="2021-05-01"), "warning") == [
        ("before-period", "authored")
    ]
    assert said(asked, response(authored="2023-05-01"), "warning") == [("after-period", "authored")]
    assert said(asked, response(authored="2022-12-31"), "warning") == []


@pytest.mark.parametrize(
    "broken", [{"item": 1}, {"item": [None, 1, {"linkId": 3}]}, {"item": [{"answer": "x"}]}]
)
def test_malformed_responses_do_not_break_it(broken):
    assert isinstance(said(questionnaire(question("1")), response(**broken)), list)
    assert isinstance(said(questionnaire(**broken), response(answer("1", "x"))), list)


def test_what_is_wrong_with_an_item_is_told_in_its_line() -> None:
    body = b"""{
 "resourceType": "QuestionnaireResponse",
 "questionnaire": "http://loc.test/Questionnaire/q",
 "status": "completed",
 "item": [
  {"linkId": "1", "answer": [{"valueString": "x"}]},
  {"linkId": "9"}
 ]
}"""
    validator = Validator.for_r4().with_definitions([questionnaire(question("1"))])
    told = [(issue.key, issue.expression, issue.line) for issue in validator.validate(body)]
    assert told == [("answers.unknown-link", "QuestionnaireResponse", 7)]
