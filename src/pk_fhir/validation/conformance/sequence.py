"""The list of a differential: each element once, what it is part of before it, what is sliced before its slices.

https://hl7.org/fhir/R4/elementdefinition.html#id. Where elements have no ids, they belong to the latest
element of the path above them.
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run

# Of an element: where it is (its id, or what stands for it), its own name, and that of its slice.
Key = tuple[str, str, str]


class Sequence:
    """What was met of a differential so far."""

    def __init__(self) -> None:
        # The slices met of each element, of which "" is the element itself.
        self.met: dict[tuple[str, str], set[str]] = {}
        # Elements that only something below them spoke of, and where the first of these stands.
        self.implied: dict[str, str] = {}
        self.latest: dict[str, str] = {}
        # The elements that the last one stands in, by their paths, and for which those before were left.
        self.open: set[str] = set()
        # Paths that were spoken of since what is around them was.
        self.spoken: set[str] = set()
        self.left: dict[str, str] = {}
        # What was left below each path, which may be taken up with it.
        self.parts: dict[str, list[str]] = {}

    def key(self, element: dict[str, Any]) -> Key:
        """Of an element: the identity of what it stands in, its own name, and its slice's."""
        path, own = text(element, "path"), text(element, "sliceName")
        above, _, name = path.rpartition(".")
        told, _, last = text(element, "id").rpartition(".")
        if last and told.count(".") == above.count(".") and bool(told) == bool(above):
            return told, name, own or last.partition(":")[2]
        return self.latest.get(above, above), name, own

    def add(self, key: Key, path: str, place: str) -> None:
        """Take an element as met; what is around it, and was not spoken of, is implied at `place`."""
        above, name, own = key
        self.met.setdefault((above, name), set()).add(own)
        identity = _identity(key)
        self.latest[path] = identity
        while above:
            known = above.rpartition(".")
            if own_name(known[2]) in self.met.get((known[0], known[2].partition(":")[0]), set()):
                break
            self.implied.setdefault(above, place)
            above = known[0]

    def enter(self, path: str, place: str) -> str:
        """Go on to an element; where it takes up what was left before, the place of what is in between or,
        for a part of that, its own."""
        steps = path.split(".")
        around = {".".join(steps[:end]) for end in range(1, len(steps))}
        wrong = place if around & self.left.keys() else self.left.pop(path, "")
        for each in self.parts.pop(path, ()):
            self.left.pop(each, None)
            self.spoken.discard(each)
        for each in self.open - around - {path}:
            if each.startswith(f"{path}."):
                continue
            self.left[each] = place
        for each in (around | {path}) - self.open:
            for above in _above(each):
                self.parts.setdefault(above, []).append(each)
        self.open = around | {path}
        return wrong

    def is_twice(self, key: Key) -> bool:
        """Whether the element, or the slice, was met before; an element also after a slice of it."""
        met = self.met.get(key[:2], set())
        return bool(met) if not key[2] else key[2] in met


def _above(path: str) -> Iterator[str]:
    while "." in path:
        path = path.rpartition(".")[0]
        yield path


def own_name(step: str) -> str:
    """The slice that a step of an id names."""
    return step.partition(":")[2]


def _identity(key: Key) -> str:
    above, name, own = key
    step = f"{name}:{own}" if own else name
    return f"{above}.{step}" if above else step


def check_sequence(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report elements of a differential that are given twice, or after what is part of them."""
    sequence = Sequence()
    for place, element in objects(resource.get("differential"), "element", f"{path}.differential"):
        told = text(element, "path")
        if not told:
            continue
        key = sequence.key(element)
        early = "" if key[2] else sequence.implied.get(_identity(key), "")
        # Without ids, an element is found by its path only, and missed in the whole.
        where = place if text(element, "id") else path
        early = sequence.enter(told, where) or early
        again = told in sequence.spoken and not key[2]
        sequence.spoken.add(told)
        if again or sequence.is_twice(key):
            run.sink.error("processing", path, "derived-twice", path=told)
        elif early and "." in told:
            run.sink.error("invalid", early, "derived-order", path=told)
        sequence.add(key, told, where)
