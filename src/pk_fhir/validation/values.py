"""Fixed values, patterns and limits of an element (https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_)."""

from collections.abc import Iterator
from typing import Any

# Ids tell elements apart within a resource; they are no part of a value.
IGNORED = frozenset({"id"})


def stated(element: dict[str, Any], prefix: str) -> Any:
    """What an ElementDefinition states under `fixed[x]`, `pattern[x]`, `minValue[x]`...; None if nothing."""
    return next(
        (
            value
            for key, value in element.items()
            if key.startswith(prefix) and key[len(prefix) : len(prefix) + 1].isupper()
        ),
        None,
    )


def same(fixed: Any, value: Any) -> bool:
    """Whether a value is exactly the fixed one."""
    if isinstance(fixed, dict) and isinstance(value, dict):
        keys = (fixed.keys() | value.keys()) - IGNORED
        return all(same(fixed.get(key), value.get(key)) for key in keys)
    if isinstance(fixed, list) and isinstance(value, list):
        return len(fixed) == len(value) and all(map(same, fixed, value))
    return (type(fixed) is type(value) and bool(fixed == value)) or _equal_numbers(fixed, value)


def _equal_numbers(one: Any, other: Any) -> bool:
    numbers = not isinstance(one, bool | str | dict | list) and not isinstance(
        other, bool | str | dict | list
    )
    return numbers and one is not None and other is not None and bool(one == other)


def matches(pattern: Any, value: Any) -> bool:
    """Whether a value has everything that the pattern has; lists in any order, and with more in them."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            matches(each, value.get(key)) for key, each in pattern.items() if key not in IGNORED
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(
            any(matches(each, one) for one in value) for each in pattern
        )
    return same(pattern, value)


def mismatches(pattern: Any, value: Any, path: str = "") -> Iterator[str]:
    """Steps below a value to what it lacks of a pattern; a list that lacks something is told by its owner."""
    if not isinstance(pattern, dict) or not isinstance(value, dict):
        yield path
        return
    for key, wanted in pattern.items():
        if key in IGNORED or matches(wanted, value.get(key)):
            continue
        if isinstance(wanted, list):
            yield path
        elif key in value:
            yield from mismatches(wanted, value[key], f"{path}.{key}")
        else:
            yield f"{path}.{key}"


def differences(fixed: Any, value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Where a value differs from the fixed one: steps below it, and whether `missing`, `extra` or `other`."""
    if isinstance(fixed, dict) and isinstance(value, dict):
        for key in sorted((fixed.keys() | value.keys()) - IGNORED):
            yield from _in_part(fixed.get(key), value.get(key), path, key)
    elif isinstance(fixed, list) and isinstance(value, list):
        for index, (one, other) in enumerate(zip(fixed, value, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif not same(fixed, value):
        yield path, "other"


def _in_part(fixed: Any, value: Any, path: str, key: str) -> Iterator[tuple[str, str]]:
    """Differences in one part; of a list that is not there, or has another length, the owner is told."""
    many = isinstance(fixed, list) or isinstance(value, list)
    place = path if many else f"{path}.{key}"
    if fixed is None:
        yield place, "extra"
    elif value is None:
        yield place, "missing"
    elif many and not (
        isinstance(fixed, list) and isinstance(value, list) and len(fixed) == len(value)
    ):
        yield place, "other"
    else:
        yield from differences(fixed, value, f"{path}.{key}")
