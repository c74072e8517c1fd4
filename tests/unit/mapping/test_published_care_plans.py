"""Published CarePlans of other people: each becomes a contract, and a contract that holds."""

import json
from pathlib import Path

import pytest

from pk_fhir.mapping import to_bundle, to_contract

PUBLISHED = Path(__file__).parents[4] / "shared" / "bench-validation" / "valid"
PLANS = sorted(PUBLISHED.glob("*CarePlan*.json"))


@pytest.mark.skipif(not PLANS, reason="../shared/bench-validation is not here")
def test_every_published_care_plan_becomes_a_contract_and_stays_one() -> None:
    for path in PLANS:
        resource = json.loads(path.read_bytes())
        mapped = to_contract(resource)
        again = to_contract(to_bundle(mapped.contract, recorded="2026-11-25T10:00:00Z"))
        assert again.contract == mapped.contract, path.name
        assert again.unexpressed == [], path.name
        assert all(one.text() and one.path for one in mapped.unexpressed), path.name
