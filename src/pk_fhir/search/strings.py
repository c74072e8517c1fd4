"""Strings as FHIR compares them: without case, accents, punctuation and superfluous space.

https://hl7.org/fhir/R4/search.html#string
"""

import string
import unicodedata

# What a B-tree entry can hold on PostgreSQL is 2704 bytes; longer texts are found by their beginning.
LONGEST = 2000
# Within a word: O'Brien is OBrien, and S.t is St. Other punctuation stands between words, like a space.
_WITHIN = "'\"`.\u2019\u2018\u201c\u201d\u00b4"
_SYMBOLS = frozenset("$+<=>^`|~")
_ASCII = str.maketrans(
    {
        char: "" if char in _WITHIN else " "
        for char in string.punctuation
        if char not in _SYMBOLS or char in _WITHIN
    }
)


def normalised(text: str) -> str:
    """``Åsa  BERG-Ek`` is ``asa berg ek``. At most `LONGEST` bytes of UTF-8."""
    if text.isascii():
        folded = text.lower().translate(_ASCII)
    else:
        decomposed = unicodedata.normalize("NFKD", text.translate(_ASCII).casefold())
        folded = "".join(map(_compared, decomposed))
    return clipped(" ".join(folded.split()))


def _compared(char: str) -> str:
    """What of a character is compared: nothing of an accent, a space for what parts words."""
    if unicodedata.combining(char) or char in _WITHIN:
        return ""
    return " " if unicodedata.category(char)[0] == "P" else char


def words_after_the_first(text: str) -> list[str]:
    """``Carreno Quinones`` can be asked for by ``quinones`` too: each later beginning, normalised."""
    words = normalised(text).split()
    return [" ".join(words[place:]) for place in range(1, len(words))]


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
