"""A body with hundreds of thousands of faults is told of in bounded time: none of it is gone over once for each."""

import json

import pytest

from pk_fhir.fhir.json import MOST_FAULTS, Positions, parse_lenient
from pk_fhir.validation import Validator
from pk_fhir.validation.located import MOST_KEYS, places


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b'{"resourceType":"Patient","language":"' + b"\\f" * 300_000 + b'"}', "json-no-text"),
        (b'{"resourceType":"Patient",' + b'"a":1,' * 30_000 + b'"a":1}', "json-duplicate-key"),
    ],
)
def test_what_no_json_may_hold_is_told_so_many_times_and_not_more(body: bytes, key: str) -> None:
    _, issues = parse_lenient(body)
    assert [issue.key for issue in issues] == [key] * MOST_FAULTS
    columns = [issue.column for issue in issues]
    assert columns == sorted(columns, key=lambda column: column or 0)


def test_many_places_in_one_line_and_in_many_are_those_of_a_careful_reading() -> None:
    names = [{"family": f"å{n}", "given": ["a", "å", f"{n}"]} for n in range(300)]
    wrong = {f"k{n}": n for n in range(2 * MOST_KEYS)}
    resource = {"resourceType": "Patient", "name": names, **wrong}
    locations = [f"Patient.name[{n}].given[{n % 3}]" for n in reversed(range(300))]
    few = [*locations, "Patient.k7", "Patient.name[299].family", "Patient.photo"]
    many = [*few, *(f"Patient.{key}" for key in wrong)]
    for text in (json.dumps(resource), json.dumps(resource, indent=1, ensure_ascii=False)):
        body = text.encode()
        for asked in (few, many):
            alone = {each: Positions(body).find(each) for each in asked[-20:]}
            found = places(body, resource, asked)
            assert found.keys() == set(asked)
            assert {each: found[each] for each in alone} == alone


def test_of_many_contained_resources_those_that_nothing_leads_to_are_told() -> None:
    contained = [{"resourceType": "Organization", "id": f"o{n}", "name": "A"} for n in range(3000)]
    contained[1]["partOf"] = {"reference": "#o2"}
    # To itself alone, which counts for nothing.
    contained[3]["partOf"] = {"reference": "#o3"}
    contained[4]["partOf"] = {"reference": "#"}
    patient = {
        "resourceType": "Patient",
        "contained": contained,
        "managingOrganization": {"reference": "#o1"},
        "text": {
            "status": "generated",
            "div": '<div xmlns="http://www.w3.org/1999/xhtml"><img alt="a" src="#o5"/></div>',
        },
    }
    told = {
        issue.expression
        for issue in Validator.for_r4().validate(patient)
        if issue.key == "contained-unused"
    }
    used = {1, 2, 4, 5}
    assert told == {f"Patient.contained[{n}]" for n in range(3000) if n not in used}
