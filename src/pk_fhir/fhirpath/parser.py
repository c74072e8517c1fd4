"""Tokens → syntax tree, by operator precedence (https://hl7.org/fhirpath/N1/#operator-precedence)."""

from decimal import Decimal

from pk_fhir.fhirpath.errors import FhirPathError, Phrase
from pk_fhir.fhirpath.lexer import Token, tokens
from pk_fhir.fhirpath.quantity import CALENDAR_UNITS, Quantity
from pk_fhir.fhirpath.syntax import (
    Binary,
    Call,
    Chain,
    Empty,
    Index,
    Literal,
    Member,
    Sign,
    Special,
    Tree,
    TypeTest,
    Variable,
    parts,
)
from pk_fhir.fhirpath.temporal import parse_literal

MAX_DEPTH = 120
# Left-leaning chains (a + b + c ..., a.b.c ...) nest without brackets.
MAX_HEIGHT = 200

PRECEDENCE = {
    "implies": 1,
    **dict.fromkeys(("or", "xor"), 2),
    "and": 3,
    **dict.fromkeys(("in", "contains"), 4),
    **dict.fromkeys(("=", "~", "!=", "!~"), 5),
    **dict.fromkeys(("<", ">", "<=", ">="), 6),
    "|": 7,
    **dict.fromkeys(("is", "as"), 8),
    **dict.fromkeys(("+", "-", "&"), 9),
    **dict.fromkeys(("*", "/", "div", "mod"), 10),
}
CHAINED = frozenset({"and", "or", "|"})
RESERVED = frozenset({"and", "or", "xor", "implies", "div", "mod", "true", "false"})


def parse(text: str) -> Tree:
    """The tree of a whole expression; FhirPathError with the place of the first fault."""
    tree = _Parser(text).whole()
    level: tuple[Tree, ...] = (tree,)
    for _ in range(MAX_HEIGHT):
        level = tuple(part for each in level for part in parts(each))
        if not level:
            return tree
    raise FhirPathError("fhirpath.steps-too-deep", level[0].position, most=MAX_HEIGHT)


class _Parser:
    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Tree:
        if self._token.kind == "end":
            raise FhirPathError("fhirpath.empty", 0)
        tree = self._expression(0)
        if self._token.kind != "end":
            raise self._unexpected(Phrase("fhirpath.wanted-operator"))
        return tree

    @property
    def _token(self) -> Token:
        return self._tokens[self._at]

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _is(self, text: str) -> bool:
        token = self._token
        return token.text == text and token.kind in ("symbol", "name")

    def _expect(self, text: str) -> None:
        if not self._is(text):
            raise self._unexpected(f"`{text}`")
        self._at += 1

    def _unexpected(self, wanted: str) -> FhirPathError:
        token = self._token
        key = "fhirpath.unexpected-end" if token.kind == "end" else "fhirpath.unexpected"
        return FhirPathError(key, token.position, found=f"`{token.text}`", wanted=wanted)

    def _expression(self, least: int) -> Tree:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FhirPathError("fhirpath.levels", self._token.position, most=MAX_DEPTH)
        tree = self._operand()
        while True:
            operator = self._token
            strength = (
                PRECEDENCE.get(operator.text, 0) if operator.kind in ("symbol", "name") else 0
            )
            if strength <= least:
                break
            self._at += 1
            tree = self._joined(tree, operator, strength)
        self._depth -= 1
        return tree

    def _joined(self, tree: Tree, operator: Token, strength: int) -> Tree:
        name, position = operator.text, operator.position
        if name in ("is", "as"):
            return TypeTest(name, tree, self._type_name(), position)
        if name not in CHAINED:
            return Binary(name, tree, self._expression(strength), position)
        operands = [tree, self._expression(strength)]
        while self._is(name):
            self._at += 1
            operands.append(self._expression(strength))
        return Chain(name, tuple(operands), position)

    def _operand(self) -> Tree:
        token = self._token
        if token.kind == "symbol" and token.text in "+-":
            self._at += 1
            self._depth += 1
            if self._depth > MAX_DEPTH:
                raise FhirPathError("fhirpath.levels", token.position, most=MAX_DEPTH)
            operand = self._operand()
            self._depth -= 1
            return Sign(token.text, operand, token.position)
        tree = self._term()
        while True:
            if self._is("."):
                self._at += 1
                tree = self._invocation(tree)
            elif self._is("["):
                position = self._next().position
                tree = Index(tree, self._expression(0), position)
                self._expect("]")
            else:
                return tree

    def _term(self) -> Tree:
        token = self._token
        if token.kind == "symbol":
            return self._bracketed(token)
        if token.kind == "name" and token.text in ("true", "false"):
            self._at += 1
            return Literal(token.text == "true", token.position)
        if token.kind in ("name", "quoted"):
            return self._invocation(None)
        if token.kind == "end":
            raise self._unexpected(Phrase("fhirpath.wanted-expression"))
        self._at += 1
        return self._literal(token)

    def _bracketed(self, token: Token) -> Tree:
        self._at += 1
        if token.text == "(":
            tree = self._expression(0)
            self._expect(")")
            return tree
        if token.text == "{":
            self._expect("}")
            return Empty(token.position)
        self._at -= 1
        raise self._unexpected(Phrase("fhirpath.wanted-expression"))

    def _literal(self, token: Token) -> Tree:
        kind, text, position = token
        if kind == "string":
            return Literal(text, position)
        if kind == "number":
            return self._number(text, position)
        if kind == "variable":
            return Variable(text, position)
        if kind == "special":
            return Special(text, position)
        return Literal(parse_literal(kind, text[1:], position), position)

    def _number(self, text: str, position: int) -> Literal:
        if len(text) > 100:  # noqa: PLR2004 - no number of FHIR is so long
            raise FhirPathError("fhirpath.number-too-long", position)
        number = Decimal(text) if "." in text else int(text)
        unit = self._token
        if unit.kind == "string":
            self._at += 1
            return Literal(Quantity(Decimal(number), unit.text), position)
        if unit.kind == "name" and unit.text in CALENDAR_UNITS:
            self._at += 1
            return Literal(Quantity(Decimal(number), unit.text, calendar=True), position)
        return Literal(number, position)

    def _invocation(self, source: Tree | None) -> Tree:
        token = self._next()
        if token.kind == "special" and source is not None and token.text == "this":
            return Call(source, "select", (Special("this", token.position),), token.position)
        if token.kind not in ("name", "quoted") or (
            source is None and token.kind == "name" and token.text in RESERVED
        ):
            self._at -= 1
            raise self._unexpected(Phrase("fhirpath.wanted-name"))
        if not self._is("("):
            return Member(source, token.text, token.position)
        self._at += 1
        arguments: list[Tree] = []
        while not self._is(")"):
            if arguments:
                self._expect(",")
            arguments.append(self._expression(0))
        self._at += 1
        return Call(source, token.text, tuple(arguments), token.position)

    def _type_name(self) -> str:
        wrapped = self._is("(")
        if wrapped:
            self._at += 1
        names = [self._identifier()]
        while self._is(".") and self._tokens[self._at + 1].kind in ("name", "quoted"):
            if self._tokens[self._at + 2].text == "(":
                break
            self._at += 1
            names.append(self._identifier())
        if wrapped:
            self._expect(")")
        return ".".join(names)

    def _identifier(self) -> str:
        if self._token.kind not in ("name", "quoted"):
            raise self._unexpected(Phrase("fhirpath.wanted-type"))
        return self._next().text
