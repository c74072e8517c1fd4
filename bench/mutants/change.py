"""A change of JSON as data: what to put, or to take away, where."""

import copy
from dataclasses import dataclass
from typing import Any

from bench.mutants.spots import Json, Way

GONE: Any = object()


@dataclass(frozen=True)
class Change:
    """One mutation: steps of (way, value), `GONE` for what is taken away.

    `places` are the FHIRPath locations of which one has to be told; none where only the oracle knows
    whether the mutant is valid.
    """

    kind: str
    steps: tuple[tuple[Way, Any], ...]
    places: tuple[str, ...] = ()

    def apply(self, resource: dict[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = copy.deepcopy(resource)
        for way, value in self.steps:
            holder: Json = made
            for step in way[:-1]:
                holder = holder[step]
            last = way[-1]
            if value is GONE:
                del holder[last]
                _without_companion(holder, last)
            elif isinstance(last, int) and last == len(holder):
                holder.append(value)
            else:
                holder[last] = value
        return made

    @property
    def id(self) -> str:
        return f"{self.kind} {'.'.join(str(step) for step in self.steps[0][0])}"


def put(kind: str, way: Way, value: Json, *places: str) -> Change:
    return Change(kind, ((way, value),), places)


def drop(kind: str, way: Way, *places: str) -> Change:
    return Change(kind, ((way, GONE),), places)


def _without_companion(holder: Json, last: str | int) -> None:
    """`_birthDate` would keep an element alive whose value is gone."""
    if isinstance(holder, dict):
        holder.pop(f"_{last}", None)
