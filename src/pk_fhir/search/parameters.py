"""The search parameters of each resource type, read from their definitions.

https://hl7.org/fhir/R4/searchparameter.html. R4's own, those of our profile package, and those that
somebody posted, are all the same here: a definition laid over another of the same type and code wins.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, Literal, get_args

import msgspec

from pk_fhir.definitions import Definitions
from pk_fhir.search.expressions import Walk, walks
from pk_fhir.search.keys import key
from pk_fhir.search.walks import value_types

Kind = Literal[
    "number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"
]
KINDS = frozenset(get_args(Kind))
# Defined without an expression that could be read.
LEFT_OUT = frozenset({"_query", "_filter"})
# R4's package has examples of definitions beside its definitions, with the codes of real parameters.
EXAMPLES = frozenset(
    f"http://hl7.org/fhir/SearchParameter/{name}"
    for name in ("example", "example-extension", "example-reference")
)
FULL_TEXT = frozenset({"_text", "_content"})
# The part of a parameter whose rows say that there is a value that nothing else finds.
PRESENT = ":present"


class Component(msgspec.Struct, frozen=True):
    """One part of a composite: the parameter that defines its values, and where they stand."""

    parameter: "Parameter"
    expression: str


class Parameter(msgspec.Struct, frozen=True):
    """One search parameter on one resource type.

    `types` are the FHIR types of the values that its expression reaches, `targets` the resource types
    that a reference may point to, `single` whether a resource has at most one value. `indexed`: every
    stored resource has its rows; a search by one that is not would silently leave some out.
    """

    type_name: str
    code: str
    kind: Kind
    url: str
    expression: str
    types: frozenset[str] = frozenset()
    targets: tuple[str, ...] = ()
    components: tuple[Component, ...] = ()
    single: bool = False
    description: str = ""
    indexed: bool = True

    def key(self, part: str = "") -> int:
        """Its number in the index tables; of a part of it where `part` says which."""
        return key(self.type_name, self.code, part)


class Registry:
    """Search parameters by type and code; immutable, types compiled when first asked for.

    >>> Registry(Definitions.r4()).get("CarePlan", "subject").kind
    'reference'
    """

    def __init__(
        self,
        definitions: Definitions,
        posted: Iterable[dict[str, Any]] = (),
        waiting: Iterable[str] = (),
    ) -> None:
        """`posted` win over the definitions; `waiting` are urls of those not indexed yet."""
        self.definitions = definitions
        self._posted = tuple(posted)
        self._waiting = frozenset(waiting)
        self._types: dict[str, Mapping[str, Parameter]] = {}

    def for_type(self, type_name: str) -> Mapping[str, Parameter]:
        """Every parameter of a resource type by code, those of Resource and DomainResource included."""
        found = self._types.get(type_name)
        if found is None:
            found = self._types[type_name] = self._compile(type_name)
        return found

    def get(self, type_name: str, code: str) -> Parameter | None:
        """The parameter of a resource type with this code; None where it has no such."""
        return self.for_type(type_name).get(code)

    def knows(self, url: str) -> bool:
        """Whether there is a search parameter with this canonical."""
        return url.partition("|")[0] in self._by_url

    @cached_property
    def _by_base(self) -> dict[str, dict[str, dict[str, Any]]]:
        """Definitions by base type and code; the first one met wins."""
        table: dict[str, dict[str, dict[str, Any]]] = {}
        for definition in (*self._posted, *self.definitions.all("SearchParameter")):
            if not is_usable(definition):
                continue
            for base in definition["base"]:
                table.setdefault(base, {}).setdefault(definition["code"], definition)
        return table

    @cached_property
    def _by_url(self) -> dict[str, dict[str, Any]]:
        table: dict[str, dict[str, Any]] = {}
        for codes in self._by_base.values():
            for definition in codes.values():
                table.setdefault(definition["url"], definition)
        return table

    def _compile(self, type_name: str) -> Mapping[str, Parameter]:
        merged: dict[str, dict[str, Any]] = {}
        for base in (type_name, "DomainResource", "Resource"):
            for code, definition in self._by_base.get(base, {}).items():
                merged.setdefault(code, definition)
        found: dict[str, Parameter] = {}
        for code in sorted(merged):
            parameter = self._parameter(type_name, merged[code])
            if parameter is not None:
                found[code] = parameter
        _no_meeting(found.values())
        return found

    def _parameter(self, type_name: str, definition: dict[str, Any]) -> Parameter | None:
        expression = definition.get("expression", "")
        paths = walks(expression, type_name) if expression else ()
        if expression and paths == () and definition["type"] != "composite":
            return None
        types, single = value_types(self.definitions, type_name, paths)
        components = self._components(type_name, definition)
        if definition["type"] == "composite" and not components:
            return None
        return Parameter(
            type_name=type_name,
            code=definition["code"],
            kind=definition["type"],
            url=definition["url"],
            expression=expression,
            types=types,
            targets=_targets(definition, paths),
            components=components,
            single=single,
            description=definition.get("description", ""),
            indexed=definition["url"] not in self._waiting,
        )

    def _components(self, type_name: str, definition: dict[str, Any]) -> tuple[Component, ...]:
        parts = []
        for each in definition.get("component", ()):
            defined = self._by_url.get(each.get("definition", "").partition("|")[0])
            if defined is None or defined["type"] == "composite":
                return ()
            part = self._parameter(type_name, defined)
            if part is None:
                return ()
            parts.append(Component(part, each.get("expression", "")))
        return _uncrossed(tuple(parts))


def _uncrossed(parts: tuple[Component, ...]) -> tuple[Component, ...]:
    """R4 has the expressions of DocumentReference's `relationship` crosswise: each stands at the other's place."""
    if len(parts) != 2:  # noqa: PLR2004 - only two can be crossed
        return parts
    first, second = parts
    crossed = (
        first.parameter.expression.endswith(f".{second.expression}")
        and second.parameter.expression.endswith(f".{first.expression}")
        and first.expression != second.expression
    )
    if not crossed:
        return parts
    return Component(first.parameter, second.expression), Component(
        second.parameter, first.expression
    )


def is_usable(definition: dict[str, Any]) -> bool:
    """Whether a definition says enough to search by."""
    code = definition.get("code")
    if code in LEFT_OUT or definition.get("url") in EXAMPLES:
        return False
    if definition.get("status") == "retired":
        return False
    if definition.get("type") not in KINDS or not definition.get("base"):
        return False
    return bool(definition.get("expression")) or code in FULL_TEXT


def _targets(definition: dict[str, Any], paths: tuple[Walk, ...] | None) -> tuple[str, ...]:
    """The types that a reference may point to: the last narrowing of a path tells more than the list."""
    listed = tuple(definition.get("target", ()))
    ends = [path[-1].resolves_to if path else "" for path in paths or ()]
    if ends and all(ends):
        return tuple(sorted(set(ends)))
    return () if "Resource" in listed else listed


def _no_meeting(parameters: Iterable[Parameter]) -> None:
    seen: dict[int, str] = {}
    for parameter in parameters:
        parts = [f"${place}" for place in range(len(parameter.components))]
        for part in ("", PRESENT, ":text", ":identifier", ":of-type", *parts):
            other = seen.setdefault(parameter.key(part), parameter.code)
            if other != parameter.code:
                raise ValueError(
                    f"The search parameters {other} and {parameter.code} of {parameter.type_name} "
                    "cannot stand together: give one of them another code."
                )
