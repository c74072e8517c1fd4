"""How far a type is read by what came of it, in whatever order, and what of it is new the next time."""

from datetime import UTC, datetime, timedelta

import pytest

from pk_fhir.store.follows import Followed
from pk_fhir.sync.changes import Change, Changes
from pk_fhir.sync.listing import Listing
from pk_fhir.sync.outcome import Reason

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SHORT = Reason(key="view.reason.status")


def goal(name: str, at: datetime, version: int = 1) -> Change:
    reference = f"Goal/{name}"
    return Change(
        reference=reference,
        version=f"{reference}/{version}",
        stamp=at.isoformat(),
        resource={"resourceType": "Goal", "id": name},
    )


def batch(*found: Change, more: bool = False, reason: Reason | None = None) -> Changes:
    return Changes(found=found, more=more, reason=reason)


def read(followed: Followed, *batches: Changes) -> tuple[list[str], Followed]:
    """What was new, and how far that is."""
    listing, new = Listing("Goal", followed), []
    for each in batches:
        new += [change.version for change in listing.new(each)]
        listing.add(each)
        followed = listing.followed(followed, each, NOW)
    return new, followed


@pytest.mark.parametrize(
    ("batches", "cursor"),
    [
        ([batch(goal("a", NOW - DAY), more=True)], NOW - DAY),
        ([batch(goal("a", NOW - DAY), goal("b", NOW - 2 * DAY), more=True)], None),
        ([batch(goal("a", NOW - DAY), goal("b", NOW - 2 * DAY), reason=SHORT)], None),
        ([batch(goal("a", NOW - DAY), goal("b", NOW), reason=SHORT)], NOW),
        ([batch(goal("a", NOW - DAY), more=True), batch(goal("b", NOW - 2 * DAY))], NOW - DAY),
        ([batch(goal("a", NOW + DAY))], NOW),
    ],
)
def test_the_cursor_goes_as_far_as_nothing_older_can_come(
    batches: list[Changes], cursor: datetime | None
) -> None:
    _, followed = read(Followed(), *batches)
    assert {k: datetime.fromisoformat(v) for k, v in followed.cursors.items()} == (
        {} if cursor is None else {"Goal": cursor}
    )


def test_what_came_is_not_new_again_though_the_cursor_stays() -> None:
    first = batch(goal("a", NOW), goal("b", NOW - DAY), reason=SHORT)
    _, followed = read(Followed(seen=("Task/1/1",)), first)
    assert followed.seen == ("Goal/a/1", "Goal/b/1", "Task/1/1")
    assert read(followed, batch(*first.found, goal("c", NOW)))[0] == ["Goal/c/1"]


def test_of_very_many_those_before_the_overlap_are_told_apart_by_their_instants(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A source that ignores what it is asked sends them all each time."""
    monkeypatch.setattr("pk_fhir.sync.listing.MOST_SEEN", 3)
    old = [goal(f"o{n}", NOW - DAY) for n in range(4)]
    late = goal("late", NOW - MINUTE)
    _, followed = read(Followed(), batch(*old, late))
    assert followed.seen == ("Goal/*", "Goal/late/1")
    again = batch(*old, late, goal("late", NOW, version=2))
    assert read(followed, again)[0] == ["Goal/late/2"]


def test_a_source_without_what_made_the_cursor_went_back_and_that_is_said_once() -> None:
    _, followed = read(Followed(), batch(goal("a", NOW)))
    for expected in (True, False):
        listing = Listing("Goal", followed)
        listing.add(batch())
        assert listing.went_back is expected
        followed = listing.followed(followed, batch(), NOW)
    assert not Listing("Task", followed).went_back
