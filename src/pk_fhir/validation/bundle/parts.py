"""Reading the parts of a Bundle that may be malformed: what is wrong in form is told elsewhere."""

from typing import Any

# What a Bundle of these types begins with.
FIRST = {"document": "Composition", "message": "MessageHeader"}


def objects(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The objects in an array, each with its index."""
    if not isinstance(value, list):
        return []
    return [(index, each) for index, each in enumerate(value) if isinstance(each, dict)]


def text(value: dict[str, Any], name: str) -> str:
    """A string member, or empty."""
    found = value.get(name)
    return found if isinstance(found, str) else ""


def resource_of(entry: dict[str, Any]) -> dict[str, Any] | None:
    """The resource of an entry."""
    found = entry.get("resource")
    return found if isinstance(found, dict) else None
