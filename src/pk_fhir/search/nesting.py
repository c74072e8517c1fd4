"""How deep a criterion is nested, by what its steps cost a database that reads it.

SQLite's parser has room for a hundred open parts of a statement; what needs more is refused before.
"""

import msgspec

from pk_fhir.search.query import AllOf, Along, AnyOf, Chain, Criterion, Has, Not

_COSTS: dict[type, int] = {Chain: 3, Has: 3, Along: 6, AnyOf: 1, AllOf: 1, Not: 1}
DEEPEST = 25


def is_too_deep(criterion: Criterion) -> bool:
    """Whether the database could not read it as one statement."""
    return _depth(criterion) > DEEPEST


def _depth(part: object) -> int:
    if isinstance(part, tuple):
        return max(map(_depth, part), default=0)
    if not isinstance(part, msgspec.Struct):
        return 0
    inner = max((_depth(getattr(part, name)) for name in part.__struct_fields__), default=0)
    by_url = isinstance(part, Chain | Has) and bool(part.canonical)
    return inner + _COSTS.get(type(part), 0) + by_url
