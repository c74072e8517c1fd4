"""Compiled definitions: shapes of types, profiles, extensions; made when first met, then kept.

A program over an overlay shares everything that its parent has compiled, except what the overlay
itself defines.
"""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

from pk_fhir.definitions import Definitions
from pk_fhir.definitions.entry import Entry
from pk_fhir.validation.ports import TerminologyPort
from pk_fhir.validation.profile import Profile
from pk_fhir.validation.remembered import Right
from pk_fhir.validation.shapes import Shape
from pk_fhir.validation.snapshot import Node, Snapshots
from pk_fhir.validation.terminology.asking import Asking

# No type of FHIR has more ancestors.
DEEPEST = 10


class Compilers(NamedTuple):
    """How shapes and profiles are made; handed in, because what they make looks things up in a program."""

    shape: Callable[[dict[str, Any], str, Any], Shape]
    profile: Callable[[str, str, Node, Any], Profile]


class Program:
    """What has been compiled of `definitions`."""

    def __init__(
        self,
        definitions: Definitions,
        terminology: TerminologyPort,
        compilers: Compilers,
        parent: "Program | None" = None,
    ) -> None:
        self._compilers = compilers
        self.definitions = definitions
        self.terminology = terminology
        self.parent = parent
        self._shapes: dict[str, Shape | None] = {}
        self.snapshots: Snapshots = Snapshots(definitions, parent.snapshots if parent else None)
        self._profiles: dict[str, Profile | None] = {}
        self._right: dict[Asking, Right] = {}
        # What other modules keep with a program: compiled extensions, invariants.
        self.compiled: dict[Any, Any] = {}

    def shape(self, name: str) -> Shape:
        """The shape of a type (`Patient`), or of a backbone element (`Patient.contact`); KeyError if unknown."""
        found = self.shape_or_none(name)
        if found is None:
            raise KeyError(name)
        return found

    @cached_property
    def extension_values(self) -> frozenset[str]:
        """The JSON names of an extension's value."""
        names = [key for key in self.shape("Extension").slots if key.startswith("value")]
        return frozenset([*names, *("_" + name for name in names)])

    @cached_property
    def profiles_by_place(self) -> dict[str, dict[str, Entry]]:
        """The entries of all StructureDefinitions, by what stands before the last slash of their URLs, and after."""
        found: dict[str, dict[str, Entry]] = {}
        for _, entry in self.definitions.entries("StructureDefinition"):
            place, _, name = entry.url.rpartition("/")
            found.setdefault(place, {}).setdefault(name, entry)
        return found

    def right(self, asking: Asking) -> Right:
        """The codings that were found right by these definitions under a policy that asks nobody."""
        found = self._right.get(asking)
        if found is None:
            found = self._right[asking] = Right()
        return found

    def shape_or_none(self, name: str) -> Shape | None:
        """The compiled type or backbone of this name (`Patient`, `Patient.contact`); None where there is none."""
        if name in self._shapes:
            return self._shapes[name]
        if self.parent is not None and not self._defines(name):
            found = self.parent.shape_or_none(name)
        else:
            found = self._compile(name)
        self._shapes[name] = found
        return found

    def _defines(self, name: str) -> bool:
        """Whether the top layer itself defines the type, as a logical model or a corrected type would."""
        root = name.partition(".")[0]
        return any(
            entry.type == root and entry.derivation == "specialization"
            for entry in self.definitions.source.entries
        )

    def _compile(self, name: str) -> Shape | None:
        definition = self.definitions.structure(name.partition(".")[0])
        if definition is None or definition.get("derivation") == "constraint":
            return None
        if not any(each["path"] == name for each in definition["snapshot"]["element"]):
            return None
        return self._compilers.shape(definition, name, self)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """The types that a type specialises, nearest first (`Age`: `Quantity`, `Element`)."""
        found: list[str] = []
        definition = self.definitions.structure(name) if name.isalnum() else None
        if "." in name:
            return ("BackboneElement", "Element")
        while definition is not None and len(found) < DEEPEST:
            base = definition.get("baseDefinition")
            definition = self.definitions.structure(base) if isinstance(base, str) else None
            if definition is not None:
                found.append(str(definition.get("type", "")))
        return tuple(found)

    def tree(self, canonical: str) -> Node | None:
        """The tree of a definition, or of the element `url#id` in one."""
        return self.snapshots.tree(canonical)

    def type_tree(self, code: str) -> Node | None:
        """The tree of a type's own definition; None where there is no such type."""
        return self.snapshots.type_tree(code)

    def profile(self, canonical: str) -> Profile | None:
        """A compiled profile by `url` or `url|version`; None where no such profile is known."""
        if canonical in self._profiles:
            return self._profiles[canonical]
        found = self._compile_profile(canonical)
        self._profiles[canonical] = found
        return found

    def versioned(self, canonical: str) -> str:
        """`url|0.2` where only 0.2.1 is known, as `url|0.2.1`: a partial version names its newest release."""
        url, _, version = canonical.partition("|")
        if not version or self.definitions.find(canonical) is not None:
            return canonical
        layer: Definitions | None = self.definitions
        while layer is not None:
            for entry in reversed(layer.index().get(url, ())):
                if entry.version.startswith(version + "."):
                    return f"{url}|{entry.version}"
            layer = layer.parent
        return canonical

    def _compile_profile(self, canonical: str) -> Profile | None:
        canonical = self.versioned(canonical)
        definition = self.definitions.get(canonical, "StructureDefinition")
        if definition is None:
            return None
        tree = self.snapshots.tree(canonical)
        url = str(definition.get("url", canonical))
        fragment = canonical.partition("#")[2]
        kind = re.sub(r":[^.]*", "", fragment) or str(definition.get("type", ""))
        profile = self._compilers.profile(url, kind, tree, self) if tree else Profile(url, kind)
        plain = canonical.partition("#")[0]
        profile.problems = tuple(
            (each.key, each.values) for each in self.snapshots.problems.get(plain, ())
        )
        return profile
