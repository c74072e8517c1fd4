"""A FHIR R4 service for the Swedish patientkontrakt."""

__version__ = "0.1.0"
