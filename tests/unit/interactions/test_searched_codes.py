"""What a search knows of value sets and hierarchies."""

import pytest

from pk_fhir.definitions import Definitions
from pk_fhir.interactions.searched_codes import SearchedCodes
from pk_fhir.validation.terminology import Terminology

ANIMALS = {
    "resourceType": "CodeSystem",
    "url": "http://loc.test/animals",
    "status": "active",
    "content": "complete",
    "concept": [{"code": "animal", "concept": [{"code": "cat", "concept": [{"code": "lion"}]}]}],
}
CATS = {
    "resourceType": "ValueSet",
    "url": "http://loc.test/cats",
    "status": "active",
    "compose": {
        "include": [
            {
                "system": "http://loc.test/animals",
                "filter": [{"property": "concept", "op": "is-a", "value": "cat"}],
            }
        ]
    },
}


@pytest.fixture(scope="module")
def codes():
    return SearchedCodes(Terminology(Definitions.r4().overlay([ANIMALS, CATS])))


def test_a_value_set_is_its_codes(codes):
    assert sorted(codes.expand("http://loc.test/cats")) == [
        ("http://loc.test/animals", "cat"),
        ("http://loc.test/animals", "lion"),
    ]
    assert codes.expand("http://loc.test/none") is None


def test_a_hierarchy_goes_both_ways_and_has_the_code_itself(codes):
    assert list(codes.below("http://loc.test/animals", "cat")) == ["cat", "lion"]
    assert list(codes.above("http://loc.test/animals", "cat")) == ["cat", "animal"]
    assert codes.below("http://loc.test/none", "cat") is None
    assert codes.above("http://loc.test/none", "cat") is None
