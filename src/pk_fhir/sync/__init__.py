"""External FHIR servers: what one of them has about one person, whatever it does."""

from pk_fhir.sync.outcome import NOT_ASKED, WHOLE, Note, Pulled, Reason, State
from pk_fhir.sync.quality import Judge
from pk_fhir.sync.replicas import ReplicaKeeper
from pk_fhir.sync.source import (
    ClientCertificate,
    ClientCredentials,
    Limits,
    Person,
    Push,
    Secret,
    SignedAssertion,
    Source,
)
from pk_fhir.sync.sources import ExternalSources
from pk_fhir.sync.unexpressed import NOT_EXPRESSED, unexpressed

__all__ = [
    "NOT_ASKED",
    "NOT_EXPRESSED",
    "WHOLE",
    "ClientCertificate",
    "ClientCredentials",
    "ExternalSources",
    "Judge",
    "Limits",
    "Note",
    "Person",
    "Pulled",
    "Push",
    "Reason",
    "ReplicaKeeper",
    "Secret",
    "SignedAssertion",
    "Source",
    "State",
    "unexpressed",
]
