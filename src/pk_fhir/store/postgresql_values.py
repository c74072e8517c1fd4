"""Values as PostgreSQL's protocol takes them: as text, whose type the statement itself says; bytes as they are.

https://www.postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import psycopg

_BYTEA = 17
_HEAD = struct.Struct("!iiIii")
_LENGTH = struct.Struct("!i")
_NULL = _LENGTH.pack(-1)


class ArrayOfBytes(list[bytes | None]):
    """A `bytea[]`, which goes as it is."""


# Values of these types go in PostgreSQL's binary format, all others as text.
BINARY = frozenset({bytes, ArrayOfBytes})


def parameters(values: Iterable[Any]) -> list[bytes | None]:
    """Values as parameters; psycopg.DataError for text that PostgreSQL cannot keep."""
    # A write has a hundred of them: each is told by its type, without asking after one type after another.
    return [_FORMS.get(type(value), _said)(value) for value in values]


def _said(value: object) -> bytes:
    return _text(str(value))


def _text(value: str) -> bytes:
    if "\x00" in value:
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return value.encode()


def _array_of_bytes(values: Sequence[bytes | None]) -> bytes:
    parts = [_HEAD.pack(1, int(None in values), _BYTEA, len(values), 1)]
    for value in values:
        if value is None:
            parts.append(_NULL)
        else:
            parts += (_LENGTH.pack(len(value)), value)
    return b"".join(parts)


def array(values: Sequence[Any]) -> "str | ArrayOfBytes":
    """A column as the text of an array (https://www.postgresql.org/docs/15/arrays.html#ARRAYS-INPUT)."""
    kinds = set(map(type, values))
    if kinds == {str}:
        joined = '","'.join(values)
        if "\\" in joined or joined.count('"') != 2 * len(values) - 2:
            joined = '","'.join(map(_escaped, values))
        return '{"' + joined + '"}'
    if kinds <= {int, bool}:
        return "{" + ",".join(map(str, values)) + "}"
    if bytes in kinds:
        return ArrayOfBytes(values)
    return "{" + ",".join(map(_element, values)) + "}"


def _column(values: Sequence[Any]) -> bytes:
    column = array(values)
    return _text(column) if isinstance(column, str) else _array_of_bytes(column)


def _as_it_is(value: bytes | None) -> bytes | None:
    return value


_FORMS: dict[type, Callable[[Any], bytes | None]] = {
    str: _text,
    int: b"%d".__mod__,
    bytes: _as_it_is,
    type(None): _as_it_is,
    list: _column,
    tuple: _column,
    ArrayOfBytes: _array_of_bytes,
}


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + _escaped(value) + '"' if isinstance(value, str) else str(value)
