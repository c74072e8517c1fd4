"""Row numbers and ids that grow with time, made without asking the database.

A number is microseconds since 2026 and twelve random bits: unique within a shard, of 63 bits, and
increasing within a process. A logical id is a UUID of version 7
(https://www.rfc-editor.org/rfc/rfc9562#section-5.7), so that new rows stand together in an index.
"""

import random
import secrets
import time

_START = 1_767_225_600_000_000  # 2026-01-01 in microseconds
_RANDOM_BITS = 12


def number_at(micros: int) -> int:
    """The smallest number made at this time (microseconds since 1970), which may be before the first."""
    return (micros - _START) << _RANDOM_BITS


class Numbers:
    """Makes numbers; each greater than the one before, also when the clock is set back."""

    def __init__(self) -> None:
        self._last = 0
        # They keep processes apart and are no secret: asking the kernel for each would cost more than all else.
        self._random = random.Random(secrets.randbits(128))  # noqa: S311 - said above

    def next(self) -> int:
        """A new number, of this moment."""
        micros = time.time_ns() // 1000 - _START
        number = (micros << _RANDOM_BITS) | self._random.getrandbits(_RANDOM_BITS)
        self._last = max(number, self._last + 1)
        return self._last


def new_id() -> str:
    """A new logical id: 36 characters, allowed by `[A-Za-z0-9\\-.]{1,64}`."""
    millis = time.time_ns() // 1_000_000
    chance = secrets.randbits(74)
    value = (millis & ((1 << 48) - 1)) << 80 | 7 << 76 | (chance >> 62) << 64
    text = f"{value | 2 << 62 | chance & ((1 << 62) - 1):032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
