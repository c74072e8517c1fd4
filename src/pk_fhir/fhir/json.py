"""FHIR JSON on the wire, in and out (https://hl7.org/fhir/R4/json.html).

Strict, because what is stored is what was sent: UTF-8, no key twice, no NaN, bounded size and depth.
Numbers with a point or an exponent become `decimal.Decimal`, so that 1.50 stays 1.50, and keys keep
their order. What FHIR says beyond JSON itself (no null, no empty array...) is the validator's to say.
"""

import re
from decimal import Decimal, InvalidOperation
from itertools import chain, islice
from typing import Any, NamedTuple

import msgspec

from pk_fhir.fhir.json_scan import Duplicate, Lines, Positions, Scan
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.messages import Language, text

__all__ = [
    "DEFAULT_LIMITS",
    "Limits",
    "Positions",
    "dump",
    "parse",
    "parse_lenient",
    "pretty",
    "stored",
]


# More of one kind say nothing new, and to find the line of each of a million takes hours.
MOST_FAULTS = 200


class Limits(msgspec.Struct, frozen=True):
    """How much is read: bytes, and levels of objects and arrays."""

    max_bytes: int = 64 * 1024 * 1024
    max_depth: int = 120


DEFAULT_LIMITS = Limits()

# A number of more digits, or of a larger exponent, would be a bomb for whoever calculates with it.
_MAX_DIGITS = 1000
_MAX_EXPONENT = 1000

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_KEY_LIKE = re.compile(rb'"\s*:')
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"\s*(:?)', re.DOTALL)
# All bytes but colons and what opens an object or an array.
_NO_MARKS = bytes(sorted(set(range(256)) - set(b":{[")))
_ESCAPE = re.compile(rb"\\[ubf]")
# What FHIR strings never hold (https://hl7.org/fhir/R4/datatypes.html#string), and what XML cannot write.
# Each pattern begins with one byte, which is looked for at the speed of memory.
_ESCAPED_NO_TEXT = re.compile(
    rb"\\(?:\\|(u(?:00(?:0[0-8bcefBCEF]|1[0-9a-fA-F])|[fF]{3}[efEF])|[bf]))"
)
_NO_CHARACTER = re.compile(b"(\xef\xbf[\xbe\xbf])")
_AT_BYTE = re.compile(r"(?:JSON is malformed: )?(?P<problem>.*?) \(byte (?P<offset>\d+)\)$")
# An escaped high surrogate that no low one follows: the parser takes the text to end there.
_HALF_A_PAIR = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
# What the parser says, and how it is told (`messages.json`).
_WHY = {
    "object keys must be strings": "key",
    "expected ':'": "colon",
    "expected ',' or '}'": "comma-object",
    "expected ',' or ']'": "comma-array",
    "trailing comma in object": "trailing-comma",
    "trailing comma in array": "trailing-comma",
    "trailing characters": "more",
    "invalid character": "character",
    "invalid number": "number",
    "invalid escape character in string": "escape",
    "invalid escaped character": "escape",
    "invalid character in unicode escape": "escape",
    "unexpected end of hex escape": "escape",
    "invalid utf-16 surrogate pair": "half-pair",
    "unexpected end of escaped utf-16 surrogate pair": "half-pair",
}


class _NumberError(ValueError):
    """A number that would cost too much to work with."""


def _decimal(literal: str) -> Decimal:
    try:
        number = Decimal(literal)
    except InvalidOperation as error:
        raise _NumberError(literal[:40]) from error
    if len(literal) > _MAX_DIGITS or (number and abs(number.adjusted()) > _MAX_EXPONENT):
        raise _NumberError(literal[:40])
    return number


_decode = msgspec.json.Decoder(float_hook=_decimal).decode
_encode = msgspec.json.Encoder(decimal_format="number").encode


def parse(
    data: bytes, *, limits: Limits = DEFAULT_LIMITS, language: Language = "en"
) -> dict[str, Any]:
    """The resource in these bytes.

    Raises FhirError: "invalid" with line, column and, for a key given twice, the location;
    "too-large" when there are more bytes than `limits` allow.
    """
    value, issues = parse_lenient(data, limits=limits, language=language)
    if issues or value is None:
        large = any(issue.key == "json-too-large" for issue in issues)
        raise FhirError("too-large" if large else "invalid", issues)
    return value


def stored(data: bytes) -> dict[str, Any]:
    """What was looked over when it came: decoded as it was written, and nothing is asked again."""
    value: dict[str, Any] = _decode(data)
    return value


def parse_lenient(
    data: bytes, *, limits: Limits = DEFAULT_LIMITS, language: Language = "en"
) -> tuple[dict[str, Any] | None, list[Issue]]:
    """The resource as far as it can be read, and what is wrong with its JSON.

    None when there is nothing to go on with (the one issue is then fatal). Of a key that is given
    twice the last value is kept, and each repetition is an error of its own.
    """
    if len(data) > limits.max_bytes:
        return None, [
            _fatal(data, 0, "json-too-large", language, size=len(data), limit=limits.max_bytes)
        ]
    body = data[3:] if data.startswith(_BYTE_ORDER_MARK) else data
    try:
        value = _decode(body)
    except (ValueError, RecursionError) as error:
        return None, [_broken(body, error, limits, language)]
    if type(value) is not dict:
        found = {list: "an array", str: "a string", type(None): "null"}.get(type(value), "a value")
        return None, [_fatal(body, 0, "json-not-object", language, found=found)]
    return _looked_over(body, value, limits, language)


