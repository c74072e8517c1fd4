"""The rules of a StructureMap: what they read and write exists, and was given a name before.

https://hl7.org/fhir/R4/structuremap.html. Nested rules see the variables of the rule around them.
"""

import re
from typing import Any

from pk_fhir.validation.conformance.map_transforms import TYPE_OF, check_transform
from pk_fhir.validation.conformance.map_variables import (
    SOURCE,
    TARGET,
    Place,
    Variable,
    Variables,
    alias_url,
    below,
    definition_place,
    fits,
)
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

# The names that the mapping language can write (https://hl7.org/fhir/R4/mapping-language.html#grammar).
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


class Rules:
    """The rules of a map; `called` is told of the groups that they call."""

    def __init__(self, structure_map: dict[str, Any], called: "Called", run: Run) -> None:
        self.structure_map = structure_map
        self.called = called
        self.run = run

    def check(self, rule: dict[str, Any], path: str, known: Variables) -> None:
        """Report what is wrong with a rule and the rules in it; `known` are the variables so far."""
        name_is_valid(text(rule, "name"), path, self.run)
        own = dict(known)
        for place, source in objects(rule, "source", path):
            self._source(source, place, own)
        for place, target in objects(rule, "target", path):
            self._target(target, place, own)
        for place, nested in objects(rule, "rule", path):
            self.check(nested, place, own)
        for place, dependent in objects(rule, "dependent", path):
            self.called.check(dependent, place, own)

    def _source(self, source: dict[str, Any], path: str, known: Variables) -> None:
        context = self._context(source, SOURCE, path, known)
        if context is None:
            return
        variable = self._variable(source, path)
        element = text(source, "element")
        made = context if not element else Variable(context.mode)
        if element and context.place is not None:
            found = self._elements(context, source, SOURCE, path)
            if len(found) == 1:
                made = Variable(context.mode, found[0], self._source_type(source, found[0], path))
        if variable:
            known[variable, made.mode] = made

    def _source_type(self, source: dict[str, Any], place: Place, path: str) -> str:
        kind = text(source, "type")
        if kind and place.types and not fits(kind, place.types, self.run):
            self.run.sink.error(
                "invalid", path, "map-source-type",
                type=clipped(kind), types=", ".join(place.types),
            )  # fmt: skip
        return kind

    def _target(self, target: dict[str, Any], path: str, known: Variables) -> None:
        if not text(target, "context"):
            self._created(target, path, known)
            return
        context = self._context(target, TARGET, path, known)
        if context is None:
            return
        variable = self._variable(target, path)
        made = Variable(context.mode)
        if context.place is not None and text(target, "element"):
            found = self._elements(context, target, TARGET, path)
            if found and all(each.node.name == found[0].node.name for each in found):
                check_transform(target, path, known, self.run)
                made = Variable(context.mode, *self._target_type(target, found[0], path))
        if variable:
            known[variable, made.mode] = made

    def _target_type(self, target: dict[str, Any], place: Place, path: str) -> tuple[Place, str]:
        """Where a target is, and the type that it was made of: a resource stands for itself."""
        kind = self._made_type(target) or (place.types[0] if len(place.types) == 1 else "")
        if place.types == ["Resource"] and kind:
            known = definition_place(kind, self.run)
            if known is not None:
                return known, ""
            self.run.sink.error("invalid", path, "map-unknown-type", type=clipped(kind))
        return place, kind

    def _made_type(self, target: dict[str, Any]) -> str:
        """The type that a target's transform makes, as far as it says so."""
        transform = text(target, "transform") or "create"
        stated = [each for _, each in objects(target, "parameter", "")]
        if transform == "create" and len(stated) == 1:
            named = next((v for v in stated[0].values() if isinstance(v, str)), "")
            return alias_url(self.structure_map, named, TARGET) or named
        return TYPE_OF.get(transform, "")

    def _created(self, target: dict[str, Any], path: str, known: Variables) -> None:
        """A target that belongs to nothing yet (`create('Composition') as composition`)."""
        variable = self._variable(target, path)
        check_transform(target, path, known, self.run)
        if not variable:
            return
        kind = self._made_type(target)
        place = definition_place(kind, self.run) if kind else None
        if kind and place is None:
            self.run.sink.error("invalid", path, "map-unknown-type", type=clipped(kind))
        known[variable, TARGET] = Variable(TARGET, place)

    def _context(
        self, part: dict[str, Any], mode: str, path: str, known: Variables
    ) -> Variable | None:
        name = text(part, "context")
        if not name_is_valid(name, path, self.run):
            return None
        found = known.get((name, mode))
        if found is None:
            self.run.sink.error("unknown", path, f"map-{mode}-context", name=clipped(name))
        return found

    def _variable(self, part: dict[str, Any], path: str) -> str:
        name = text(part, "variable")
        return name if name and name_is_valid(name, path, self.run) else ""

    def _elements(
        self, context: Variable, part: dict[str, Any], mode: str, path: str
    ) -> list[Place]:
        element = text(part, "element")
        found = below(context, element, self.run)
        if not found:
            self.run.sink.error(
                "invalid", path, f"map-{mode}-path",
                element=clipped(element), name=clipped(text(part, "context")),
            )  # fmt: skip
        return found


