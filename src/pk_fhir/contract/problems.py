"""What is wrong with a contract: a stable key, a place, and a sentence in two languages."""

from typing import Literal

import msgspec

from pk_fhir.messages import Language, in_language, text, told

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One finding.

    `key` never changes once released; `pointer` is the place in the contract JSON (RFC 6901), the
    empty string for the whole; `values` fill the placeholders of the sentence.
    """

    severity: Severity
    key: str
    pointer: str
    values: dict[str, str] = {}

    def text(self, language: Language = "en") -> str:
        """The sentence, which says what to change and ends in the key."""
        return f"{in_language(told(self.key, **self.values), language)} ({self.key})"


class BrokenValueError(ValueError):
    """A value that its own model refuses; `key` is the message. The value itself is never in it."""

    def __init__(self, key: str, **values: str) -> None:
        self.key = key
        self.values = values
        super().__init__(text(key, **values))


def pointer(*steps: str | int) -> str:
    """A JSON pointer of these steps: ``pointer("goals", 0)`` is ``/goals/0``."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
