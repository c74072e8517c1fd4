"""Values that are right by their type, and yet most likely a mistake: told as warnings.

A text with blanks around it is found by no search, a year far from ours is a slip of the finger, and
tags in markdown are shown as text (https://hl7.org/fhir/R4/datatypes.html).
"""

import re
from collections.abc import Callable
from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import MOST_CHARACTERS, VALID, clipped
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Check

FIRST_YEAR, LAST_YEAR = "1800", "2100"
# A tag, a comment or an instruction as HTML writes it, unless escaped; `<http://...>` and `<a@b.se>` are links
# in markdown, and HL7's validator lets `<br/>` pass.
TAG = re.compile(r"(?<!\\)<(?:/?[A-Za-z][A-Za-z0-9\-]*(?:\s[^<>]*)?|[!?][^>]*)>")


def odd_check(type_: str) -> Check | None:
    """What tells that a right value of a primitive type is an odd one; None for types without such."""
    return _CHECKS.get(type_)


def _trimmed(value: str, at: At, run: Run) -> None:
    # The text itself may be a person's number, and is not repeated.
    if value[0] <= " " or value[-1] <= " ":
        run.sink.warning("invalid", expression(at), "text-blanks")


def _dated(value: str, at: At, run: Run) -> None:
    if not FIRST_YEAR <= value[:4] <= LAST_YEAR:
        values = {"value": clipped(value), "first": FIRST_YEAR, "last": LAST_YEAR}
        run.sink.warning("invalid", expression(at), "date-far", **values)


def _without_tags(value: str, at: At, run: Run) -> None:
    if "<" in value and run.options.html_in_markdown:
        found = TAG.search(value)
        if found is not None:
            run.sink.warning("invalid", expression(at), "markdown-tag", tag=clipped(found[0]))


_CHECKS: dict[str, Check] = {
    "string": _trimmed,
    "markdown": _without_tags,
    "date": _dated,
    "dateTime": _dated,
    "instant": _dated,
}


def _likely_markdown(value: Any) -> bool:
    return type(value) is str and 0 < len(value) <= MOST_CHARACTERS and "<" not in value


def _likely_date(type_: str) -> Callable[[Any], bool]:
    valid = VALID[type_]

    def likely(value: Any) -> bool:
        return valid(value) and FIRST_YEAR <= value[:4] <= LAST_YEAR

    return likely


# Whether a value is surely right, and not odd; for a string, the walk asks so itself.
LIKELY: dict[str, Callable[[Any], bool]] = {
    "markdown": _likely_markdown,
    **{each: _likely_date(each) for each in ("date", "dateTime", "instant")},
}
