"""Strings as FHIR compares them: without case, accents and superfluous space.

https://hl7.org/fhir/R4/search.html#string
"""

import re
import unicodedata

# What a B-tree entry can hold on PostgreSQL is 2704 bytes; longer texts are found by their beginning.
LONGEST = 2000
_SPACE = re.compile(r"\s+")


def normalised(text: str) -> str:
    """``Åsa  BERG`` is ``asa berg``. At most `LONGEST` bytes of UTF-8."""
    if text.isascii():
        folded = text.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", text.casefold())
        folded = "".join(char for char in decomposed if not unicodedata.combining(char))
    return clipped(_SPACE.sub(" ", folded).strip())


def clipped(text: str) -> str:
    """The longest beginning of `text` within `LONGEST` bytes, and without NUL."""
    if "\x00" in text:
        text = text.replace("\x00", "")
    if len(text) * 4 <= LONGEST:
        return text
    return text.encode()[:LONGEST].decode(errors="ignore")


def after(prefix: str) -> str:
    """An upper bound of every text that starts with `prefix`, in code point order."""
    return prefix + "\U0010ffff"
