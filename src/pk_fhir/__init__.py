"""A FHIR R4 service for the Swedish patientkontrakt.

What Python programs use of it, without a server:

- `pk_fhir.validation.Validator`: a resource, as bytes or a dict → issues, each with its place and what to change.
- `pk_fhir.contract.parse`, `problems`: contract JSON → the model, or every problem at once; what it still lacks.
- `pk_fhir.mapping.to_bundle`, `to_contract`: a contract ⇄ its FHIR, and what a contract could not say.
- `pk_fhir.fhirpath`: FHIRPath; `pk_fhir.definitions`: FHIR packages; `pk_fhir.fhir.json`, `.xml`: the codecs.

The command is `pk-fhir` (`pk_fhir.cli`). `docs/architecture.md` has the rooms.
"""

__version__ = "0.1.0"
# The day of the release, which the CapabilityStatement tells, and CHANGELOG.md too.
__released__ = "2026-11-26"
