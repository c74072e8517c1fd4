"""Our contracts to external FHIR servers. The way of a change from the outbox to a peer:

`relay` leases a patient's lane of the outbox (`store.outbox`), woken by itself or by `queue`, and has
`deliver` bring the patient's contracts there: those that the target's `rule` names, each as a `parcel` of what
the target lacks, in the `form` that goes over the wire. `send` sends it, and `answered` says what that came
to; `there` looks at what the target has (`versions`), and keeps conflicts, which a person settles
(`settle`). What was deleted here follows by `deletions`. `overview` shows all of it.
"""

from pk_fhir.sync.push.relay import Patience, Relay
from pk_fhir.sync.push.rule import words
from pk_fhir.sync.push.settle import Choice, Decision, settle

__all__ = ["Choice", "Decision", "Patience", "Relay", "settle", "words"]
