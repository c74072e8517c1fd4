"""Query pairs → query tree. https://hl7.org/fhir/R4/search.html

Every pair that cannot be understood is an issue with a suggestion; all of them at once refuse the
query, or, read leniently, are left out of it and listed.
"""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.search import compartments, filters, results, spellings
from pk_fhir.search.criteria import DEEPEST, criterion
from pk_fhir.search.keys import key
from pk_fhir.search.nesting import is_too_deep
from pk_fhir.search.query import (
    AllOf,
    Branch,
    Criterion,
    Has,
    Include,
    Match,
    Query,
    SortKey,
    Summary,
    Total,
    Within,
)
from pk_fhir.search.reading import Context, Unreadable, check_type, issue_of

# These shape the representation, and are read at the edge before a query is.
OF_THE_EDGE = frozenset({"_format", "_pretty"})
NOT_OFFERED = frozenset(
    {"_contained", "_containedType", "_score", "_query", "_maxresults", "_graph"}
)
ONCE = frozenset({"_count", "_total", "_summary", "_type"})
# A search that asks for what these name means nothing without it.
NEVER_IGNORED = frozenset({"_query"})

MOST_PAIRS = 100

_WHY_NOT = {
    "_query": "search.no-named-queries",
    "_contained": "search.contained",
    "_containedType": "search.contained",
}

Pair = tuple[str, str]
Read = Callable[[str, str], None]


def parse(
    types: Iterable[str],
    pairs: Iterable[Pair],
    context: Context,
    *,
    compartment: tuple[str, str] | None = None,
) -> Query:
    """The query of these decoded pairs on resources of these types.

    One type is a search of that type; several (or all that the server has) are a search of the
    system, which ``_type`` narrows. `compartment` is a type and id, such as ``("Patient", "123")``.
    Raises FhirError("invalid") with an issue for each pair that was not understood, unless the
    context is lenient: then `Query.ignored` has them as warnings.
    """
    listed = [spellings.as_r4(*pair) for pair in pairs if pair[0] not in OF_THE_EDGE]
    if len(listed) > MOST_PAIRS:
        problem = Unreadable("search.too-many-parameters", "too-costly", most=MOST_PAIRS)
        strict = msgspec.structs.replace(context, lenient=False)
        raise FhirError("invalid", [issue_of(problem, "", strict)])
    reader = _Reader(tuple(types), context)
    reader.narrow(listed)
    for name, value in listed:
        reader.read(name, value)
    reader.settle()
    if reader.issues and not context.lenient:
        raise FhirError("invalid", reader.issues)
    if reader.refused:
        raise FhirError("invalid", reader.refused)
    where = list(reader.where)
    if compartment is not None:
        where.append(compartments.criterion(reader.types, *compartment, context))
    return Query(
        types=reader.types,
        where=tuple(_together(where)),
        sort=reader.sort,
        count=reader.count,
        total=reader.total,
        includes=tuple(dict.fromkeys(reader.includes)),
        summary=reader.summary,
        elements=reader.elements,
        understood=tuple(reader.understood),
        ignored=tuple(reader.issues),
    )


