"""One element of a differential laid over the element of the base (https://hl7.org/fhir/R4/profiling.html)."""

from typing import Any

Element = dict[str, Any]

# Where a derived element adds to what it inherits, by what tells two entries apart.
ADDED = {"constraint": "key", "mapping": "identity", "example": "label", "extension": "url"}
UNITED = frozenset({"condition", "alias"})
PROSE = frozenset({"definition", "comment", "requirements", "meaningWhenMissing", "short"})
# `value[x]`-like properties of an ElementDefinition: one replaces another of the same name.
CHOICES = ("fixed", "pattern", "minValue", "maxValue", "defaultValue")
PLACES = frozenset({"id", "path", "base"})


def merged(base: Element, derived: Element) -> Element:
    """`base` with what `derived` says differently."""
    result = dict(base)
    for key, value in derived.items():
        if key in PLACES:
            continue
        if key in ADDED and isinstance(value, list):
            result[key] = _added(result.get(key, []), value, ADDED[key])
        elif key in UNITED and isinstance(value, list):
            old = result.get(key, [])
            result[key] = [*old, *(each for each in value if each not in old)]
        elif key in PROSE and isinstance(value, str) and value.startswith("..."):
            result[key] = f"{result.get(key, '')}\r\n{value[3:]}"
        else:
            _replace(result, key, value)
    return result


def _added(old: list[Any], new: list[Any], identity: str) -> list[Any]:
    names = {str(each.get(identity)) for each in new if isinstance(each, dict)}
    kept = [
        each
        for each in old
        if identity not in ("key", "url")
        or not isinstance(each, dict)
        or str(each.get(identity)) not in names
    ]
    return [*kept, *(each for each in new if each not in kept)]


def _replace(result: Element, key: str, value: Any) -> None:
    for choice in CHOICES:
        if key.startswith(choice) and key[len(choice) : len(choice) + 1].isupper():
            for other in [each for each in result if each.startswith(choice) and each != key]:
                if other[len(choice) : len(choice) + 1].isupper():
                    del result[other]
            if choice in ("fixed", "pattern"):
                _clear_other(result, choice)
    result[key] = value


def _clear_other(result: Element, choice: str) -> None:
    """A fixed value takes the place of an inherited pattern: it says more."""
    if choice == "fixed":
        for other in [each for each in result if each.startswith("pattern")]:
            del result[other]
