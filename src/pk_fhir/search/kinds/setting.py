"""What the rows of a value depend on beside the value: the parameter's numbers, and the place."""

from collections.abc import Iterable
from datetime import tzinfo

from pk_fhir.search.keys import key
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped, normalised


class Setting:
    """Where dates without a zone belong, and which base URLs are this server's own."""

    __slots__ = ("bases", "zone")

    def __init__(self, zone: tzinfo, bases: Iterable[str] = ()) -> None:
        self.zone = zone
        self.bases = tuple(base.rstrip("/") for base in bases)


class Numbers:
    """The number of a parameter in the index, and of what some modifiers look at beside its values.

    `part` is set for a component of a composite, which takes no modifiers.
    """

    __slots__ = ("beside", "identifier", "of_type", "own", "text")

    def __init__(self, type_name: str, code: str, part: str = "") -> None:
        self.own = key(type_name, code, part)
        self.beside = not part
        self.text = key(type_name, code, ":text")
        self.of_type = key(type_name, code, ":of-type")
        self.identifier = key(type_name, code, ":identifier")

    def add_text(self, text: Json, rows: Rows) -> None:
        """What people read beside a code, for the modifier `:text`."""
        if self.beside and type(text) is str and text:
            rows.string.append((self.text, 0, normalised(text), clipped(text)))


def text_of(value: Json) -> str:
    """The text, "" for anything else."""
    return clipped(value) if type(value) is str else ""


# FHIR types that are a text in JSON.
STRINGS = frozenset(
    {"string", "markdown", "code", "id", "uri", "url", "canonical", "oid", "uuid", "xhtml"}
)
URIS = frozenset({"uri", "url", "canonical", "oid", "uuid"})
INSTANTS = frozenset({"date", "dateTime", "instant"})
