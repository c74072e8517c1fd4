"""StructureMap: its groups can be run on what they are said to be for.

https://hl7.org/fhir/R4/structuremap.html. Groups that state the types of their inputs are followed first;
those that do not are followed with what they are called with.
"""

from typing import Any

from pk_fhir.validation.conformance.map_rules import Called, Rules, name_is_valid
from pk_fhir.validation.conformance.map_variables import (
    SOURCE,
    TARGET,
    Place,
    Variable,
    Variables,
    definition_place,
)
from pk_fhir.validation.conformance.parts import Part, objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_structure_map(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report groups, inputs, rules and calls of a map that lead nowhere."""
    called = Called([resource, *_imports(resource, path, run)], run)
    groups = _Groups(resource, called, run)
    waiting = list(objects(resource, "group", path))
    ready = [each for each in waiting if groups.is_ready(each[1])]
    while ready:
        for place, group in ready:
            groups.check(group, place)
        waiting = [each for each in waiting if each not in ready]
        ready = [each for each in waiting if groups.is_ready(each[1])]
    for place, group in waiting:
        run.sink.information(
            "informational", place, "map-orphan", name=clipped(text(group, "name"))
        )
        groups.check(group, place)


def _imports(resource: dict[str, Any], path: str, run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    listed = resource.get("import")
    for index, url in enumerate(listed if isinstance(listed, list) else ()):
        maps = _maps(url, run) if isinstance(url, str) else []
        found += maps
        if not maps:
            run.sink.warning(
                "invalid", f"{path}.import[{index}]", "map-import", url=clipped(str(url))
            )
    return found


def _maps(url: str, run: Run) -> list[dict[str, Any]]:
    """The maps of a canonical, in which `*` stands for anything."""
    start, star, end = url.partition("*")
    if not star:
        known = run.definitions.get(url, "StructureMap")
        return [known] if known is not None else []
    return [
        layer.load(entry)
        for layer, entry in run.definitions.entries("StructureMap")
        if entry.url.startswith(start) and entry.url.endswith(end)
    ]


class _Groups:
    """The groups of one map."""

    def __init__(self, resource: dict[str, Any], called: Called, run: Run) -> None:
        self.resource = resource
        self.called = called
        self.rules = Rules(resource, called, run)
        self.run = run

    def is_ready(self, group: dict[str, Any]) -> bool:
        typed = all(text(each, "type") for _, each in objects(group, "input", ""))
        return typed or text(group, "name") in self.called.given

    def check(self, group: dict[str, Any], path: str) -> None:
        name = text(group, "name")
        name_is_valid(name, path, self.run)
        above = text(group, "extends")
        if above and self.called.group(above) is None:
            self.run.sink.error(
                "not-supported", f"{path}.extends", "map-no-group", name=clipped(above)
            )
        known: Variables = {}
        given = self.called.given.get(name, {})
        for part in objects(group, "input", path):
            self._input(part, given, known)
        for place, rule in objects(group, "rule", path):
            self.rules.check(rule, place, known)

    def _input(self, part: Part, given: Variables, known: Variables) -> None:
        path, asked = part
        name, mode, kind = text(asked, "name"), text(asked, "mode"), text(asked, "type")
        if not name_is_valid(name, path, self.run):
            return
        if any(each == name for each, _ in known):
            self.run.sink.error("duplicate", path, "map-input-twice", name=clipped(name))
            return
        stated = given.get((name, mode)) if not kind else None
        if stated is not None:
            known[name, mode] = Variable(mode, stated.place, stated.kind)
            return
        if not kind:
            self.run.sink.warning("not-supported", path, "map-input-no-type", name=clipped(name))
        known[name, mode] = Variable(mode, self._place(kind, mode, path) if kind else None)

    def _place(self, kind: str, mode: str, path: str) -> Place | None:
        """What the type of an input is: an alias of a structure, or the name of a type."""
        structures = [each for _, each in objects(self.resource, "structure", "")]
        structure = next((each for each in structures if text(each, "alias") == kind), None)
        if structure is None:
            found = definition_place(kind, self.run)
            if found is None:
                self.run.sink.error("invalid", path, "map-unknown-type", type=clipped(kind))
            return found
        url, declared = text(structure, "url"), text(structure, "mode")
        found = definition_place(url, self.run)
        if found is None:
            self.run.sink.warning("invalid", path, "map-unknown-structure", alias=kind, url=url)
        # What was made before may be read again.
        if declared == mode or (declared, mode) == (TARGET, SOURCE):
            return found
        self.run.sink.error(
            "not-supported",
            path,
            "map-input-mode",
            alias=clipped(kind),
            found=mode,
            wanted=declared,
        )
        return None
