"""Questionnaire/$populate: a form with what is known filled in.

http://hl7.org/fhir/uv/sdc/STU3/OperationDefinition-Questionnaire-populate.html
"""

from pk_fhir.interactions.populating.populate import Populated, Request, populate

__all__ = ["Populated", "Request", "populate"]