def _looked_over(
    body: bytes, value: dict[str, Any], limits: Limits, language: Language
) -> tuple[dict[str, Any] | None, list[Issue]]:
    """The tree of a text, with what its syntax allows and we do not: depth, repeated keys, no text."""
    marks = body.translate(None, _NO_MARKS)
    colons = marks.count(b":")
    # Where little opens, nothing is deep.
    if len(marks) - colons > limits.max_depth and _measure(value, limits.max_depth).too_deep:
        return None, [_fatal(body, 0, "json-too-deep", language, limit=limits.max_depth)]
    # Most texts escape nothing but quotes, backslashes and ends of lines.
    escapes = _ESCAPE.search(body) is not None
    hidden = escapes and b"\\u003" in body
    if (hidden or not _surely_whole(value, colons)) and _repeats(body, value, limits.max_depth):
        lines = Lines(body)
        twice = Scan(body).duplicates[:MOST_FAULTS]
        return value, [_twice(lines, one, language) for one in twice]
    if escapes or not (body.isascii() or _NO_CHARACTER.search(body) is None):
        return value, _no_text(body, language)
    return value, []


def _surely_whole(value: dict[str, Any], colons: int) -> bool:
    """Whether a tree surely holds every key of its text, which has so many colons, none as an escape.

    Written again, the tree has one colon for each of its keys, and those within its strings. The text
    has all of these and, where a key was given twice, at least one more: that of what was dropped.
    """
    try:
        return _encode(value).count(b":") == colons
    except OverflowError:  # an integer of more than 64 bits
        return False


def _repeats(data: bytes, value: dict[str, Any], max_depth: int) -> bool:
    """Whether the text has more keys than its tree: then one of them was given twice."""
    keys = _measure(value, max_depth).keys
    return keys != len(_KEY_LIKE.findall(data)) and keys != _STRING.findall(data).count(b":")


def _no_text(data: bytes, language: Language) -> list[Issue]:
    """An error for each character that no string may hold."""
    issues = []
    lines = Lines(data)
    found = chain(_ESCAPED_NO_TEXT.finditer(data), _NO_CHARACTER.finditer(data))
    # Not a backslash that is escaped itself.
    for each in islice((one for one in found if one[1] is not None), MOST_FAULTS):
        line, column = lines.at(each.start())
        issues.append(
            Issue(
                severity="error",
                code="invalid",
                diagnostics=text("json-no-text", language),
                key="json-no-text",
                line=line,
                column=column,
            )
        )
    return issues


class _Measures(NamedTuple):
    keys: int
    too_deep: bool


def _measure(root: dict[str, Any], max_depth: int) -> _Measures:
    """Number of keys in the decoded tree, and whether it has more levels than the limit.

    This costs a tenth of what an `object_pairs_hook` would.
    """
    level: list[Any] = [root]
    keys = depth = 0
    while level and depth <= max_depth:
        depth += 1
        below: list[Any] = []
        add = below.append
        for node in level:
            if type(node) is dict:
                keys += len(node)
                values = node.values()
            else:
                values = node
            for value in values:
                if type(value) is dict or type(value) is list:
                    add(value)
        level = below
    return _Measures(keys, depth > max_depth)


def _broken(data: bytes, error: Exception, limits: Limits, language: Language) -> Issue:
    if isinstance(error, RecursionError):
        return _fatal(data, 0, "json-too-deep", language, limit=limits.max_depth)
    if isinstance(error, UnicodeDecodeError):
        offset = _not_utf8(data)
        why = "json-why-byte" if offset is not None else "json-why-half-pair"
        return _fatal(data, offset or 0, "json-encoding", language, problem=text(why, language))
    if isinstance(error.__cause__, _NumberError):
        number = str(error.__cause__)
        at = max(data.find(number.encode()), 0)
        return _fatal(data, at, "json-number", language, number=number)
    match = _AT_BYTE.match(str(error))
    if match is None:
        half = _HALF_A_PAIR.search(data)
        why, offset = ("half-pair", half.start()) if half else ("ends", len(data))
    else:
        why, offset = _WHY.get(match["problem"], "other"), int(match["offset"])
    problem = text(f"json-why-{why}", language)
    return _fatal(data, offset, "json-syntax", language, problem=problem)


def _not_utf8(data: bytes) -> int | None:
    """Where a text stops being UTF-8; None if it is all UTF-8, and only half of a pair was escaped."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return error.start
    return None


def _fatal(data: bytes, offset: int, key: str, language: Language, **values: object) -> Issue:
    line, column = Lines(data).at(offset)
    return Issue(
        severity="fatal",
        code="too-long" if key == "json-too-large" else "invalid",
        diagnostics=text(key, language, **values),
        key=key,
        line=line,
        column=column,
    )


def _twice(lines: Lines, duplicate: Duplicate, language: Language) -> Issue:
    line, column = lines.at(duplicate.offset)
    return Issue(
        severity="error",
        code="invalid",
        expression=duplicate.expression,
        diagnostics=text("json-duplicate-key", language, name=duplicate.name),
        key="json-duplicate-key",
        line=line,
        column=column,
    )


def dump(value: object) -> bytes:
    """Compact JSON, keys in their order, decimals as they were written (1.50 as 1.50)."""
    try:
        return _encode(value)
    except OverflowError:  # an integer of more than 64 bits
        return _encode(_small(value))


def pretty(value: object) -> bytes:
    """JSON indented by two spaces, for people."""
    return msgspec.json.format(dump(value), indent=2)


def _small(value: object) -> object:
    if isinstance(value, dict):
        return {key: _small(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_small(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value
