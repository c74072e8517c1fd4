"""Reading JSON that may be anything: lists of objects with their places, and texts."""

from collections.abc import Iterable, Iterator
from typing import Any

Part = tuple[str, dict[str, Any]]


def items(owner: Any, name: str) -> list[Any]:
    """What a repeating element has in it, whatever that is; nothing where it is no array."""
    listed = owner.get(name) if isinstance(owner, dict) else None
    return listed if isinstance(listed, list) else []


def objects(owner: Any, name: str, path: str) -> Iterator[Part]:
    """The objects of a repeating element, each with its location."""
    for index, each in enumerate(items(owner, name)):
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


def choice(element: dict[str, Any], stem: str) -> tuple[str, str]:
    """The property of a choice that an element has (`fixed[x]`), and the type that its name tells (`Uri`);
    two empty texts where it has none."""
    name = next((name for name in element if is_choice(name, stem)), "")
    return name, name[len(stem) :]


def is_choice(name: str, stem: str) -> bool:
    """Whether this is the JSON name of a choice: `fixedUri` of `fixed`."""
    return name.startswith(stem) and name[len(stem) :][:1].isupper()


def is_named(kind: str, codes: Iterable[str]) -> bool:
    """Whether a type, as the name of a choice tells it, is one of these."""
    return any(kind == code[:1].upper() + code[1:] for code in codes)
