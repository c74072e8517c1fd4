"""The query tree: what a search asks for, as a value without SQL or text.

https://hl7.org/fhir/R4/search.html. Criteria of a query are all to be met; the tests of one criterion
are alternatives. A test is a form and its values, so that two searches that differ only in their
values have trees of one shape, and a store can prepare one statement for them.
"""

from typing import Literal

import msgspec

from pk_fhir.fhir.outcome import Issue

Value = str | int | float | tuple[str, ...]


class Test(msgspec.Struct, frozen=True):
    """One alternative. The forms of each kind, and their values, stand in `kinds`."""

    form: str
    values: tuple[Value, ...]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """An index row of this kind, of one of the parameters `keys`, that passes one of the tests.

    `negated`: no such row. `distinct`: at most one row of a resource can pass.
    """

    kind: str
    keys: tuple[int, ...]
    tests: tuple[Test, ...]
    negated: bool = False
    distinct: bool = False


class Missing(msgspec.Struct, frozen=True):
    """No index row of this kind and these parameters (`missing`), or at least one."""

    kind: str
    keys: tuple[int, ...]
    missing: bool


class Within(msgspec.Struct, frozen=True):
    """The one date row of a parameter that has at most one passes all of these tests."""

    keys: tuple[int, ...]
    tests: tuple[Test, ...]


class Ids(msgspec.Struct, frozen=True):
    """A logical id is one of these (`negated`: none of them)."""

    ids: tuple[str, ...]
    negated: bool = False


class Updated(msgspec.Struct, frozen=True):
    """`meta.lastUpdated` passes one of these date tests."""

    tests: tuple[Test, ...]


class Branch(msgspec.Struct, frozen=True):
    """Resources of one type that meet all of these criteria."""

    type_name: str
    where: "tuple[Criterion, ...]"


class Chain(msgspec.Struct, frozen=True):
    """A reference by one of the parameters `keys` to a resource of one of the branches.

    Resources of the types `canonical` are also named by their url; `literal`: by type and id at all.
    """

    keys: tuple[int, ...]
    branches: tuple[Branch, ...]
    canonical: tuple[str, ...] = ()
    literal: bool = True


class Along(msgspec.Struct, frozen=True, kw_only=True):
    """A reference by one of the parameters `keys` to a resource with one of these ids, or to what is below
    it (`down`) or above it; `parent` is the parameter that leads from a resource of the type to the one
    that it is a part of."""

    keys: tuple[int, ...]
    type_name: str
    parent: int
    ids: tuple[str, ...]
    down: bool


class Has(msgspec.Struct, frozen=True):
    """A resource of the branch refers to this one by one of the parameters `keys` (``_has``).

    `canonical` and `literal` as those of a Chain.
    """

    keys: tuple[int, ...]
    branch: Branch
    canonical: tuple[str, ...] = ()
    literal: bool = True


class InList(msgspec.Struct, frozen=True):
    """It is an item of a List with one of these ids (``_list``); `key` is List.item."""

    key: int
    ids: tuple[str, ...]


class Composite(msgspec.Struct, frozen=True):
    """Rows of one group pass a test each: `parts` are kind and number, `tests` alternatives of all."""

    parts: tuple[tuple[str, int], ...]
    tests: tuple[tuple[Test, ...], ...]


class Near(msgspec.Struct, frozen=True):
    """Within `kilometres` of a point (``Location.near``); the keys are those of latitude and longitude."""

    latitude_key: int
    longitude_key: int
    latitude: float
    longitude: float
    kilometres: float


class Content(msgspec.Struct, frozen=True):
    """All words of one of the alternatives stand in the resource, or (`narrative`) in its narrative."""

    words: tuple[tuple[str, ...], ...]
    narrative: bool


class AnyOf(msgspec.Struct, frozen=True):
    """At least one of these is met; of none, nothing is found."""

    criteria: "tuple[Criterion, ...]"


class AllOf(msgspec.Struct, frozen=True):
    """All of these are met."""

    criteria: "tuple[Criterion, ...]"


class Not(msgspec.Struct, frozen=True):
    """This is not met."""

    criterion: "Criterion"


Criterion = (
    Match
    | Within
    | Missing
    | Ids
    | Updated
    | Chain
    | Has
    | InList
    | Composite
    | Near
    | Content
    | AnyOf
    | AllOf
    | Not
    | Along
)


class SortKey(msgspec.Struct, frozen=True):
    """One key of ``_sort``: `kind` is a kind of index row, or ``_id`` or ``_lastUpdated``."""

    kind: str
    keys: tuple[int, ...]
    descending: bool


class Include(msgspec.Struct, frozen=True):
    """One ``_include`` or (`reverse`) ``_revinclude``.

    `source` is the type whose references are followed; None is any. `keys` are the parameters that
    are followed; None is all of them (``*``). `target` narrows what is included by `_include`.
    `canonical` and `literal` as those of a Chain.
    """

    reverse: bool
    source: str | None
    keys: tuple[int, ...] | None
    target: str | None = None
    iterate: bool = False
    canonical: tuple[str, ...] = ()
    literal: bool = True


Total = Literal["none", "estimate", "accurate"]
Summary = Literal["true", "false", "text", "data", "count"]


class Query(msgspec.Struct, frozen=True, kw_only=True):
    """A whole search.

    `types` are the resource types asked for. `count` is the page size (None where not stated).
    `understood` are the pairs that were, for the self link; `ignored` are warnings about the others,
    which only a lenient reading has.
    """

    types: tuple[str, ...]
    where: tuple[Criterion, ...] = ()
    sort: tuple[SortKey, ...] = ()
    count: int | None = None
    total: Total | None = None
    includes: tuple[Include, ...] = ()
    summary: Summary | None = None
    elements: tuple[str, ...] = ()
    understood: tuple[tuple[str, str], ...] = ()
    ignored: tuple[Issue, ...] = ()
