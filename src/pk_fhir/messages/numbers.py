"""No personal number in what is said: errors end up in logs, tickets and other people's screens."""

import re
from collections.abc import Iterator

# What a machine makes out of chance has digits side by side too: a UUID, and a digest in hexadecimal.
_MADE = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[0-9]*[a-f])[0-9a-f]{20,})(?![0-9a-z])",
    re.IGNORECASE,
)
# Somebody may have put a number, with its century, into what looks so.
_WHOLE = re.compile(
    r"(?<![0-9])(?:18|19|20)[0-9]{2}(?:0[0-9]|1[0-2])(?:[0-2][0-9]|3[01]|[6-8][0-9]|9[01])[0-9]{4}(?![0-9])"
)


class Numbers:
    """What may be a personal number in a text, by its form; chance alone in a UUID or a digest is none."""

    def __init__(self, form: str) -> None:
        self._form = re.compile(form)

    def sub(self, instead: str, text: str) -> str:
        """The text with `instead` in place of each."""
        if self._form.search(text) is None:  # as nearly always
            return text
        kept = 0
        parts: list[str] = []
        for start, end in _made(text):
            parts += (self._form.sub(instead, text[kept:start]), text[start:end])
            kept = end
        return "".join((*parts, self._form.sub(instead, text[kept:])))

    def each(self, text: str) -> Iterator[str]:
        """Each of them as it stands in the text."""
        kept = 0
        for start, end in (*_made(text), (len(text), len(text))):
            for found in self._form.finditer(text, kept, start):
                yield found.group()
            kept = end

    def search(self, text: str) -> bool:
        """Whether there is any."""
        return self._form.search(text) is not None and next(self.each(text), None) is not None


def _made(text: str) -> Iterator[tuple[int, int]]:
    for found in _MADE.finditer(text):
        if _WHOLE.search(found.group()) is None:
            yield found.span()


# A birth date (of a samordningsnummer with 60 added to the day) and four more, with or without century.
_DATED = Numbers(
    r"(?<!\d)(?:\d{2})?\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+\s\u2010-\u2015]?\d{4}(?!\d)"
)


def without_numbers(text: str) -> str:
    """The text with an ellipsis for each number that can be a personnummer or samordningsnummer."""
    return _DATED.sub("…", text)
