"""Bindings say what HL7's own validator says without a terminology server."""

import pytest

from pk_fhir.validation.issues import Sink
from pk_fhir.validation.terminology import Asking
from pk_fhir.validation.terminology.bindings import MAX_VALUE_SET

from .conftest import SYSTEM, VALUE_SET

WHOLE = SYSTEM + "whole"


def found(terminology, value, type_name, name, strength="required", maximum=None):
    binding = {"strength": strength, "valueSet": VALUE_SET + name}
    if maximum:
        binding["extension"] = [{"url": MAX_VALUE_SET, "valueCanonical": VALUE_SET + maximum}]
    sink = Sink()
    terminology.check_binding(binding, value, type_name, "Basic.code", sink)
    return [
        (i.severity, i.key.removeprefix("terminology."), i.expression.removeprefix("Basic.code"))
        for i in sink.issues
    ]


def concept(*codings):
    names = ("system", "code", "display", "version")
    return {"coding": [dict(zip(names, each, strict=False)) for each in codings]}


UNKNOWN = ("error", "unknown-code", ".coding[0].code")


@pytest.mark.parametrize(
    ("strength", "right", "wrong", "elsewhere", "text", "undecided"),
    [
        (
            "required",
            [],
            [UNKNOWN, ("error", "required", "")],
            [("warning", "unknown-system", ".coding[0].system"), ("error", "required", "")],
            [("error", "code-required", "")],
            [("information", "undecided", "")],
        ),
        (
            "extensible",
            [],
            [UNKNOWN, ("warning", "extensible", "")],
            [("warning", "unknown-system", ".coding[0].system"), ("warning", "extensible", "")],
            [("warning", "code-expected", "")],
            [("information", "undecided", "")],
        ),
        (
            "preferred",
            [],
            [UNKNOWN, ("information", "preferred", "")],
            [
                ("warning", "unknown-system", ".coding[0].system"),
                ("information", "preferred", ""),
            ],
            [],
            [("information", "undecided", "")],
        ),
        (
            "example",
            [],
            [UNKNOWN],
            [("warning", "unknown-system", ".coding[0].system")],
            [],
            [],
        ),
    ],
)
def test_the_strength_decides_how_bad_a_code_outside_is(
    terminology, strength, right, wrong, elsewhere, text, undecided
):
    def say(value, name="whole"):
        return found(terminology, value, "CodeableConcept", name, strength)

    assert say(concept((WHOLE, "cat"))) == right
    # `bad` is close to no code at all, so nothing is suggested.
    assert say(concept((WHOLE, "qqqqqq"))) == wrong
    assert say(concept(("http://elsewhere.test/cs", "cat"))) != right
    assert say(concept(("http://elsewhere.test/cs", "qqqqqq"))) == elsewhere
    assert say({"text": "cat"}) == text
    assert say(concept(("http://snomed.info/sct", "734163000")), "snomed") == undecided


@pytest.mark.parametrize(
    ("coding", "issues"),
    [
        ((WHOLE, "cat", "Cat"), []),
        ((WHOLE, "cat", "CAT"), []),
        ((WHOLE, "cat", "Katt"), []),
        (
            (WHOLE, "cat", "Dog"),
            [("error", "wrong-display", ".coding[0].display"), ("error", "required", "")],
        ),
        (
            (WHOLE, "old"),
            [("warning", "inactive", ".coding[0]")],
        ),
        (
            (WHOLE, "Cat"),
            [UNKNOWN, ("error", "required-suggest", "")],
        ),
        (
            (WHOLE, "cat", "Cat", "9.9"),
            [("warning", "unknown-version", ".coding[0].system")],
        ),
    ],
)
def test_the_coding_itself_is_looked_at(terminology, coding, issues):
    assert found(terminology, concept(coding), "CodeableConcept", "whole") == issues


def test_one_coding_in_the_value_set_is_enough(terminology):
    value = concept(("http://elsewhere.test/cs", "1"), (WHOLE, "cat"))
    assert found(terminology, value, "CodeableConcept", "whole") == [
        ("warning", "unknown-system", ".coding[0].system")
    ]


def test_nothing_outside_the_maximum_is_allowed(terminology):
    def say(value):
        return found(terminology, value, "CodeableConcept", "named", "extensible", "whole")

    assert say(concept((WHOLE, "cat"))) == [("warning", "extensible", "")]
    assert say(concept((SYSTEM + "any-case", "cat"))) == [("error", "maximum", "")]
    assert say({"text": "cat"}) == [("error", "code-required", "")]


def test_a_bare_code_is_looked_for_in_every_system(terminology):
    assert found(terminology, "cat", "code", "whole") == []
    assert found(terminology, "lino", "code", "whole") == [("error", "required-suggest", "")]
    assert found(terminology, None, "code", "whole") == [("error", "code-required", "")]


def test_a_coding_is_looked_at_without_a_binding(terminology):
    sink = Sink("sv")
    terminology.check_coding({"system": WHOLE, "code": "dog"}, "Basic.code.coding[0]", sink)
    terminology.check_coding({"system": "http://loinc.org", "code": "1-8"}, "Basic.code", sink)
    assert [(i.severity, i.code, i.expression, i.diagnostics) for i in sink.issues] == [
        (
            "error",
            "code-invalid",
            "Basic.code.coding[0].code",
            "'dog' är inte en kod i http://loc.test/CodeSystem/whole|1.0.",
        )
    ]


def test_an_unknown_value_set_is_a_warning(terminology):
    assert found(terminology, concept((WHOLE, "cat")), "CodeableConcept", "nowhere") == [
        ("warning", "value-set-unknown", "")
    ]


@pytest.mark.parametrize("value", [{"coding": 1}, {"coding": [1, None]}, {"coding": [{"code": 1}]}])
def test_malformed_values_do_not_break_it(terminology, value):
    assert found(terminology, value, "CodeableConcept", "whole") == [
        ("error", "code-required" if value["coding"] != [{"code": 1}] else "required", "")
    ]


@pytest.mark.parametrize(
    ("system", "key"),
    [
        ("http://loinc.org/", "system-form"),
        ("https://terminology.hl7.org/CodeSystem/v3-NullFlavor", "system-form"),
        ("http://hl7.org/fhir/ValueSet/marital-status", "value-set-as-system"),
        ("http://hl7.org/fhir/valueset-marital-status.html", "system-page"),
        ("http://hl7.org/fhir/CodeSystem/nothing", "system-not-of-fhir"),
    ],
)
def test_a_coding_that_stands_alone_has_a_system_that_can_be_one(terminology, system, key):
    def said(**how):
        sink = Sink()
        terminology.check_coding(
            {"system": system, "code": "x"}, "Patient.meta.tag[0]", sink, **how
        )
        return [(i.severity, i.key.removeprefix("terminology."), i.expression) for i in sink.issues]

    assert said() == [("error", key, "Patient.meta.tag[0]")]
    assert all(severity == "warning" for severity, _, _ in said(alone=False))


def test_a_system_of_hl7_may_be_in_a_package_that_is_not_loaded(terminology):
    sink = Sink()
    coding = {"system": "http://hl7.org/fhir/version-algorithm", "code": "semver"}
    terminology.check_coding(
        coding, "Questionnaire.extension[0]", sink, asking=Asking(strict=False)
    )
    assert [(i.severity, i.key) for i in sink.issues] == [
        ("warning", "terminology.system-not-of-fhir")
    ]
