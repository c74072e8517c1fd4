"""ElementDefinitions as they should be: what has the wrong JSON type is left out, and told.

A profile comes from anywhere, and a broken one must not stop the validation of what claims it.
"""

from typing import Any

Element = dict[str, Any]
TEXTS = frozenset({"id", "path", "sliceName", "max", "contentReference"})
NUMBERS = frozenset({"min", "maxLength"})
OBJECTS = frozenset({"base", "binding", "slicing"})
LISTS = frozenset({"type", "constraint", "extension"})


def sane(element: Element) -> tuple[Element, list[str]]:
    """The element without what is malformed, and the names of that."""
    wrong = [name for name, value in element.items() if not _fits(name, value)]
    kept = {name: value for name, value in element.items() if name not in wrong}
    for name in ("slicing", "type", "binding", "constraint"):
        if name in kept:
            kept[name] = _inner(name, kept[name])
    return kept, wrong


def _fits(name: str, value: Any) -> bool:
    if name in TEXTS:
        return isinstance(value, str)
    if name in NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool)
    if name in OBJECTS:
        return isinstance(value, dict)
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(each, dict) for each in value)
    return value is not None


def _inner(name: str, value: Any) -> Any:
    if name == "type":
        return [_type(each) for each in value]
    if name == "constraint":
        return [each for each in value if isinstance(each.get("key"), str)]
    if name == "binding":
        return _without_wrong(value, texts=("strength", "valueSet"), lists=("extension",))
    discriminators = value.get("discriminator")
    listed = discriminators if isinstance(discriminators, list) else []
    return {**value, "discriminator": [each for each in listed if isinstance(each, dict)]}


def _type(declared: Element) -> Element:
    kept = _without_wrong(declared, texts=("code",), lists=("extension",))
    for name in ("profile", "targetProfile", "aggregation"):
        listed = kept.get(name)
        if name in kept:
            kept[name] = [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []  # fmt: skip
    beside = kept.pop("_profile", None)
    if isinstance(beside, list):
        kept["_profile"] = [_without_wrong(_object(each), (), ("extension",)) for each in beside]
    return kept


def _object(value: Any) -> Element:
    return value if isinstance(value, dict) else {}


def _without_wrong(value: Element, texts: tuple[str, ...], lists: tuple[str, ...]) -> Element:
    kept = dict(value)
    for name in texts:
        if name in kept and not isinstance(kept[name], str):
            del kept[name]
    for name in lists:
        if name in kept:
            listed = kept[name] if isinstance(kept[name], list) else []
            kept[name] = [each for each in listed if isinstance(each, dict)]
    return kept
