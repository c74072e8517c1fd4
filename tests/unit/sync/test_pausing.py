"""A source that keeps failing is left alone, for longer each time, until it answers."""

from pk_fhir.sync import Pulled, Source
from pk_fhir.sync.pausing import FAILURES, Pauses

FAILED = Pulled(source=Source(key="s", name="Källan"), state="timed-out")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_few_failures_leave_it_asked_each_time() -> None:
    pauses = Pauses(Clock())
    for _ in range(FAILURES - 1):
        pauses.failed("s", FAILED)
        assert pauses.held("s") is None


def test_more_of_them_leave_it_alone_for_longer_and_longer() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    for _ in range(FAILURES):
        pauses.failed("s", FAILED)
    assert pauses.held("s") is FAILED
    clock.now = 2.0
    assert pauses.held("s") is None
    pauses.failed("s", FAILED)
    clock.now = 5.9
    assert pauses.held("s") is FAILED
    clock.now = 6.0
    assert pauses.held("s") is None


def test_one_that_asks_to_be_left_alone_is_at_once() -> None:
    clock = Clock()
    pauses = Pauses(clock)
    pauses.failed("s", FAILED, wait=30.0)
    clock.now = 29.0
    assert pauses.held("s") is FAILED
    assert pauses.held("another") is None


def test_one_that_answers_is_asked_again() -> None:
    pauses = Pauses(Clock())
    for _ in range(FAILURES):
        pauses.failed("s", FAILED)
    pauses.answered("s")
    assert pauses.held("s") is None
