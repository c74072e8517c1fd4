"""What is known when a rule is to decide: plain values, with times in microseconds since 1970, UTC."""

from datetime import date
from typing import Literal

import msgspec

Kind = Literal["inner", "outer", "unstated"]


class Period(msgspec.Struct, frozen=True):
    """From `start`, which belongs to it, to `end`, which does not; None is open."""

    start: int | None = None
    end: int | None = None

    def holds(self, at: int) -> bool:
        """Whether a moment is in it."""
        return (self.start is None or self.start <= at) and (self.end is None or at < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a moment."""
        return _before(self.start, other.end) and _before(other.start, self.end)


def _before(start: int | None, end: int | None) -> bool:
    return start is None or end is None or start < end


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff: `unit` and `giver` are HSA-ids of the commission, `employee` of the person."""

    giver: str | None = None
    unit: str | None = None
    employee: str | None = None
    purpose: str = "TREAT"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record to be read: who owns it, its type, and the time it is about (None: unknown)."""

    type: str
    unit: str | None = None
    giver: str | None = None
    about: Period | None = None


class Lifting(msgspec.Struct, frozen=True, kw_only=True):
    """A temporary lifting of a block, for a unit, a giver or one employee."""

    period: Period
    unit: str | None = None
    giver: str | None = None
    employee: str | None = None


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """A block (spärr): of a care unit's records (inner), or a care giver's (outer).

    `period` is when it holds; `about` which time's records it blocks (None: all); `excluded` has the
    information types (`lak`, `upp`) that it leaves out. A block whose unit or giver could not be read
    blocks every unit, every giver.
    """

    kind: Kind
    unit: str | None = None
    giver: str | None = None
    period: Period = Period()
    about: Period | None = None
    excluded: frozenset[str] = frozenset()
    liftings: tuple[Lifting, ...] = ()


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """A consent (samtycke) to a unit, a care giver or one employee, for these purposes."""

    period: Period
    purposes: frozenset[str]
    unit: str | None = None
    giver: str | None = None
    employee: str | None = None


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """A care relation: the patient is in care with this unit or care giver."""

    period: Period
    unit: str | None = None
    giver: str | None = None


class Opening(msgspec.Struct, frozen=True, kw_only=True):
    """An emergency opening (nödöppning) by one member of staff on one commission."""

    period: Period
    subject: str
    giver: str | None = None
    unit: str | None = None


class Representative(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody registered with the patient who may act for them; `identifier` is canonical."""

    identifier: tuple[str, str]
    guardian: bool
    period: Period = Period()
    active: bool = True


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one person."""

    blocks: tuple[Block, ...] = ()
    consents: tuple[Consent, ...] = ()
    relations: tuple[Relation, ...] = ()
    openings: tuple[Opening, ...] = ()
    representatives: tuple[Representative, ...] = ()
    born: date | None = None
    protected: bool = False
