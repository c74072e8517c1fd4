"""Answers have the type, the form and the limits that the question states."""

from decimal import Decimal

import pytest

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

AT = "item[0].answer[0]"


def answered(kind, *values, **more):
    return said(questionnaire(question("1", kind, **more)), response(answer("1", *values)))


@pytest.mark.parametrize(
    ("kind", "right", "wrong", "found"),
    [
        ("boolean", {"valueBoolean": True}, {"valueString": "x"}, "string"),
        ("decimal", {"valueDecimal": Decimal("1.5")}, {"valueInteger": 1}, "integer"),
        ("integer", {"valueInteger": 1}, {"valueDecimal": Decimal("1.5")}, "decimal"),
        ("date", {"valueDate": "2020-01-01"}, {"valueDateTime": "2020-01-01"}, "dateTime"),
        ("dateTime", {"valueDateTime": "2020-01-01"}, {"valueDate": "2020-01-01"}, "date"),
        ("time", {"valueTime": "10:00:00"}, {"valueString": "10:00:00"}, "string"),
        ("string", {"valueString": "x"}, {"valueUri": "http://x.test"}, "uri"),
        ("text", {"valueString": "x\ny"}, {"valueUri": "http://x.test"}, "uri"),
        ("url", {"valueUri": "http://x.test"}, {"valueString": "http://x.test"}, "string"),
        ("attachment", {"valueAttachment": {"title": "x"}}, {"valueString": "x"}, "string"),
        ("reference", {"valueReference": {"display": "x"}}, {"valueString": "x"}, "string"),
        ("quantity", {"valueQuantity": {"value": 1}}, {"valueDecimal": 1}, "decimal"),
        ("choice", coding("a"), {"valueBoolean": True}, "boolean"),
    ],
)
def test_an_answer_has_the_type_of_its_question(kind, right, wrong, found):
    assert answered(kind, right) == []
    assert answered(kind, wrong) == [("type", f"{AT}.value.ofType({found})")]


def kg(value, code="kg"):
    return {"valueQuantity": {"value": value, "system": UCUM, "code": code}}


LIMITED = [
    ("string", {"maxLength": 3}, "abcd", "long", "string"),
    ("string", extension("minLength", valueInteger=3), "ab", "short", "string"),
    ("string", extension("regex", valueString="[a-z]+"), "a1", "pattern", "string"),
    ("integer", extension("minValue", valueInteger=3), {"valueInteger": 2}, "minimum", "integer"),
    ("integer", extension("maxValue", valueInteger=3), {"valueInteger": 4}, "maximum", "integer"),
    ("decimal", extension("minValue", valueDecimal=3), {"valueDecimal": 2}, "minimum", "decimal"),
    (
        "decimal",
        extension("maxDecimalPlaces", valueInteger=2),
        {"valueDecimal": Decimal("1.230")},
        "decimals",
        "decimal",
    ),
    (
        "date",
        extension("maxValue", valueDate="2020-01-01"),
        {"valueDate": "2021"},
        "maximum",
        "date",
    ),
    (
        "time",
        extension("minValue", valueTime="10:00:00"),
        {"valueTime": "09:00:00"},
        "minimum",
        "time",
    ),
    (
        "quantity",
        extension(SDC + "minQuantity", **kg(10)),
        kg(9000, "g"),
        "minimum",
        "Quantity",
    ),
    (
        "quantity",
        extension(SDC + "maxQuantity", valueQuantity={"value": 10, "unit": "kg"}),
        {"valueQuantity": {"value": 9, "unit": "kg"}},
        "incomparable",
        "Quantity",
    ),
    (
        "quantity",
        extension("questionnaire-unitOption", valueCoding={"system": UCUM, "code": "kg"}),
        kg(1, "g"),
        "unit",
        "Quantity",
    ),
    (
        "quantity",
        extension("questionnaire-unitValueSet", valueCanonical="http://loc.test/ValueSet/ab"),
        kg(1),
        "unit",
        "Quantity",
    ),
]


@pytest.mark.parametrize(("kind", "limit", "value", "key", "found"), LIMITED)
def test_an_answer_keeps_the_limits_of_its_question(kind, limit, value, key, found):
    assert answered(kind, value, **limit) == [(key, f"{AT}.value.ofType({found})")]


@pytest.mark.parametrize(
    ("kind", "limit", "value"),
    [
        ("string", {"maxLength": 4}, "åäöü"),
        ("string", extension("regex", valueString="(a+)+b"), "a" * 40 + "b"),
        ("date", extension("minValue", valueDate="2020-06-01"), {"valueDate": "2020"}),
        (
            "decimal",
            extension("maxDecimalPlaces", valueInteger=2),
            {"valueDecimal": Decimal("1.2")},
        ),
        ("quantity", extension(SDC + "minQuantity", **kg(1)), kg(1000, "g")),
        (
            "quantity",
            extension("questionnaire-unitOption", valueCoding={"system": UCUM, "code": "kg"}),
            kg(1),
        ),
    ],
)
def test_an_answer_within_its_limits_is_well(kind, limit, value):
    assert answered(kind, value, **limit) == []


