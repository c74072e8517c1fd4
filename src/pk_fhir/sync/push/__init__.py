"""Our contracts to external FHIR servers: the outbox's relay, conflicts, and what goes where."""

from pk_fhir.sync.push.relay import Patience, Relay
from pk_fhir.sync.push.rule import words
from pk_fhir.sync.push.settle import Choice, Decision, settle

__all__ = ["Choice", "Decision", "Patience", "Relay", "settle", "words"]
