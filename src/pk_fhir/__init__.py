"""A FHIR R4 service for the Swedish patientkontrakt."""

__version__ = "0.1.0"
# The day of the release, which the CapabilityStatement tells, and CHANGELOG.md too.
__released__ = "2026-11-26"
