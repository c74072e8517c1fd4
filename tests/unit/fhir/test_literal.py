import pytest

from pk_fhir.fhir.literal import divided, type_and_id, unversioned


@pytest.mark.parametrize(
    ("reference", "resource", "version", "end"),
    [
        ("Patient/a", "Patient/a", "", "Patient/a"),
        ("Patient/a/_history/3", "Patient/a", "3", "Patient/a"),
        ("https://h.example/fhir/Patient/a", "https://h.example/fhir/Patient/a", "", "Patient/a"),
        (
            "https://h.example/fhir/Patient/a/_history/3",
            "https://h.example/fhir/Patient/a",
            "3",
            "Patient/a",
        ),
        ("urn:uuid:1", "urn:uuid:1", "", "urn:uuid:1"),
        ("", "", "", ""),
    ],
)
def test_a_reference_names_a_resource_and_perhaps_a_version_of_it(
    reference, resource, version, end
):
    assert divided(reference) == (resource, version)
    assert unversioned(reference) == resource
    assert type_and_id(reference) == end
