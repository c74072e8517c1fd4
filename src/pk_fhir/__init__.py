"""A FHIR R4 service for the Swedish patientkontrakt."""
