"""One turn of following a source: what it came to, and what it has found out by now."""

from typing import Any

import msgspec

from pk_fhir.store.follows import Followed
from pk_fhir.sync.source import Source


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """What one turn came to: resources that had changed, or were deleted, persons read again, and those who
    could not be (`aside`), and why it is not all."""

    changed: int = 0
    deleted: int = 0
    persons: int = 0
    reconciled: int = 0
    aside: int = 0
    problem: str | None = None
    elsewhere: bool = False


class Run(msgspec.Struct, kw_only=True):
    """One turn under way: `read` are the versions that its pulls brought; where deletions are told type by
    type (`tells`), `left` is what the pulls no longer had, for the types that follow."""

    source: Source
    followed: Followed
    turn: Turn = Turn()
    tells: bool = False
    read: set[str] = msgspec.field(default_factory=set)
    left: set[str] = msgspec.field(default_factory=set)

    def short(self, kind: str, reason: str) -> None:
        """Not all could be read, and why."""
        where = f"{kind}: " if kind else ""
        self.came_to(problem=f"{where}{reason}")

    def came_to(self, **changed: Any) -> None:  # noqa: ANN401 - what a Turn has
        """What the turn comes to by now."""
        self.turn = msgspec.structs.replace(self.turn, **changed)

    def reached(self, **changed: Any) -> None:  # noqa: ANN401 - what a Followed has
        """How far the source is followed by now."""
        self.followed = msgspec.structs.replace(self.followed, **changed)
