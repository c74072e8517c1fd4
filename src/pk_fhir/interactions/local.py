"""Literal references between resources of one server (https://hl7.org/fhir/R4/references.html#literal)."""

import re
from collections.abc import Callable, Iterator
from typing import Any

_REFERENCE = re.compile(
    r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?"
)


class LocalReferences:
    """Tells type and id of a reference to this server: relative, or absolute under its base URL."""

    __slots__ = ("_prefix",)

    def __init__(self, base: str) -> None:
        self._prefix = base.rstrip("/") + "/"

    def __call__(self, reference: str) -> tuple[str, str] | None:
        match = _REFERENCE.fullmatch(reference.removeprefix(self._prefix))
        return (match[1], match[2]) if match else None


def references(value: Any, path: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Every element with a literal `reference` in a resource, and its FHIRPath location."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value, path
        for key, child in value.items():
            if isinstance(child, (dict, list)):
                yield from references(child, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for number, child in enumerate(value):
            if isinstance(child, (dict, list)):
                yield from references(child, f"{path}[{number}]")


def literals(value: Any, found: list[str]) -> list[str]:
    """Every literal reference in a resource, without where it stands: the quick way."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            reference = node.get("reference")
            if isinstance(reference, str):
                found.append(reference)
            stack.extend(child for child in node.values() if isinstance(child, (dict, list)))
        else:
            stack.extend(child for child in node if isinstance(child, (dict, list)))
    return found


def rewrite(value: Any, change: Callable[[str], str | None]) -> None:
    """Put what `change` says in the place of each literal reference (None: leave it)."""
    for element, _ in references(value):
        new = change(element["reference"])
        if new is not None:
            element["reference"] = new
