"""Mutants by seed: of every kind that fits a resource, some."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bench.mutants.answers import of_answers
from bench.mutants.bundled import of_bundles
from bench.mutants.change import Change
from bench.mutants.forms import of_forms
from bench.mutants.meaning import of_meaning
from bench.mutants.profiled import of_profiles
from bench.mutants.random_ones import of_chance
from bench.mutants.rules import of_rules
from bench.mutants.spots import types
from bench.mutants.structure import of_structure
from bench.mutants.values import of_values

from pk_fhir.definitions import Definitions


@dataclass(frozen=True)
class Mutant:
    """A changed resource; `must` tells whether it has to be found invalid, at one of `places`."""

    source: str
    change: Change
    resource: dict[str, Any]

    @property
    def id(self) -> str:
        return f"{self.source}: {self.change.id}"

    @property
    def must(self) -> bool:
        return bool(self.change.places)


def mutants(
    sources: Iterable[tuple[str, dict[str, Any]]],
    seed: int,
    each: int = 1,
    definitions: Definitions | None = None,
    *,
    certain: bool = False,
) -> Iterator[Mutant]:
    """`each` mutants of every kind of change that fits each source (a name and a valid resource).

    `definitions` are those of the profiles and questionnaires that the sources claim. With `certain`,
    only the kinds of which FHIR itself says that the result is invalid.
    """
    known = definitions or Definitions.r4()
    for name, resource in sources:
        chance = random.Random(f"{seed} {name}")  # noqa: S311 - to be repeatable, not secret
        by_kind: dict[str, list[Change]] = {}
        for change in changes(resource, chance, known, certain=certain):
            by_kind.setdefault(change.kind, []).append(change)
        for kind in sorted(by_kind):
            found = by_kind[kind]
            for change in chance.sample(found, min(each, len(found))):
                yield Mutant(name, change, change.apply(resource))


def changes(
    resource: dict[str, Any],
    chance: random.Random,
    definitions: Definitions,
    *,
    certain: bool = False,
) -> Iterator[Change]:
    """Every change that the kinds know for a resource."""
    spots = types().spots(resource)
    yield from of_structure(resource, spots)
    yield from of_meaning(resource, spots)
    yield from of_rules(resource, spots)
    yield from of_profiles(resource, spots, definitions)
    yield from of_answers(resource, definitions)
    if certain:
        return
    yield from of_chance(resource, chance)
    yield from of_values(spots)
    yield from of_forms(resource, spots, chance, definitions)
    yield from of_bundles(resource)
