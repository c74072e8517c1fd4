"""The checks of single properties of a type (https://hl7.org/fhir/R4/json.html).

Each is a closure that knows all that can be known beforehand, so that what is right costs as little as
it can.
"""

from pk_fhir.validation.properties.arity import is_many
from pk_fhir.validation.properties.objects import complex_property, resource_property
from pk_fhir.validation.properties.primitives import element_id, primitive_properties

__all__ = [
    "complex_property",
    "element_id",
    "is_many",
    "primitive_properties",
    "resource_property",
]
