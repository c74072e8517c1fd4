"""What each operator of ``_filter`` asks of values of each kind. https://hl7.org/fhir/R4/search_filter.html#ops

The forms are those of the kinds; one that begins with ``!`` is passed by a row that does not pass the
rest of it: ``ne`` is about an item of the set.
"""

from pk_fhir.search.escapes import unescaped
from pk_fhir.search.kinds import (
    date,
    number,
    quantity,
    reference,
    token_query,
    uri,
)
from pk_fhir.search.kinds.asked import Modified, Read
from pk_fhir.search.parameters import Parameter
from pk_fhir.search.query import Test
from pk_fhir.search.reading import Context, Unreadable
from pk_fhir.search.strings import clipped, normalised

_ORDERED = ("eq", "ne", "gt", "lt", "ge", "le", "ap", "sa", "eb")


def _unequal(read: Read) -> Read:
    def reading(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
        return [Test(f"!{each.form}", each.values) for each in read(parameter, text, name, context)]

    return reading


def _prefixed(read: Read, prefix: str) -> Read:
    """A value of an ordered kind after the prefix that says the same as the operator."""

    def reading(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
        return read(parameter, f"{prefix}{text}", name, context)

    return reading


def _period(form: str) -> Read:
    """``po``: the periods overlap; ``co``: that of the item holds the one asked for."""

    def reading(_parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
        [found] = date.read_moment(f"eq{text}", name, context)
        return [Test(form, found.values)]

    return reading


def _text(form: str) -> Read:
    def reading(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
        value = normalised(unescaped(text))
        if not value:
            raise Unreadable("search.empty-value", name=name)
        return [Test(form, (value,))]

    return reading


def _token(parameter: Parameter, text: str, name: str, context: Context) -> list[Test]:
    """A code in the letters in which it may stand: values of a filter are not case sensitive."""
    [found] = token_query.MODIFIERS[""].read(parameter, text, name, context)
    if found.form not in ("code", "both"):
        return [found]
    code = str(found.values[-1])
    cases = tuple(dict.fromkeys((code, code.lower(), code.upper())))
    if found.form == "code":
        return [Test("codes", (cases,))]
    return [Test("among", (found.values[0], cases))]


def _url(form: str) -> Read:
    def reading(_parameter: Parameter, text: str, name: str, _context: Context) -> list[Test]:
        url = clipped(unescaped(text))
        if not url:
            raise Unreadable("search.empty-value", name=name)
        return [Test(form, (url,))]

    return reading


def _of(kind: str, reads: dict[str, Read]) -> dict[str, Modified]:
    return {operator: Modified(kind, read) for operator, read in reads.items()}


def _ordered(kind: str, read: Read) -> dict[str, Modified]:
    return _of(kind, {prefix: _prefixed(read, prefix) for prefix in _ORDERED})


_REFERENCE = reference.MODIFIERS[""].read
# By kind and operator: how a value is read. `pr` is asked of every kind alike.
OPERATORS: dict[str, dict[str, Modified]] = {
    "string": _of(
        "string",
        {
            "eq": _text("same"),
            "ne": _text("other"),
            "co": _text("contains"),
            "sw": _text("starts"),
            "ew": _text("ends"),
            **{each: _text(each) for each in ("gt", "lt", "ge", "le")},
        },
    ),
    "number": _ordered("number", number.MODIFIERS[""].read),
    "quantity": _ordered("quantity", quantity.MODIFIERS[""].read),
    "date": {
        **_ordered("date", date.MODIFIERS[""].read),
        **_of("date", {"po": _period("ap"), "co": _period("co")}),
    },
    "token": {
        **_of("token", {"eq": _token, "ne": _unequal(_token)}),
        "in": token_query.MODIFIERS["in"],
        "ni": token_query.MODIFIERS["not-in"],
        "ss": token_query.MODIFIERS["below"],
        "sb": token_query.MODIFIERS["above"],
    },
    "reference": _of("reference", {"re": _REFERENCE, "eq": _REFERENCE, "ne": _unequal(_REFERENCE)}),
    "uri": _of(
        "uri",
        {
            "eq": uri.MODIFIERS[""].read,
            "ne": _unequal(uri.MODIFIERS[""].read),
            "sw": _url("starts"),
        },
    ),
}
