"""A profile in the making: the elements of its differential, and what pins, binds and types them.

https://hl7.org/fhir/R4/profiling.html. Drawn from what a made resource has, so that some of it fits.
"""

import copy
import random
from typing import Any

from bench.mutants.made import Maker, codes
from bench.mutants.made_steps import likely
from bench.mutants.spots import Child, Json, types

CORE = "http://hl7.org/fhir/StructureDefinition/"
BASE = "http://example.org/made"
LEFT_OUT = frozenset(["id", "meta", "extension", "modifierExtension", "contained", "implicitRules", "language", "text", "resourceType"])  # fmt: skip
SIMPLE = frozenset(["string", "code", "uri", "url", "canonical", "boolean", "integer", "decimal", "date", "dateTime", "positiveInt", "unsignedInt", "id", "instant", "markdown", "time"])  # fmt: skip
PINNED = SIMPLE | {"CodeableConcept", "Coding", "Identifier", "Quantity", "Period", "Reference", "ContactPoint", "HumanName"}  # fmt: skip


class Draft:
    """A resource and the profile made for it; `elements` are the differential by id."""

    def __init__(self, kind: str, number: str, chance: random.Random) -> None:
        self.kind, self.number, self.chance = kind, number.replace("-", "N"), chance
        self.maker = Maker(chance)
        self.resource: dict[str, Any] = {
            "resourceType": kind,
            "id": "x",
            **self.maker.below(kind, 0),
        }
        self.elements: dict[str, dict[str, Any]] = {}
        self.beside: list[dict[str, Any]] = []
        self.done: list[str] = []

    def profile(self) -> dict[str, Any]:
        name = f"P{self.number}"
        elements = [{"id": self.kind, "path": self.kind}, *self._in_order()]
        return self._structure(name, "resource", self.kind, elements)

    def add(self, identity: str, **parts: Json) -> None:
        """State more of an element, which is new or not."""
        path = ".".join(step.partition(":")[0] for step in identity.split("."))
        self.elements.setdefault(identity, {"id": identity, "path": path}).update(parts)

    def pin(self, kind: str, value: Json) -> dict[str, Json]:
        """`fixed[x]` or `pattern[x]` with all or most of a value; nothing for types that are not pinned."""
        if kind not in PINNED:
            return {}
        shown = value
        if isinstance(value, dict) and len(value) > 1 and likely(self.chance, 0.5):
            shown = dict(self.chance.sample(sorted(value.items(), key=str), len(value) - 1))
        word = "fixed" if likely(self.chance, 0.3) else "pattern"
        return {f"{word}{kind[0].upper()}{kind[1:]}": copy.deepcopy(shown)}

    def some(self, values: list[Json]) -> list[Json]:
        """One or two that differ."""
        unlike: list[Json] = []
        for each in values:
            if each not in unlike:
                unlike.append(each)
        return self.chance.sample(unlike, min(len(unlike), self.chance.choice((1, 2))))

    def target(self, child: Child) -> str:
        """A type that a reference may lead to."""
        urls = [
            url for each in child.element.get("type", ()) for url in each.get("targetProfile", ())
        ]
        return str(self.chance.choice(urls or [CORE + "Patient"]))

    def value_set(self, value: Json) -> str:
        """The url of a value set with the codes of a value; with those of a gender for a mere text."""
        codings = value.get("coding", [value]) if isinstance(value, dict) else []
        include = [
            {
                "system": each.get("system", "http://example.org/cs"),
                "concept": [{"code": each["code"]}],
            }
            for each in codings
            if "code" in each
        ]
        if isinstance(value, str):
            listed = codes("http://hl7.org/fhir/ValueSet/administrative-gender")
            include = [
                {"system": system, "concept": [{"code": code}]} for system, code in listed[:2]
            ]
        name = f"V{self.number}N{len(self.beside)}"
        url = f"{BASE}/ValueSet/{name}"
        compose = {"include": include or [{"system": "http://hl7.org/fhir/task-status"}]}
        self.beside.append({"resourceType": "ValueSet", "id": name, "url": url, "name": name, "status": "active", "compose": compose})  # fmt: skip
        return url

    def type_profile(self, kind: str, elements: list[dict[str, Any]]) -> str:
        """The url of a profile of a datatype."""
        made = self._structure(f"T{self.number}N{len(self.beside)}", "complex-type", kind, elements)
        self.beside.append(made)
        return str(made["url"])

    def _structure(
        self, name: str, kind: str, of_type: str, elements: list[dict[str, Any]]
    ) -> dict[str, Any]:
        return {
            "resourceType": "StructureDefinition", "id": name, "url": f"{BASE}/StructureDefinition/{name}", "name": name, "status": "active", "fhirVersion": "4.0.1",
            "kind": kind, "abstract": False, "type": of_type, "baseDefinition": CORE + of_type, "derivation": "constraint", "differential": {"element": elements},
        }  # fmt: skip

    def _in_order(self) -> list[dict[str, Any]]:
        """By the place of each element in its type, the slices of one behind it (ElementDefinition, rules)."""
        return sorted(self.elements.values(), key=lambda each: self._rank(str(each["id"])))

    def _rank(self, identity: str) -> list[tuple[int, str]]:
        ranks: list[tuple[int, str]] = []
        holder = self.kind
        for step in identity.split(".")[1:]:
            name, _, sliced = step.partition(":")
            children = list(types().children(holder).values())
            places = [str(each.element["path"]).rpartition(".")[2] for each in children]
            place = places.index(name) if name in places else 0
            ranks.append((place, sliced))
            holder = children[place].type if name in places else holder
        return ranks
