"""What one type changed, as it comes, batch by batch: what of it is new to us, and how far it is read by now.

A source that heeds `_sort` sends the oldest first: what came is behind us with each batch. One that sends in
any order is read to its end before anything is: only then is the newest instant that came the cursor.
"""

from datetime import UTC, datetime, timedelta

import msgspec

from pk_fhir.store.follows import Followed
from pk_fhir.sync.changes import FOLLOWED, Change, Changes
from pk_fhir.sync.instants import instant

# The cursor of the history of everything, beside those of the types.
EVERYTHING = "*"
OVERLAP = timedelta(minutes=2)
# So many versions are told apart each by itself; of more, those before the overlap are by their instants.
MOST_SEEN = 50_000


def asked_from(followed: Followed, cursor: str) -> str | None:
    """From when to ask, so that nothing before the newest instant that was seen is missed."""
    at = instant(followed.cursors.get(cursor))
    return (at - OVERLAP).astimezone(UTC).isoformat(timespec="milliseconds") if at else None


def told_until(stamp: str, now: datetime) -> str:
    """An instant that is still to come (a clock that runs ahead, or a lie) would hide what changes until
    then: from our own time on, nothing is missed."""
    at = instant(stamp)
    return stamp if at and at <= now else now.isoformat(timespec="milliseconds")


class Listing:
    """What comes of a type, or of everything (""), that is `followed` so far."""

    def __init__(self, kind: str, followed: Followed) -> None:
        self._kind = kind
        # Among the versions: that older ones are not told apart, and that none came.
        self._older, self._none = f"{kind or EVERYTHING}/*", f"{kind or EVERYTHING}/"
        self._seen = {v for v in followed.seen if v.startswith(f"{kind}/") or not kind}
        self._reached = followed.cursors.get(kind or EVERYTHING)
        self._from = instant(asked_from(followed, kind or EVERYTHING))
        self._came: dict[str, datetime | None] = {}
        self._older_came = self._any_came = False
        self._last: datetime | None = None
        self._in_order = True

    @property
    def went_back(self) -> bool:
        """Not even what made the cursor is there any more, which was not known: it was deleted, or the source
        was restored from a backup."""
        return self._from is not None and not self._any_came and self._none not in self._seen

    def new(self, changes: Changes) -> list[Change]:
        """What of a batch was not seen before."""
        return [each for each in changes.found if each.kind in FOLLOWED and self._is_new(each)]

    def _is_new(self, change: Change) -> bool:
        if change.version in self._seen or change.version in self._came:
            return False
        at = instant(change.stamp)
        is_before = at is not None and self._from is not None and at < self._from
        return not (is_before and self._older in self._seen)

    def add(self, changes: Changes) -> None:
        """A batch was read, and the persons whom it concerns."""
        self._any_came = self._any_came or bool(changes.found)
        for each in changes.found:
            at = instant(each.stamp)
            if each.kind in FOLLOWED:
                self._came[each.version] = at
            if at is None or each.stamp is None:
                continue
            self._in_order = self._in_order and (self._last is None or self._last <= at)
            self._last = at
            newest = instant(self._reached)
            if newest is None or newest < at:
                self._reached = each.stamp
        self._bound()

    def _bound(self) -> None:
        newest = instant(self._reached)
        if len(self._came) <= MOST_SEEN or newest is None:
            return
        self._came = {v: at for v, at in self._came.items() if at is None or at >= newest - OVERLAP}
        self._older_came = True

    def followed(self, before: Followed, changes: Changes, now: datetime) -> Followed:
        """How far that is followed, with this batch as the last that was added."""
        came = {*self._came, *([self._older] if self._older_came else [])}
        if not self._any_came:
            came.add(self._none)
        is_whole = changes.reason is None and not changes.more
        others = {v for v in before.seen if self._kind and not v.startswith(f"{self._kind}/")}
        if not (is_whole or self._in_order):
            # What came is not read again; where to ask from stays.
            return msgspec.structs.replace(before, seen=tuple(sorted(others | self._seen | came)))
        if self._reached is None:
            return msgspec.structs.replace(before, seen=tuple(sorted(others | came)))
        cursor = {self._kind or EVERYTHING: told_until(self._reached, now)}
        return msgspec.structs.replace(
            before, seen=tuple(sorted(others | came)), cursors=before.cursors | cursor
        )
