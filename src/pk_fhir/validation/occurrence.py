"""One value of an element, as profiles look at it."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pk_fhir.validation.place import At, Slot

# JSON names of an element, those of its companions too, and what stands under each.
Slots = dict[str, Slot]


def by_name(slots: Iterable[Slot]) -> Slots:
    """The slots of an element by their JSON names."""
    return {name: slot for slot in slots for name in (slot.key, "_" + slot.key)}


class Occurrence(NamedTuple):
    """A value, what stands beside it (`_name`: id and extensions of a primitive), its place and type."""

    value: Any
    beside: dict[str, Any] | None
    at: At
    type: str

    @property
    def owner(self) -> dict[str, Any]:
        """The object that has the element's children."""
        if isinstance(self.value, dict):
            return self.value
        return self.beside or {}


def occurrences(
    owner: dict[str, Any], slots: "Slots", at: At, *, many: bool
) -> Iterator[Occurrence]:
    """The values of an element in its owner, under whichever of its JSON names."""
    for slot in dict.fromkeys([slots[key] for key in owner if key in slots]):
        value = owner.get(slot.key)
        beside = owner.get("_" + slot.key)
        if value is None and beside is None:
            continue
        if not many:
            yield _one(value, beside, (at, slot, None), slot)
            continue
        values = value if isinstance(value, list) else []
        companions = beside if isinstance(beside, list) else []
        for index in range(max(len(values), len(companions))):
            yield _one(
                values[index] if index < len(values) else None,
                companions[index] if index < len(companions) else None,
                (at, slot, index),
                slot,
            )


def _one(value: Any, beside: Any, at: At, slot: Slot) -> Occurrence:
    kind = slot.type
    if kind == "Resource" and isinstance(value, dict):
        kind = str(value.get("resourceType", kind))
        at = (at[0], slot.typed(kind), at[2])
    return Occurrence(value, beside if isinstance(beside, dict) else None, at, kind)
