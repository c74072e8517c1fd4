"""Rules of definitions themselves: profiles, value sets, code systems, maps, measures, operations.

https://hl7.org/fhir/R4/conformance-module.html. What holds beyond their structure and invariants.
"""

from pk_fhir.validation.conformance.check import check

__all__ = ["check"]
