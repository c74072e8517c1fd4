"""Checks of texts that a caller may ask for: HTML in strings, example addresses.

They read every string of a resource once more, so they run only where the options ask for them.
"""

import re
from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.oddities import TAG
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run
from pk_fhir.validation.shapes import Shape

# What may run in a string is a tag with something after it that closes or goes on.
_IN_STRING = re.compile(r"<[^\W\d_]\w*(?:\s[^<>]*)?>[^<]*<")
EXAMPLES = ("example.org", "acme.com", "example.com")
URLS = frozenset({"uri", "url"})


def check_content(shape: Shape, value: dict[str, Any], at: At, run: Run) -> None:
    """Check the texts of a resource, where the options ask for it."""
    options = run.options
    if not options.security and options.html_in_markdown and options.example_urls:
        return
    in_text = [_IN_STRING] if options.security else []
    in_markdown = in_text + ([] if options.html_in_markdown else [TAG])
    for text, slot, place in texts(shape, value, at, run):
        tags = in_markdown if slot.type == "markdown" else [] if slot.type == "xhtml" else in_text
        if any(each.search(text) for each in tags):
            run.sink.error("invalid", expression(place), "content-html", type=slot.type)
        if not options.example_urls and _is_example(text, slot):
            run.sink.error("invalid", expression(place), "content-example", url=clipped(text))


def _is_example(text: str, slot: Slot) -> bool:
    if slot.type not in URLS or slot.path.endswith(".system"):
        return False
    return any(each in text for each in EXAMPLES)


def texts(shape: Shape, value: dict[str, Any], at: At, run: Run) -> Iterator[tuple[str, Slot, At]]:
    """Every string of an object with its element and place; resources within are left to themselves."""
    for key, item in value.items():
        slot = shape.slots.get(key)
        if slot is None or slot.type == "Resource":
            continue
        values = item if isinstance(item, list) else [item]
        for index, each in enumerate(values):
            place: At = (at, slot, index if isinstance(item, list) else None)
            if isinstance(each, str):
                yield each, slot, place
            elif isinstance(each, dict):
                below = run.program.shape_or_none(slot.type)
                if below is not None:
                    yield from texts(below, each, place, run)
