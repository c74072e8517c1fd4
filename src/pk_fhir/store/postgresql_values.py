"""Values as PostgreSQL's protocol takes them: as text, whose type the statement itself says; bytes as they are.

https://www.postgresql.org/docs/15/protocol-overview.html#PROTOCOL-FORMAT-CODES
"""

import struct
from collections.abc import Sequence
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


def parameter(value: Any) -> bytes | None:
    """A value as a parameter; psycopg.DataError for text that PostgreSQL cannot keep."""
    if isinstance(value, str):
        return _text(value)
    if value is None:
        return None
    if isinstance(value, ArrayOfBytes):
        return _array_of_bytes(value)
    if isinstance(value, list | tuple):
        text = array(value)
        return parameter(text)
    if isinstance(value, bytes):
        return value
    return str(value).encode()


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


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _element(value: object) -> str:
    if value is None:
        return "NULL"
    return '"' + _escaped(value) + '"' if isinstance(value, str) else str(value)
