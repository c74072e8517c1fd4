"""The user's package cache, ``~/.fhir/packages``, which SUSHI and the Java validator share.

A package stands in a folder ``name#version`` (https://confluence.hl7.org/display/FHIR/FHIR+Package+Cache).
"""

import re
from pathlib import Path

from pk_fhir.definitions.archive import PackageError
from pk_fhir.definitions.entry import version_order

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}\Z")
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}\Z")


def cache_folder() -> Path:
    """Where FHIR packages are kept for all programs of a user (https://confluence.hl7.org/display/FHIR/FHIR+Package+Cache)."""
    return Path.home() / ".fhir" / "packages"


def installed(folder: Path | None = None) -> list[tuple[str, str, Path]]:
    """Name, version and folder of every package in the cache, in name and version order."""
    base = folder or cache_folder()
    if not base.is_dir():
        return []
    found = []
    for place in base.iterdir():
        name, mark, version = place.name.partition("#")
        if mark and place.is_dir() and (place / "package" / "package.json").is_file():
            found.append((name, version, place))
    return sorted(found, key=lambda each: (each[0], version_order(each[1])))


def find_installed(name: str, version: str = "", folder: Path | None = None) -> Path | None:
    """The folder of ``name#version``; ``4.0.x`` and an empty or ``latest`` version mean the newest."""
    places = [(v, p) for n, v, p in installed(folder) if n == name]
    if version in ("", "latest", "current", "dev", "*"):
        exact = [p for v, p in places if v == version]
        chosen = exact or [p for _, p in places]
        return chosen[-1] if chosen else None
    if version.endswith((".x", ".*")):
        places = [(v, p) for v, p in places if v.startswith(version[:-1])]
    else:
        places = [(v, p) for v, p in places if v == version]
    return places[-1][1] if places else None


def package_place(text: str, folder: Path | None = None) -> Path:
    """The path meant by a path, ``name#version``, ``name@version`` or ``name``; PackageError if none."""
    path = Path(text).expanduser()
    if path.exists():
        return path
    name, _, version = text.replace("@", "#").partition("#")
    if not NAME.match(name) or (version and not VERSION.match(version) and version != "*"):
        raise PackageError(f"{text} is neither a path that exists nor name#version")
    found = find_installed(name, version, folder)
    if found is None:
        known = ", ".join(f"{n}#{v}" for n, v, _ in installed(folder) if n == name)
        hint = (
            f"installed: {known}" if known else "install it with `pk-fhir package install FILE.tgz`"
        )
        raise PackageError(f"package {text} is not in {folder or cache_folder()} ({hint})")
    return found
