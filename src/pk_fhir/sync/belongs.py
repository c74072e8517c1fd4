"""Whose is this resource? A source that ignores a search parameter sends other people's data.

Every resource that names a person (subject, patient, for, or an Appointment's participants) must name
the one who was asked about, by reference to a Patient of the source or by identifier; what names
someone else is left out. Resources that belong to no person (organizations, practitioners) pass.
"""

from typing import Any

from pk_fhir.fhir.literal import unversioned
from pk_fhir.sync.source import Person

SUBJECTS: dict[str, str] = {
    "Appointment": "participant",
    "CarePlan": "subject",
    "CareTeam": "subject",
    "Communication": "subject",
    "Condition": "subject",
    "Consent": "patient",
    "DocumentReference": "subject",
    "Encounter": "subject",
    "EpisodeOfCare": "patient",
    "Flag": "subject",
    "Goal": "subject",
    "List": "subject",
    "MedicationRequest": "subject",
    "Observation": "subject",
    "Procedure": "subject",
    "QuestionnaireResponse": "subject",
    "RelatedPerson": "patient",
    "ServiceRequest": "subject",
    "Task": "for",
}
# What the agreement refers to and no person owns.
SHARED: frozenset[str] = frozenset(
    {
        "HealthcareService",
        "Location",
        "Organization",
        "Practitioner",
        "PractitionerRole",
        "Questionnaire",
    }
)
# Their person is that of what they point at: judged after the others.
FOLLOWERS: dict[str, str] = {"AppointmentResponse": "appointment", "Provenance": "target"}


def key(resource: dict[str, Any]) -> str:
    """``Type/id``, or the empty text where there is no id to speak of."""
    identity = resource.get("id")
    return f"{resource['resourceType']}/{identity}" if isinstance(identity, str) else ""


def belonging(
    resources: list[dict[str, Any]], person: Person, patients: set[str], base_url: str
) -> tuple[list[dict[str, Any]], int]:
    """The resources that are about this person or about nobody, and how many others there were.

    `patients` are the person's Patients in this source ("Patient/1").
    """
    kept = [r for r in resources if _is_about(r, person, patients, base_url)]
    named = {key(r) for r in kept}
    followers = [
        r for r in resources if r["resourceType"] in FOLLOWERS and _points_at(r, named, base_url)
    ]
    return kept + followers, len(resources) - len(kept) - len(followers)


def _is_about(resource: dict[str, Any], person: Person, patients: set[str], base_url: str) -> bool:
    kind = resource["resourceType"]
    if kind in SHARED:
        return True
    if kind == "Patient":
        return key(resource) in patients
    return any(
        local(r.get("reference"), base_url) in patients or person.has([r.get("identifier")])
        for r in subjects(resource)
    )


def subjects(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The References of a resource to whom it is about."""
    stated = resource.get(SUBJECTS.get(resource["resourceType"], ""))
    found = stated if isinstance(stated, list) else [stated]
    if resource["resourceType"] == "Appointment":
        found = [each.get("actor") for each in found if isinstance(each, dict)]
    return [each for each in found if isinstance(each, dict)]


def concerning(resource: dict[str, Any]) -> dict[str, Any]:
    """What of a resource tells whom it is about, and no more: of thousands, all of it would be too much to hold."""
    kind = resource["resourceType"]
    told_by = {"resourceType", "id", SUBJECTS.get(kind), FOLLOWERS.get(kind)}
    if kind == "Patient":
        told_by.add("identifier")
    return {name: value for name, value in resource.items() if name in told_by}


def _points_at(resource: dict[str, Any], named: set[str], base_url: str) -> bool:
    return any(local(r.get("reference"), base_url) in named for r in points_at(resource))


def points_at(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """The References by which a resource that names nobody itself is about somebody."""
    stated = resource.get(FOLLOWERS.get(resource["resourceType"], ""))
    found = stated if isinstance(stated, list) else [stated]
    return [each for each in found if isinstance(each, dict)]


def local(reference: object, base_url: str) -> str:
    """A reference as ``Type/id`` of the source, whether it was relative, absolute or versioned."""
    if not isinstance(reference, str):
        return ""
    return unversioned(reference.removeprefix(base_url).removeprefix("/"))
