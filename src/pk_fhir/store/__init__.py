"""Versions, directory, search rows, outbox and audit, on SQLite and PostgreSQL."""

from pk_fhir.store import aside_tables as _aside_tables  # noqa: F401 - as below
from pk_fhir.store import asked_tables as _asked_tables  # noqa: F401 - as above
from pk_fhir.store import block_tables as _block_tables  # noqa: F401 - as below
from pk_fhir.store import follow_tables as _follow_tables  # noqa: F401 - as above
from pk_fhir.store import index_tables as _index_tables  # noqa: F401 - the tables of a database are all known
from pk_fhir.store import push_tables as _push_tables  # noqa: F401 - as above
from pk_fhir.store import quarantine_tables as _quarantine_tables  # noqa: F401 - as above
from pk_fhir.store import subscription_tables as _subscription_tables  # noqa: F401 - as above
from pk_fhir.store.barriers import Barrier
from pk_fhir.store.history import HistoryQuery
from pk_fhir.store.plan import (
    Answer,
    AnsweredError,
    AuditRow,
    Change,
    Found,
    MentionedError,
    MissingError,
    OutdatedError,
    Place,
    Plan,
    StaleError,
)
from pk_fhir.store.store import Store
from pk_fhir.store.version import Version
from pk_fhir.store.visibility import Grant, Visibility, clause, sees

__all__ = [
    "Answer",
    "AnsweredError",
    "AuditRow",
    "Barrier",
    "Change",
    "Found",
    "Grant",
    "HistoryQuery",
    "MentionedError",
    "MissingError",
    "OutdatedError",
    "Place",
    "Plan",
    "StaleError",
    "Store",
    "Version",
    "Visibility",
    "clause",
    "sees",
]
