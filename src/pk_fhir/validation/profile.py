"""Profiles compiled to what they add to the base (https://hl7.org/fhir/R4/profiling.html).

A resource's base is walked once, whatever profiles it is held to. A profile's tree is therefore
compared, element by element, with the base types as it is compiled, and only the differences become
checks: most elements of most profiles cost nothing.
"""

from collections.abc import Callable, Iterable
from typing import Any

from pk_fhir.validation.occurrence import Occurrence, by_name, occurrences
from pk_fhir.validation.place import At, Slot, expression
from pk_fhir.validation.run import Run

# Mistakes in a profile that leave the rest of it usable.
BEARABLE = frozenset({"snapshot-malformed", "snapshot-no-type", "snapshot-unknown-path"})

OccurrenceCheck = Callable[[Occurrence, Run], None]
# (the values of a sliced element, the place of their owner, the run)
SlicesCheck = Callable[[list[Occurrence], At, Run], None]


class ElementRule:
    """What a profile adds for one child element: how often, what values, which slices."""

    __slots__ = ("checks", "least", "many", "most", "path", "slicing", "slots", "url")

    def __init__(self, path: str, url: str, slots: Iterable[Slot], *, many: bool) -> None:
        self.path = path
        self.url = url
        self.slots = by_name(slots)
        self.many = many
        # None where the base asks the same.
        self.least: int | None = None
        self.most: int | None = None
        self.checks: tuple[OccurrenceCheck, ...] = ()
        self.slicing: SlicesCheck | None = None

    @property
    def empty(self) -> bool:
        """Whether it asks nothing beyond the base."""
        return self.least is None and self.most is None and not self.checks and self.slicing is None

    def check(self, owner: dict[str, Any], at: At, run: Run) -> None:
        """Report where the occurrences of this element in `owner` are too few or many, or break a check."""
        found = list(occurrences(owner, self.slots, at, many=self.many))
        count = len(found)
        if self.least is not None and count < self.least:
            run.sink.error(
                "structure", expression(at), "structure-minimum", path=self.path, min=self.least,
                found=count, url=self.url,
            )  # fmt: skip
        if self.most is not None and count > self.most:
            run.sink.error(
                "structure", expression(at), "structure-maximum", path=self.path, max=self.most,
                found=count, url=self.url,
            )  # fmt: skip
        for one in found:
            for check in self.checks:
                check(one, run)
        if self.slicing is not None:
            self.slicing(found, at, run)


class Profile:
    """A compiled profile. `type` is what it constrains; `problems` are texts on what is wrong with it."""

    __slots__ = ("checks", "problems", "rules", "type", "url")

    def __init__(self, url: str, type_: str) -> None:
        self.url = url
        self.type = type_
        self.rules: tuple[ElementRule, ...] = ()
        self.checks: tuple[OccurrenceCheck, ...] = ()
        self.problems: tuple[tuple[str, dict[str, object]], ...] = ()

    def check(self, one: Occurrence, run: Run) -> None:
        """Report what the value lacks of this profile; of one value and profile only once."""
        for key, values in self.problems:
            report = run.sink.warning if key in BEARABLE else run.sink.error
            report("processing", expression(one.at), key, **{**values, "profile": self.url})
        for check in self.checks:
            check(one, run)
        owner = one.owner
        for rule in self.rules:
            rule.check(owner, one.at, run)


def held_to(profile: Profile, one: Occurrence, run: Run) -> None:
    """Report what a value lacks of a profile, unless that has been done for this value already."""
    owner = one.owner
    if owner:
        key = ("held", id(owner), profile.url, id(run.sink))
        if key in run.memory:
            return
        # What is kept cannot be replaced by another object with its identity.
        run.memory[key] = (owner, run.sink)
    profile.check(one, run)


def conforms(profile: Profile, one: Occurrence, run: Run) -> bool:
    """Whether a value meets a profile. What is being asked already, further up, is taken to."""
    key = ("conforms", id(one.owner), profile.url)
    if key in run.memory:
        return bool(run.memory[key])
    run.memory[key] = True
    outer = run.sink
    run.sink = outer.trial()
    try:
        profile.check(one, run)
        good = run.sink.errors == 0
    finally:
        run.sink = outer
    run.memory[key] = good
    return good
