"""Membership has three answers, and a list is given only where it is whole."""

import pytest

from pk_fhir.definitions.registry import Definitions
from pk_fhir.validation.terminology import Answer, Asking, Gathered, Question, Terminology

from .conftest import FILTERS, SYSTEM, VALUE_SET, filtered, value_set

WHOLE = SYSTEM + "whole"
SNOMED = "http://snomed.info/sct"


@pytest.mark.parametrize(
    ("filters", "codes"),
    list(
        zip(
            FILTERS,
            [
                {"cat", "lion"},
                {"lion"},
                {"old", "abs"},
                {"a", "cat", "lion"},
                {"a", "abs", "bird"},
                {"cat", "bird"},
                {"lion", "old", "abs"},
                {"cat"},
                {"cat"},
                {"a", "bird", "lion"},
                {"lion"},
                {"cat"},
            ],
            strict=True,
        )
    ),
)
def test_filters_choose_the_codes_that_the_specification_says(terminology, filters, codes):
    name = f"{VALUE_SET}filter-{FILTERS.index(filters)}"
    assert terminology.codes(name) == codes
    every = {"a", "cat", "lion", "bird", "old", "abs"}
    assert {code for code in every if terminology.member(name, WHOLE, code)} == codes


@pytest.mark.parametrize(
    ("name", "system", "code", "within"),
    [
        ("whole", WHOLE, "lion", True),
        ("whole", WHOLE, "ghost", False),
        ("whole", None, "lion", True),
        ("whole", "http://elsewhere.test", "lion", False),
        ("part", SYSTEM + "part", "lion", True),
        ("part", SYSTEM + "part", "ghost", None),
        ("sample", SYSTEM + "sample", "lion", None),
        ("any-case", SYSTEM + "any-case", "LION", True),
        ("whole", WHOLE, "LION", False),
        ("named", WHOLE, "a", True),
        ("named", WHOLE, "lion", False),
        ("snomed", SNOMED, "734163000", None),
        ("snomed", WHOLE, "a", False),
        ("mixed", WHOLE, "a", True),
        ("mixed", WHOLE, "ghost", False),
        ("mixed", SNOMED, "734163000", None),
        ("without-cats", WHOLE, "bird", True),
        ("without-cats", WHOLE, "lion", False),
        ("imports", WHOLE, "a", True),
        ("imports", WHOLE, "lion", False),
        ("missing-import", WHOLE, "a", False),
        ("circle", WHOLE, "a", None),
        ("active", WHOLE, "old", False),
        ("active", WHOLE, "a", True),
        ("version", WHOLE, "a", None),
        ("expanded", WHOLE, "cat", True),
        ("expanded", WHOLE, "a", False),
        ("nowhere", WHOLE, "a", None),
    ],
)
def test_a_code_is_in_or_out_or_cannot_be_known(terminology, name, system, code, within):
    assert terminology.member(VALUE_SET + name, system, code) is within


@pytest.mark.parametrize(
    ("value_set", "code", "within"),
    [
        ("all-languages", "sv-SE", True),
        ("all-languages", "nds", True),
        ("all-languages", "zz", False),
        ("all-languages", "en_US", False),
        ("mimetypes", "text/plain; charset=utf-8", True),
        ("mimetypes", "application/fhir+json;fhirVersion=4.0", True),
        ("mimetypes", "plain", False),
        ("mimetypes", "a/b/c", False),
        ("currencies", "SEK", True),
        ("currencies", "sek", False),
        ("ucum-units", "mm[Hg]", True),
        ("ucum-units", "kcal/(h.m2)", True),
        ("ucum-units", "Kg", False),
        ("ucum-units", "kg {", False),
        ("timezones", "Europe/Stockholm", True),
        ("timezones", "Europe/Gothenburg", False),
        ("iso3166-1-2", "SE", True),
        ("iso3166-1-2", "QQ", False),
    ],
)
def test_systems_of_the_wider_world_are_known_by_their_own_rules(
    terminology, value_set, code, within
):
    assert terminology.member(f"http://hl7.org/fhir/ValueSet/{value_set}", None, code) is within


@pytest.mark.parametrize("name", ["snomed", "mixed", "part", "sample", "circle", "nowhere"])
def test_what_is_not_known_in_full_is_not_listed(terminology, name):
    assert terminology.codes(VALUE_SET + name) is None


def test_supplements_add_designations(terminology):
    concept = terminology.tables.table(WHOLE).find("cat")
    assert [(each.language, each.value) for each in concept.designations] == [("sv", "Katt")]


def test_a_pattern_that_could_run_for_ever_is_stopped():
    system = {
        "resourceType": "CodeSystem",
        "url": WHOLE,
        "content": "complete",
        "concept": [{"code": "a" * 40}],
    }
    hostile = value_set("hostile", filtered(("code", "regex", "(a+)+b")))
    terminology = Terminology(Definitions.r4().overlay([system, hostile]))
    assert terminology.member(VALUE_SET + "hostile", WHOLE, "a" * 40) is not True


def test_every_value_set_of_core_can_be_read():
    definitions = Definitions.r4()
    terminology = Terminology(definitions)
    urls = [entry.url for _, entry in definitions.entries("ValueSet")]
    listed = [url for url in urls if terminology.codes(url) is not None]
    # The others rest on SNOMED CT, LOINC, UCUM and their like.
    assert len(listed) / len(urls) > 0.9


def test_a_server_is_asked_only_for_what_cannot_be_known_here():
    definitions = Definitions.r4().overlay([value_set("snomed", {"system": SNOMED})])
    terminology = Terminology(definitions)
    question = Question(VALUE_SET + "snomed", SNOMED, None, "734163000")
    gathered = Gathered({})
    asking = Asking(ask=gathered)
    assert terminology.member(*question[:2], question.code, asking=asking) is None
    assert terminology.member(question.value_set, "http://loinc.org", "1-8", asking=asking) is False
    assert list(gathered.missing) == [question]
    answered = Asking(ask=Gathered({question: Answer(True)}))
    assert terminology.member(*question[:2], question.code, asking=answered) is True
