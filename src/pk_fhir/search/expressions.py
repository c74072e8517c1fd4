"""Search parameter expressions that only walk down elements, taken apart without a FHIRPath engine.

Nearly every expression in R4 names elements, chooses a type or narrows by where a reference points
(``CarePlan.subject.where(resolve() is Patient)``). Those become `Walk`s over the wire JSON; `None`
says that an expression needs the engine in `pk_fhir.fhirpath`.
https://hl7.org/fhir/R4/searchparameter-definitions.html#SearchParameter.expression
"""

import re
from collections.abc import Callable

import msgspec


class Step(msgspec.Struct, frozen=True):
    """One move: into the element `name`; or, without one, a choice among what has been reached.

    `as_type` keeps values of one FHIR type, `resolves_to` keeps references to one resource type,
    `equals` keeps what has an element with that text, `extension` moves to extensions of that url,
    `first` keeps the first one.
    """

    name: str = ""
    as_type: str = ""
    resolves_to: str = ""
    equals: tuple[str, str] | None = None
    extension: str = ""
    first: bool = False


Walk = tuple[Step, ...]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_STEPS: tuple[tuple[re.Pattern[str], Callable[..., Step]], ...] = (
    (
        re.compile(r"where\(\s*resolve\(\)\s+is\s+([A-Za-z]+)\s*\)"),
        lambda name: Step(resolves_to=name),
    ),
    (
        re.compile(r"where\(\s*([a-z][A-Za-z]*)\s*=\s*'([^'\\]*)'\s*\)"),
        lambda name, text: Step(equals=(name, text)),
    ),
    (
        re.compile(r"(?:as|ofType)\(\s*(?:FHIR\.)?([A-Za-z]+)\s*\)"),
        lambda name: Step(as_type=name),
    ),
    (re.compile(r"extension\(\s*'([^'\\]*)'\s*\)"), lambda url: Step(extension=url)),
)
_AS = re.compile(r"(.+?)\s+as\s+(?:FHIR\.)?([A-Za-z]+)\Z", re.DOTALL)
# The names under which every resource is meant.
ROOTS = frozenset({"Resource", "DomainResource"})


def walks(expression: str, type_name: str) -> tuple[Walk, ...] | None:
    """The walks from a `type_name` resource; empty where no alternative is about that type."""
    found: list[Walk] = []
    for alternative in _split(expression):
        walk = _walk(alternative)
        if walk is None:
            return None
        root, steps = walk
        if root == type_name or root in ROOTS:
            found.append(steps)
    return tuple(found)


def component_walks(expression: str) -> tuple[Walk, ...] | None:
    """The walks of a composite's component, which start at the element that the composite names."""
    found: list[Walk] = []
    for alternative in _split(expression):
        steps = _steps(alternative)
        if steps is None:
            return None
        found.append(steps)
    return tuple(found)


def _split(expression: str) -> list[str]:
    """The alternatives of a union at the top level."""
    parts, depth, quoted, start = [], 0, False, 0
    for place, char in enumerate(expression):
        if char == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            parts.append(expression[start:place].strip())
            start = place + 1
    parts.append(expression[start:].strip())
    return [part for part in parts if part]


def _walk(text: str) -> tuple[str, Walk] | None:
    steps = _steps(text)
    if not steps or not steps[0].name[:1].isupper():
        return None
    return steps[0].name, steps[1:]


def _steps(text: str) -> Walk | None:
    """``(A.b as T).c`` and ``A.b.as(T).c`` alike; None for anything else."""
    text = text.strip()
    if text.startswith("("):
        inner, rest = _bracketed(text)
        if rest and not rest.startswith("."):
            return None
        cast = _AS.match(inner)
        head = _steps(cast[1]) if cast else _steps(inner)
        if head is None:
            return None
        if cast:
            head = (*head, Step(as_type=cast[2]))
        return _tail(rest[1:], head) if rest else head
    cast = _AS.match(text)
    if cast and "(" not in cast[2]:
        head = _steps(cast[1])
        return None if head is None else (*head, Step(as_type=cast[2]))
    return _tail(text, ())


def _bracketed(text: str) -> tuple[str, str]:
    depth = 0
    for place, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0:
            return text[1:place], text[place + 1 :].strip()
    return text, "?"


def _tail(text: str, head: Walk) -> Walk | None:
    steps = list(head)
    while text:
        step, size = _next(text)
        if step is None:
            return None
        steps.append(step)
        text = text[size:]
        if text.startswith("[0]"):
            steps.append(Step(first=True))
            text = text[3:]
        if text and not text.startswith("."):
            return None
        text = text.removeprefix(".")
    return tuple(steps)


def _next(text: str) -> tuple[Step | None, int]:
    for pattern, make in _STEPS:
        found = pattern.match(text)
        if found:
            return make(*found.groups()), found.end()
    name = _NAME.match(text)
    if name is None or text[name.end() : name.end() + 1] == "(":
        return None, 0
    return Step(name=name[0]), name.end()