class _Reader:
    """Reads pair after pair, and keeps what was understood and what was not."""

    def __init__(self, types: tuple[str, ...], context: Context) -> None:
        self.types = types
        self.context = context
        self.system = len(types) != 1
        self.where: list[Criterion] = []
        self.includes: list[Include] = []
        self.sort: tuple[SortKey, ...] = ()
        self.count: int | None = None
        self.total: Total | None = None
        self.summary: Summary | None = None
        self.elements: tuple[str, ...] = ()
        self.understood: list[Pair] = []
        self.issues: list[Issue] = []
        self.refused: list[Issue] = []
        self._seen: set[str] = set()

    def narrow(self, pairs: list[Pair]) -> None:
        """``_type`` first: the others are read for the types that it leaves."""
        for name, value in pairs:
            if name == "_type" and self.system:
                self._try(name, value, self._types)

    def read(self, name: str, value: str) -> None:
        if name == "_type" and self.system:
            if name in self._seen:
                self._try(name, value, self._once)
            self._seen.add(name)
            return
        self._try(name, value, self._once if name in self._seen & ONCE else self._reader(name))
        self._seen.add(name)

    def _try(self, name: str, value: str, read: Read) -> None:
        try:
            _check_text(name, value)
            read(name, value)
        except Unreadable as problem:
            self._tell(problem, name)
        else:
            self.understood.append((name, value))

    def _tell(self, problem: Unreadable, name: str) -> None:
        if name in NEVER_IGNORED:
            strict = msgspec.structs.replace(self.context, lenient=False)
            self.refused.append(issue_of(problem, name, strict))
        self.issues.append(issue_of(problem, name, self.context))

    def settle(self) -> None:
        """What cannot be asked at once: of what has its text only, nothing more can be included."""
        if self.summary == "text" and self.includes:
            self._tell(Unreadable("search.text-with-includes"), "_summary")
            self.includes = []
            self.understood = [pair for pair in self.understood if not _is_include(pair[0])]

    def _reader(self, name: str) -> Read:
        if name in NOT_OFFERED:
            return _not_offered
        if _is_include(name):
            return self._include
        return {
            "_sort": self._sort,
            "_count": self._count,
            "_total": self._total,
            "_summary": self._summary,
            "_elements": self._elements,
            filters.NAME: self._filter,
        }.get(name, self._criterion)

    def _criterion(self, name: str, value: str) -> None:
        self._add(name, criterion(self.types, name, value, self.context))

    def _filter(self, name: str, value: str) -> None:
        self._add(name, filters.criterion(self.types, value, self.context))

    def _add(self, name: str, found: Criterion) -> None:
        if is_too_deep(found):
            raise Unreadable("search.too-deep", name=name, most=DEEPEST)
        # What must all be met may lead, each by itself.
        self.where += _each(found)

    def _include(self, name: str, value: str) -> None:
        self.includes.append(results.include(self.types, name, value, self.context))

    def _sort(self, _name: str, value: str) -> None:
        first: dict[tuple[str, tuple[int, ...]], SortKey] = {}
        for each in (*self.sort, *results.sort(self.types, value, self.context)):
            # What is equal by a key is equal by the same key again.
            first.setdefault((each.kind, each.keys), each)
        self.sort = tuple(first.values())

    def _count(self, _name: str, value: str) -> None:
        self.count = results.count(value)

    def _total(self, name: str, value: str) -> None:
        self.total = results.choice(name, value, results.TOTALS)

    def _summary(self, name: str, value: str) -> None:
        self.summary = results.choice(name, value, results.SUMMARIES)

    def _elements(self, _name: str, value: str) -> None:
        self.elements = tuple(dict.fromkeys((*self.elements, *results.elements(value))))

    def _once(self, name: str, _value: str) -> None:
        raise Unreadable("search.only-once", name=name)

    def _types(self, name: str, value: str) -> None:
        if name in self._seen:
            return
        wanted = tuple(dict.fromkeys(part.strip() for part in value.split(",")))
        for each in wanted:
            check_type(each, self.context)
        self.types = wanted


def _each(criterion: Criterion) -> Iterator[Criterion]:
    if isinstance(criterion, AllOf):
        for inner in criterion.criteria:
            yield from _each(inner)
    else:
        yield criterion


def _is_include(name: str) -> bool:
    return name.partition(":")[0] in ("_include", "_revinclude")


def _check_text(name: str, value: str) -> None:
    """No NUL, which no database keeps, and no half of a surrogate pair, which is no text."""
    try:
        whole = b"\x00" not in f"{name}={value}".encode()
    except UnicodeEncodeError:
        whole = False
    if not whole:
        raise Unreadable("search.bad-text", name=name.encode(errors="replace").decode())


def _not_offered(name: str, value: str) -> None:
    # These ask for what is done anyway: https://hl7.org/fhir/R4/search.html#contained
    if (name, value) in (("_contained", "false"), ("_containedType", "container")):
        return
    raise Unreadable(_WHY_NOT.get(name, "search.not-offered"), "not-supported", name=name)


def _intervals(where: Iterable[Criterion]) -> list[Criterion]:
    """``date=ge2027-01-15&date=lt2027-01-16``, of what has one date: one interval, not two halves."""
    found: list[Criterion] = []
    halves: dict[tuple[int, ...], list[Match]] = {}
    for each in where:
        single = isinstance(each, Match) and each.kind == "date" and each.distinct
        if isinstance(each, Match) and single and len(each.tests) == 1:
            halves.setdefault(each.keys, []).append(each)
        else:
            found.append(each)
    for keys, matches in halves.items():
        tests = tuple(dict.fromkeys(match.tests[0] for match in matches))
        found.append(matches[0] if len(tests) == 1 else Within(keys, tests))
    return found


def _together(where: Iterable[Criterion]) -> list[Criterion]:
    """Each ``_has`` is for itself; but what is asked of security labels is asked of every resource that counts.

    So ``_has:A:ref:code=c&_has:A:ref:_security=s`` cannot be met by two resources of which only one has
    the label.
    """
    listed = _intervals(where)
    labels: dict[tuple[tuple[int, ...], str], list[Criterion]] = {}
    for each in listed:
        if isinstance(each, Has) and _is_label(each):
            labels.setdefault((each.keys, each.branch.type_name), []).extend(each.branch.where)
    narrowed = {
        (each.keys, each.branch.type_name)
        for each in listed
        if isinstance(each, Has) and not _is_label(each)
    }
    found: list[Criterion] = []
    for each in listed:
        if not isinstance(each, Has):
            found.append(each)
            continue
        by = (each.keys, each.branch.type_name)
        if by in narrowed and _is_label(each):
            continue
        inner = Branch(
            by[1], (*each.branch.where, *(() if _is_label(each) else labels.get(by, ())))
        )
        found.append(msgspec.structs.replace(each, branch=inner))
    return found


def _is_label(has: Has) -> bool:
    label = key(has.branch.type_name, "_security")
    return all(isinstance(each, Match) and each.keys == (label,) for each in has.branch.where)
