"""Entity tags: https://hl7.org/fhir/R4/http.html#concurrency."""

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.preconditions import etags


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ('W/"1"', ["1"]),
        ('"1"', ["1"]),
        ('W/"1", W/"2"', ["1", "2"]),
        ("*", ["*"]),
        ("1", ["1"]),  # as fhirpy sends it
    ],
)
def test_entity_tags_are_read_as_clients_send_them(header: str, expected: list[str]) -> None:
    assert etags(header) == expected


@pytest.mark.parametrize("header", ["x", "", "W/1", '"1', "W/'1'"])
def test_what_is_no_entity_tag(header: str) -> None:
    with pytest.raises(FhirError) as refused:
        etags(header)
    assert refused.value.kind == "invalid"
