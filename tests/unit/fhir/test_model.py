"""Typed models are at hand for those who want them."""

import pytest

from pk_fhir.fhir.model import model
from pk_fhir.fhir.outcome import FhirError


def test_a_resource_becomes_a_typed_model():
    plan = model("CarePlan").model_validate(
        {"status": "active", "intent": "plan", "subject": {"reference": "Patient/1"}}
    )
    assert plan.subject.reference == "Patient/1"
    assert model("CarePlan") is model("CarePlan")


@pytest.mark.parametrize("name", ["", "careplan", "Nothing", "../os", "Os.path"])
def test_a_type_that_is_none_is_refused(name):
    with pytest.raises(FhirError) as refused:
        model(name)
    assert refused.value.kind == "not-supported"
