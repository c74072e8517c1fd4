"""Whom a source is asked about, whose its resources are, and when they last changed."""

from typing import Any

import pytest
from tests.unit.view import three_sources as given

from pk_fhir.sync import Person, Pulled, Source
from pk_fhir.sync.belongs import belonging, local

PERSON = Person(identifiers=((given.PERSONNUMMER, given.NUMBER), ("urn:x|y", "a,b$c\\d")))
BASE = "https://lasarettet.example/fhir"


def test_identifiers_are_one_token_search_with_every_sign_escaped() -> None:
    assert PERSON.tokens() == f"{given.PERSONNUMMER}|{given.NUMBER},urn:x\\|y|a\\,b\\$c\\\\d"


@pytest.mark.parametrize(
    ("identifiers", "is_theirs"),
    [
        ([{"system": given.PERSONNUMMER, "value": given.NUMBER}], True),
        ([{"system": "other", "value": given.NUMBER}], False),
        ([{"value": given.NUMBER}], False),
        (["text", None, {"system": given.PERSONNUMMER, "value": given.NUMBER}], True),
        ({"system": given.PERSONNUMMER, "value": given.NUMBER}, False),
        (None, False),
    ],
)
def test_a_person_is_known_by_system_and_value_together(identifiers: Any, is_theirs: bool) -> None:
    assert PERSON.has(identifiers) is is_theirs


@pytest.mark.parametrize(
    ("reference", "target"),
    [
        ("Patient/1", "Patient/1"),
        (f"{BASE}/Patient/1", "Patient/1"),
        ("Patient/1/_history/3", "Patient/1"),
        ("https://other.example/fhir/Patient/1", "https://other.example/fhir/Patient/1"),
        (None, ""),
        (7, ""),
    ],
)
def test_a_reference_is_read_within_its_own_source(reference: object, target: str) -> None:
    assert local(reference, BASE) == target


def resource(kind: str, identity: str, **elements: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": identity, **elements}


ELSA, BO = {"reference": "Patient/elsa"}, {"reference": "Patient/bo"}


def test_only_what_is_about_the_person_or_about_nobody_is_kept() -> None:
    theirs = [
        resource("Patient", "elsa"),
        resource("Goal", "1", subject=ELSA),
        resource("Goal", "2", subject={"reference": f"{BASE}/Patient/elsa"}),
        resource(
            "Goal",
            "3",
            subject={"identifier": {"system": given.PERSONNUMMER, "value": given.NUMBER}},
        ),
        resource("Task", "1", **{"for": ELSA}),
        resource("Appointment", "1", participant=[{"actor": BO}, {"actor": ELSA}]),
        resource("Organization", "1"),
        resource("Provenance", "1", target=[{"reference": "Goal/1"}]),
        resource("AppointmentResponse", "1", appointment={"reference": "Appointment/1"}),
    ]
    others = [
        resource("Patient", "bo"),
        resource("Goal", "4", subject=BO),
        resource("Goal", "5"),
        resource("Goal", "6", subject="Patient/elsa"),
        resource("Goal", "7", subject={"reference": "https://other.example/fhir/Patient/elsa"}),
        resource("Appointment", "2", participant=[{"actor": BO}, "x"]),
        resource("Provenance", "2", target=[{"reference": "Goal/4"}]),
        resource("Basic", "1", subject=ELSA),
    ]
    kept, count = belonging([*others, *theirs], PERSON, {"Patient/elsa"}, BASE)
    assert sorted((r["resourceType"], r["id"]) for r in kept) == sorted(
        (r["resourceType"], r["id"]) for r in theirs
    )
    assert count == len(others)


def changed(*stamps: object) -> str | None:
    resources = [resource("Goal", str(n), meta={"lastUpdated": s}) for n, s in enumerate(stamps)]
    answer = Pulled(source=Source(key="s", name="S"), state="fresh", resources=resources)
    return answer.last_changed


def test_the_last_change_is_the_latest_instant_and_not_the_greatest_text() -> None:
    assert changed("2026-11-23T10:00:00+02:00", "2026-11-23T09:30:00+01:00") == (
        "2026-11-23T09:30:00+01:00"
    )
    assert changed("2026-11-23T09:30:00.123Z", "yesterday", None, "2026-11-24T09:30:00") == (
        "2026-11-23T09:30:00.123Z"
    )
    assert changed() is None


def test_a_source_is_written_out_without_its_token() -> None:
    assert repr(Source(key="s", name="S", token="secret")) == "Source('s', 'S')"  # noqa: S106
