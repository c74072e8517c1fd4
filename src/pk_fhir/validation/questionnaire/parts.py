"""Reading items, answers and extensions that may be malformed: form is told elsewhere."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"

Item = dict[str, Any]


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in an array."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def numbered(value: Any) -> list[tuple[int, dict[str, Any]]]:
    """The objects in an array, each with its index."""
    if not isinstance(value, list):
        return []
    return [(index, each) for index, each in enumerate(value) if isinstance(each, dict)]


def text(value: dict[str, Any], name: str) -> str:
    """A string member, or empty."""
    found = value.get(name)
    return found if isinstance(found, str) else ""


def every(items: Any) -> Iterator[Item]:
    """All items in an array, and in those, in order."""
    waiting = objects(items)[::-1]
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(objects(item.get("item"))[::-1])


def value_of(holder: dict[str, Any], stem: str = "value") -> tuple[str, Any] | None:
    """The type and content of a choice element: ``("Coding", {...})`` of `valueCoding`."""
    for name, value in holder.items():
        if name.startswith(stem) and name[len(stem) : len(stem) + 1].isupper():
            return _type_name(name[len(stem) :]), value
    return None


_PRIMITIVES = frozenset(
    {"Boolean", "Decimal", "Integer", "Date", "DateTime", "Time", "String", "Uri"}
)
_PRIMITIVES_TOO = frozenset({"Code", "Url", "Canonical", "Markdown", "Instant", "PositiveInt"})


def _type_name(suffix: str) -> str:
    if suffix in _PRIMITIVES or suffix in _PRIMITIVES_TOO:
        return suffix[0].lower() + suffix[1:]
    return suffix


def extensions(holder: dict[str, Any], *urls: str) -> list[Any]:
    """The values of a holder's extensions with one of these urls."""
    found = []
    for each in objects(holder.get("extension")):
        if each.get("url") in urls:
            value = value_of(each)
            if value is not None:
                found.append(value[1])
    return found


def extension(holder: dict[str, Any], *urls: str) -> Any:
    """The first such value, or None."""
    return next(iter(extensions(holder, *urls)), None)


def number(value: Any) -> Decimal | None:
    """A JSON number as a decimal; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value))
