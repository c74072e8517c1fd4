"""One-mutation mutants of valid FHIR resources: the mutation test of our validator, and of HL7's.

A mutant is a valid resource with one thing changed. Of most kinds of change FHIR itself says that the
result is invalid, and where; `Mutant.must` tells so. The kinds know FHIR's definitions (which elements
are required, what a code is bound to, what a reference may lead to) by the published snapshots, and
nothing of the validator that they test.
"""

from bench.mutants.make import Mutant, mutants

__all__ = ["Mutant", "mutants"]