class Called:
    """The groups that rules call, by name, in this map and the maps that it imports."""

    def __init__(self, maps: list[dict[str, Any]], run: Run) -> None:
        self.maps = maps
        self.run = run
        # What the groups of the map itself were called with, where they do not say their types.
        self.given: dict[str, Variables] = {}

    def group(self, name: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """A group of that name and the map that it is of."""
        for each in self.maps:
            for _, group in objects(each, "group", ""):
                if name and text(group, "name") == name:
                    return group, each
        return None

    def check(self, dependent: dict[str, Any], path: str, known: Variables) -> None:
        """Report a call of a group that is not there, or with what it does not take."""
        name = text(dependent, "name")
        found = self.group(name)
        if found is None:
            self.run.sink.error("not-found", path, "map-no-group", name=clipped(name))
            return
        group, owner = found
        inputs = [each for _, each in objects(group, "input", "")]
        listed = dependent.get("variable")
        given = (
            [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []
        )
        if len(given) != len(inputs):
            self.run.sink.error(
                "invalid", path, "map-group-variables",
                name=clipped(name), found=len(given), wanted=len(inputs),
            )  # fmt: skip
            return
        taken: Variables = {}
        for index, (variable, asked) in enumerate(zip(given, inputs, strict=True)):
            place = f"{path}.variable[{index}]"
            value = self._value(variable, text(asked, "mode"), known, place)
            if value is not None and self._of_type(value, asked, owner, place):
                taken[text(asked, "name"), text(asked, "mode")] = value
        if owner is self.maps[0] and len(taken) == len(inputs):
            self.given.setdefault(name, taken)

    def _value(self, name: str, mode: str, known: Variables, path: str) -> Variable | None:
        """A variable as an input of that mode: what was a target may be read again."""
        found = known.get((name, mode)) or (known.get((name, TARGET)) if mode == SOURCE else None)
        if found is None:
            self.run.sink.error("invalid", path, "map-no-variable", name=clipped(name), mode=mode)
        return found

    def _of_type(
        self, value: Variable, asked: dict[str, Any], owner: dict[str, Any], path: str
    ) -> bool:
        wanted = text(asked, "type")
        wanted = alias_url(owner, wanted) or wanted
        # Parts of what is asked for pass too, as they do for HL7's validator.
        if not wanted or value.place is None or wanted == value.place.url:
            return True
        target = definition_place(wanted, self.run)
        names = [target.root.name if target else wanted, wanted]
        own = [value.kind] if value.kind else value.place.types
        if any(fits(each, names, self.run) for each in own):
            return True
        self.run.sink.error(
            "invalid", path, "map-variable-type",
            name=clipped(text(asked, "name")), found=", ".join(own), wanted=clipped(wanted),
        )  # fmt: skip
        return False


def name_is_valid(name: str, path: str, run: Run) -> bool:
    """Report a name that the mapping language cannot write."""
    if _NAME.fullmatch(name):
        return True
    run.sink.error("invalid", path, "map-name", name=clipped(name))
    return False
