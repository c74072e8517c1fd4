"""A person's number as it is asked for: in one spelling, and refused where it names nobody."""

import pytest

from pk_fhir.access.persons import required
from pk_fhir.contract.identifiers import PERSONNUMMER
from pk_fhir.fhir.outcome import FhirError


def test_a_number_has_one_spelling() -> None:
    assert required((" urn:oid:1.2.752.129.2.1.3.1", "19770117-2392")) == (
        PERSONNUMMER,
        "197701172392",
    )


@pytest.mark.parametrize(
    "identifier",
    [
        (PERSONNUMMER, "197701172393"),
        (PERSONNUMMER, ""),
        (PERSONNUMMER, "1977-01"),
        ("http://example.org/local", "1"),
        ("", ""),
    ],
)
def test_what_names_nobody_is_refused_without_repeating_it(identifier: tuple[str, str]) -> None:
    with pytest.raises(FhirError) as refused:
        required(identifier)
    assert refused.value.kind == "invalid"
    assert not identifier[1] or identifier[1] not in str(refused.value)
