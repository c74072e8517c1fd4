"""Where in a resource we are, as cheaply as possible, and how to say it.

A walk makes one small tuple for each element, `(parent, slot, index)`; the FHIRPath location is put
together only when there is something to report (https://hl7.org/fhir/R4/fhirpath.html#simple).
"""

from typing import Any

At = tuple[Any, "Slot", int | None]


class Slot:
    """An element as the definitions see it: its name in a location, its path, and its type.

    `names` are the words by which extension contexts may call it (`Patient.contact`,
    `BackboneElement`, `Element`); see `pk_fhir.validation.extensions`.
    """

    __slots__ = ("_typed", "key", "path", "segment", "type")

    def __init__(self, segment: str, path: str, type_: str, key: str = "") -> None:
        self.segment = segment
        self.path = path
        self.type = type_
        self.key = key or segment
        self._typed: dict[str, Slot] = {}

    def typed(self, type_: str) -> "Slot":
        """The same slot where the resource in it turned out to be a `type_`."""
        found = self._typed.get(type_)
        if found is None:
            found = self._typed[type_] = Slot(self.segment, type_, type_, self.key)
        return found


def element_at(at: At, top: At, resource: Any) -> tuple[Any, Any]:
    """The JSON value at a place below `top`, the place of `resource`, and the companion of a primitive."""
    steps: list[tuple[str, int | None]] = []
    here: At | None = at
    while here is not None and here[0] is not None and here != top:
        steps.append((here[1].key, here[2]))
        here = here[0]
    value, beside = resource, None
    for key, index in reversed(steps):
        # What is in a primitive is in its companion.
        holder = next((each for each in (value, beside) if isinstance(each, dict)), {})
        value, beside = _item(holder.get(key), index), _item(holder.get(f"_{key}"), index)
    return value, beside


def _item(value: Any, index: int | None) -> Any:
    if index is None:
        return value
    return value[index] if isinstance(value, list) and index < len(value) else None


def expression(at: At | None) -> str:
    """The FHIRPath location of a place."""
    parts: list[str] = []
    while at is not None:
        at, slot, index = at
        parts.append(slot.segment if index is None else f"{slot.segment}[{index}]")
    return ".".join(reversed(parts))
