"""A patient whose every corner some expression asks for."""

from typing import Any

import pytest

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "p1",
    "active": True,
    "name": [
        {"use": "official", "family": "Ek", "given": ["Eva", "Maria"]},
        {"use": "nickname", "given": ["Evis", None], "_given": [None, {"id": "g1"}]},
    ],
    "gender": "female",
    "birthDate": "1980-05-17",
    "_birthDate": {
        "extension": [
            {"url": "http://example.org/birth-time", "valueDateTime": "1980-05-17T03:04:05+02:00"}
        ]
    },
    "_language": {"extension": [{"url": "http://example.org/unknown", "valueBoolean": True}]},
    "deceasedBoolean": False,
    "contact": [{"name": {"family": "Al"}, "relationship": [{"text": "syster"}]}],
    "contained": [{"resourceType": "Organization", "id": "o1", "name": "Vårdcentralen"}],
    "managingOrganization": {"reference": "#o1"},
    "generalPractitioner": [{"reference": "Practitioner/d1"}, {"display": "okänd"}],
}


@pytest.fixture
def patient() -> dict[str, Any]:
    return PATIENT
