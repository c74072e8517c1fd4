"""Existence, filtering, subsetting and combining (https://hl7.org/fhirpath/N1/#existence and on)."""

from collections.abc import Iterator
from functools import cmp_to_key

from pk_fhir.fhirpath.compare import key, order, valueless
from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.errors import FhirPathError
from pk_fhir.fhirpath.functions.registry import Run, boolean, function, integer, truth
from pk_fhir.fhirpath.node import Item, Items, Node, system

# Deeper than any resource nests; what repeats longer has no end.
MAX_ROUNDS = 10_000
MAX_REPEATED = 50_000


def each(c: Context, items: Items, run: Run) -> "list[tuple[Item, Items]]":
    """Every item with what `run` gives for it; ``$index`` and defined variables are put back after."""
    c.visit(len(items))
    index, variables = c.index, c.variables
    found = []
    for position, item in enumerate(items):
        c.index = position
        found.append((item, run(c, [item])))
        c.variables = variables
    c.index = index
    return found


@function("empty")
def empty(_: Context, items: Items) -> Items:
    return [not items]


@function("not")
def negation(_: Context, items: Items) -> Items:
    value = truth(items)
    return [] if value is None else [not value]


@function("exists", 0, 1, lazy=True)
def exists(c: Context, items: Items, criteria: Run | None = None) -> Items:
    if criteria is None:
        return [bool(items)]
    return [bool(where(c, items, criteria))]


@function("all", 1, lazy=True)
def every(c: Context, items: Items, criteria: Run) -> Items:
    return [all(truth(found) is True for _, found in each(c, items, criteria))]


@function("allTrue")
def all_true(_: Context, items: Items) -> Items:
    return [all(_booleans(items, "allTrue()"))]


@function("anyTrue")
def any_true(_: Context, items: Items) -> Items:
    return [any(_booleans(items, "anyTrue()"))]


@function("allFalse")
def all_false(_: Context, items: Items) -> Items:
    return [not any(_booleans(items, "allFalse()"))]


@function("anyFalse")
def any_false(_: Context, items: Items) -> Items:
    return [not all(_booleans(items, "anyFalse()"))]


def _booleans(items: Items, what: str) -> list[bool]:
    """Each item as a boolean; FhirPathError for anything else. Elements without a value are left out."""
    values = [value for value in map(system, items) if not valueless(value)]
    if not all(isinstance(value, bool) for value in values):
        raise FhirPathError("fhirpath.takes-booleans", what=what)
    return values


@function("subsetOf", 1)
def subset_of(_: Context, items: Items, other: Items) -> Items:
    return [set(map(key, items)) <= set(map(key, other))]


@function("supersetOf", 1)
def superset_of(_: Context, items: Items, other: Items) -> Items:
    return [set(map(key, items)) >= set(map(key, other))]


@function("count")
def count(_: Context, items: Items) -> Items:
    return [len(items)]


@function("distinct")
def distinct(_: Context, items: Items) -> Items:
    found: dict[object, Item] = {}
    for item in items:
        found.setdefault(key(item), item)
    return list(found.values())


@function("isDistinct")
def is_distinct(_: Context, items: Items) -> Items:
    return [len(set(map(key, items))) == len(items)]


@function("where", 1, lazy=True)
def where(c: Context, items: Items, criteria: Run) -> Items:
    return [item for item, found in each(c, items, criteria) if truth(found) is True]


@function("select", 1, lazy=True)
def select(c: Context, items: Items, projection: Run) -> Items:
    return [result for _, found in each(c, items, projection) for result in found]


@function("repeat", 1, lazy=True)
def repeat(c: Context, items: Items, projection: Run) -> Items:
    out: Items = []
    seen: set[object] = set()
    wave = items
    for _ in rounds("repeat()"):
        if not wave:
            break
        fresh = []
        for item in select(c, wave, projection):
            mark = key(item)
            if mark not in seen:
                seen.add(mark)
                fresh.append(item)
        out += fresh
        wave = fresh
    return out


@function("repeatAll", 1, lazy=True)
def repeat_all(c: Context, items: Items, projection: Run) -> Items:
    out: Items = []
    wave = select(c, items, projection)
    for _ in rounds("repeatAll()"):
        out += wave
        if not wave:
            break
        if len(out) > MAX_REPEATED:
            raise FhirPathError("fhirpath.endless", what="repeatAll()")
        wave = select(c, wave, projection)
    return out


def rounds(what: str) -> Iterator[int]:
    """As many rounds as an expression may repeat; then FhirPathError."""
    yield from range(MAX_ROUNDS)
    raise FhirPathError("fhirpath.endless", what=what)


@function("coalesce", 1, 20, lazy=True)
def coalesce(c: Context, items: Items, *choices: Run) -> Items:
    for choice in choices:
        found = choice(c, items)
        if found:
            return found
    return []


