"""A FHIR package in memory: its manifest, its resources, and what was wrong in it.

Resources stay as bytes until somebody asks for them. A file that is no JSON resource is reported in
`problems` and left out; the others can be used.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from pk_fhir.definitions.archive import MANIFESTS, Files, PackageError, read_files, read_sources
from pk_fhir.definitions.elements import Children, children_by_type
from pk_fhir.definitions.entry import Entry, describe
from pk_fhir.definitions.numbers import decode
from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import text

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UNREADABLE = "definitions.unreadable-file"


class Package:
    """A source of `Definitions`: `entries`, `load`, `children`.

    `name`, `version` and `dependencies` (name → version) come from package.json, and are empty for a
    folder of loose resources.
    """

    def __init__(self, path: Path, files: Iterable[tuple[str, bytes]]) -> None:
        self.path = path
        self.manifest: dict[str, Any] = {}
        self.entries: list[Entry] = []
        self.problems: list[Issue] = []
        self._names: list[str] = []
        self._contents: list[bytes] = []
        self._manifest_bytes = b""
        for name, raw in files:
            content = raw.removeprefix(BYTE_ORDER_MARK)
            if name == "package.json":
                self._manifest_bytes = content
                self.manifest = self._object(name, content) or {}
            elif name not in MANIFESTS:
                self._add(name, content)

    @classmethod
    def read(cls, path: Path) -> "Package":
        """The package at `path`; PackageError where there is none."""
        return cls._of(path, read_files(path))

    @classmethod
    def read_sources(cls, path: Path) -> "Package":
        """What an author's folder and its subfolders have, to make a package of; PackageError for nothing."""
        return cls._of(path, read_sources(path) if path.is_dir() else read_files(path))

    @classmethod
    def _of(cls, path: Path, files: Files) -> "Package":
        package = cls(path, files)
        if not (package.manifest or package.entries or package.problems):
            raise PackageError(
                f"{path} holds no FHIR package: package.json and the resources (.json) "
                "stand in a folder `package` of a .tgz, or directly in a folder"
            )
        return package

    @property
    def name(self) -> str:
        """As its manifest says; else that of its file or folder."""
        return self._told("name") or self.path.name

    @property
    def version(self) -> str:
        """As its manifest says; empty where it does not."""
        return self._told("version")

    @property
    def fhir_versions(self) -> tuple[str, ...]:
        """The releases of FHIR that it says to be for."""
        told = self.manifest.get("fhirVersions") or self.manifest.get("fhir-version-list")
        return (
            tuple(each for each in told if isinstance(each, str)) if isinstance(told, list) else ()
        )

    @property
    def dependencies(self) -> dict[str, str]:
        """The version of each package that it needs, by name."""
        listed = self.manifest.get("dependencies")
        if not isinstance(listed, dict):
            return {}
        return {name: version for name, version in listed.items() if isinstance(version, str)}

    def _told(self, field: str) -> str:
        value = self.manifest.get(field)
        return value if isinstance(value, str) else ""

    def load(self, entry: Entry) -> dict[str, Any]:
        """The resource of one of its entries, read anew."""
        resource: dict[str, Any] = decode(self._contents[entry.place])
        return resource

    def children(self, root: str) -> dict[str, Children] | None:
        """The elements of the type `root`, if it defines it, and of each backbone in that, by type name; else None."""
        for entry in self.entries:
            if entry.type == root and entry.derivation == "specialization":
                return children_by_type(self.load(entry))
        return None

    def named_entries(self) -> Iterator[tuple[str, Entry]]:
        """File name and entry of each resource."""
        return ((self._names[entry.place], entry) for entry in self.entries)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The manifest and every resource, by file name, as they were read."""
        if self._manifest_bytes:
            yield "package.json", self._manifest_bytes
        yield from zip(self._names, self._contents, strict=True)

    def _add(self, name: str, content: bytes) -> None:
        resource = self._object(name, content)
        if resource is None:
            return
        entry = describe(resource, place=len(self._contents), size=len(content))
        if entry is None:
            self._report(name, "it has no resourceType, or neither a url nor an id")
            return
        self.entries.append(entry)
        self._names.append(name)
        self._contents.append(content)

    def _object(self, name: str, content: bytes) -> dict[str, Any] | None:
        try:
            value = decode(content)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            self._report(name, str(error))
            return None
        if isinstance(value, dict):
            return value
        self._report(name, "it is no JSON object")
        return None

    def _report(self, name: str, problem: str) -> None:
        self.problems.append(
            Issue(
                severity="warning",
                code="invalid",
                key=UNREADABLE,
                diagnostics=text(UNREADABLE, file=name, package=self.path.name, problem=problem),
            )
        )


__all__ = ["Package", "PackageError"]
