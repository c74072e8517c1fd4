"""Tests of the query tree as SQL over the columns of an index table.

The forms of each kind are said in `pk_fhir.search.kinds`. A property test holds them to a judgement of
the same rows in plain Python.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from pk_fhir.search.dates import LONG
from pk_fhir.search.query import Test
from pk_fhir.search.strings import after
from pk_fhir.store.search.like import ESCAPE, anywhere, at_end
from pk_fhir.store.search.shapes import derived

Columns = Any  # columns of a table, by name
Condition = sa.ColumnElement[bool]


class _Nested(GenericFunction[bool]):
    """Its argument in parentheses, which SQLAlchemy would take away."""

    type = sa.Boolean()
    name = "pk_nested"
    inherit_cache = True


@compiles(_Nested)
def _in_parentheses(element: _Nested, compiler: Any, **kw: object) -> str:
    (inner,) = element.clauses
    return f"({compiler.process(inner, **kw)})"


def any_of(kind: str, columns: Columns, tests: Sequence[Test]) -> Condition:
    """One of the tests is passed. Alternatives that differ in one value become one list."""
    listed: dict[tuple[str, Any], list[Test]] = {}
    for place, test in enumerate(tests):
        listed.setdefault(_alike(test, place), []).append(test)
    return either(
        _among(columns, group) if len(group) > 1 else one(kind, columns, group[0])
        for group in listed.values()
    )


def either(conditions: Iterable[Condition]) -> Condition:
    """OR, in a tree that stays flat: SQLite takes a thousand levels, and a list is one level each."""
    found = list(conditions)
    if not found:
        return sa.false()
    while len(found) > WIDEST:
        parts = (found[place : place + WIDEST] for place in range(0, len(found), WIDEST))
        found = [_Nested(sa.or_(*part)) for part in parts]
    return sa.or_(*found)


def _alike(test: Test, place: int) -> tuple[str, Any]:
    if test.form in _LISTED:
        return test.form, test.values[0] if len(test.values) > 1 else ""
    return test.form, place


def _among(columns: Columns, tests: Sequence[Test]) -> Condition:
    *fixed, last = _LISTED[tests[0].form]
    values = [test.values[-1] for test in tests]
    same = (columns[name] == tests[0].values[0] for name in fixed)
    return sa.and_(*same, columns[last].in_(values))


# Forms whose tests are lists when they differ in the last of these columns only.
_LISTED: dict[str, tuple[str, ...]] = {
    "code": ("code",),
    "id": ("target_id",),
    "canonical": ("target_id",),
    "is": ("value",),
    "both": ("system", "code"),
    "typed": ("target_type", "target_id"),
}
WIDEST = 50


def one(kind: str, columns: Columns, test: Test) -> Condition:
    """The condition of one test. A form with ! is passed by rows that do not pass the rest of it."""
    if test.form[0] == "!":
        return sa.not_(one(kind, columns, Test(test.form[1:], test.values)))
    return _KINDS[kind](columns, test.form, test.values)


def _token(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    if form == "begins":
        return sa.and_(columns.code >= values[0], columns.code < derived(values[0], after))
    if form in ("codes", "among"):
        return sa.and_(columns.code.in_(values[-1]), *_of_system(columns, values[:-1]))
    if form in ("code", "both"):
        return sa.and_(columns.code == values[-1], *_of_system(columns, values[:-1]))
    return sa.and_(columns.system == values[0]) if form == "system" else sa.false()


def _of_system(columns: Columns, system: Sequence[Any]) -> list[Condition]:
    return [columns.system == each for each in system]


_LIKE: dict[str, Callable[[str], str]] = {"contains": anywhere, "ends": at_end}
_COMPARED: dict[str, Callable[[Any, Any], Condition]] = {
    "same": operator.eq,
    "other": operator.ne,
    "gt": operator.gt,
    "lt": operator.lt,
    "ge": operator.ge,
    "le": operator.le,
}


def _string(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    if form == "exact":
        return sa.and_(columns.value == values[0], columns.exact == values[1])
    if form in _LIKE:
        return sa.and_(columns.value.like(derived(values[0], _LIKE[form]), escape=ESCAPE))
    if form in _COMPARED:
        # Not by a later word of a name.
        return sa.and_(columns.part >= 0, _COMPARED[form](columns.value, values[0]))
    return sa.and_(columns.value >= values[0], columns.value < derived(values[0], after))


def _a_day_before(moment: int) -> int:
    return moment - LONG


def _date(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    return all_of_dates(columns, [Test(form, tuple(values))])


def all_of_dates(columns: Columns, tests: Sequence[Test]) -> Condition:
    """One row passes all of these date tests.

    What ends after a moment begins at most a day before it, or is one of the few that last longer:
    so both ends of what is asked for bound where an index is read.
    """
    bounds = (_ends_after(test) for test in tests)
    ends_after = next((bound for bound in bounds if bound is not None), None)
    where = [_dates(columns, test) for test in tests]
    if ends_after is None:
        return sa.and_(*where)
    return sa.or_(
        sa.and_(columns.low > derived(ends_after, _a_day_before), *where),
        sa.and_(columns.lasting == sa.literal_column("1"), columns.high > ends_after, *where),
    )


def _ends_after(test: Test) -> Any:
    """The moment after which every row that passes ends, where the test says one and no beginning."""
    first, last = test.values
    return {"gt": last, "ge": first, "ap": first, "co": first}.get(test.form)


def _dates(columns: Columns, test: Test) -> Condition:
    low, high = columns.low, columns.high
    first, last = test.values
    found: Condition = {
        "eq": sa.and_(low >= first, low < last, high <= last),
        "ne": sa.or_(low < first, high > last),
        "gt": sa.and_(high > last),
        "lt": sa.and_(low < first),
        # Above the range, or within it: both end after it begins.
        "ge": sa.and_(high > first, sa.or_(high > last, low >= first)),
        "le": sa.and_(low < last, sa.or_(low < first, high <= last)),
        "sa": sa.and_(low >= last),
        # Nothing ends before it begins.
        "eb": sa.and_(high <= first, low < first),
        "ap": sa.and_(low < last, high > first),
        "co": sa.and_(low <= first, high >= last),
        "same": sa.and_(low == first, high == last),
    }[test.form]
    return found


def updated(column: sa.ColumnElement[int], test: Test) -> Condition:
    """A date test of a moment, such as `versions.last_updated`."""
    first, last = test.values
    within = sa.and_(column >= first, column < last)
    return {
        "eq": within,
        "ap": within,
        "ne": sa.not_(within),
        "gt": column >= last,
        "sa": column >= last,
        "lt": column < first,
        "eb": column < first,
        "ge": column >= first,
        "le": column < last,
    }[test.form]


def _between(low: Any, high: Any, form: str, first: Any, last: Any) -> Condition:
    found: Condition = {
        "eq": sa.and_(low >= first, low <= last, high <= last),
        "ne": sa.or_(low < first, high > last),
        "gt": high > last,
        "lt": low < first,
        "ge": high >= last,
        "le": low <= first,
        "sa": low > last,
        "eb": high < first,
        "ap": sa.and_(low <= last, high >= first),
    }[form]
    return found


def _number(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    return _between(columns.low, columns.high, form, *values)


def _quantity(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    prefix, _, unit = form.partition("|")
    first, last, *named = values
    if unit == "base":
        between = _between(columns.base_low, columns.base_high, prefix, first, last)
        return sa.and_(columns.base_unit == named[0], between)
    between = _between(columns.low, columns.high, prefix, first, last)
    match unit:
        case "system":
            return sa.and_(columns.system == named[0], between)
        case "code":
            return sa.and_(columns.system == named[0], columns.code == named[1], between)
        case "unit":
            return sa.and_(sa.or_(columns.code == named[0], columns.unit == named[0]), between)
        case _:
            return between


def _reference(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    if form == "typed":
        return sa.and_(columns.target_id == values[1], columns.target_type == values[0])
    if form == "version":
        # Whatever the collation of the column, the beginning is compared for equality.
        start = sa.literal(derived(values[0], lambda url: f"{url}."), sa.Text())
        beginning = sa.func.substr(columns.target_id, 1, sa.func.length(start))
        return sa.or_(columns.target_id == values[0], beginning == start)
    return sa.and_(columns.target_id == values[0])


def _uri(columns: Columns, form: str, values: Sequence[Any]) -> Condition:
    if form == "below":
        # "0" follows "/" in the order of characters.
        inside = sa.and_(
            columns.value >= derived(values[0], lambda url: f"{url}/"),
            columns.value < derived(values[0], lambda url: f"{url}0"),
        )
        return sa.or_(columns.value == values[0], inside)
    if form == "starts":
        return sa.and_(columns.value >= values[0], columns.value < derived(values[0], after))
    return sa.and_(columns.value == values[0])


_KINDS: dict[str, Callable[[Columns, str, Sequence[Any]], Condition]] = {
    "token": _token,
    "string": _string,
    "date": _date,
    "number": _number,
    "quantity": _quantity,
    "reference": _reference,
    "uri": _uri,
}
