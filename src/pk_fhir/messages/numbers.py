"""No personal number in what is said: errors end up in logs, tickets and other people's screens."""

import re

# A birth date (of a samordningsnummer with 60 added to the day) and four more, with or without century.
_NUMBER = re.compile(
    r"(?<!\d)(?:\d{2})?\d{2}(?:0\d|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+\s\u2010-\u2015]?\d{4}(?!\d)"
)


def without_numbers(text: str) -> str:
    """The text with an ellipsis for each number that can be a personnummer or samordningsnummer."""
    return _NUMBER.sub("…", text)
