"""Small edits that make a valid resource invalid."""

from collections.abc import Callable
from typing import Any

from tests.conformance.examples import BASE, Resource

Edit = Callable[[Resource], None]
EXTENSION = f"{BASE}/StructureDefinition/"


def put(path: str, value: Any) -> Edit:
    """Set what stands at a path such as ``period.start`` or ``participant.0.status``."""

    def edit(found: Resource) -> None:
        *way, last = _steps(path)
        place = _walk(found, way)
        place[last] = value

    return edit


def drop(path: str) -> Edit:
    """Remove what stands at a path; it must be there."""

    def edit(found: Resource) -> None:
        *way, last = _steps(path)
        del _walk(found, way)[last]

    return edit


def append(path: str, value: Any) -> Edit:
    """Add a member to the list at a path."""

    def edit(found: Resource) -> None:
        _walk(found, _steps(path)).append(value)

    return edit


def repeat(path: str) -> Edit:
    """Let the first member of the list at a path stand there twice."""

    def edit(found: Resource) -> None:
        members = _walk(found, _steps(path))
        members.append(members[0])

    return edit


def without_extension(name: str) -> Edit:
    """Remove every extension `name`; there must be one."""

    def edit(found: Resource) -> None:
        kept = [one for one in found["extension"] if one["url"] != EXTENSION + name]
        assert len(kept) < len(found["extension"])
        found["extension"] = kept

    return edit


def without_part(code: str) -> Edit:
    """Remove the statement that one of the four parts was discussed."""

    def edit(found: Resource) -> None:
        kept = [one for one in found["extension"] if not _states_part(one, code)]
        assert len(kept) == len(found["extension"]) - 1
        found["extension"] = kept

    return edit


def in_extension(name: str, then: Edit) -> Edit:
    """Make the edit inside the first extension `name`."""

    def edit(found: Resource) -> None:
        then(next(one for one in found["extension"] if one["url"] == EXTENSION + name))

    return edit


def together(*edits: Edit) -> Edit:
    """One edit after another."""

    def edit(found: Resource) -> None:
        for one in edits:
            one(found)

    return edit


def _states_part(extension: Resource, code: str) -> bool:
    return extension["url"] == f"{EXTENSION}pk-part-discussed" and any(
        inner["url"] == "part" and inner["valueCoding"]["code"] == code
        for inner in extension["extension"]
    )


def _steps(path: str) -> list[str | int]:
    return [int(step) if step.isdigit() else step for step in path.split(".")]


def _walk(found: Any, way: list[str | int]) -> Any:
    for step in way:
        found = found[step]
    return found
