"""Reading JSON that may be anything: lists of objects with their places, and texts."""

from collections.abc import Iterator
from typing import Any

Part = tuple[str, dict[str, Any]]


def objects(owner: Any, name: str, path: str) -> Iterator[Part]:
    """The objects of a repeating element, each with its location."""
    listed = owner.get(name) if isinstance(owner, dict) else None
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, dict):
            yield f"{path}.{name}[{index}]", each


def text(owner: Any, name: str) -> str:
    """A text, or "" where there is none."""
    value = owner.get(name) if isinstance(owner, dict) else None
    return value if isinstance(value, str) else ""


def codings(concept: Any) -> list[tuple[str, str]]:
    """System and code of each coding of a CodeableConcept."""
    return [
        (text(each, "system"), text(each, "code")) for _, each in objects(concept, "coding", "")
    ]
