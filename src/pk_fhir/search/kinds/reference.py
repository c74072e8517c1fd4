"""References and canonicals. https://hl7.org/fhir/R4/search.html#reference"""

from collections.abc import Iterator

from pk_fhir.search.kinds.setting import URIS, Numbers, Setting, text_of
from pk_fhir.search.kinds.token import identifier_token
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped
from pk_fhir.search.targets import target
from pk_fhir.search.walks import Emit


def emitter(numbers: Numbers, type_name: str, setting: Setting) -> Emit | None:
    """The rows of a value of this FHIR type; None where it refers to nothing."""
    if type_name == "Reference":
        return _reference(numbers, setting)
    if type_name in URIS:
        return _canonical(numbers)
    return _whole(numbers) if type_name == "Resource" else None


def _reference(numbers: Numbers, setting: Setting) -> Emit:
    own, bases = numbers.own, setting.bases

    def emit(value: Json, rows: Rows, group: int) -> None:
        if type(value) is not dict:
            return
        literal = value.get("reference")
        found = target(literal, bases) if type(literal) is str else None
        if found is not None:
            kind = found.type_name or text_of(value.get("type"))
            rows.reference.append((own, group, kind, clipped(found.id)))
        if numbers.beside:
            token = identifier_token(value.get("identifier"))
            if token is not None:
                rows.token.append((numbers.identifier, 0, *token))
            numbers.add_text(value.get("display"), rows)

    return emit


def _canonical(numbers: Numbers) -> Emit:
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        for each in canonicals(value):
            rows.reference.append((own, group, "", each))

    return emit


def _whole(numbers: Numbers) -> Emit:
    """A resource that stands there itself, as the first entry of a document does."""
    own = numbers.own

    def emit(value: Json, rows: Rows, group: int) -> None:
        ident = text_of(value.get("id")) if type(value) is dict else ""
        if ident:
            rows.reference.append((own, group, text_of(value.get("resourceType")), ident))

    return emit


def canonicals(value: Json) -> Iterator[str]:
    """A canonical as it stands, and without its version."""
    if type(value) is str and value:
        url = clipped(value)
        yield url
        plain = url.partition("|")[0]
        if plain != url and plain:
            yield plain
