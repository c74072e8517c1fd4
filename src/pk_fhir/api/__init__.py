"""The HTTP edges that programs use: FHIR, contracts, the view, the log, and administration. No rules of their own."""
