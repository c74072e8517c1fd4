"""Contained resources (https://hl7.org/fhir/R4/references.html#contained, invariants dom-2 to dom-5)."""

import re
from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.run import Run

# Texts, codes and ids that may begin with # and lead nowhere.
_NO_LINKS = frozenset(
    [
        "code",
        "comment",
        "definition",
        "description",
        "display",
        "id",
        "label",
        "name",
        "text",
        "title",
        "value",
        "valueCode",
        "valueId",
        "valueMarkdown",
        "valueString",
    ]
)
# `src="#image"` in a narrative refers to a contained resource too.
_IN_NARRATIVE = re.compile(r"""=\s*["'](#[^"']+)["']""")


def check_contained(value: dict[str, Any], at: At, run: Run) -> None:
    """What a contained resource may not have; told at the one that contains it, whose invariants they are."""
    if "contained" in value:
        run.sink.error("invariant", expression(at[0]), "contained-nested")
    meta = value.get("meta")
    if isinstance(meta, dict):
        if "versionId" in meta or "lastUpdated" in meta:
            run.sink.error("invariant", expression(at[0]), "contained-version")
        if "security" in meta:
            run.sink.error("invariant", expression(at[0]), "contained-security")


def check_container(value: dict[str, Any], at: At, run: Run) -> None:
    """Each contained resource is referred to, or refers to the one that contains it."""
    contained = value["contained"]
    if not isinstance(contained, list):
        return
    unmentioned = _unreferred(value, contained)
    seen: set[str] = set()
    for index, each in enumerate(contained):
        identity = each.get("id") if isinstance(each, dict) else None
        if not isinstance(identity, str):
            if isinstance(each, dict):
                run.sink.error("invalid", f"{expression(at)}.contained[{index}]", "contained-no-id")
            continue
        if identity in seen:
            run.sink.error(
                "invalid", f"{expression(at)}.contained[{index}]", "contained-twice", id=identity
            )
        seen.add(identity)
        if "#" + identity in unmentioned and not _refers_to_container(each):
            run.sink.error(
                "invariant", f"{expression(at)}.contained[{index}]", "contained-unused", id=identity
            )


def _unreferred(value: dict[str, Any], contained: list[Any]) -> set[str]:
    """The contained resources that nothing but themselves refers to."""
    left = {f"#{each['id']}" for each in contained if _has_id(each)}
    narratives: list[str] = []
    outside = {key: each for key, each in value.items() if key != "contained"}
    _strike(outside, left, narratives)
    for each in contained:
        own = f"#{each['id']}" if _has_id(each) else ""
        if isinstance(each, dict) and left and left != {own}:
            _strike(each, left, narratives, own)
    if left and narratives:
        left.difference_update(*(_IN_NARRATIVE.findall(text) for text in narratives))
    return left


def _refers_to_container(value: dict[str, Any]) -> bool:
    left = {"#"}
    _strike(value, left, [])
    return not left


def _has_id(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str)


def _strike(value: Any, left: set[str], narratives: list[str], own: str = "") -> None:
    """Take from `left` what a string below names, as local references do, but not `own`; narratives are kept.

    Narratives are long, and most contained resources are referred to by what is not in one.
    """
    waiting = [("", value)]
    while waiting and left:
        name, node = waiting.pop()
        for key, each in node.items() if type(node) is dict else ((name, one) for one in node):
            kind = type(each)
            if kind is str:
                if each[:1] == "#" and each != own and key not in _NO_LINKS:
                    left.discard(each)
                elif each[:4] == "<div" and "#" in each:
                    narratives.append(each)
            elif kind is dict or kind is list:
                waiting.append((key, each))
