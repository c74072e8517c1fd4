"""A source that keeps failing is left alone for a while: a view does not wait for it each time.

So is one that asks for it (`Retry-After`). What it last came to stands in until it is asked again.
Each process finds out for itself; what is sent to a server has its breaker in the database.
"""

import time
from collections.abc import Callable

import msgspec

from pk_fhir.sync.outcome import Pulled

# So many failures in a row; each further one doubles the time, up to the longest.
FAILURES = 5
FIRST_SECONDS = 2.0
LONGEST_SECONDS = 120.0


class _Failing(msgspec.Struct):
    pulled: Pulled
    count: int
    until: float


class Pauses:
    """The sources that are left alone just now."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failing: dict[str, _Failing] = {}

    def held(self, source: str) -> Pulled | None:
        """What the source last came to, where it is not to be asked now."""
        failing = self._failing.get(source)
        return failing.pulled if failing and self._clock() < failing.until else None

    def failed(self, source: str, pulled: Pulled, wait: float = 0.0) -> None:
        """The source did not answer; it may have asked to be left alone for `wait` seconds."""
        before = self._failing.get(source)
        count = before.count + 1 if before else 1
        pause = 0.0
        if count >= FAILURES:
            pause = min(LONGEST_SECONDS, FIRST_SECONDS * 2.0 ** (count - FAILURES))
        self._failing[source] = _Failing(pulled, count, self._clock() + max(pause, wait))

    def answered(self, source: str) -> None:
        """The source works."""
        self._failing.pop(source, None)
