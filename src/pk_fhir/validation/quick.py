"""Cheap proofs of R4's own dear invariants.

Each answers True only where the invariant surely holds; otherwise its expression is evaluated.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from pk_fhir.validation.corrected import NAME


def _distinct_links(value: dict[str, Any]) -> bool:
    """que-2: no linkId is used twice."""
    seen: set[Any] = set()
    count = 0
    for item in _items(value):
        link = item.get("linkId")
        if type(link) is not str or "_linkId" in item:
            return False
        seen.add(link)
        count += 1
    return len(seen) == count and not _contains(value, "Questionnaire", "QuestionnaireResponse")


def _contains(value: dict[str, Any], *types: str) -> bool:
    contained = value.get("contained")
    return type(contained) is list and any(
        type(each) is not dict or each.get("resourceType") in types for each in contained
    )


def _items(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        below = waiting.pop().get("item")
        for item in below if type(below) is list else ():
            if type(item) is dict:
                yield item
                waiting.append(item)


def _distinct_codes(value: dict[str, Any]) -> bool:
    """csd-1: no code is defined twice."""
    codes: list[Any] = []
    waiting = [value]
    while waiting:
        below = waiting.pop().get("concept")
        for concept in below if type(below) is list else ():
            if type(concept) is not dict or type(concept.get("code")) is not str:
                return False
            codes.append(concept["code"])
            waiting.append(concept)
    return len(set(codes)) == len(codes) and not _contains(value, "CodeSystem")


def _ordered_period(value: dict[str, Any]) -> bool:
    """per-1: both moments written with the same precision and in the same zone."""
    start, end = value.get("start"), value.get("end")
    if start is None or end is None:
        return True
    if type(start) is not str or type(end) is not str or len(start) != len(end):
        return False
    return start[19:] == end[19:] and start[:19] <= end[:19]


def _ordered_range(value: dict[str, Any]) -> bool:
    """rng-2: both in the same unit, as written."""
    low, high = value.get("low"), value.get("high")
    if type(low) is not dict or type(high) is not dict:
        return low is None or high is None
    if low.get("unit") != high.get("unit"):
        return False
    least, most = low.get("value"), high.get("value")
    if isinstance(least, bool) or isinstance(most, bool):
        return False
    numbers = isinstance(least, int | float | Decimal) and isinstance(most, int | float | Decimal)
    return numbers and bool(least <= most)  # type: ignore[operator]


_COMPUTABLE = re.compile(r"[A-Z]([A-Za-z0-9_]){0,254}")


def _computable_name(value: dict[str, Any]) -> bool:
    """csd-0, que-0, vsd-0 and their like: a name, if there is one, that a program can use."""
    name = value.get("name")
    return name is None or (type(name) is str and _COMPUTABLE.fullmatch(name) is not None)


QUICK_BY_TEXT: dict[str, Callable[[dict[str, Any]], bool]] = {
    NAME: _computable_name,
}
QUICK: dict[str, Callable[[dict[str, Any]], bool]] = {
    "que-2": _distinct_links,
    "csd-1": _distinct_codes,
    "per-1": _ordered_period,
    "rng-2": _ordered_range,
}
