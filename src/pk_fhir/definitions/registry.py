"""Definitions by canonical url: R4 core, packages over it, and loose resources over those.

https://hl7.org/fhir/R4/references.html#canonical says how a canonical is written and resolved.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from pk_fhir.definitions.archive import PackageError
from pk_fhir.definitions.artefact import Artefact
from pk_fhir.definitions.cache import package_place
from pk_fhir.definitions.canonicals import CORE
from pk_fhir.definitions.dependencies import Needed
from pk_fhir.definitions.elements import Children, Element, children_by_type
from pk_fhir.definitions.entry import Entry, describe, version_order
from pk_fhir.definitions.package import Package
from pk_fhir.fhir.outcome import Issue

DATA = Path(__file__).parent / "data"
R4_CORE = DATA / "hl7.fhir.r4.core.pkd"
OUR_PACKAGE = DATA / "pk-fhir.pkd"
# Enough for what one profile touches at once; the compiled forms above keep what they need.
KEPT_RESOURCES = 160


class Source(Protocol):
    """Where entries come from: a compiled package, a package, or loose resources."""

    @property
    def entries(self) -> list[Entry]:
        """What it has, without the resources themselves."""
        ...

    def load(self, entry: Entry) -> dict[str, Any]:
        """The resource of one of its entries."""
        ...

    def children(self, root: str) -> dict[str, Children] | None:
        """The children of the base type `root` and of its backbones, by path; None where they are not kept ready."""
        ...


class _Loose:
    """Resources at hand, as a source. What has neither url nor id is reported, not kept."""

    def __init__(self, resources: Iterable[dict[str, Any]]) -> None:
        self.entries: list[Entry] = []
        self._resources: list[dict[str, Any]] = []
        for resource in resources:
            entry = describe(resource, place=len(self._resources))
            if entry is not None:
                self.entries.append(entry)
                self._resources.append(resource)

    def load(self, entry: Entry) -> dict[str, Any]:
        return self._resources[entry.place]

    def children(self, root: str) -> dict[str, Children] | None:
        for entry in self.entries:
            if entry.type == root and entry.derivation == "specialization":
                return children_by_type(self._resources[entry.place])
        return None


class Definitions:
    """Conformance resources by canonical url; what was laid over wins over what lies below.

    The dicts returned are shared: never change them. Fractions in them are `Decimal`. Narratives,
    mappings and prose are not kept for R4 core (see `slim`).

    >>> patient = Definitions.r4().structure("Patient")
    """

    def __init__(self, source: Source, parent: "Definitions | None" = None) -> None:
        self.parent = parent
        self.source = source
        self._by_url: dict[str, list[Entry]] | None = None
        self._kept: dict[Entry, dict[str, Any]] = {}
        self._children: dict[str, Children] = {}
        own = getattr(source, "problems", [])
        self.problems: list[Issue] = [*(parent.problems if parent else []), *own]

    # Where definitions come from

    @staticmethod
    def r4() -> "Definitions":
        """R4 4.0.1 core, shared and lazily loaded. PackageError when it has not been built."""
        return _compiled(R4_CORE, None)

    @staticmethod
    def ours() -> "Definitions":
        """R4 core and, where it has been built, pk-fhir's own profile package over it; shared."""
        return _compiled(OUR_PACKAGE, R4_CORE) if OUR_PACKAGE.is_file() else Definitions.r4()

    def layers(self, below: "Definitions | None" = None) -> "list[Definitions]":
        """The layers over `below` (None: all), from the bottom up; only this one where `below` is not there."""
        found: list[Definitions] = []
        layer: Definitions | None = self
        while layer is not None and layer is not below:
            found.insert(0, layer)
            layer = layer.parent
        return found if layer is below else [self]

    def overlay(self, resources: Iterable[dict[str, Any]]) -> "Definitions":
        """These resources over the ones here. Cheap: nothing below is copied or read."""
        return Definitions(_Loose(resources), self)

    def with_package(self, place: Path | str, *, cache: Path | None = None) -> "Definitions":
        """A package over these definitions, with its dependencies below it.

        `place` is a .tgz, a folder, or ``name#version`` in the package cache (`cache`, by default
        ``~/.fhir/packages``). A dependency that is not in the cache, and a file that is no resource,
        are listed in `problems`. PackageError where the package itself cannot be read.
        """
        package = Package.read(package_place(str(place), cache))
        needed = Needed(package, cache)
        package.problems += needed.problems
        below = self
        for each in needed.packages:
            below = Definitions(each, below)
        return Definitions(package, below)

    package = with_package

    # What is in them

    def get(self, canonical: str, kind: str | None = None) -> dict[str, Any] | None:
        """The resource of ``url`` (its newest version) or ``url|version``; None where there is none.

        `kind` is a resourceType, for urls that two kinds share. A resource without a url is found by
        ``Type/id``. A fragment (``url#id``) is not looked at.
        """
        found = self.find(canonical, kind)
        return found[0].load(found[1]) if found else None

    def find(self, canonical: str, kind: str | None = None) -> "tuple[Definitions, Entry] | None":
        """As `get`, but only which layer has it and its index entry: nothing is read."""
        url, _, version = canonical.partition("#")[0].partition("|")
        layer: Definitions | None = self
        while layer is not None:
            candidates = [
                entry
                for entry in layer.index().get(url, ())
                if (kind is None or entry.kind == kind)
                and (not version or entry.version == version)
            ]
            if candidates:
                return layer, max(
                    reversed(candidates), key=lambda entry: version_order(entry.version)
                )
            layer = layer.parent
        return None

    def structure(self, type_name: str) -> dict[str, Any] | None:
        """The StructureDefinition of a type name (``Patient``, ``HumanName``) or of a canonical url."""
        url = type_name if ":" in type_name else CORE + type_name
        return self.get(url, "StructureDefinition")

    def all(self, kind: str) -> Iterator[dict[str, Any]]:
        """Every resource of a resourceType, topmost layer first; a url|version is given once."""
        for layer, entry in self.entries(kind):
            yield layer.load(entry)

    def entries(self, kind: str | None = None) -> "Iterator[tuple[Definitions, Entry]]":
        """Layer and index entry of everything, or of a kind, without reading any of it."""
        seen: set[tuple[str, str, str]] = set()
        layer: Definitions | None = self
        while layer is not None:
            for entry in layer.source.entries:
                key = (entry.kind, entry.url, entry.version)
                if (kind is None or entry.kind == kind) and key not in seen:
                    seen.add(key)
                    yield layer, entry
            layer = layer.parent

    # What FHIRPath and search ask about types

    def children(self, type_name: str) -> Children:
        """Children of a type (``Patient``) or backbone (``Patient.contact``), by name; own ones only,
        as the snapshot has them, inherited ones included. Empty for what is not known."""
        known = self._children.get(type_name)
        if known is None:
            known = self._children[type_name] = self._find_children(type_name)
        return known

    def element(self, path: str) -> Element | None:
        """The child at a path such as ``Patient.contact.name``."""
        parent, _, name = path.rpartition(".")
        return self.children(parent).get(name) if parent else None

    def _find_children(self, type_name: str) -> Children:
        layer: Definitions | None = self
        root = type_name.partition(".")[0]
        while layer is not None:
            table = layer.source.children(root)
            if table is not None:
                return table.get(type_name, {})
            layer = layer.parent
        return {}

    def index(self) -> dict[str, list[Entry]]:
        """Entries of this layer alone, by url."""
        if self._by_url is None:
            table: dict[str, list[Entry]] = {}
            for entry in self.source.entries:
                table.setdefault(entry.url, []).append(entry)
            self._by_url = table
        return self._by_url

    def load(self, entry: Entry) -> dict[str, Any]:
        """Read what an entry of this layer stands for."""
        resource = self._kept.get(entry)
        if resource is None:
            if len(self._kept) >= KEPT_RESOURCES:
                self._kept.pop(next(iter(self._kept)), None)
            resource = self._kept[entry] = self.source.load(entry)
        return resource


@cache
def _compiled(path: Path, below: Path | None) -> Definitions:
    if not path.is_file():
        raise PackageError(
            f"{path.name} has not been built: run `python -m pk_fhir.definitions.build`"
        )
    return Definitions(Artefact(path), _compiled(below, None) if below else None)
