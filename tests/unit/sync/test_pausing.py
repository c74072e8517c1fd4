"""A source that keeps failing is left alone, for longer each time, until it answers."""

from datetime import UTC, datetime

from pk_fhir.store.breakers import FAILURES, FIRST, LONGEST, after
from pk_fhir.sync import Reason, Source
from pk_fhir.sync.pausing import SECOND, LeftAlone, Pauses

SOURCE, OTHER = Source(key="s", name="Källan"), Source(key="o", name="Den andra")
REASON = Reason(key="view.reason.no-answer")


def failed(until: int) -> LeftAlone:
    return LeftAlone(datetime.fromtimestamp(until / SECOND, UTC), "timed-out", REASON)


class Clock:
    now = 0

    def __call__(self) -> int:
        return self.now


def fail(pauses: Pauses, times: int = 1, wait: float = 0.0) -> None:
    for _ in range(times):
        pauses.failed("s", "timed-out", REASON, wait)


def test_a_few_failures_leave_it_asked_each_time() -> None:
    pauses = Pauses(clock=Clock())
    for _ in range(FAILURES - 1):
        fail(pauses)
        assert pauses.of(SOURCE) is None


def test_more_of_them_leave_it_alone_for_longer_and_longer() -> None:
    clock = Clock()
    pauses = Pauses(clock=clock)
    fail(pauses, FAILURES)
    assert pauses.of(SOURCE) == failed(FIRST)
    clock.now = FIRST
    assert pauses.of(SOURCE) is None
    fail(pauses)
    clock.now = 3 * FIRST - 1
    assert pauses.of(SOURCE) == failed(3 * FIRST)
    clock.now = 3 * FIRST
    assert pauses.of(SOURCE) is None
    assert after(10_000, 7) == 7 + LONGEST


def test_one_that_asks_to_be_left_alone_is_at_once() -> None:
    clock = Clock()
    pauses = Pauses(clock=clock)
    fail(pauses, wait=30.0)
    clock.now = 29 * SECOND
    assert pauses.of(SOURCE) == failed(30 * SECOND)
    assert pauses.of(OTHER) is None


def test_one_that_answers_is_asked_again() -> None:
    pauses = Pauses(clock=Clock())
    fail(pauses, FAILURES)
    pauses.answered("s")
    assert pauses.of(SOURCE) is None
