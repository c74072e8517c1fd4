"""The compiled form of a FHIR package: one file from which single definitions are read.

Layout: a magic number, the place of the index, compressed resources one after another, and the
compressed index. The file is mapped, so opening it costs the index, and reading one definition
costs that definition.
"""

import mmap
import struct
import zlib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec

from pk_fhir.definitions.elements import Children, children_by_type
from pk_fhir.definitions.entry import Entry, describe
from pk_fhir.definitions.numbers import decode, encode

MAGIC = b"PKFHIRD1"
HEAD = struct.Struct("<8sQ")


class Index(msgspec.Struct):
    """`stamp` tells what the file was built from; `elements` maps a type name to place and size."""

    name: str
    version: str
    stamp: str
    entries: list[Entry]
    elements: dict[str, tuple[int, int]]


class Artefact:
    """A compiled package on disk (a source of `Definitions`)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, place = HEAD.unpack_from(self._bytes)
        if magic != MAGIC:
            raise ValueError(f"{path} is not a compiled FHIR package: run `make setup` to build it")
        self.index = _INDEX.decode(zlib.decompress(self._bytes[place:]))

    @property
    def entries(self) -> list[Entry]:
        """What is in it, in the package's order, without the resources themselves."""
        return self.index.entries

    def load(self, entry: Entry) -> dict[str, Any]:
        """The resource of an entry, decoded anew each time."""
        resource: dict[str, Any] = decode(self._blob(entry.place, entry.size))
        return resource

    @cached_property
    def _element_cache(self) -> dict[str, dict[str, Children]]:
        return {}

    def children(self, root: str) -> dict[str, Children] | None:
        """The children of the base type `root` and of its backbones; None where it is no type here."""
        at = self.index.elements.get(root)
        if at is None:
            return None
        found = self._element_cache.get(root)
        if found is None:
            found = self._element_cache[root] = _CHILDREN.decode(self._blob(*at))
        return found

    def _blob(self, place: int, size: int) -> bytes:
        return zlib.decompress(self._bytes[place : place + size])


_INDEX = msgspec.json.Decoder(Index)
_CHILDREN = msgspec.json.Decoder(dict[str, Children])


def write(
    path: Path, *, name: str, version: str, stamp: str, resources: Iterable[dict[str, Any]]
) -> int:
    """Compile resources into `path` (replaced as a whole, or not at all); how many were kept."""
    entries: list[Entry] = []
    elements: dict[str, tuple[int, int]] = {}
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(HEAD.pack(MAGIC, 0))

        def put(content: bytes) -> tuple[int, int]:
            place = file.tell()
            return place, file.write(zlib.compress(content, 9))

        for resource in resources:
            entry = describe(resource)
            if entry is None:
                continue
            place, size = put(encode(resource))
            entries.append(msgspec.structs.replace(entry, place=place, size=size))
            if entry.kind == "StructureDefinition" and entry.derivation != "constraint":
                elements[entry.type] = put(msgspec.json.encode(children_by_type(resource)))
        index = Index(name=name, version=version, stamp=stamp, entries=entries, elements=elements)
        place, _ = put(msgspec.json.encode(index))
        file.seek(0)
        file.write(HEAD.pack(MAGIC, place))
    partial.replace(path)
    return len(entries)
