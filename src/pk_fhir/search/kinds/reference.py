"""References and canonicals. https://hl7.org/fhir/R4/search.html#reference"""

import re
from collections.abc import Iterator

from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds.asked import Modified, Modifiers
from pk_fhir.search.kinds.setting import URIS, Numbers, Setting, text_of
from pk_fhir.search.kinds.string import MODIFIERS as STRING_MODIFIERS
from pk_fhir.search.kinds.token import identifier_token
from pk_fhir.search.kinds.token_query import read_identifier
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable, suggestion
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.strings import clipped
from pk_fhir.search.targets import target
from pk_fhir.search.walks import Emit

_ID = re.compile(r"[A-Za-z0-9.\-]{1,64}\Z")


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


def is_canonical(parameter: Parameter) -> bool:
    """Whether its values are canonicals of definitions, and not references."""
    return parameter.kind == "reference" and bool(parameter.types) and parameter.types <= URIS


def local(parameter: Parameter, text: str, name: str, context: Context) -> tuple[str, str]:
    """Type ("" where it is not said) and id of a reference to a resource of this server."""
    [test] = _read(parameter, text, name, context)
    kind, ident = test.values if test.form == "typed" else ("", test.values[0])
    if not _ID.match(str(ident)):
        raise Unreadable("search.bad-reference", name=name)
    return str(kind), str(ident)


def is_type(parameter: Parameter, modifier: str, context: Context) -> bool:
    """Whether a modifier of a reference is the type of what is referred to."""
    return parameter.kind == "reference" and modifier in (parameter.targets or context.types)


def _read_below(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
    """A canonical of any version, or of a version and those that it is the beginning of: ``|1`` of 1.2."""
    url = clipped(unescaped(text).strip())
    if not url.strip("|"):
        raise Unreadable("search.empty-value", name=name)
    return [Test("canonical" if "|" not in url else "version", (url.rstrip("|"),))]


def _read(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    reference = unescaped(text).strip()
    if reference and is_canonical(parameter):
        # A canonical names a definition; it is no address, whatever it looks like.
        return [Test("canonical", (clipped(reference),))]
    found = target(reference, context.bases)
    if found is None:
        raise Unreadable("search.bad-reference", name=name)
    if found.type_name:
        _check_target(parameter, found.type_name, context)
        return [Test("typed", (found.type_name, clipped(found.id)))]
    if "/" in reference or ":" in reference:
        return [Test("id", (clipped(reference),))]
    if not _ID.match(reference):
        raise Unreadable("search.bad-reference", name=name)
    if len(parameter.targets) == 1:
        return [Test("typed", (parameter.targets[0], reference))]
    return [Test("id", (reference,))]


def of_type(type_name: str) -> Modified:
    """The modifier that is a resource type: ``subject:Patient=123``."""

    def read(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
        _check_target(parameter, type_name, context)
        reference = unescaped(text).strip()
        found = target(reference, context.bases)
        if found is None or (found.type_name and found.type_name != type_name):
            raise Unreadable("search.bad-reference", name=name)
        return [Test("typed", (type_name, clipped(found.id)))]

    return Modified("reference", read)


def _check_target(parameter: Parameter, type_name: str, context: Context) -> None:
    if parameter.targets and type_name and type_name not in parameter.targets:
        raise Unreadable(
            "search.wrong-target",
            code=parameter.code,
            type=type_name,
            suggestion=suggestion(type_name, parameter.targets, context.language),
        )


# Forms: typed (type, id or URL), id (an id of any type, or a URL), canonical (as it stands, or without its
# version), version (a canonical with the beginning of a version).
MODIFIERS: Modifiers = {
    "": Modified("reference", _read),
    "identifier": Modified("token", read_identifier, ":identifier"),
    "text": Modified("string", STRING_MODIFIERS[""].read, ":text"),
}
CANONICAL: Modifiers = {"": MODIFIERS[""], "below": Modified("reference", _read_below)}
