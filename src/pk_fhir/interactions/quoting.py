"""What a caller sent, as far as it may be repeated in the text of an error."""

import re

# What may be a personal number: never in an error, which ends up in logs and tickets.
PERSONAL = re.compile(r"\d{6}(?:\d{2})?[-+ ]?\d{4}")


def quoted(sent: str, most: int = 40) -> str:
    """The text in quotes, shortened, without what may be a personal number."""
    return repr(PERSONAL.sub("…", sent)[:most])
