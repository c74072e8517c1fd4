"""External FHIR servers: what one of them has about one person, whatever it does."""

from pk_fhir.sync.outcome import WHOLE, Note, Pulled, Reason, State
from pk_fhir.sync.replicas import ReplicaKeeper
from pk_fhir.sync.source import Limits, Person, Source
from pk_fhir.sync.sources import ExternalSources

__all__ = [
    "WHOLE",
    "ExternalSources",
    "Limits",
    "Note",
    "Person",
    "Pulled",
    "Reason",
    "ReplicaKeeper",
    "Source",
    "State",
]
