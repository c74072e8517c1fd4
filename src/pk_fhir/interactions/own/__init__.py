"""What a patient, or who acts for one, writes: an answer to an offered time, wishes, how it goes, own words.

Each is one transaction like any other write: validated, with Provenance, audit row and outbox rows. Only
what this service's care providers own is written to: another's answers are given there.
"""

from pk_fhir.interactions.own.acting import Acting, acting
from pk_fhir.interactions.own.reply import CHOICES, Choice, Reply, reply
from pk_fhir.interactions.own.reply import SCOPES as REPLY_SCOPES

__all__ = ["CHOICES", "REPLY_SCOPES", "Acting", "Choice", "Reply", "acting", "reply"]
