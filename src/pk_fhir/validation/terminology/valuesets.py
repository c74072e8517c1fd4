"""A ValueSet as a test of membership and as a list (https://hl7.org/fhir/R4/valueset.html#compositions).

Three answers: a code is in, it is not, or that cannot be known here (None). An include that rests on a
code system that is not here makes its own codes undecided, never those of other systems.
"""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from pk_fhir.validation.terminology.concepts import CodeTable, Concept, Designation, designations
from pk_fhir.validation.terminology.external import knows
from pk_fhir.validation.terminology.filters import passes


class Listed(msgspec.Struct, frozen=True):
    """A code that a value set names or expands to."""

    system: str
    version: str
    code: str
    display: str = ""
    designations: tuple[Designation, ...] = ()
    abstract: bool = False
    inactive: bool = False


class Sources(msgspec.Struct, frozen=True):
    """Where a value set finds what it rests on: a code system by url and version, a value set."""

    table: Callable[[str, str], CodeTable | None]
    value_set: Callable[[str], "ValueSet | None"]


class Clause:
    """One `include` or `exclude`: a system's codes, filtered or named, and the value sets imported."""

    def __init__(self, clause: dict[str, Any], sources: Sources) -> None:
        self.system: str | None = _text(clause, "system") or None
        self.version = _text(clause, "version")
        self.named: dict[str, Listed] | None = self._named(clause.get("concept"))
        self.filters = _objects(clause.get("filter"))
        imported = clause.get("valueSet")
        self.imports: list[str] = (
            [each for each in imported if isinstance(each, str)]
            if isinstance(imported, list)
            else []
        )
        self._sources = sources

    def _named(self, concepts: Any) -> dict[str, Listed] | None:
        found = _objects(concepts)
        if not found:
            return None
        return {
            code: Listed(
                self.system or "",
                self.version,
                code,
                _text(each, "display"),
                tuple(designations(each)),
            )
            for each in found
            if (code := _text(each, "code"))
        }

    def table(self) -> CodeTable | None:
        """The code system, when it is here and its concepts can be used."""
        found = self._sources.table(self.system or "", self.version)
        return found if found is not None and found.usable else None

    def has(self, system: str | None, code: str) -> bool | None:
        """Whether a code (of any system, when `system` is None) comes in by this clause."""
        if self.system is None:
            return self._imported(system, code)
        if system is not None and system != self.system:
            return False
        own = self._own(code)
        if own is False or not self.imports:
            return own
        return _both(own, self._imported(self.system, code))

    def _own(self, code: str) -> bool | None:
        if self.named is not None:
            return code in self.named or self._named_by_case(code)
        table = self.table()
        if table is None:
            test = None if self.filters or self.version else knows(self.system or "")
            return None if test is None else test(code)
        if self.filters:
            return passes(table, code, self.filters)
        return table.find(code) is not None or (None if not table.whole else False)

    def _named_by_case(self, code: str) -> bool:
        table = self.table()
        if table is None or table.case_sensitive:
            return False
        found = table.find(code)
        return found is not None and found.code in (self.named or ())

    def _imported(self, system: str | None, code: str) -> bool | None:
        outcome: bool | None = True
        for canonical in self.imports:
            value_set = self._sources.value_set(canonical)
            # The official validator takes a code for not found where an import is missing, and so do we:
            # the value set itself is broken, and says so.
            outcome = _both(outcome, False if value_set is None else value_set.has(system, code))
        return outcome

    def listed(self) -> Iterator[Listed] | None:
        """Every code that comes in by this clause; None where they cannot be listed."""
        if self.system is None:
            return self._listed_imports()
        own = self._listed_own()
        if own is None or not self.imports:
            return own
        return (each for each in own if self._imported(each.system, each.code) is True)

    def _listed_own(self) -> Iterator[Listed] | None:
        table = self.table()
        if self.named is not None:
            return self._with_displays(self.named, table)
        if table is None or not table.whole:
            return None
        if not self.filters:
            return (listed(table, concept) for concept in table.concepts.values())
        kept = []
        for concept in table.concepts.values():
            decided = passes(table, concept.code, self.filters)
            if decided is None:
                return None
            if decided:
                kept.append(listed(table, concept))
        return iter(kept)

    def _with_displays(self, named: dict[str, Listed], table: CodeTable | None) -> Iterator[Listed]:
        for code, each in named.items():
            concept = table.find(code) if table else None
            if table is None or concept is None:
                yield each
            else:
                known = listed(table, concept)
                yield msgspec.structs.replace(
                    known,
                    code=code,
                    display=each.display or known.display,
                    designations=(*each.designations, *known.designations),
                )

    def _listed_imports(self) -> Iterator[Listed] | None:
        if not self.imports:
            return iter(())
        first, *others = self.imports
        start = self._sources.value_set(first)
        codes = start.listed() if start is not None else []
        if codes is None:
            return None
        rest = [self._sources.value_set(each) for each in others]
        return (
            each
            for each in codes
            if all(other is not None and other.has(each.system, each.code) for other in rest)
        )


