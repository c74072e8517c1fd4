"""Entries are made and found by their fullUrl."""

import pytest

from pk_fhir.fhir.bundle import Entry, entries, entry, find, full_url, minted, transaction

PATIENT = {"resourceType": "Patient", "id": "1", "meta": {"versionId": "2"}}
BASE = "https://x.test/fhir"


def bundle():
    return {
        "resourceType": "Bundle",
        "entry": [
            {"fullUrl": "https://x.test/fhir/Patient/1", "resource": PATIENT},
            {"fullUrl": "urn:uuid:a", "resource": {"resourceType": "Patient", "id": "1"}},
            {"fullUrl": "nothing"},
            None,
        ],
    }


def test_the_same_id_always_gets_the_same_urn():
    assert minted("Patient", "1") == minted("Patient", "1")
    assert minted("Patient", "1") != minted("Person", "1")
    assert minted("Patient", "1").startswith("urn:uuid:")


def test_a_transaction_is_made_of_requests():
    made = transaction(
        [
            entry("POST", "Patient", PATIENT, full_url="urn:uuid:a", if_none_exist="identifier=x"),
            entry("DELETE", "Patient/1", if_match="2"),
        ]
    )
    assert made == {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "fullUrl": "urn:uuid:a",
                "resource": PATIENT,
                "request": {"method": "POST", "url": "Patient", "ifNoneExist": "identifier=x"},
            },
            {"request": {"method": "DELETE", "url": "Patient/1", "ifMatch": 'W/"2"'}},
        ],
    }


@pytest.mark.parametrize(
    ("reference", "holder", "index"),
    [
        ("https://x.test/fhir/Patient/1", "", 0),
        ("Patient/1", "https://x.test/fhir/CarePlan/9", 0),
        ("Patient/1/_history/2", "https://x.test/fhir/CarePlan/9", 0),
        ("Patient/1/_history/3", "https://x.test/fhir/CarePlan/9", None),
        ("Patient/1", "https://y.test/fhir/CarePlan/9", None),
        ("Patient/1", "urn:uuid:b", None),
        ("urn:uuid:a", "urn:uuid:b", 1),
        ("#a", "", None),
        ("nothing", "", None),
    ],
)
def test_a_reference_is_resolved_by_the_rules_of_full_url(reference, holder, index):
    found = find(bundle(), reference, holder)
    assert (found.number if found else None) == index


def test_only_entries_with_a_resource_are_listed():
    assert [each.number for each in entries(bundle())] == [0, 1]
    assert next(entries(bundle())) == Entry(0, full_url(BASE, PATIENT), PATIENT)
    assert list(entries({"entry": "x"})) == []
