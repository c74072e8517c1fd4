"""Names as they sound in Swedish: what the search parameter `phonetic` compares.

https://hl7.org/fhir/R4/patient.html#search leaves the algorithm to the server. Here a name becomes its
consonants as they are spoken, with its first vowel: Carlsson is Karlson, Wickström is Vikström, Göran
is Jöran, Christina is Kristina, Gustaf is Gustav, Philip is Filip.
"""

import re
import unicodedata
from collections.abc import Iterator

from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped
from pk_fhir.search.walks import Emit

DEFINITION = "http://hl7.org/fhir/SearchParameter/individual-phonetic"

_WORD = re.compile(r"[^\W\d_]+")
# In this order: what two or three letters stand for goes before what one does. § is sj, ç is tj.
_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("^(?:[dghl]j|g(?=[eiyäöæø]))", "j"),
        ("(?:ch|kh)(?=[rl])", "k"),
        ("(?:sch|stj|skj|ssj|sj|sh)", "§"),
        ("^(?:sk(?=[eiyäöæø])|ch)", "§"),
        ("^(?:[kt]j|k(?=[eiyäöæø]))", "ç"),
        ("qu", "kf"),
        ("ph|[vw]", "f"),
        ("th|dt", "t"),
        ("ck|ch|q", "k"),
        ("x", "ks"),
        ("c(?=[eiyäöæø])|z", "s"),
        ("c", "k"),
        ("(?<=[^aeiouyåäöæø])h|h(?![aeiouyåäöæø])", ""),
    )
)
_VOWELS = "aeiouyåäöæø"
_FIRST = str.maketrans({"ä": "e", "æ": "e", "y": "i", "ø": "ö", "å": "o"})


def sound(name: str) -> str:
    """How one word of a name sounds; "" for what has no letters."""
    lowered = unicodedata.normalize("NFC", name.casefold())
    spoken = "".join(char if char in "åäöæø" else _plain(char) for char in lowered)
    for pattern, instead in _SOUNDS:
        spoken = pattern.sub(instead, spoken)
    if not spoken:
        return ""
    first, rest = spoken[0].translate(_FIRST), spoken[1:]
    consonants = "".join(char for char in rest if char not in _VOWELS)
    return re.sub(r"(.)\1+", r"\1", first + consonants)


def _plain(char: str) -> str:
    """A letter without its accent: é is e, ü is u."""
    return "".join(
        part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part)
    )


def sounds(text: str) -> Iterator[str]:
    """Each word of a text, as the index keeps it: ended, so that no longer one begins with it."""
    for word in _WORD.findall(text):
        heard = sound(word)
        if heard:
            yield clipped(f"{heard}.")


def emitter(own: int) -> Emit:
    """The rows of a HumanName: one for each word of its parts."""

    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is not dict:
            return
        for name in ("family", "given", "text"):
            inner = value.get(name)
            for each in inner if type(inner) is list else (inner,):
                if type(each) is str:
                    rows.string.extend((own, group, heard, "") for heard in sounds(each))

    return emit
