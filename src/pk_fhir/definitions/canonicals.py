"""Where R4 publishes its own types, profiles and extensions (https://hl7.org/fhir/R4/structuredefinition.html)."""

CORE = "http://hl7.org/fhir/StructureDefinition/"
