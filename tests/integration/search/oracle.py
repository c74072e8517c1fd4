"""What a search should find, by plain Python over index rows: slow, and easy to believe."""

from dataclasses import dataclass

from pk_fhir.search.query import (
    AllOf,
    Along,
    AnyOf,
    Chain,
    Composite,
    Has,
    Ids,
    InList,
    Match,
    Missing,
    Not,
    Test,
    Updated,
    Within,
)
from pk_fhir.search.rows import COLUMNS, Rows


@dataclass
class Thing:
    """A current version: what the index knows of it."""

    type: str
    id: str
    rows: Rows
    last_updated: int
    owner: dict


def found(things, query):
    """The things that meet the query."""
    return [
        thing
        for thing in things
        if thing.type in query.types
        and all(meets(things, thing, criterion) for criterion in query.where)
    ]


def meets(things, thing, criterion):  # noqa: C901, PLR0911, PLR0912 - a case for each criterion
    match criterion:
        case Match():
            hit = any(
                passes(criterion.kind, row, test)
                for row in rows(thing, criterion.kind, criterion.keys)
                for test in criterion.tests
            )
            return hit != criterion.negated
        case Within():
            return any(
                all(in_time(row, test) for test in criterion.tests)
                for row in rows(thing, "date", criterion.keys)
            )
        case Missing():
            return (not rows(thing, criterion.kind, criterion.keys)) == criterion.missing
        case Ids():
            return (thing.id in criterion.ids) != criterion.negated
        case Updated():
            row = {"low": thing.last_updated, "high": thing.last_updated + 1000}
            return any(in_time(row, test) for test in criterion.tests)
        case AnyOf():
            return any(meets(things, thing, each) for each in criterion.criteria)
        case AllOf():
            return all(meets(things, thing, each) for each in criterion.criteria)
        case Not():
            return not meets(things, thing, criterion.criterion)
        case Chain():
            return any(
                all(meets(things, target, each) for each in branch.where)
                for branch in criterion.branches
                for target in things
                if target.type == branch.type_name and refers(thing, criterion.keys, target)
            )
        case Has():
            return any(
                other.type == criterion.branch.type_name
                and refers(other, criterion.keys, thing)
                and all(meets(things, other, each) for each in criterion.branch.where)
                for other in things
            )
        case InList():
            return any(
                other.type == "List"
                and other.id in criterion.ids
                and refers(other, (criterion.key,), thing)
                for other in things
            )
        case Along():
            return any(
                (row["target_type"], row["target_id"]) in reached(things, criterion)
                for row in rows(thing, "reference", criterion.keys)
            )
        case Composite():
            return any(together(thing, criterion.parts, tests) for tests in criterion.tests)
    raise AssertionError(criterion)


def reached(things, along):
    """Type and id of what is asked for, and of everything below (above) it."""
    kind, keys = along.type_name, (along.parent,)
    parts = [each for each in things if each.type == kind]
    found = {(kind, ident) for ident in along.ids}
    there = {(each.type, each.id) for each in parts}
    while True:
        if along.down:
            more = {(kind, p.id) for p in parts for q in found if pair(p, keys, q)}
        else:
            more = {
                (kind, q.id)
                for q in parts
                for p in parts
                if (kind, p.id) in found & there and pair(p, keys, (kind, q.id))
            }
        if more <= found:
            return found
        found |= more


def pair(thing, keys, target):
    return any(
        (row["target_type"], row["target_id"]) == target for row in rows(thing, "reference", keys)
    )


def rows(thing, kind, keys):
    names = COLUMNS[kind]
    return [dict(zip(names, row, strict=True)) for row in thing.rows.of(kind) if row[0] in keys]


def refers(thing, keys, target):
    return any(
        (row["target_type"], row["target_id"]) == (target.type, target.id)
        for row in rows(thing, "reference", keys)
    )


def together(thing, parts, tests):
    groups = [
        {row["part"] for row in rows(thing, kind, (key,)) if passes(kind, row, test)}
        for (kind, key), test in zip(parts, tests, strict=True)
    ]
    return bool(set.intersection(*groups))


def passes(kind, row, test):  # noqa: C901, PLR0911, PLR0912 - a case for each form
    values = test.values
    if test.form.startswith("!"):
        return not passes(kind, row, Test(test.form[1:], values))
    match kind, test.form:
        case "token", "codes":
            return row["code"] in values[0]
        case "token", "among":
            return row["system"] == values[0] and row["code"] in values[1]
        case "string", "same":
            return row["part"] >= 0 and row["value"] == values[0]
        case "string", "other":
            return row["part"] >= 0 and row["value"] != values[0]
        case "string", "ge":
            return row["part"] >= 0 and row["value"] >= values[0]
        case "string", "lt":
            return row["part"] >= 0 and row["value"] < values[0]
        case "string", "ends":
            return row["value"].endswith(values[0])
        case "uri", "starts":
            return row["value"].startswith(values[0])
        case "reference", "version":
            return row["target_id"] == values[0] or row["target_id"].startswith(f"{values[0]}.")
        case "token", "code":
            return row["code"] == values[0]
        case "token", "both":
            return (row["system"], row["code"]) == values
        case "token", "system":
            return row["system"] == values[0]
        case "token", "nothing":
            return False
        case "string", "starts":
            return row["value"].startswith(values[0])
        case "string", "contains":
            return values[0] in row["value"]
        case "string", "exact":
            return row["exact"] == values[1]
        case "date", _:
            return in_time(row, test)
        case "reference", "typed":
            return (row["target_type"], row["target_id"]) == values
        case "reference", "id" | "canonical":
            return row["target_id"] == values[0]
        case "uri", "is":
            return row["value"] == values[0]
        case "uri", "below":
            return row["value"] == values[0] or row["value"].startswith(values[0] + "/")
        case "quantity", form:
            return quantity(row, form, values)
    raise AssertionError((kind, test))


def quantity(row, form, values):
    prefix, _, unit = form.partition("|")
    first, last, *named = values
    low, high = row["low"], row["high"]
    if unit == "base":
        if row["base_unit"] != named[0]:
            return False
        low, high = row["base_low"], row["base_high"]
    if unit == "unit" and named[0] not in (row["code"], row["unit"]):
        return False
    if unit == "code" and named != [row["system"], row["code"]]:
        return False
    within = first <= low and high <= last
    return {
        "eq": within,
        "ne": not within,
        "gt": high > last,
        "lt": low < first,
        "ge": high >= last,
        "le": low <= first,
        "sa": low > last,
        "eb": high < first,
        "ap": low <= last and high >= first,
    }[prefix]


def in_time(row, test):
    """The words of https://hl7.org/fhir/R4/search.html#prefix, for ranges without their ends."""
    first, last = test.values
    low, high = row["low"], row["high"]
    contained = first <= low and high <= last
    return {
        "eq": contained,
        "ne": not contained,
        "gt": high > last,
        "lt": low < first,
        "ge": high > last or contained,
        "le": low < first or contained,
        "sa": low >= last,
        "eb": high <= first,
        "ap": low < last and high > first,
        "co": low <= first and high >= last,
        "same": low == first and high == last,
    }[test.form]
