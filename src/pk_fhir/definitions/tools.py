"""What a person does with FHIR packages: list, install, build and inspect them.

https://confluence.hl7.org/display/FHIR/NPM+Package+Specification
"""

import gzip
import io
import json
import os
import tarfile
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pk_fhir.definitions.archive import PackageError
from pk_fhir.definitions.cache import NAME, VERSION, cache_folder, installed, package_place
from pk_fhir.definitions.entry import Entry
from pk_fhir.definitions.package import Package
from pk_fhir.fhir.outcome import Issue

INDEX_VERSION = 2
CORE_NEEDED = {"hl7.fhir.r4.core": "4.0.1"}
# Fields of .index.json, and where an Entry has them.
INDEX_FIELDS = {
    "resourceType": "kind",
    "id": "id",
    "url": "url",
    "version": "version",
    "kind": "structure_kind",
    "type": "type",
}


class Installed(NamedTuple):
    """A package in the cache."""

    name: str
    version: str
    place: Path


class Summary(NamedTuple):
    """What is in a package: `kinds` counts its resources by resourceType."""

    name: str
    version: str
    fhir_versions: tuple[str, ...]
    dependencies: dict[str, str]
    kinds: dict[str, int]
    entries: tuple[Entry, ...]
    problems: tuple[Issue, ...]


def list_packages(cache: Path | None = None) -> list[Installed]:
    """The packages in the cache (``~/.fhir/packages``), in name and version order."""
    return [Installed(*each) for each in installed(cache)]


def inspect_package(place: Path | str, cache: Path | None = None) -> Summary:
    """What is in the package at a path, or in the cache by ``name#version``. PackageError if none."""
    package = Package.read(package_place(str(place), cache))
    return Summary(
        name=package.name,
        version=package.version,
        fhir_versions=package.fhir_versions,
        dependencies=package.dependencies,
        kinds=dict(sorted(Counter(entry.kind for entry in package.entries).items())),
        entries=tuple(package.entries),
        problems=tuple(package.problems),
    )


def install_package(place: Path | str, cache: Path | None = None) -> Installed:
    """Put a .tgz or a folder into the cache; what stood there for that version is replaced.

    Only JSON files of its ``package`` folder are taken. PackageError where it has no name and version,
    or cannot be read; the cache is then as it was.
    """
    path = Path(place).expanduser()
    package = Package.read(path)
    name, version = package.name, package.version
    if not package.manifest.get("name") or not NAME.match(name) or not VERSION.match(version):
        raise PackageError(
            f"{path} has no package.json with a name (such as se.region.profiles) and a version "
            "(such as 1.0.0): it is no FHIR package"
        )
    base = cache or cache_folder()
    base.mkdir(parents=True, exist_ok=True)
    target = base / f"{name}#{version}"
    with tempfile.TemporaryDirectory(dir=base) as folder:
        inner = Path(folder) / "package"
        inner.mkdir()
        for file, content in package.files():
            (inner / file).write_bytes(content)
        _replace(Path(folder), target)
    return Installed(name, version, target)


def _replace(folder: Path, target: Path) -> None:
    """Both moves are renames within the cache: at no time does half a package stand there."""
    made = folder / target.name
    made.mkdir()
    (folder / "package").rename(made / "package")
    if target.exists():
        target.rename(folder / "before")
    made.rename(target)


def build_package(
    folder: Path, target: Path, *, manifest: Mapping[str, Any] | None = None
) -> Summary:
    """Make an FHIR npm package of the JSON resources in `folder` and the folders in it: a .tgz, the same
    bytes for the same input.

    `manifest` completes or replaces fields of the folder's package.json, and adds to its `dependencies`;
    together they must give `name` and `version`. `target` is the .tgz, or a folder to put ``name-version.tgz``
    into. PackageError where a file is no resource, two have one name, or the manifest lacks something.
    """
    package = Package.read_sources(folder)
    if package.problems:
        raise PackageError("; ".join(issue.diagnostics for issue in package.problems))
    stated = dict(manifest or {})
    told = {"type": "fhir.ig", "fhirVersions": ["4.0.1"], **package.manifest, **stated}
    added = stated.get("dependencies") or {}
    told["dependencies"] = CORE_NEEDED | package.dependencies | added
    name, version = str(told.get("name") or ""), str(told.get("version") or "")
    if not NAME.match(name) or not VERSION.match(version):
        raise PackageError(
            "a package needs a name (such as se.region.profiles) and a version (such as 1.0.0)"
        )
    path = target / f"{name}-{version}.tgz" if target.is_dir() else target
    files = {
        "package.json": _pretty(told),
        ".index.json": _pretty(_index(package)),
        **{
            file: content
            for file, content in package.files()
            if file not in ("package.json", ".index.json")
        },
    }
    _write(path, files)
    return inspect_package(path)


def _index(package: Package) -> dict[str, Any]:
    files = []
    for file, entry in sorted(package.named_entries(), key=lambda each: each[0]):
        told = {field: getattr(entry, name) for field, name in INDEX_FIELDS.items()}
        files.append({"filename": file, **{field: value for field, value in told.items() if value}})
    return {"index-version": INDEX_VERSION, "files": files}


def _pretty(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"


def _write(path: Path, files: Mapping[str, bytes]) -> None:
    """Whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with (
            partial.open("wb") as raw,
            gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            for name in sorted(files):
                member = tarfile.TarInfo(f"package/{name}")
                member.size = len(files[name])
                member.mode = 0o644
                archive.addfile(member, io.BytesIO(files[name]))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
