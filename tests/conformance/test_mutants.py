"""One thing wrong anywhere in an example is told by our validator, at its place.

What can be wrong, and where that is told, comes from FHIR's definitions alone (`bench/mutants`).
"""

import json
from collections import Counter
from functools import cache

import pytest
from bench.mutants import Mutant, mutants
from bench.mutants.oracle import plain
from tests.conformance import examples

from pk_fhir.definitions import Definitions
from pk_fhir.fhir.outcome import Issue
from pk_fhir.validation import Validator

SEED = 1
# More than there are changes of any kind in an example.
ALL = 1_000
NAMES = (*examples.names(), *examples.alone())


def _resources(name: str) -> list[tuple[str, examples.Resource]]:
    if name in examples.alone():
        return [(name, examples.resource(name, ""))]
    listed = enumerate(examples.resources(name))
    return [(f"{name}/{number} {one['resourceType']}", one) for number, one in listed]


@cache
def _mutants(name: str) -> tuple[Mutant, ...]:
    """Of every resource of an example one mutant of each kind that fits it, and must be invalid."""
    made = mutants(_resources(name), SEED, 1, Definitions.ours(), certain=True)
    return tuple(each for each in made if each.must)


@cache
def _shortest() -> dict[str, tuple[str, examples.Resource]]:
    """The shortest resource of each type that the examples have."""
    found: dict[str, tuple[str, examples.Resource]] = {}
    for name in NAMES:
        for title, resource in _resources(name):
            _, shortest = found.setdefault(resource["resourceType"], (title, resource))
            if len(str(resource)) < len(str(shortest)):
                found[resource["resourceType"]] = (title, resource)
    return found


def _errors(mutant: Mutant) -> list[Issue]:
    # Bytes, as they come over HTTP, so that lines and columns are told too.
    found = Validator.ours().validate(json.dumps(mutant.resource, ensure_ascii=False).encode())
    return [issue for issue in found if issue.severity in ("error", "fatal")]


def _missed(made: list[Mutant]) -> list[tuple[str, list[str]]]:
    """The mutants that are not told at one of their places, and where they are told."""
    missed = []
    for mutant in made:
        told = {plain(issue.expression) for issue in _errors(mutant)}
        if not told & {plain(place) for place in mutant.change.places}:
            missed.append((mutant.id, sorted(told)))
    return missed


@pytest.mark.parametrize("name", NAMES)
def test_a_mistake_of_every_kind_in_an_example_is_told_at_its_place(name: str) -> None:
    assert _missed(list(_mutants(name))) == []


@pytest.mark.parametrize("kind", sorted(_shortest()))
def test_every_single_mistake_in_a_resource_of_a_type_is_told_at_its_place(kind: str) -> None:
    made = mutants([_shortest()[kind]], SEED, ALL, Definitions.ours(), certain=True)
    assert _missed([each for each in made if each.must]) == []


def test_the_mutants_are_of_every_kind_and_of_every_type_in_the_examples() -> None:
    made = [each for name in NAMES for each in _mutants(name)]
    types = set(_shortest())
    per_type = Counter(
        kind for mutant in made if isinstance(kind := mutant.resource.get("resourceType"), str)
    )
    assert {name for name in types if per_type[name] < 50} == set()
    assert len({each.change.kind for each in made}) >= 90
    assert len(made) > 5_000
