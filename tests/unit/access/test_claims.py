"""What Inera's IdP says of a member of staff, and who is not let in."""

from typing import Any

import pytest

from pk_fhir.access.caller import Caller
from pk_fhir.access.claims import Reading, inera, ours
from pk_fhir.fhir.outcome import FhirError

V1 = "SE2120000001-V1"
READING = Reading(
    default_tenant="other", tenants={V1: "region"}, scopes=frozenset({"user/*.cruds"})
)
CLAIMS: dict[str, Any] = {
    "sub": "pairwise-1",
    "employeeHsaId": "SE2120000001-E1",
    "commissionHsaId": "SE2120000001-C1",
    "commissionName": "Läkare på vårdcentralen",
    "commissionPurpose": "Vård och behandling",
    "healthCareUnitHsaId": "SE2120000001-U1",
    "healthCareProviderHsaId": V1,
    "given_name": "Siv",
    "family_name": "Berg",
    "healthcareProfessionalLicense": ["LK"],
    "acr": "http://id.sambi.se/loa/loa3",
}


def test_a_commission_becomes_the_caller() -> None:
    assert inera(CLAIMS, READING) == Caller(
        tenant="region",
        subject="SE2120000001-E1",
        role="staff",
        scopes=frozenset({"user/*.cruds"}),
        unit="SE2120000001-U1",
        provider=V1,
        name="Siv Berg",
        employee="SE2120000001-E1",
        assignment="SE2120000001-C1",
        title="LK",
        purpose="TREAT",
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"commissionHsaId": None}, "no commission"),
        ({"commissionHsaId": ""}, "no commission"),
        ({"commissionHsaId": None, "allCommissions": ["a", "b"]}, "choose one"),
        ({"healthCareProviderHsaId": None}, "no commission"),
        ({"commissionPurpose": "Kvalitetssäkring"}, "something else than care"),
        ({"commissionPurpose": None}, "something else than care"),
        ({"healthCareProviderHsaId": "SE2120000009-V9"}, "does not use this service"),
    ],
)
def test_47_without_one_commission_for_care_nobody_is_let_in(
    changed: dict[str, Any], words: str
) -> None:
    with pytest.raises(FhirError) as refused:
        inera({**CLAIMS, **changed}, READING)
    assert refused.value.kind == "forbidden"
    assert words in str(refused.value)


def test_who_is_represented_is_read_from_our_own_tokens() -> None:
    caller = ours({"sub": "m", "role": "patient", "represents": "urn:s|1"}, READING)
    assert caller.represents == ("urn:s", "1")
    assert caller.purpose == "PATRQT"
    with pytest.raises(FhirError):
        ours({"sub": "m", "role": "patient", "represents": "1"}, READING)