@function("single")
def single(_: Context, items: Items) -> Items:
    if len(items) > 1:
        raise FhirPathError("fhirpath.single", count=len(items))
    return items


@function("first")
def first(_: Context, items: Items) -> Items:
    return items[:1]


@function("last")
def last(_: Context, items: Items) -> Items:
    return items[-1:]


@function("tail")
def tail(_: Context, items: Items) -> Items:
    return items[1:]


@function("skip", 1)
def skip(_: Context, items: Items, number: Items) -> Items:
    wanted = integer(number, "skip()")
    return items[max(wanted or 0, 0) :]


@function("take", 1)
def take(_: Context, items: Items, number: Items) -> Items:
    wanted = integer(number, "take()")
    return items[: max(wanted or 0, 0)]


@function("intersect", 1)
def intersect(c: Context, items: Items, other: Items) -> Items:
    wanted = set(map(key, other))
    return [item for item in distinct(c, items) if key(item) in wanted]


@function("exclude", 1)
def exclude(_: Context, items: Items, other: Items) -> Items:
    unwanted = set(map(key, other))
    return [item for item in items if key(item) not in unwanted]


@function("union", 1)
def union(c: Context, items: Items, other: Items) -> Items:
    return distinct(c, [*items, *other])


@function("combine", 1, 2)
def combine(_: Context, items: Items, other: Items, __: Items | None = None) -> Items:
    return [*items, *other]


def contains_item(items: Items, wanted: Items, operator: str) -> bool | None:
    """``wanted in items``; None where nothing is wanted."""
    if not wanted:
        return None
    if len(wanted) > 1:
        raise FhirPathError("fhirpath.looks-for-one", operator=operator, count=len(wanted))
    mark = key(wanted[0])
    return any(key(item) == mark for item in items)


@function("aggregate", 1, 2, lazy=True)
def aggregate(c: Context, items: Items, aggregator: Run, initial: Run | None = None) -> Items:
    total, index, variables = c.total, c.index, c.variables
    c.visit(len(items))
    c.total = initial(c, items) if initial else []
    for position, item in enumerate(items):
        c.index = position
        c.total = aggregator(c, [item])
        c.visit(len(c.total))
        c.variables = variables
    result, c.total, c.index = c.total, total, index
    return result


def sorted_items(c: Context, items: Items, keys: "list[tuple[Run, bool]]") -> Items:
    """Items by each key in turn, descending where its flag is set.

    What has no key counts as greater than every key: last, and first in descending order.
    """
    columns = [[_sort_key(found) for _, found in each(c, items, run)] for run, _ in keys]

    def compare_rows(one: int, other: int) -> int:
        for column, (_, descending) in zip(columns, keys, strict=True):
            a, b = column[one], column[other]
            verdict = _compare(a, b)
            if verdict:
                return -verdict if descending else verdict
        return 0

    return [items[i] for i in sorted(range(len(items)), key=cmp_to_key(compare_rows))]


def _compare(one: Item, other: Item) -> int:
    if one is None or other is None:
        return (one is None) - (other is None)
    return order(one, other, "sort()") or 0


def _sort_key(found: Items) -> Item | None:
    if len(found) > 1:
        raise FhirPathError("fhirpath.sort-key", count=len(found))
    return system(found[0]) if found else None


@function("sum")
def total(_: Context, items: Items) -> Items:
    return _folded(items, "+")


@function("min")
def minimum(_: Context, items: Items) -> Items:
    values = [system(item) for item in items]
    return sorted(values, key=cmp_to_key(_compare))[:1]


@function("max")
def maximum(_: Context, items: Items) -> Items:
    values = [system(item) for item in items]
    return sorted(values, key=cmp_to_key(_compare))[-1:]


@function("avg")
def average(_: Context, items: Items) -> Items:
    from pk_fhir.fhirpath.arithmetic import divide  # noqa: PLC0415

    return divide(_folded(items, "+"), [len(items)]) if items else []


def _folded(items: Items, operator: str) -> Items:
    from pk_fhir.fhirpath.arithmetic import ARITHMETIC  # noqa: PLC0415

    result = [system(item) for item in items[:1]]
    for item in items[1:]:
        result = ARITHMETIC[operator](result, [item])
    return result


@function("hasValue")
def has_value(_: Context, items: Items) -> Items:
    return [len(items) == 1 and _value(items[0]) is not None]


@function("getValue")
def get_value(_: Context, items: Items) -> Items:
    if len(items) != 1 or _value(items[0]) is None:
        return []
    return [system(items[0])]


def _value(item: Item) -> object:
    if item.__class__ is not Node:
        return item
    return None if isinstance(item.value, dict | list) else item.value


__all__ = ["boolean", "contains_item", "distinct", "each", "sorted_items"]
