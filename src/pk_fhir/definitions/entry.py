"""One line of a package's index: what a conformance resource is, without reading it.

The fields are those of a FHIR package's ``.index.json``
(https://confluence.hl7.org/display/FHIR/NPM+Package+Specification), and where to read the resource.
"""

from typing import Any

import msgspec


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """`kind` is the resourceType; `url` the canonical without version, or ``Type/id`` without one.

    `type`, `derivation`, `structure_kind` and `base` are set for StructureDefinitions. `place` and `size`
    say where the source that made the entry finds the resource, and mean nothing to anybody else.
    """

    kind: str
    url: str
    version: str = ""
    id: str = ""
    name: str = ""
    type: str = ""
    derivation: str = ""
    structure_kind: str = ""
    base: str = ""
    place: int = 0
    size: int = 0


def describe(resource: dict[str, Any], place: int = 0, size: int = 0) -> Entry | None:
    """The entry of a resource, or None where it has neither a canonical url nor an id."""
    kind, identity = _text(resource, "resourceType"), _text(resource, "id")
    url = _text(resource, "url") or (f"{kind}/{identity}" if identity else "")
    if not kind or not url:
        return None
    structure = kind == "StructureDefinition"
    return Entry(
        kind=kind,
        url=url,
        version=_text(resource, "version"),
        id=identity,
        name=_text(resource, "name"),
        type=_text(resource, "type") if structure else "",
        derivation=_text(resource, "derivation") if structure else "",
        structure_kind=_text(resource, "kind") if structure else "",
        base=_text(resource, "baseDefinition") if structure else "",
        place=place,
        size=size,
    )


def _text(resource: dict[str, Any], key: str) -> str:
    value = resource.get(key)
    return value if isinstance(value, str) else ""


def version_order(version: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key by which 4.0.10 comes after 4.0.9, and a pre-release before its release."""
    release, _, label = version.partition("-")
    parts = [
        (1, int(part), "") if part.isdecimal() and len(part) < 19 else (0, 0, part)  # noqa: PLR2004 - wider than any real number
        for part in release.split(".")
    ]
    return (*parts, (0, 0, label) if label else (1, 0, ""))
