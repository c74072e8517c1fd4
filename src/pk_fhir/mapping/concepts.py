"""Codes in both directions (https://hl7.org/fhir/R4/datatypes.html#CodeableConcept).

A code of the contract is one coding of a table in `terms`; the words beside it are `text`. The
code's own Swedish word is always written as text, and is not words of its own when it is read.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pk_fhir.contract.code import Code
from pk_fhir.contract.values import Coding
from pk_fhir.mapping.reader import CODE, TEXT, URI, Element, build
from pk_fhir.mapping.terms import STATUTE_VERSION, Coded, code_system
from pk_fhir.mapping.writing import Json, compact

C = TypeVar("C", bound=Code)


def coding(coded: Coded) -> Json:
    """One Coding."""
    system, code, display = coded
    written: Json = {"system": system}
    if system in _VERSIONED:
        written["version"] = STATUTE_VERSION
    return {**written, "code": code, "display": display}


_VERSIONED = frozenset({code_system("pk-statute"), code_system("pk-statutory-plan")})


def concept(*coded: Coded, text: str | None = None) -> Json:
    """A CodeableConcept of these codings, with the words that a person reads."""
    return compact({"coding": [coding(one) for one in coded], "text": text})


def coded_concept(table: Mapping[C, Coded], code: C | None, text: str | None = None) -> Json:
    """A CodeableConcept of a code of the contract, words, or both."""
    if code is None:
        return compact({"text": text})
    return concept(table[code], text=text or code.sv)


def read_coding(element: Element | None, table: Mapping[C, Coded]) -> C | None:
    """The code of the contract that a Coding stands for; noted when it is none."""
    if element is None:
        return None
    code = _code_of(element, table)
    if code is None:
        element.note("map-code")
        element.ignore(*element.raw)
        return None
    _use(element)
    return code


def _code_of(element: Element, table: Mapping[C, Coded]) -> C | None:
    stated = (element.raw.get("system"), element.raw.get("code"))
    return next((code for code, coded in table.items() if stated == coded[:2]), None)


def _use(element: Element) -> None:
    """Count a coding as read: what it says is the code. A picked one was picked by a person."""
    element.ignore("system", "version", "code", "display")


def read_concept(
    element: Element | None,
    table: Mapping[C, Coded],
    *,
    also: Iterable[str] = (),
    kept: bool = False,
) -> tuple[C | None, str | None]:
    """The code and the words of a CodeableConcept.

    `also` names code systems whose codings say the same again. Where no coding is one of the table,
    a display takes the place of missing words, unless the codings themselves are `kept`.
    """
    if element is None:
        return None, None
    text = element.read("text", TEXT)
    found = element.pick("coding", lambda one: _code_of(one, table) is not None)
    for other in found[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    if not found:
        return None, text if text is not None or kept else _display(element)
    _use(found[0])
    for other in element.pick("coding", lambda one: str(one.raw.get("system")) in also):
        _use(other)
    code = _code_of(found[0], table)
    return code, None if code is not None and text == code.sv else text


def _display(element: Element) -> str | None:
    for one in element.pick("coding", lambda one: isinstance(one.raw.get("display"), str)):
        display = one.read("display", TEXT)
        if display is not None:
            # The words stay, the code does not.
            one.refuse("code", "map-code")
            one.ignore("system", "version")
            return display
    return None


def codings(listed: Iterable[Coding]) -> list[Json]:
    """The codings that a contract keeps beside its words."""
    return [
        compact(
            {
                "system": one.system,
                "version": one.version,
                "code": one.code,
                "display": one.display,
            }
        )
        for one in listed
    ]


def read_codings(element: Element, *, name: str = "coding") -> tuple[Coding, ...]:
    """All codings of a CodeableConcept that nobody has read yet."""
    found: list[Coding] = []
    for one in element.pick(name, lambda one: not one.seen):
        read = build(
            Coding,
            one,
            system=one.read("system", URI),
            version=one.read("version", TEXT),
            code=one.read("code", CODE),
            display=one.read("display", TEXT),
        )
        if read is not None:
            found.append(read)
    return tuple(found)


def read_words(element: Element | None, *, kept: bool = False) -> str | None:
    """The words of a CodeableConcept; for want of them, a display.

    With `kept`, the codings are read by the caller, and the display stays theirs too.
    """
    if element is None:
        return None
    text = element.read("text", TEXT)
    if text is not None:
        return text
    if not kept:
        return _display(element)
    listed = element.raw.get("coding")
    for one in listed if isinstance(listed, list) else []:
        display = one.get("display") if isinstance(one, dict) else None
        if isinstance(display, str) and display.strip():
            return display.strip()
    return None


def read_code(element: Element, name: str, kinds: type[C]) -> C | None:
    """The code of a required list, where the contract has FHIR's own codes."""
    stated = element.read(name, CODE)
    if stated is None:
        return None
    if stated not in {code.value for code in kinds}:
        element.note("map-code", name)
        return None
    return next(code for code in kinds if code.value == stated)
