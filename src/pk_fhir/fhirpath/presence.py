"""Static paths: what stands under names of known types, straight from the JSON.

Most invariants only ask whether something is there, how often, or which code it has. Where the types
along a path are known beforehand, that needs no nodes.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from pk_fhir.fhirpath.model import ABSTRACT_RESOURCES, PRIMITIVES, Model, Step
from pk_fhir.fhirpath.syntax import Call, Member, Special, Tree

Json = Any
Ask = Callable[[dict[str, Json]], bool]
Tally = Callable[[dict[str, Json]], int]


class Leg(NamedTuple):
    """One step of a path: the JSON names that it may have, and whether it repeats."""

    steps: tuple[Step, ...]
    many: bool


class Path(NamedTuple):
    """The legs from the focus, and the type at the end (empty for a choice)."""

    legs: tuple[Leg, ...]
    type: str

    @property
    def single(self) -> bool:
        """Whether it leads to one value at most."""
        return not any(leg.many for leg in self.legs)


def path_of(tree: Tree | None, type_name: str, model: Model) -> Path | None:
    """The static path of a tree from a focus of that type; None where it is more than a path."""
    match tree:
        case None | Special(name="this"):
            return Path((), type_name)
        case Call(source=source, name="trace", arguments=(_,)):
            return path_of(source, type_name, model)
        case Member(source=None, name=name) if name[0].isupper():
            return Path((), type_name) if model.is_a(type_name, name) else None
        case Member(source=source, name=name):
            before = path_of(source, type_name, model)
            return None if before is None else _extended(before, name, model)
        case _:
            return None


def _extended(path: Path, name: str, model: Model) -> Path | None:
    if not path.type or path.type in PRIMITIVES or path.type in ABSTRACT_RESOURCES:
        return None
    steps = model.steps(name)[path.type]
    element = model.definitions.children(path.type).get(name)
    if not steps or element is None:
        return None
    end = steps[0].type if len(steps) == 1 else ""
    return Path((*path.legs, Leg(steps, element.many)), end)


def exists(path: Path) -> Ask:
    """Whether anything stands at the end of a path of one leg or more."""
    *before, last = path.legs
    ask = _present(last)
    for leg in reversed(before):
        ask = _somewhere(leg.steps[0].key, ask)
    return ask


def _present(leg: Leg) -> Ask:
    keys = [name for step in leg.steps for name in (step.key, step.sibling) if name is not None]
    if leg.many:
        return lambda value: any(value.get(key) for key in keys)
    if len(keys) == 1:
        only = keys[0]
        return lambda value: value.get(only) is not None
    if len(keys) == 2:  # noqa: PLR2004 - a primitive and its sibling
        one, other = keys
        return lambda value: value.get(one) is not None or value.get(other) is not None
    wanted = frozenset(keys)
    return lambda value: not wanted.isdisjoint(value)


def _somewhere(key: str, ask: Ask) -> Ask:
    def within(value: dict[str, Json]) -> bool:
        found = value.get(key)
        if found.__class__ is dict:
            return ask(found)
        if found.__class__ is list:
            return any(each.__class__ is dict and ask(each) for each in found)
        return False

    return within


def elements(path: Path) -> Callable[[dict[str, Json]], Iterator[Json]]:
    """Every value at the end of a path without a choice; elements without a value are left out."""
    keys = [leg.steps[0].key for leg in path.legs]

    def walk(value: dict[str, Json]) -> Iterator[Json]:
        level: list[Json] = [value]
        for key in keys:
            below: list[Json] = []
            for each in level:
                found = each.get(key) if each.__class__ is dict else None
                if found.__class__ is list:
                    below += found
                elif found is not None:
                    below.append(found)
            level = below
        return (each for each in level if each is not None)

    return walk


def tally(path: Path) -> Tally:
    """How many elements stand at the end of a path without a choice."""
    *before, last = path.legs
    count = _count(last.steps[0].key, last.steps[0].sibling)
    for leg in reversed(before):
        count = _summed(leg.steps[0].key, count)
    return count


def _count(key: str, sibling: str | None) -> Tally:
    def count(value: dict[str, Json]) -> int:
        found = value.get(key)
        beside = value.get(sibling) if sibling is not None else None
        if beside is not None and (beside.__class__ is list or found.__class__ is list):
            return max(_length(found), _length(beside))
        if found is None:
            return beside is not None
        return len(found) if found.__class__ is list else 1

    return count


def _length(value: Json) -> int:
    return len(value) if isinstance(value, list) else int(value is not None)


def _summed(key: str, count: Tally) -> Tally:
    def within(value: dict[str, Json]) -> int:
        found = value.get(key)
        if found.__class__ is dict:
            return count(found)
        if found.__class__ is list:
            return sum(count(each) for each in found if each.__class__ is dict)
        return 0

    return within


def scalar(path: Path) -> Callable[[dict[str, Json]], Json]:
    """The value at the end of a path in which nothing repeats and nothing is a choice, or None."""
    keys = [leg.steps[0].key for leg in path.legs]
    if len(keys) == 1:
        only = keys[0]
        return lambda value: value.get(only)

    def walk(value: dict[str, Json]) -> Json:
        found: Json = value
        for key in keys:
            if found.__class__ is not dict:
                return None
            found = found.get(key)
        return found

    return walk
