"""What a patient, or who acts for one, writes: an answer to an offered time, wishes, how it goes, own words.

Each is one transaction like any other write: validated, with Provenance, audit row and outbox rows. Only
what this service's care providers own is written to: another's answers are given there.
"""

from pk_fhir.interactions.own import progress, reply, wish, words
from pk_fhir.interactions.own.acting import Acting, acting

# What the scopes of whoever writes must open.
SCOPES = progress.SCOPES | reply.SCOPES | wish.SCOPES | words.SCOPES

__all__ = ["SCOPES", "Acting", "acting", "progress", "reply", "wish", "words"]
