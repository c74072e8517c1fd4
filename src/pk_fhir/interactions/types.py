"""The resource types that this server serves: the one list.

A type added here is created, read, searched, stated in the CapabilityStatement and described in
OpenAPI; nothing else names the served types.
"""

SERVED: tuple[str, ...] = (
    "Appointment",
    "AppointmentResponse",
    "AuditEvent",
    "Basic",
    "Binary",
    "Bundle",
    "CapabilityStatement",
    "CarePlan",
    "CareTeam",
    "CodeSystem",
    "Communication",
    "CommunicationRequest",
    "Composition",
    "Condition",
    "Consent",
    "DocumentReference",
    "Encounter",
    "EpisodeOfCare",
    "Flag",
    "Goal",
    "Group",
    "HealthcareService",
    "List",
    "Location",
    "MedicationRequest",
    "Observation",
    "OperationDefinition",
    "Organization",
    "Parameters",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Procedure",
    "Provenance",
    "Questionnaire",
    "QuestionnaireResponse",
    "RelatedPerson",
    "Schedule",
    "SearchParameter",
    "ServiceRequest",
    "Slot",
    "StructureDefinition",
    "Subscription",
    "Task",
    "ValueSet",
)

# https://hl7.org/fhir/R4/compartmentdefinition.html: of these types, what belongs to each can be searched.
COMPARTMENTS: tuple[str, ...] = ("Patient", "Practitioner", "RelatedPerson", "Encounter")

_SERVED = frozenset(SERVED)


def is_served(type_: str) -> bool:
    """Whether resources of this type are stored here."""
    return type_ in _SERVED
