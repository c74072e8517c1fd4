"""FHIR resources → lines of the view, one module for each part of the agreement."""
