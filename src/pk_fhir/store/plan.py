"""A write plan: what must still hold, and what is then written, as one value.

An interaction reads what it needs, decides, and hands the store a plan. The store checks the plan's
expectations and writes all of it in one serialised step, or nothing: then it says why, and the
interaction decides again (`StaleError`) or refuses (`MissingError`, `MentionedError`).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from pk_fhir.store.visibility import Visibility

Reference = tuple[str, str]  # type and id


class Place(msgspec.Struct, frozen=True):
    """Where a version is: its shard, its row number and its version number."""

    shard: str
    number: int
    version: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One new version of one resource; `body` is None for a deletion.

    `previous` is the current version that it replaces (a deletion too), None when there must be
    none. `index` has the rows of each index table by its name, without `tables.index_key()`.
    `mentions` are its literal local references. `identities` are canonical national identifiers and
    `links` ids of Patients (for a Patient). `about` is the time the resource is about (start, end; None
    is open, both None unknown). Times are microseconds since 1970, UTC.
    """

    tenant: str
    type: str
    id: str
    version: int
    shard: str
    number: int
    body: bytes | None
    last_updated: int
    method: str
    previous: Place | None = None
    patient: str | None = None
    care_unit: str | None = None
    care_giver: str | None = None
    released: bool = True
    about: tuple[int | None, int | None] = (None, None)
    index: Mapping[str, Sequence[tuple[Any, ...]]] = {}
    mentions: frozenset[Reference] = frozenset()
    identities: tuple[tuple[str, str], ...] = ()
    links: tuple[str, ...] = ()

    @property
    def deleted(self) -> bool:
        """Whether the version is a deletion, which has no body."""
        return self.body is None


class Relabel(msgspec.Struct, frozen=True, kw_only=True):
    """A new owner of the current version of a resource (a Provenance states it); None leaves it."""

    type: str
    id: str
    care_giver: str | None
    care_unit: str | None


class Found(msgspec.Struct, frozen=True):
    """A conditional search and its outcome: `statement` selects ids, and must still select these."""

    statement: sa.Select[Any]
    ids: frozenset[str]


class AuditRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the audit trail (https://hl7.org/fhir/R4/auditevent.html); `at` in microseconds.

    The columns of `tables.audit`, in their order.
    """

    tenant: str
    number: int
    at: int
    interaction: str
    subject: str
    role: str
    unit: str | None = None
    provider: str | None = None
    purpose: str = "TREAT"
    request_id: str = ""
    type: str | None = None
    id: str | None = None
    version: int | None = None
    patient: str | None = None
    outcome: str = "0"
    query: str | None = None
    name: str | None = None
    assignment: str | None = None
    client: str | None = None
    person: str | None = None
    owner_unit: str | None = None
    owner_provider: str | None = None
    reason: str | None = None
    until: int | None = None
    event: bytes | None = None
    title: str | None = None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The first answer to a request with an Idempotency-Key; `request` is a hash of the request."""

    tenant: str
    subject: str
    key: str
    request: bytes
    answer: bytes
    at: int


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What must hold, and what is written.

    `present`: resources that must exist, undeleted and visible by `visibility` (references).
    `unmentioned`: resources to which no current version may refer but those that this plan replaces.
    `locks`: names that two plans may not hold at once; `shared_locks`: that may be held together,
    but not while another holds them alone. `destinations`: who must hear of every change.
    `parameters`: by which search parameters the index rows were made (`indexed_by.py`); None: not asked.
    """

    tenant: str
    changes: tuple[Change, ...] = ()
    relabels: tuple[Relabel, ...] = ()
    present: frozenset[Reference] = frozenset()
    visibility: Visibility | None = None
    unmentioned: frozenset[Reference] = frozenset()
    found: tuple[Found, ...] = ()
    locks: frozenset[str] = frozenset()
    shared_locks: frozenset[str] = frozenset()
    audit: tuple[AuditRow, ...] = ()
    destinations: tuple[str, ...] = ()
    answer: Answer | None = None
    parameters: int | None = None


class StaleError(Exception):
    """What the plan was made from has changed since: read again and make a new plan."""


class OutdatedError(StaleError):
    """The index rows were made by search parameters that have changed since."""


class MissingError(Exception):
    """These resources are not there (or not to be seen)."""

    def __init__(self, missing: Sequence[Reference]) -> None:
        self.missing = sorted(missing)
        super().__init__(", ".join(f"{kind}/{ident}" for kind, ident in self.missing))


class MentionedError(Exception):
    """What was to be deleted is referred to by these: (target, by whom)."""

    def __init__(self, mentioned: Sequence[tuple[Reference, Reference]]) -> None:
        self.mentioned = sorted(mentioned)
        super().__init__(f"{len(self.mentioned)} references")


class AnsweredError(Exception):
    """A request with this Idempotency-Key was answered already."""
