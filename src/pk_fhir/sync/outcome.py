"""What asking one source came to: its state in a word, why, and what it sent.

The states are those of the view across care providers. A source never raises towards the view:
whatever it does ends as a value of this kind.
"""

from datetime import datetime
from typing import Any, Literal

import msgspec

from pk_fhir.sync.instants import latest, stated
from pk_fhir.sync.source import Source

State = Literal[
    "fresh",  # answered now
    "stale",  # did not answer now; what it sent before is shown
    "empty",  # answered now: knows nobody with these identifiers, or nothing about them
    "timed-out",  # no answer within the deadline, and nothing from before
    "failed",  # answered with an error, or with what is no FHIR
    "truncated",  # more than its limits allow: a part is shown
    "not-authorised",  # refuses us, or the caller may not ask it
    "blocked",  # withheld by a block (spärr)
    "no-endpoint",  # no address to ask
]

# States in which everything that the source has is shown.
WHOLE: frozenset[State] = frozenset({"fresh", "empty"})

# The reason of what is shown, or missing, because the caller did not want the source to be asked.
NOT_ASKED = "view.reason.not-asked"


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something about what a source sent that a reader should know ("kvalitet").

    `key` is a text of `messages/view.py`, `values` its placeholders, `expression` where in FHIR,
    `resource` which resource ("CarePlan/1"; empty: the answer as a whole).
    """

    key: str
    values: dict[str, str] = {}
    resource: str = ""
    expression: str = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Why a source's part is missing or not whole: a text of `messages/view.py` and its values."""

    key: str
    values: dict[str, str] = {}


class Pulled(msgspec.Struct, frozen=True, kw_only=True):
    """One source's answer about one person.

    `resources` are FHIR resources as they came, each (type, id) once; `fetched` when they were sent
    to us (UTC), None when they never were; `reason` is set unless the state is fresh or empty.
    """

    source: Source
    state: State
    fetched: datetime | None = None
    resources: list[dict[str, Any]] = []
    notes: list[Note] = []
    reason: Reason | None = None

    @property
    def last_changed(self) -> str | None:
        """The newest `meta.lastUpdated`, as the source wrote it."""
        return latest(stamp for r in self.resources if (stamp := stated(r)))
