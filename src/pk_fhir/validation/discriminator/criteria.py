"""The tests by which a value belongs to a slice (https://hl7.org/fhir/R4/profiling.html#discriminator).

What the slice's own definition states at the discriminator's path (a fixed value, a pattern, a binding, a
type, a profile, presence) becomes a test of the value found there.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.discriminator.path import Step, nodes_at, steps_of
from pk_fhir.validation.discriminator.reach import Reach, children_of, reach_of
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.profile import conforms
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node, profiles_of
from pk_fhir.validation.values import matches, same, stated

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Test = Callable[[Occurrence, Run], bool]
_ANY = frozenset({"Resource", "DomainResource"})


def discriminate(
    slicing: dict[str, Any], node: Node, program: "Library"
) -> tuple[Test, ...] | None:
    """The tests of a slice; None where its definition does not tell it from others."""
    found = [
        _test(str(each.get("type", "")), str(each.get("path", "")), node, program)
        for each in slicing.get("discriminator") or ()
    ]
    # A discriminator that one slice says nothing about leaves it to the others.
    return tuple(test for test in found if test is not None) or None


def _test(kind: str, path: str, node: Node, program: "Library") -> Test | None:
    steps = steps_of(path)
    nodes = nodes_at([node], steps, program) if steps is not None else []
    if steps is None or not nodes:
        return None
    reach = reach_of(steps)
    if kind == "exists":
        return _by_presence(nodes, reach, default=True)
    if kind == "type":
        return _by_type(nodes, reach, steps)
    if kind == "profile":
        return _by_profile(nodes, reach)
    return _by_value(nodes, reach) if kind in ("value", "pattern") else None


def _by_value(nodes: list[Node], reach: Reach) -> Test | None:
    if nodes[0].element.get("max") == "0":
        return _by_presence(nodes, reach)
    wanted = [found for node in nodes if (found := _criterion(node)) is not None]
    if not wanted:
        return _by_presence(nodes, reach)

    def test(one: Occurrence, run: Run) -> bool:
        return any(meets(each, run) for each in reach(one, run) for meets in wanted)

    return test


def _criterion(node: Node) -> Test | None:
    fixed = stated(node.element, "fixed")
    if fixed is not None:
        return lambda one, _run: same(fixed, one.value)
    pattern = stated(node.element, "pattern")
    if pattern is not None:
        return lambda one, _run: matches(pattern, one.value)
    below = [(each.name, found) for each in node.children or () if (found := _criterion(each))]
    if below:
        return _every(below)
    binding = node.element.get("binding")
    if (
        isinstance(binding, dict)
        and binding.get("strength") == "required"
        and "valueSet" in binding
    ):
        value_set = str(binding["valueSet"])
        return lambda one, run: _member(value_set, one, run)
    return None


def _every(below: list[tuple[str, Test]]) -> Test:
    def test(one: Occurrence, run: Run) -> bool:
        return all(
            any(meets(each, run) for each in children_of(one, name.removesuffix("[x]"), run))
            for name, meets in below
        )

    return test


def _member(value_set: str, one: Occurrence, run: Run) -> bool:
    return (
        one.value is not None
        and run.terminology.contains(value_set, one.value, one.type, run.asking) is True
    )


def _by_presence(nodes: list[Node], reach: Reach, *, default: bool = False) -> Test | None:
    node = nodes[0]
    if node.element.get("max") == "0":
        return lambda one, run: not reach(one, run)
    if node.element.get("min", 0) > 0 or default:
        return lambda one, run: bool(reach(one, run))
    return None


def _by_type(nodes: list[Node], reach: Reach, steps: list[Step]) -> Test | None:
    # Where a choice is itself sliced by type, its slices say which types are meant.
    told = [node for node in nodes if node.slice_name] if steps else []
    codes = {
        str(each.get("code", "")) for node in told or nodes for each in node.element.get("type", ())
    }
    if not codes:
        return None
    anything = bool(codes & _ANY)

    def test(one: Occurrence, run: Run) -> bool:
        return any(
            anything or each.type in codes or _reference_type(each) in codes
            for each in reach(one, run)
        )

    return test


def _reference_type(one: Occurrence) -> str | None:
    """A backbone's occurrence is typed by its path; its definition says BackboneElement."""
    return "BackboneElement" if "." in one.type else None


def _by_profile(nodes: list[Node], reach: Reach) -> Test | None:
    profiles = [
        url for node in nodes for each in node.element.get("type", ()) for url in profiles_of(each)
    ]
    if not profiles:
        return None

    def test(one: Occurrence, run: Run) -> bool:
        return any(_conforms(url, each, run) for each in reach(one, run) for url in profiles)

    return test


def _conforms(url: str, one: Occurrence, run: Run) -> bool:
    profile = run.program.profile(url)
    if profile is None:
        name = url.removeprefix(CORE)
        return name == one.type
    if one.value is None:
        return False
    return profile.type in (one.type, *_ANY) and conforms(profile, one, run)
