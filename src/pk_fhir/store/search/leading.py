"""Which criterion of a search is likely to leave the fewest resources: that one is the way in.

It is judged by the tree alone, without a look at the data: a reference or an identifier before a code, a code
before what must not be there.
"""

from collections.abc import Sequence

import msgspec

from pk_fhir.search.query import (
    Along,
    Branch,
    Chain,
    Composite,
    Content,
    Criterion,
    Has,
    Ids,
    InList,
    Match,
    Near,
    Not,
    Updated,
    Within,
)

# More values than this are read together and sorted.
MOST_APART = 8
# What leaves more is asked of each version.
_INDEXED = 6
# Forms of which no two different tests are passed by one row.
_APART = ({"code"}, {"both"}, {"typed"}, {"id"})


def narrowest_first(criterion: Criterion) -> tuple[int, int]:
    """Narrowest first; of steps along references, those to the narrowest end."""
    branches: tuple[Branch, ...] = ()
    if isinstance(criterion, Chain):
        branches = criterion.branches
    elif isinstance(criterion, Has):
        branches = (criterion.branch,)
    ends = (min(map(_selectivity, branch.where), default=10) for branch in branches)
    return _selectivity(criterion), max(ends, default=0)


def _selectivity(criterion: Criterion) -> int:
    """How few resources are likely to meet it: 0 is fewest."""
    if isinstance(criterion, Ids):
        return 9 if criterion.negated else 0
    if isinstance(criterion, Match):
        return _of_match(criterion)
    if isinstance(criterion, Not):
        return 9
    if isinstance(criterion, Along | Chain | Has | InList | Composite | Near | Within):
        return 4
    return 10 if isinstance(criterion, Content) else 8


def _of_match(match: Match) -> int:
    if match.negated:
        return 9
    form = match.tests[0].form if match.tests else ""
    ranks = {"typed": 1, "id": 1, "both": 2, "is": 2, "exact": 3, "starts": 3}
    return ranks.get(form, 5 if match.kind != "token" else 6)


def way_in(criteria: Sequence[Criterion]) -> tuple[tuple[Criterion, ...], tuple[Criterion, ...]]:
    """The criterion that leads, where an index leads by it, and the others."""
    ordered = tuple(sorted(criteria, key=narrowest_first))
    indexed = [
        each for each in ordered[:1] if isinstance(each, Updated) or _selectivity(each) <= _INDEXED
    ]
    return ordered[: len(indexed)], ordered[len(indexed) :]


def apart(criteria: Sequence[Criterion]) -> list[tuple[Criterion, ...]]:
    """The criteria once for each value of the one that leads, where no resource can have two of them.

    Each value's rows stand in the order of their numbers, and all of them together do not.
    """
    ordered = sorted(criteria, key=narrowest_first)
    lead = ordered[0] if ordered else None
    if not isinstance(lead, Match) or lead.negated or not lead.distinct:
        return [tuple(criteria)]
    tests = lead.tests
    if not 1 < len(tests) <= MOST_APART or {test.form for test in tests} not in _APART:
        return [tuple(criteria)]
    return [(msgspec.structs.replace(lead, tests=(test,)), *ordered[1:]) for test in tests]