class ValueSet:
    """A value set, ready to be asked. Cyclic imports end as undecided."""

    def __init__(self, resource: dict[str, Any], sources: Sources) -> None:
        self.resource = resource
        self.url = _text(resource, "url")
        self.version = _text(resource, "version")
        self.name = _text(resource, "title") or _text(resource, "name") or self.url
        compose = resource.get("compose")
        compose = compose if isinstance(compose, dict) else {}
        self.include = [Clause(each, sources) for each in _objects(compose.get("include"))]
        self.exclude = [Clause(each, sources) for each in _objects(compose.get("exclude"))]
        self.active_only = compose.get("inactive") is False
        self.stated: dict[tuple[str, str], Listed] | None = None
        if not self.include:
            self.stated = _expansion(resource)
        self._sources = sources
        self._asked = False
        self._all: list[Listed] | None = None
        self._all_known = False

    def __str__(self) -> str:
        canonical = f"{self.url}|{self.version}" if self.version else self.url
        return f"'{self.name}' ({canonical})"

    def has(self, system: str | None, code: str) -> bool | None:
        """Whether a code is in; `system` None asks for a bare code, in whatever system has it."""
        if self.stated is not None:
            if system is None:
                return any(each == code for _, each in self.stated)
            return (system, code) in self.stated
        if self._asked:
            return None
        self._asked = True
        try:
            within = _any(clause.has(system, code) for clause in self.include)
            if within is not False and self.exclude:
                out = _any(clause.has(system, code) for clause in self.exclude)
                within = False if out is True else (None if out is None else within)
            if within and self.active_only and self._is_inactive(system, code):
                return False
        finally:
            self._asked = False
        return within

    def _is_inactive(self, system: str | None, code: str) -> bool:
        table = self._sources.table(system or self.system_of(code) or "", "")
        concept = table.find(code) if table else None
        return concept is not None and concept.inactive

    def system_of(self, code: str) -> str | None:
        """The system of a bare code, when one include alone has it."""
        found = {
            clause.system for clause in self.include if clause.system and clause.has(None, code)
        }
        return found.pop() if len(found) == 1 else None

    def named(self, system: str, code: str) -> Listed | None:
        """What the value set itself says of a code that it names: its display and designations."""
        if self.stated is not None:
            return self.stated.get((system, code))
        for clause in self.include:
            if clause.system == system and clause.named and code in clause.named:
                return clause.named[code]
        return None

    def listed(self) -> list[Listed] | None:
        """Every code, each once, in order; None where the list cannot be made here."""
        if not self._all_known and not self._asked:
            self._asked = True
            try:
                self._all = self._listed()
            finally:
                self._asked = False
            self._all_known = True
        return self._all

    def _listed(self) -> list[Listed] | None:
        if self.stated is not None:
            return list(self.stated.values())
        found: dict[tuple[str, str], Listed] = {}
        for clause in self.include:
            codes = clause.listed()
            if codes is None:
                return None
            for each in codes:
                found.setdefault((each.system, each.code), each)
        kept = []
        for each in found.values():
            out = _any(clause.has(each.system, each.code) for clause in self.exclude)
            if out is None:
                return None
            if not out and not (self.active_only and each.inactive):
                kept.append(each)
        return kept


def listed(table: CodeTable, concept: Concept) -> Listed:
    """A concept of a code system as it stands in an expansion."""
    return Listed(
        table.url,
        table.version,
        concept.code,
        concept.display,
        tuple(concept.designations),
        concept.abstract,
        concept.inactive,
    )


def _expansion(resource: dict[str, Any]) -> dict[tuple[str, str], Listed] | None:
    expansion = resource.get("expansion")
    if not isinstance(expansion, dict):
        return {} if "compose" not in resource else None
    found: dict[tuple[str, str], Listed] = {}
    waiting = _objects(expansion.get("contains"))[::-1]
    while waiting:
        each = waiting.pop()
        waiting.extend(_objects(each.get("contains"))[::-1])
        code = _text(each, "code")
        if code and each.get("abstract") is not True:
            system = _text(each, "system")
            found[(system, code)] = Listed(
                system,
                _text(each, "version"),
                code,
                _text(each, "display"),
                tuple(designations(each)),
                inactive=each.get("inactive") is True,
            )
    return found


def _any(answers: Iterator[bool | None]) -> bool | None:
    outcome: bool | None = False
    for answer in answers:
        if answer:
            return True
        if answer is None:
            outcome = None
    return outcome


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
