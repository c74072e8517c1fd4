"""Walks laid out over the wire JSON of one resource type: one pass reaches the values of all parameters.

A `Walk` names FHIR elements; here each element becomes the JSON keys under which it may stand (a
choice has several), with the FHIR type of what is there, from the type's StructureDefinition.
Walks with a common beginning share it.
"""

from collections.abc import Callable, Iterable

import msgspec

from pk_fhir.definitions import Definitions
from pk_fhir.search.expressions import Step, Walk
from pk_fhir.search.rows import Json, Rows
from pk_fhir.search.targets import points_to

Emit = Callable[[Json, Rows, int], None]
Filter = tuple[Step, ...]


class Route(msgspec.Struct, frozen=True):
    """One way through the JSON: (key, filters) pairs, and the FHIR type at its end."""

    moves: tuple[tuple[str, Filter], ...]
    type_name: str
    many: bool = False


def routes(definitions: Definitions, start: str, walk: Walk) -> tuple[Route, ...]:
    """Every route of a walk from the type `start`. A route to an Extension goes on to its value."""
    reached: tuple[Route, ...] = (Route((), start),)
    for step in walk:
        reached = tuple(_step(definitions, reached, step))
    values = Step(name="value")
    return tuple(
        end
        for route in reached
        for end in (
            _step(definitions, (route,), values) if route.type_name == "Extension" else (route,)
        )
    )


def _step(definitions: Definitions, reached: Iterable[Route], step: Step) -> Iterable[Route]:
    for route in reached:
        if step.name:
            yield from _into(definitions, route, step.name)
        elif step.extension:
            moves = (*route.moves, ("extension", (step,)))
            yield Route(moves, "Extension", many=True)
        elif step.as_type:
            if route.type_name.lower() == step.as_type.lower():
                yield route
        elif route.moves:
            key, filters = route.moves[-1]
            narrowed = (*route.moves[:-1], (key, (*filters, step)))
            yield Route(narrowed, route.type_name, route.many and not step.first)


def _into(definitions: Definitions, route: Route, name: str) -> Iterable[Route]:
    element = definitions.children(route.type_name).get(name)
    if element is None:
        return
    for key, type_name in element.json_names():
        yield Route((*route.moves, (key, ())), type_name, route.many or element.many)


def value_types(
    definitions: Definitions, start: str, paths: Iterable[Walk] | None
) -> tuple[frozenset[str], bool]:
    """The FHIR types at the ends of some walks, and whether at most one value is there in all."""
    if paths is None:
        return frozenset(), False
    paths = tuple(paths)
    found = [route for path in paths for route in routes(definitions, start, path)]
    single = len(paths) == 1 and not any(route.many for route in found)
    return frozenset(route.type_name for route in found), single


class Node:
    """A place in the JSON: what to do with a value there, and where to go from it."""

    __slots__ = ("children", "emits")

    def __init__(self) -> None:
        self.emits: list[Emit] = []
        self.children: dict[str, list[tuple[Filter, Node]]] = {}

    def add(self, moves: Iterable[tuple[str, Filter]], emit: Emit) -> None:
        """Do `emit` with every value that these moves lead to."""
        node = self
        for name, filters in moves:
            ways = node.children.setdefault(name, [])
            for known, child in ways:
                if known == filters:
                    node = child
                    break
            else:
                child = Node()
                ways.append((filters, child))
                node = child
        node.emits.append(emit)

    def visit(self, value: Json, rows: Rows, group: int) -> None:
        """Everything from here down, for one value."""
        for emit in self.emits:
            emit(value, rows, group)
        children = self.children
        if not children or type(value) is not dict:
            return
        for name, inner in value.items():
            ways = children.get(name)
            if ways is None or inner is None:
                continue
            values = inner if type(inner) is list else (inner,)
            for filters, child in ways:
                chosen = _chosen(values, filters) if filters else values
                for each in chosen:
                    if each is not None:
                        child.visit(each, rows, group)


def _chosen(values: Iterable[Json], filters: Filter) -> list[Json]:
    kept = list(values)
    for step in filters:
        if step.first:
            kept = kept[:1]
        else:
            kept = [value for value in kept if type(value) is dict and _passes(value, step)]
    return kept


def _passes(value: dict[str, Json], step: Step) -> bool:
    if step.extension:
        return value.get("url") == step.extension
    if step.equals:
        return value.get(step.equals[0]) == step.equals[1]
    return points_to(value, step.resolves_to)
