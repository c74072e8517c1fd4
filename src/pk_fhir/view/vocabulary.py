"""Our own URLs that the view looks for (`docs/mapping.md`), and those of others that it knows."""

from typing import Literal

# Whom a view is told to: the person, or who reads for them, or care.
Audience = Literal["patient", "staff"]
BASE = "https://pk-fhir.example/fhir"


def structure(name: str) -> str:
    """An extension or profile of ours."""
    return f"{BASE}/StructureDefinition/{name}"


def system(name: str) -> str:
    """A code system of ours."""
    return f"{BASE}/CodeSystem/{name}"


FIXED_CONTACT_KIND = (
    "https://terminologitjansten.inera.se/inera-kodverksforvaltning/kodverk/kv_typ_av_fast_kontakt"
)
FIXED_CONTACT_CATEGORY = "https://fhir.inera.se/ig/careteam/CodeSystem/typ-av-careteam-cs"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
AGENT_TYPE = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
PERTAINS_TO_GOAL = "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal"
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
PROTECTED = frozenset({"sekretessmarkering", "skyddadFolkbokforing"})
# From one to another, as Swedes write it: 8-16 with a longer dash.
DASH = "\N{EN DASH}"
