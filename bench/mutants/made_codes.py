"""Code systems and value sets made by chance, and codings held to them by a profile.

Hierarchies, properties, inactive and deprecated concepts, designations, case; value sets that name
codes, filter, import and exclude; codings with displays, versions and companions
(https://hl7.org/fhir/R4/valueset.html#compositions, terminologies.html).
"""

import random
from collections.abc import Iterator
from typing import Any

from bench.mutants.made_steps import Made, likely
from bench.mutants.spots import Json

BASE = "http://example.org/made"
CORE = "http://hl7.org/fhir/StructureDefinition/"
SPLIT = 0.5
# Levels of concepts, and of value sets that import others.
DEEPEST = 2
FEW, SOME = 0.2, 0.35


def codings(seed: int, count: int) -> Iterator[Made]:
    """`count` Observations whose code or value is bound to a made value set."""
    for number in range(count):
        chance = random.Random(f"{seed} codes {number}")  # noqa: S311 - to be repeatable, not secret
        yield _Codes(f"{seed}N{number}", chance).made()


class _Codes:
    def __init__(self, number: str, chance: random.Random) -> None:
        self.number, self.chance = number, chance
        self.system = f"{BASE}/CodeSystem/C{number}"
        self.said: list[str] = []
        self.flat: list[dict[str, Any]] = []
        self.sensitive = likely(chance, 0.8)
        self.code_system = self._code_system()
        self.sets: list[dict[str, Any]] = []

    def made(self) -> Made:
        bound = self._value_set(0)
        strength = self.chance.choice(("required", "required", "extensible"))
        path, kind = self.chance.choice(
            (
                ("code", "CodeableConcept"),
                ("value[x]", "CodeableConcept"),
                ("value[x]", "string"),
                ("component.code", "CodeableConcept"),
                ("interpretation", "CodeableConcept"),
            )
        )
        resource: dict[str, Any] = {
            "resourceType": "Observation",
            "status": "final",
            "code": {"text": "x"},
        }
        concept = self._concept()
        if path == "component.code":
            resource["component"] = [{"code": concept}]
        elif path == "interpretation":
            resource["interpretation"] = [concept]
        elif path == "code":
            resource["code"] = concept
        else:
            resource["valueCodeableConcept" if kind == "CodeableConcept" else "valueString"] = (
                concept if kind == "CodeableConcept" else self._code()
            )
        if likely(self.chance, FEW):
            resource["language"] = self.chance.choice(("sv", "de", "en"))
        element: dict[str, Any] = {
            "id": f"Observation.{path}",
            "path": f"Observation.{path}",
            "binding": {
                "strength": strength,
                "valueSet": bound + self.chance.choice(("", "", "|1", "|9")),
            },
        }
        if path == "value[x]":
            element["type"] = [{"code": kind}]
        name = f"O{self.number}"
        profile = {
            "resourceType": "StructureDefinition", "id": name, "url": f"{BASE}/StructureDefinition/{name}", "name": name, "status": "active", "fhirVersion": "4.0.1", "kind": "resource",
            "abstract": False, "type": "Observation", "baseDefinition": CORE + "Observation", "derivation": "constraint", "differential": {"element": [element]},
        }  # fmt: skip
        return Made(
            f"{strength} {kind}: {', '.join(self.said)}",
            resource,
            (profile, self.code_system, *self.sets),
            str(profile["url"]),
        )

    def _code_system(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "resourceType": "CodeSystem", "id": f"C{self.number}", "url": self.system, "name": "C", "status": "active", "caseSensitive": self.sensitive,
            "content": self.chance.choice(("complete", "complete", "complete", "fragment", "example")), "hierarchyMeaning": "is-a", "version": "1",
            "property": [
                {"code": "status", "uri": "http://hl7.org/fhir/concept-properties#status", "type": "code"}, {"code": "kind", "type": "string"}, {"code": "n", "type": "integer"},
                {"code": "inactive", "uri": "http://hl7.org/fhir/concept-properties#inactive", "type": "boolean"}, {"code": "notSelectable", "uri": "http://hl7.org/fhir/concept-properties#notSelectable", "type": "boolean"},
            ],
            "filter": [{"code": "concept", "operator": ["is-a", "descendent-of", "is-not-a", "generalizes", "regex"], "value": "x"}],
            "concept": [self._listed(0) for _ in range(3)],
        }  # fmt: skip
        if likely(self.chance, FEW):
            made["language"] = "sv"
        self.said.append(made["content"])
        return made

    def _listed(self, depth: int) -> dict[str, Any]:
        code = self.chance.choice("abcdefgh").upper() + str(len(self.flat))
        concept: dict[str, Any] = {"code": code, "display": f"Shown {code}"}
        self.flat.append(concept)
        if likely(self.chance, SOME):
            concept["designation"] = [{"language": "sv", "value": f"Visad {code}"}]
        options: tuple[dict[str, Json], ...] = (
            {"code": "status", "valueCode": self.chance.choice(("retired", "deprecated", "active"))}, {"code": "kind", "valueString": self.chance.choice("xy")},
            {"code": "n", "valueInteger": self.chance.choice((1, 2))}, {"code": "inactive", "valueBoolean": self.chance.choice((True, False))}, {"code": "notSelectable", "valueBoolean": True},
        )  # fmt: skip
        if likely(self.chance, SPLIT):
            concept["property"] = self.chance.sample(options, self.chance.choice((1, 2)))
        if depth < DEEPEST and likely(self.chance, SPLIT):
            concept["concept"] = [self._listed(depth + 1) for _ in range(self.chance.randint(1, 2))]
        return concept

    def _any(self) -> str:
        return str(self.chance.choice(self.flat)["code"])

    def _code(self) -> str:
        code = self.chance.choice(
            (self._any(), self._any(), self._any(), self._any().lower(), "Z9")
        )
        self.said.append(code)
        return code

    def _value_set(self, depth: int) -> str:
        name = f"V{self.number}N{len(self.sets)}"
        url = f"{BASE}/ValueSet/{name}"
        made: dict[str, Any] = {
            "resourceType": "ValueSet",
            "id": name,
            "url": url,
            "name": name,
            "version": "1",
            "status": self.chance.choice(("active", "active", "draft", "retired")),
        }
        self.sets.append(made)
        compose: dict[str, Any] = {
            "include": [self._clause(depth) for _ in range(self.chance.choice((1, 1, 2)))]
        }
        if likely(self.chance, SOME):
            compose["exclude"] = [self._clause(depth + 1)]
            self.said.append("but")
        if likely(self.chance, FEW):
            compose["inactive"] = self.chance.choice((True, False))
            self.said.append(f"inactive {compose['inactive']}")
        made["compose"] = compose
        return url

    def _clause(self, depth: int) -> dict[str, Any]:
        kind = self.chance.choice(
            ("whole", "named", "named", "filter", "filter", "filter", "import")
        )
        if kind == "import" and depth < DEEPEST:
            self.said.append("import")
            clause: dict[str, Any] = {"valueSet": [self._value_set(depth + 1)]}
            if likely(self.chance, SOME):
                clause["system"] = self.system
            return clause
        clause = {"system": self.system}
        if likely(self.chance, FEW):
            clause["version"] = self.chance.choice(("1", "2"))
        if kind == "named":
            clause["concept"] = [self._named() for _ in range(self.chance.randint(1, 3))]
        if kind == "filter":
            clause["filter"] = [self._filter() for _ in range(self.chance.choice((1, 1, 2)))]
        self.said.append(kind)
        return clause

    def _named(self) -> dict[str, Any]:
        made: dict[str, Any] = {"code": self._any()}
        if likely(self.chance, FEW):
            made["display"] = "As the set says"
        return made

    def _filter(self) -> dict[str, Any]:
        made = self.chance.choice((
            ("concept", "is-a", self._any()), ("concept", "descendent-of", self._any()), ("concept", "is-not-a", self._any()), ("kind", "=", "x"), ("kind", "exists", "true"),
            ("n", "=", "1"), ("status", "=", "retired"), ("concept", "regex", "[A-D].*"), ("kind", "in", "x,z"), ("concept", "in", f"{self._any()},{self._any()}"), ("inactive", "=", "true"),
            ("concept", "not-in", f"{self._any()},{self._any()}"), ("kind", "not-in", "y"), ("kind", "regex", "[x]"), ("concept", "=", self._any()),
        ))  # fmt: skip
        self.said.append(f"{made[0]} {made[1]}")
        return dict(zip(("property", "op", "value"), made, strict=True))

    def _concept(self) -> dict[str, Any]:
        made = [self._coding() for _ in range(self.chance.choice((1, 1, 1, 2)))]
        return {"coding": made} | ({"text": "x"} if likely(self.chance, SPLIT) else {})

    def _coding(self) -> dict[str, Any]:
        code = self._code()
        made: dict[str, Any] = {"system": self.system, "code": code}
        if likely(self.chance, SPLIT):
            made["display"] = self.chance.choice(
                (
                    f"Shown {code}",
                    f"shown {code}",
                    f"Visad {code}",
                    "As the set says",
                    "Other",
                    f"Shown  {code}",
                )
            )
            self.said.append(made["display"])
        if likely(self.chance, FEW):
            made["version"] = self.chance.choice(("1", "2"))
        if likely(self.chance, FEW / 2):
            made = self.chance.choice(
                (
                    {"code": code},
                    {"system": f"{BASE}/CodeSystem/other", "code": code},
                    {"display": "x"},
                    {"system": self.system},
                )
            )
        return made
