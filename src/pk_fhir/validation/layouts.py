"""What the JSON names of an object say by themselves, worked out once for all objects that have them.

Whether every property is known, none is missing, no choice is made twice
(https://hl7.org/fhir/R4/json.html), and most invariants (`code.empty() or system.exists()`) depend on
nothing but the names that an object has. Systems write the same names again and again: for each type and
each sequence of names the answer is kept, as a `Layout`, with what is left to be done for the values.
"""

from collections.abc import Collection
from typing import Any

from pk_fhir.validation.shapes import Check, Layout, Shape

# So many are kept for a type; a hostile body must not fill the memory.
MOST_LAYOUTS = 256
MOST_NAMES = 64


def layout_of(shape: Shape, value: dict[str, Any]) -> Layout | None:
    """The layout of an object, which is kept; None where its names are not right, and there is something to tell."""
    names = tuple(value)
    if not _is_right(shape, names):
        return None
    layout = Layout(tuple(shape.properties[name] for name in names), left_open(shape, names))
    if len(names) <= MOST_NAMES:
        if len(shape.layouts) >= MOST_LAYOUTS:
            shape.layouts.clear()
        shape.layouts[names] = layout
    return layout


def left_open(shape: Shape, names: Collection[str]) -> tuple[Check, ...]:
    """The checks of an object as a whole that its names leave open."""
    invariants = [each.check for each in shape.invariants if not each.settled(names)]
    return (*invariants, *(each.check for each in shape.rules if each.key in names))


def _is_right(shape: Shape, names: tuple[str, ...]) -> bool:
    """Whether an object may have these names: all known, none missing, and some content."""
    if not shape.properties.keys() >= set(names):
        return False
    if not shape.must.issubset(names) and any(
        key not in names and "_" + key not in names for key in shape.must
    ):
        return False
    if any(keys.isdisjoint(names) for keys, _ in shape.required):
        return False
    if not shape.resource and (not names or names == ("id",)):
        return False
    chosen = (
        {name.removeprefix("_") for name in names if name in keys} for keys, _ in shape.choices
    )
    return all(len(each) <= 1 for each in chosen)
