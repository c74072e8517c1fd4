"""Typed models of resources, for Python code that wants attributes instead of dicts.

The one place that chooses the release of `fhir.resources`: it has no R4, and its R4B classes have the
same elements for the types that R4B did not change. They are slow, they know neither bindings nor
targets of references, and they turn 1.50 into 1.5: what is stored and served never goes through them.
"""

from functools import cache
from importlib import import_module
from typing import Any

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

PACKAGE = "fhir.resources.R4B"


@cache
def model(resource_type: str) -> Any:  # noqa: ANN401 - a class of that package, which has no common type
    """The class of a resource type: ``model("CarePlan").model_validate({...})``.

    FhirError "not-supported" for a type that the package does not have.
    """
    if not resource_type.isalnum() or not resource_type[:1].isupper():
        raise _unknown(resource_type)
    try:
        module = import_module(f"{PACKAGE}.{resource_type.lower()}")
        return getattr(module, resource_type)
    except (ImportError, AttributeError) as error:
        raise _unknown(resource_type) from error


def _unknown(resource_type: str) -> FhirError:
    return FhirError("not-supported", told("no-model", type=resource_type[:64]))
