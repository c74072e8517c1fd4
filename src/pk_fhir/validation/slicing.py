"""Slicing: which value belongs to which slice, and how many each may have.

https://hl7.org/fhir/R4/profiling.html#slicing
"""

from typing import TYPE_CHECKING

from pk_fhir.validation.discriminator import Test, discriminate
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.profile import OccurrenceCheck
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library


class Slice:
    """One slice: the tests by which a value belongs to it, its limits, and what it asks."""

    __slots__ = ("checks", "least", "most", "node", "path", "slicing", "tests")

    def __init__(self, node: Node, path: str) -> None:
        self.node = node
        self.path = path
        self.least = 0
        self.most = 0
        # None where nothing tells a value of this slice from others.
        self.tests: tuple[Test, ...] | None = ()
        self.checks: tuple[OccurrenceCheck, ...] = ()
        self.slicing: Slicing | None = None

    def holds(self, one: Occurrence, run: Run) -> bool:
        """Whether a value is of this slice; never where nothing tells its values from others."""
        return self.tests is not None and all(test(one, run) for test in self.tests)


class Slicing:
    """The slices of one element, and the rules of what belongs to none of them."""

    __slots__ = ("exclusive", "ordered", "path", "problems", "rules", "slices", "slicing", "url")

    def __init__(self, node: Node, path: str, url: str) -> None:
        self.path = path
        self.url = url
        slicing = node.element.get("slicing")
        self.slicing = slicing if isinstance(slicing, dict) else {}
        self.rules = str(self.slicing.get("rules", "open"))
        self.ordered = self.slicing.get("ordered") is True
        # Extensions have one url, and so are of one slice.
        self.exclusive = self.slicing.get("discriminator") == [{"type": "value", "path": "url"}]
        self.slices: list[Slice] = []
        self.problems: list[str] = []

    def prepare(self, program: "Library") -> None:
        """Work out how each slice is told."""
        for each in self.slices:
            each.tests = discriminate(self.slicing, each.node, program)
            if each.tests is None and self.slicing.get("discriminator"):
                self.problems.append(each.path)

    def check(self, found: list[Occurrence], at: At, run: Run) -> None:
        """Report values that are out of order, in no slice where they must be, or too few or many of one."""
        for path in self.problems:
            for one in found:
                self._report("slice-undecidable", one, run, path=path)
        taken: dict[int, list[Occurrence]] = {}
        last = -1
        unmatched = False
        for one in found:
            place = self._place(one, run)
            if place is None:
                unmatched = True
                self._outside(one, run)
                continue
            taken.setdefault(place, []).append(one)
            if self.ordered and place < last:
                self._report("slice-order", one, run, slice=self.slices[place].path)
            if unmatched and self.rules == "openAtEnd":
                self._report("slice-at-end", one, run, slice=self.slices[place].path)
            last = max(last, place)
        for place, each in enumerate(self.slices):
            self._within(each, taken.get(place, []), at, run)

    def _place(self, one: Occurrence, run: Run) -> int | None:
        """The index of the one slice to which a value belongs; None if it is of none."""
        matching = (place for place, each in enumerate(self.slices) if each.holds(one, run))
        first = next(matching, None)
        if first is None or self.exclusive:
            return first
        second = next((place for place in matching if self.slices[place].tests), None)
        if second is not None and self.slices[first].tests:
            self._report(
                "slice-several",
                one,
                run,
                first=self.slices[first].path,
                second=self.slices[second].path,
            )
        return first

    def _outside(self, one: Occurrence, run: Run) -> None:
        if self.rules == "closed":
            self._report("slice-closed", one, run, slice=self.path)

    def _report(self, key: str, one: Occurrence, run: Run, **values: object) -> None:
        run.sink.error("invalid", expression(one.at), key, url=self.url, **values)

    def _within(self, each: Slice, found: list[Occurrence], at: At, run: Run) -> None:
        count = len(found)
        if count < each.least:
            run.sink.error(
                "structure", expression(at), "slice-minimum", path=each.path, min=each.least,
                found=count, url=self.url,
            )  # fmt: skip
        if count > each.most:
            run.sink.error(
                "structure", expression(at), "structure-maximum", path=each.path, max=each.most,
                found=count, url=self.url,
            )  # fmt: skip
        for one in found:
            for check in each.checks:
                check(one, run)
        if each.slicing is not None:
            each.slicing.check(found, at, run)
