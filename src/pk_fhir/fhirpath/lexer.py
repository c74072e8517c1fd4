"""Text → tokens (https://hl7.org/fhirpath/N1/grammar.html)."""

import re
from typing import NamedTuple

from pk_fhir.fhirpath.errors import FhirPathError

MAX_LENGTH = 100_000
MAX_TOKENS = 20_000
NEAR = 20

_DATE = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_TIME = r"[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+|//[^\r\n]*|/\*.*?\*/)
  | (?P<datetime>@{_DATE}T(?:{_TIME}{_ZONE}?)?)
  | (?P<date>@{_DATE})
  | (?P<time>@T{_TIME})
  | (?P<number>[0-9]+(?:\.[0-9]+)?)(?P<long>L\b)?
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<quoted>`(?:[^`\\]|\\.)*`)
  | (?P<string>'(?:[^'\\]|\\.)*')
  | (?P<variable>%(?:(?:vs|ext)-[A-Za-z0-9_-]+|[A-Za-z_][A-Za-z0-9_]*|`(?:[^`\\]|\\.)*`|'(?:[^'\\]|\\.)*'))
  | (?P<special>\$(?:this|index|total)\b)
  | (?P<symbol><=|>=|!=|!~|/(?!\*)|[-+*&|<>=~.,()\[\]{{}}])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"f": "\f", "n": "\n", "r": "\r", "t": "\t"} | {c: c for c in "`'\"\\/"}


class Token(NamedTuple):
    """`kind` is a group of the lexer, or ``end``; `text` is unescaped for strings and quoted names."""

    kind: str
    text: str
    position: int


def tokens(text: str) -> list[Token]:
    """Every token, and one of kind ``end``. FhirPathError at the first character that fits none."""
    if len(text) > MAX_LENGTH:
        raise FhirPathError("fhirpath.expression-too-long", most=MAX_LENGTH)
    found: list[Token] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _complaint(text, position)
        kind = match.lastgroup or ""
        if kind != "space":
            found.append(_token(kind, match))
        position = match.end()
        if len(found) > MAX_TOKENS:
            raise FhirPathError("fhirpath.too-many-tokens", position, most=MAX_TOKENS)
    found.append(Token("end", "", len(text)))
    return found


def _token(kind: str, match: re.Match[str]) -> Token:
    text, position = match.group(), match.start()
    if text in ("``", "%``", "%''"):
        raise FhirPathError("fhirpath.empty-name", position)
    if kind in ("string", "quoted"):
        return Token(kind, _unescape(text[1:-1], position), position)
    if kind == "variable":
        name = text[1:]
        return Token(kind, _unescape(name[1:-1], position) if name[0] in "`'" else name, position)
    if kind == "long":
        return Token("number", text[:-1], position)
    return Token(kind, text.lstrip("$") if kind == "special" else text, position)


def _unescape(text: str, position: int) -> str:
    if "\\" not in text:
        return text

    def character(match: re.Match[str]) -> str:
        code, letter = match.groups()
        if code:
            return chr(int(code, 16))
        if letter not in _ESCAPED:
            raise FhirPathError("fhirpath.escape", position, letter=letter)
        return _ESCAPED[letter]

    return _ESCAPE.sub(character, text)


def _complaint(text: str, position: int) -> FhirPathError:
    rest = text[position : position + NEAR]
    if rest.startswith("/*"):
        return FhirPathError("fhirpath.comment-open", position)
    if rest[0] in "'`":
        return FhirPathError("fhirpath.string-open", position)
    if rest[0] == '"':
        return FhirPathError("fhirpath.double-quotes", position)
    return FhirPathError("fhirpath.not-fhirpath", position, text=rest)
