"""A CodeSystem as something to look codes up in (https://hl7.org/fhir/R4/codesystem.html).

Concepts are flattened into one table; the hierarchy is kept as parents, from nesting and from the
`parent`, `child` and `subsumedBy` properties alike. Supplements add designations and properties to
the concepts of the system that they supplement.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec

Content = Literal["complete", "fragment", "example", "not-present", "supplement"]

RETIRED = frozenset({"retired", "deprecated", "withdrawn", "inactive"})


class Designation(msgspec.Struct, frozen=True):
    """Another way to say a concept, in a language (BCP 47) or in none that is stated."""

    language: str
    value: str


class Concept(msgspec.Struct):
    """One code with everything that is said about it; `parents` are the codes right above it."""

    code: str
    display: str = ""
    definition: str = ""
    designations: list[Designation] = msgspec.field(default_factory=list)
    parents: list[str] = msgspec.field(default_factory=list)
    properties: list[tuple[str, Any]] = msgspec.field(default_factory=list)

    @property
    def status(self) -> str:
        """The `status` property, lower case; empty when none is stated."""
        return next((str(v).lower() for n, v in self.properties if n == "status"), "")

    @property
    def inactive(self) -> bool:
        """By the `inactive` property, or by a status that says so."""
        stated = next((value for name, value in self.properties if name == "inactive"), None)
        return stated is True or stated == "true" or self.status in RETIRED

    @property
    def abstract(self) -> bool:
        """Only there to group others (`notSelectable`)."""
        return any(
            n in ("notSelectable", "abstract") and v in (True, "true") for n, v in self.properties
        )


class CodeTable:
    """The codes of one code system in one version, or of what is here of it."""

    def __init__(self, system: dict[str, Any], supplements: Iterable[dict[str, Any]] = ()) -> None:
        self.url: str = _text(system, "url")
        self.version: str = _text(system, "version")
        self.name: str = _text(system, "title") or _text(system, "name")
        self.language: str = _text(system, "language")
        self.content: str = _text(system, "content")
        # Where a system does not say whether case matters, any case is taken (R4, CodeSystem.caseSensitive).
        self.case_sensitive = system.get("caseSensitive") is True
        self.concepts: dict[str, Concept] = {}
        self._lower: dict[str, Concept] | None = None
        self._children: dict[str, list[str]] | None = None
        self._add(system.get("concept"), None)
        self._link()
        for supplement in supplements:
            self._supplement(supplement.get("concept"))

    @property
    def usable(self) -> bool:
        """Whether its concepts say anything: an example or an empty shell does not."""
        return self.content in ("complete", "fragment") or (
            not self.content and bool(self.concepts)
        )

    @property
    def whole(self) -> bool:
        """Whether a code that is not here is not in the system at all."""
        return self.content == "complete"

    def find(self, code: str) -> Concept | None:
        """The concept of a code, by its case unless the system says that case does not matter."""
        found = self.concepts.get(code)
        if found is None and not self.case_sensitive:
            if self._lower is None:
                self._lower = {key.lower(): concept for key, concept in self.concepts.items()}
            found = self._lower.get(code.lower())
        return found

    def children(self, code: str) -> list[str]:
        """The codes right below a code."""
        if self._children is None:
            self._children = {}
            for concept in self.concepts.values():
                for parent in concept.parents:
                    self._children.setdefault(parent, []).append(concept.code)
        return self._children.get(code, [])

    def below(self, code: str) -> set[str]:
        """Every code under a code, without itself; a cycle in the hierarchy ends there."""
        return _closure(code, self.children)

    def above(self, code: str) -> set[str]:
        """Every code over a code, without itself."""
        return _closure(
            code, lambda each: self.concepts[each].parents if each in self.concepts else []
        )

    def _add(self, concepts: Any, parent: str | None) -> None:
        waiting = [(concept, parent) for concept in reversed(_objects(concepts))]
        while waiting:
            concept, above = waiting.pop()
            code = _text(concept, "code")
            if not code:
                continue
            made = self.concepts.setdefault(code, _concept(concept, code))
            if above is not None and above not in made.parents:
                made.parents.append(above)
            waiting.extend((each, code) for each in reversed(_objects(concept.get("concept"))))

    def _link(self) -> None:
        for concept in list(self.concepts.values()):
            for name, value in concept.properties:
                if name in ("parent", "subsumedBy") and isinstance(value, str):
                    _put(concept.parents, value)
                elif name == "child" and value in self.concepts:
                    _put(self.concepts[value].parents, concept.code)

    def _supplement(self, concepts: Any) -> None:
        for more in _flat(concepts):
            known = self.concepts.get(_text(more, "code"))
            if known is None:
                continue
            added = _concept(more, known.code)
            if added.display:
                known.designations.append(Designation("", added.display))
            known.designations.extend(added.designations)
            known.properties.extend(added.properties)


def _closure(code: str, following: Any) -> set[str]:
    reached: set[str] = set()
    waiting = list(following(code))
    while waiting:
        each = waiting.pop()
        if each not in reached and each != code:
            reached.add(each)
            waiting.extend(following(each))
    return reached


def _concept(concept: dict[str, Any], code: str) -> Concept:
    return Concept(
        code=code,
        display=_text(concept, "display"),
        definition=_text(concept, "definition"),
        designations=designations(concept),
        properties=[
            (_text(each, "code"), value)
            for each in _objects(concept.get("property"))
            for name, value in each.items()
            if name.startswith("value")
        ],
    )


def designations(concept: dict[str, Any]) -> list[Designation]:
    """The designations of a concept of a CodeSystem, of a compose or of an expansion."""
    return [
        Designation(_text(each, "language"), _text(each, "value"))
        for each in _objects(concept.get("designation"))
        if _text(each, "value")
    ]


def _flat(concepts: Any) -> Iterator[dict[str, Any]]:
    waiting = _objects(concepts)
    while waiting:
        concept = waiting.pop()
        yield concept
        waiting.extend(_objects(concept.get("concept")))


def _put(into: list[str], value: str) -> None:
    if value not in into:
        into.append(value)


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
