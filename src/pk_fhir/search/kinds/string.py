"""Strings: names, addresses, titles. https://hl7.org/fhir/R4/search.html#string"""

from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.setting import STRINGS, Numbers, Setting
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.phonetics import sounds
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped, normalised, words_after_the_first
from pk_fhir.search.walks import Emit

# The group of the rows that are found, and not sorted by.
LATER = -1
# The parts of a datatype in which a search for a string looks.
_PARTS: dict[str, tuple[str, ...]] = {
    "HumanName": ("family", "given", "prefix", "suffix", "text"),
    "Address": ("line", "city", "district", "state", "postalCode", "country", "text"),
    "CodeableConcept": ("text",),
    "Coding": ("display",),
    "Annotation": ("text",),
    "ContactPoint": ("value",),
}


def emitter(numbers: Numbers, type_name: str, _setting: Setting) -> Emit | None:
    """The rows of a value of this FHIR type; None where it has no text."""
    own = numbers.own

    def add(value: Json, rows: Rows, group: int) -> None:
        if type(value) is str and value:
            rows.string.append((own, group, normalised(value), clipped(value)))

    if type_name in STRINGS:
        return add
    names = _PARTS.get(type_name)
    return _parts(names, add, family(numbers)) if names else None


def family(numbers: Numbers) -> Emit:
    """The rows of a family name by its later words: https://hl7.org/fhir/R4/search.html#string

    They are a group of their own: nothing is sorted by them.
    """
    own = numbers.own

    def emit(value: Json, rows: Rows, _group: int) -> None:
        if type(value) is str:
            whole = clipped(value)
            rows.string.extend((own, LATER, each, whole) for each in words_after_the_first(value))

    return emit


def _parts(names: tuple[str, ...], add: Emit, add_family: Emit) -> Emit:
    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is dict:
            for name in names:
                inner = value.get(name)
                for each in inner if type(inner) is list else (inner,):
                    add(each, rows, group)
            if "family" in value:
                add_family(value["family"], rows, group)

    return emit


def _value(text: str, name: str) -> str:
    plain = unescaped(text)
    if not plain.strip():
        raise Unreadable("search.empty-value", name=name)
    return plain


def _compared(form: str, text: str, name: str) -> list[Test]:
    plain = _value(text, name)
    found = normalised(plain)
    # Of a value that is nothing but punctuation there is nothing left to compare but itself.
    return [Test(form, (found,)) if found else Test("exact", ("", clipped(plain)))]


def _starts(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    return _compared("starts", text, name)


def _contains(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    return _compared("contains", text, name)


def _exact(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    plain = _value(text, name)
    return [Test("exact", (normalised(plain), clipped(plain)))]


def _sounds(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    heard = list(sounds(_value(text, name)))
    if not heard:
        raise Unreadable("search.empty-value", name=name)
    return [Test("starts", (each,)) for each in heard]


# The parameter `phonetic` has rows of sounds, which are the whole of what it can be asked for.
PHONETIC: Modifiers = {"": Modified("string", _sounds)}
# Forms: starts (normalised), contains (normalised), exact (normalised, as written).
MODIFIERS: Modifiers = {
    "": Modified("string", _starts),
    "contains": Modified("string", _contains),
    "exact": Modified("string", _exact),
}
