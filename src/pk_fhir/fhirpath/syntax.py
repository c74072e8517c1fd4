"""The syntax tree of an expression (https://hl7.org/fhirpath/N1/grammar.html)."""

from dataclasses import dataclass


@dataclass(slots=True, frozen=True)
class Literal:
    """A boolean, number, string, date, time or quantity, as a value of the System types."""

    value: object
    position: int


@dataclass(slots=True, frozen=True)
class Empty:
    """``{}``."""

    position: int


@dataclass(slots=True, frozen=True)
class Variable:
    """``%name``."""

    name: str
    position: int


@dataclass(slots=True, frozen=True)
class Special:
    """``$this``, ``$index`` or ``$total``; `name` without the dollar sign."""

    name: str
    position: int


@dataclass(slots=True, frozen=True)
class Member:
    """A step to the children of that name; without a source, from the focus."""

    source: "Tree | None"
    name: str
    position: int


@dataclass(slots=True, frozen=True)
class Call:
    """A function; without a source, of the focus."""

    source: "Tree | None"
    name: str
    arguments: "tuple[Tree, ...]"
    position: int


@dataclass(slots=True, frozen=True)
class Index:
    """``source[index]``."""

    source: "Tree"
    index: "Tree"
    position: int


@dataclass(slots=True, frozen=True)
class Sign:
    """Unary plus or minus."""

    operator: str
    operand: "Tree"
    position: int


@dataclass(slots=True, frozen=True)
class Chain:
    """Operands joined by one of ``and``, ``or``, ``|``: flat, because such chains grow long."""

    operator: str
    operands: "tuple[Tree, ...]"
    position: int


@dataclass(slots=True, frozen=True)
class Binary:
    """Two operands and any other operator."""

    operator: str
    left: "Tree"
    right: "Tree"
    position: int


@dataclass(slots=True, frozen=True)
class TypeTest:
    """``operand is Type`` or ``operand as Type``; `type_name` as written, ``FHIR.Quantity`` or ``Quantity``."""

    operator: str
    operand: "Tree"
    type_name: str
    position: int


Tree = (
    Literal | Empty | Variable | Special | Member | Call | Index | Sign | Chain | Binary | TypeTest
)


def parts(tree: Tree) -> "tuple[Tree, ...]":
    """The trees directly below."""
    found: tuple[Tree | None, ...] = ()
    match tree:
        case Member(source=source):
            found = (source,)
        case Call(source=source, arguments=arguments):
            found = (source, *arguments)
        case Index(source=source, index=index):
            found = (source, index)
        case Sign(operand=operand) | TypeTest(operand=operand):
            found = (operand,)
        case Chain(operands=operands):
            found = operands
        case Binary(left=left, right=right):
            found = (left, right)
    return tuple(each for each in found if each is not None)
