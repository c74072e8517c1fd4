"""FHIRPath (normative release N1, http://hl7.org/fhirpath/N1/) with R4's functions
(https://hl7.org/fhir/R4/fhirpath.html).

>>> from pk_fhir import fhirpath
>>> fhirpath.compile("name.given.first()").evaluate({"resourceType": "Patient", "name": [{"given": ["Eva"]}]})
['Eva']
"""

from pk_fhir.fhirpath.bound import Bound
from pk_fhir.fhirpath.context import Context, Profiles, Terminology
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.expression import Expression, compile  # noqa: A004 - the public name
from pk_fhir.fhirpath.model import Model, model_of
from pk_fhir.fhirpath.node import Node, resource_node

__all__ = [
    "Bound",
    "Context",
    "Expression",
    "FhirPathError",
    "Model",
    "Node",
    "Profiles",
    "Terminology",
    "compile",
    "model_of",
    "resource_node",
]
