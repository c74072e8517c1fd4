"""Resource → index rows, compiled once for each resource type.

What `Walk`s can say runs as one pass over the JSON; the few other expressions are evaluated by the
FHIRPath engine. https://hl7.org/fhir/R4/search.html
"""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Any

from pk_fhir.search import phonetics
from pk_fhir.search.engine import evaluated
from pk_fhir.search.expressions import component_walks, walks
from pk_fhir.search.kinds import EMITTERS, Numbers, Setting, string
from pk_fhir.search.kinds.number import position
from pk_fhir.search.parameters import FULL_TEXT, PRESENT, Component, Parameter, Registry
from pk_fhir.search.rows import BLANK, Json, Rows
from pk_fhir.search.walks import Emit, Node, Route, routes


class Indexer:
    """Index rows of resources, by the parameters of `registry`.

    `zone` is where dates without a time zone belong; `bases` are this server's own base URLs, under
    which an absolute reference means the local resource.
    """

    def __init__(self, registry: Registry, *, zone: tzinfo, bases: Iterable[str] = ()) -> None:
        self.registry = registry
        self.setting = Setting(zone, bases)
        self._types: dict[str, _Compiled] = {}

    def rows(self, resource: dict[str, Any]) -> Rows:
        """The rows of one resource, each once. A resource of an unknown type has none."""
        type_name = resource.get("resourceType")
        if not isinstance(type_name, str):
            return Rows()
        compiled = self._types.get(type_name)
        if compiled is None:
            compiled = self._types[type_name] = _Compiled(self.registry, type_name, self.setting)
        return compiled.rows(resource)


class _Compiled:
    """The parameters of one type, ready to run."""

    def __init__(self, registry: Registry, type_name: str, setting: Setting) -> None:
        self._registry = registry
        self._setting = setting
        self._root = Node()
        self._evaluated: list[Parameter] = []
        for parameter in registry.for_type(type_name).values():
            if parameter.code not in FULL_TEXT:
                self._add(parameter, type_name)

    def rows(self, resource: dict[str, Any]) -> Rows:
        found = Rows()
        self._root.visit(resource, found, 0)
        for parameter in self._evaluated:
            definitions = self._registry.definitions
            for type_name, value in evaluated(definitions, parameter.expression, resource):
                emit = self._emit(parameter, type_name)
                if emit is not None:
                    emit(value, found, 0)
        return found.distinct()

    def _add(self, parameter: Parameter, type_name: str) -> None:
        found = walks(parameter.expression, type_name)
        if found is None:
            self._evaluated.append(parameter)
            return
        ends = [
            route for walk in found for route in routes(self._registry.definitions, type_name, walk)
        ]
        composite = self._composite(parameter, ends) if parameter.components else None
        for route in ends:
            emit = composite or self._emit(parameter, route.type_name)
            if emit is not None:
                self._root.add(route.moves, emit)
            if parameter.kind == "string" and route.moves and route.moves[-1][0] == "family":
                numbers = Numbers(parameter.type_name, parameter.code)
                self._root.add(route.moves, string.family(numbers))

    def _emit(self, parameter: Parameter, type_name: str) -> Emit | None:
        if parameter.kind == "special":
            return position(parameter.key("$0"), parameter.key("$1"))
        if parameter.url == phonetics.DEFINITION:
            return phonetics.emitter(parameter.key()) if type_name == "HumanName" else None
        maker = EMITTERS.get(parameter.kind)
        numbers = Numbers(parameter.type_name, parameter.code)
        emit = maker(numbers, type_name, self._setting) if maker else None
        return _noted(emit, parameter) if emit else None

    def _composite(self, parameter: Parameter, ends: Iterable[Route]) -> Emit:
        """The rows of all parts that stand in one element, as a group of their own."""
        inner = Node()
        for place, component in enumerate(parameter.components):
            numbers = Numbers(parameter.type_name, parameter.code, f"${place}")
            for start in sorted({route.type_name for route in ends}):
                self._add_part(inner, component, start, numbers)

        parts = {
            parameter.key(f"${place}"): component.parameter.kind
            for place, component in enumerate(parameter.components)
        }

        def emit(value: Json, rows: Rows, _group: int) -> None:
            found = Rows()
            # How many rows there are already: a number that no element before it had.
            inner.visit(value, found, 1 + len(rows))
            # An element that lacks a part can never be found by the whole.
            if all(any(row[0] == key for row in found.of(kind)) for key, kind in parts.items()):
                rows.add(found)

        return emit

    def _add_part(self, inner: Node, component: Component, start: str, numbers: Numbers) -> None:
        for walk in component_walks(component.expression) or ():
            for route in routes(self._registry.definitions, start, walk):
                emit = EMITTERS[component.parameter.kind](numbers, route.type_name, self._setting)
                if emit is not None:
                    inner.add(route.moves, emit)


def _noted(emit: Emit, parameter: Parameter) -> Emit:
    """The rows of a value, or, where it has nothing to be found by, one that says that it is there.

    A concept with a text alone, a Timing without dates and a reference with a display alone are not
    missing: https://hl7.org/fhir/R4/search.html#modifiers
    """
    kind, number = parameter.kind, parameter.key(PRESENT)
    blank = (number, 0, *BLANK[kind])

    def noted(value: Json, rows: Rows, group: int) -> None:
        found = rows.of(kind)
        before = len(found)
        emit(value, rows, group)
        if len(found) == before and type(value) is dict:
            found.append(blank)

    return noted
