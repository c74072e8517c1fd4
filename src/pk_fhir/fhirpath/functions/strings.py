"""String manipulation (https://hl7.org/fhirpath/N1/#string-manipulation)."""

import base64
import binascii
import html
import json

from pk_fhir.fhirpath.arithmetic import limited
from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import function, integer, maybe, text
from pk_fhir.fhirpath.node import Items
from pk_fhir.fhirpath.patterns import full_match, replace_all, search


@function("indexOf", 1)
def index_of(_: Context, items: Items, part: Items) -> Items:
    whole, wanted = text(items, "indexOf()"), text(part, "indexOf()")
    return [] if whole is None or wanted is None else [whole.find(wanted)]


@function("lastIndexOf", 1)
def last_index_of(_: Context, items: Items, part: Items) -> Items:
    whole, wanted = text(items, "lastIndexOf()"), text(part, "lastIndexOf()")
    return [] if whole is None or wanted is None else [whole.rfind(wanted) if wanted else 0]


@function("substring", 1, 2)
def substring(_: Context, items: Items, start: Items, length: Items | None = None) -> Items:
    whole, first = text(items, "substring()"), integer(start, "substring()")
    if whole is None or first is None or not 0 <= first < len(whole):
        return []
    count = integer(length, "substring()") if length is not None else None
    return [whole[first:] if count is None else whole[first : first + max(count, 0)]]


@function("startsWith", 1)
def starts_with(_: Context, items: Items, prefix: Items) -> Items:
    whole, wanted = text(items, "startsWith()"), text(prefix, "startsWith()")
    return [] if whole is None or wanted is None else [whole.startswith(wanted)]


@function("endsWith", 1)
def ends_with(_: Context, items: Items, suffix: Items) -> Items:
    whole, wanted = text(items, "endsWith()"), text(suffix, "endsWith()")
    return [] if whole is None or wanted is None else [whole.endswith(wanted)]


@function("contains", 1)
def contains(_: Context, items: Items, part: Items) -> Items:
    whole, wanted = text(items, "contains()"), text(part, "contains()")
    return [] if whole is None or wanted is None else [wanted in whole]


@function("upper")
def upper(_: Context, items: Items) -> Items:
    whole = text(items, "upper()")
    return [] if whole is None else [whole.upper()]


@function("lower")
def lower(_: Context, items: Items) -> Items:
    whole = text(items, "lower()")
    return [] if whole is None else [whole.lower()]


@function("replace", 2)
def replace(_: Context, items: Items, pattern: Items, substitution: Items) -> Items:
    whole, old, new = (text(each, "replace()") for each in (items, pattern, substitution))
    if whole is None or old is None or new is None:
        return []
    if (whole.count(old) + 1) * len(new) > 4_000_000:  # noqa: PLR2004 - twice what a string may have
        raise FhirPathError("fhirpath.replace")
    return [limited(whole.replace(old, new))]


@function("matches", 1, 2)
def matches(_: Context, items: Items, pattern: Items, flags: Items | None = None) -> Items:
    whole, wanted = text(items, "matches()"), text(pattern, "matches()")
    if whole is None or wanted is None:
        return []
    return [search(wanted, whole, _flags(flags))]


@function("matchesFull", 1, 2)
def matches_full(_: Context, items: Items, pattern: Items, flags: Items | None = None) -> Items:
    whole, wanted = text(items, "matchesFull()"), text(pattern, "matchesFull()")
    if whole is None or wanted is None:
        return []
    return [full_match(wanted, whole, _flags(flags))]


@function("replaceMatches", 2, 3)
def replace_matches(
    _: Context, items: Items, pattern: Items, substitution: Items, flags: Items | None = None
) -> Items:
    whole, old, new = (text(each, "replaceMatches()") for each in (items, pattern, substitution))
    if whole is None or old is None or new is None:
        return []
    return [limited(replace_all(old, new, whole, _flags(flags))) if old else whole]


def _flags(items: Items | None) -> str:
    flags = (text(items, "the flags of a pattern") if items else None) or ""
    if set(flags) - {"i", "m"}:
        raise FhirPathError("fhirpath.flags", flags=flags)
    return flags


@function("length")
def length(_: Context, items: Items) -> Items:
    whole = text(items, "length()")
    return [] if whole is None else [len(whole)]


@function("toChars")
def to_chars(_: Context, items: Items) -> Items:
    return list(text(items, "toChars()") or "")


@function("trim")
def trim(_: Context, items: Items) -> Items:
    whole = text(items, "trim()")
    return [] if whole is None else [whole.strip()]


@function("split", 1)
def split(_: Context, items: Items, separator: Items) -> Items:
    whole, mark = text(items, "split()"), text(separator, "split()")
    if whole is None or mark is None:
        return []
    return list(whole.split(mark) if mark else whole)


@function("join", 0, 1)
def join(_: Context, items: Items, separator: Items | None = None) -> Items:
    mark = (text(separator, "join()") if separator else None) or ""
    parts = [text([item], "join()") for item in items]
    return [limited(mark.join(part for part in parts if part is not None))] if parts else []


@function("encode", 1)
def encode(_: Context, items: Items, encoding: Items) -> Items:
    whole, name = text(items, "encode()"), text(encoding, "encode()")
    if whole is None or name is None:
        return []
    content = whole.encode("utf-8", "surrogatepass")
    if name == "hex":
        return [content.hex()]
    if name == "base64":
        return [base64.b64encode(content).decode()]
    if name == "urlbase64":
        return [base64.urlsafe_b64encode(content).decode()]
    raise FhirPathError("fhirpath.encoding", name=name)


@function("decode", 1)
def decode(_: Context, items: Items, encoding: Items) -> Items:
    whole, name = text(items, "decode()"), text(encoding, "decode()")
    if whole is None or name is None:
        return []
    return maybe(_decoded(whole, name))


def _decoded(whole: str, name: str) -> str | None:
    if name not in ("hex", "base64", "urlbase64"):
        raise FhirPathError("fhirpath.encoding", name=name)
    try:
        if name == "hex":
            return bytes.fromhex(whole).decode()
        marks = b"-_" if name == "urlbase64" else b"+/"
        return base64.b64decode(whole, altchars=marks, validate=True).decode()
    except (ValueError, binascii.Error):
        return None


@function("escape", 1)
def escape(_: Context, items: Items, target: Items) -> Items:
    whole, name = text(items, "escape()"), text(target, "escape()")
    if whole is None or name is None:
        return []
    if name == "html":
        return [html.escape(whole, quote=False).replace('"', "&quot;")]
    if name == "json":
        return [json.dumps(whole, ensure_ascii=False)[1:-1]]
    raise FhirPathError("fhirpath.escaping", name=name)


@function("unescape", 1)
def unescape(_: Context, items: Items, target: Items) -> Items:
    whole, name = text(items, "unescape()"), text(target, "unescape()")
    if whole is None or name is None:
        return []
    if name == "html":
        return [html.unescape(whole)]
    if name == "json":
        try:
            return [str(json.loads(f'"{whole}"', strict=False))]
        except ValueError:
            return []
    raise FhirPathError("fhirpath.unescaping", name=name)