def test_the_number_of_answers_has_limits():
    least = extension("questionnaire-minOccurs", valueInteger=2)
    most = extension("questionnaire-maxOccurs", valueInteger=1)
    assert answered("string", "a", repeats=True, **least) == [("too-few", "item[0]")]
    assert answered("string", "a", "b", repeats=True, **most) == [("too-many", "item[0]")]


def test_attachments_have_the_kind_and_size_that_is_asked_for():
    png = extension("mimeType", valueCode="image/png")
    assert answered("attachment", {"valueAttachment": {"contentType": "image/png"}}, **png) == []
    assert answered("attachment", {"valueAttachment": {"contentType": "image/gif"}}, **png) == [
        ("content-type", AT)
    ]
    assert answered("attachment", {"valueAttachment": {"title": "x"}}, **png) == [
        ("content-type-missing", AT)
    ]
    small = extension("maxSize", valueDecimal=Decimal("0.001"))
    assert answered("attachment", {"valueAttachment": {"size": 2000}}, **small) == [("size", AT)]


def test_references_lead_to_the_type_that_is_asked_for():
    patient = extension("questionnaire-referenceResource", valueCode="Patient")
    assert answered("reference", {"valueReference": {"reference": "Patient/1"}}, **patient) == []
    assert answered("reference", {"valueReference": {"reference": "Group/1"}}, **patient) == [
        ("reference-type", f"{AT}.value.ofType(Reference)")
    ]


OPTIONS = {
    "answerOption": [
        coding("a", display="A"),
        {"valueString": "text"},
        {"valueInteger": 3},
        {"valueDate": "2020-01-01"},
    ]
}


@pytest.mark.parametrize(
    ("kind", "value", "key"),
    [
        ("choice", coding("a"), None),
        ("choice", coding("a", display="Other"), None),
        ("choice", coding("b"), "option"),
        ("choice", {"valueCoding": {"code": "a"}}, "option"),
        ("choice", {"valueString": "text"}, None),
        ("choice", {"valueString": "other"}, "option"),
        ("choice", {"valueInteger": 4}, "option"),
        ("choice", {"valueTime": "10:00:00"}, "no-option-of-type"),
        ("open-choice", {"valueString": "other"}, None),
        ("open-choice", coding("b"), "option"),
        ("open-choice", {"valueDate": "2021-01-01"}, "option"),
    ],
)
def test_a_choice_is_one_of_its_options(kind, value, key):
    assert answered(kind, value, **OPTIONS) == ([(key, AT)] if key else [])


def test_a_date_with_options_is_one_of_them():
    options = {"answerOption": [{"valueDate": "2020-01-01"}]}
    assert answered("date", {"valueDate": "2020-01-02"}, **options) == [
        ("option", f"{AT}.value.ofType(date)")
    ]


def test_free_text_that_is_an_option_is_pointed_out():
    asked = questionnaire(question("1", "open-choice", **OPTIONS))
    given = response(answer("1", {"valueString": "A"}))
    assert said(asked, given, "warning") == [("text-is-option", AT)]


def test_an_exclusive_option_stands_alone():
    alone = coding("b") | extension("questionnaire-optionExclusive", valueBoolean=True)
    options = {"answerOption": [coding("a"), alone], "repeats": True}
    assert answered("choice", coding("b"), **options) == []
    assert answered("choice", coding("a"), coding("b"), **options) == [
        ("exclusive", "item[0].answer[1]")
    ]


@pytest.mark.parametrize(
    ("value", "severity", "key"),
    [
        (coding("a"), "error", None),
        (coding("c"), "error", "value-set"),
        (coding("a", "http://snomed.info/sct"), "error", "value-set"),
        ({"valueCoding": {"display": "x"}}, "error", "value-set"),
        ({"valueString": "x"}, "error", None),
    ],
)
def test_a_choice_is_in_its_value_set(value, severity, key):
    asked = questionnaire(question("1", "choice", answerValueSet="http://loc.test/ValueSet/ab"))
    issues = said(asked, response(answer("1", value)), severity)
    assert issues == ([(key, AT)] if key else [])


def test_a_value_set_may_be_contained_or_missing():
    compose = {"include": [{"system": SYSTEM, "concept": [{"code": "a"}]}]}
    contained = {"resourceType": "ValueSet", "id": "v", "status": "active", "compose": compose}
    asked = questionnaire(question("1", "choice", answerValueSet="#v"), contained=[contained])
    assert said(asked, response(answer("1", coding("a")))) == []
    assert said(asked, response(answer("1", coding("b")))) == [("value-set", AT)]
    missing = questionnaire(question("1", "choice", answerValueSet="http://loc.test/ValueSet/no"))
    assert said(missing, response(answer("1", coding("a"))), "error", "warning") == [
        ("value-set-unknown", AT)
    ]


def test_a_line_break_in_one_line_of_text_is_pointed_out():
    asked = questionnaire(question("1", "string"))
    assert said(asked, response(answer("1", "x\ny")), "warning") == [
        ("new-line", f"{AT}.value.ofType(string)")
    ]


@pytest.mark.parametrize(("code", "issues"), [("a", []), ("c", [("value-set", AT)])])
def test_a_code_without_a_system_is_one_that_the_value_set_names(code, issues):
    given = {"valueCoding": {"code": code}}
    assert answered("choice", given, answerValueSet="http://loc.test/ValueSet/ab") == issues
