"""Whom what is kept of one person is about, whether the source has a Patient or names the person alone."""

from typing import Any

import pytest

from pk_fhir.contract.identifiers import PERSONNUMMER
from pk_fhir.sync import Person, Source
from pk_fhir.sync.concerned import person_kept

NUMBER = {"system": PERSONNUMMER, "value": "201701012393"}
PERSON = Person.of([(PERSONNUMMER, "201701012393")])
PATIENT = {"resourceType": "Patient", "id": "p", "identifier": [NUMBER]}


@pytest.mark.parametrize(
    ("resources", "found"),
    [
        ([{"resourceType": "Goal", "subject": {"reference": "Patient/p"}}, PATIENT], PERSON),
        ([{"resourceType": "Goal", "subject": {"identifier": NUMBER}}], PERSON),
        ([{"resourceType": "Goal", "subject": {"reference": "Patient/p"}}], None),
        ([{"resourceType": "Goal", "subject": "?"}, {"resourceType": "Organization"}], None),
        ([], None),
    ],
)
def test_the_person_is_the_patient_or_else_whom_a_subject_names(
    resources: list[dict[str, Any]], found: Person | None
) -> None:
    source = Source(key="s", name="Källan", base_url="https://k.example/fhir")
    assert person_kept(source, resources) == found
