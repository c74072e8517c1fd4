"""Resources of every type, made by chance from R4's definitions.

Their elements, types, codes and targets are right by the published snapshots; invariants are left to
chance, so that many break one. They take the mutants to types of which no resource is at hand.
"""

import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from bench.mutants.spots import Child, Json, types

from pk_fhir.definitions import Definitions

DEFINING = frozenset(["StructureDefinition", "ValueSet", "CodeSystem", "SearchParameter", "StructureMap", "Questionnaire", "ConceptMap", "OperationDefinition", "CapabilityStatement"])  # fmt: skip
LEFT_OUT = frozenset(["id", "extension", "modifierExtension", "contained", "implicitRules"])
UCUM = "http://unitsofmeasure.org"
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"><p>x</p></div>'
# How likely an element that may be left out is there: in the resource, and below.
AT_ROOT, BELOW, DEEP = 0.3, 0.2, 0.1
DEEPEST = 5
MOST_CODES = 400


def _ucum(value: float, code: str) -> Json:
    return {"value": value, "unit": code, "system": UCUM, "code": code}


SAMPLES: dict[str, tuple[Json, ...]] = {
    "string": ("x", "Text å ä ö", "a b"), "markdown": ("*x*",), "code": ("abc",), "id": ("abc-1",),
    "uri": ("http://example.org/x", "urn:oid:1.2.3.4", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
    "url": ("http://example.org/x",), "canonical": ("http://example.org/x", "http://example.org/x|1.0"),
    "oid": ("urn:oid:2.16.840.1.113883.2.4.6.3",), "uuid": ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520",),
    "date": ("2020-02-01", "2020-02", "2020"), "dateTime": ("2020-02-01", "2020-02-01T10:00:00+01:00", "2021-03-04T10:00:00.123Z", "2020"),
    "instant": ("2020-02-01T10:00:00+01:00", "2021-03-04T10:00:00.123Z"), "time": ("10:00:00", "23:59:59"), "boolean": (True, False),
    "integer": (1, 0, -2), "unsignedInt": (0, 1, 3), "positiveInt": (1, 2), "decimal": (1.5, 0, -1.25), "base64Binary": ("YQ==", "YWJj"), "xhtml": (XHTML,),
    "Resource": ({"resourceType": "Basic", "id": "b1", "code": {"text": "x"}},), "Identifier": ({"system": "http://example.org/id", "value": "1"},),
    "Narrative": ({"status": "generated", "div": XHTML},), "Meta": ({"lastUpdated": "2020-02-01T10:00:00Z"},), "Money": ({"value": 10.5, "currency": "SEK"},),
    "Age": (_ucum(30, "a"),), "Duration": (_ucum(2, "d"), _ucum(1, "h")), "Count": (_ucum(3, "1"),), "Distance": (_ucum(3, "m"),),
    "Quantity": (_ucum(2.5, "mg"), {"value": 5}, {"value": 7, "unit": "x"}),
    "Range": ({"low": {"value": 1}, "high": {"value": 2}}, {"low": _ucum(5, "mg")}),
    "Period": ({"start": "2020-01-01"}, {"start": "2020-01-01", "end": "2020-02-01"}, {"end": "2020"}),
    "Ratio": ({"numerator": {"value": 1}, "denominator": {"value": 2}},), "Annotation": ({"text": "x"},),
    "Attachment": ({"contentType": "text/plain", "data": "YQ=="}, {"url": "http://example.org/x"}),
    "SampledData": ({"origin": {"value": 0}, "period": 1, "dimensions": 1, "data": "1 2 3"},),
    "Signature": ({"type": [{"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}], "when": "2020-01-01T10:00:00Z", "who": {"reference": "Practitioner/1"}},),
    "Timing": ({"event": ["2020-01-01"]}, {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, {"repeat": {"when": ["MORN"], "offset": 10}}),
}  # fmt: skip
# Codes of value sets that no code system lists.
BY_RULE: dict[str, tuple[str, ...]] = {
    "mimetypes": ("text/plain", "image/png"), "languages": ("sv", "en-US"), "all-languages": ("sv", "sv-SE"), "currencies": ("SEK", "EUR"),
    "ucum-units": ("mg",), "all-types": ("Patient", "string"), "defined-types": ("Patient", "string"),
}  # fmt: skip


def resources(seed: int, each: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """`each` resources of every type that does not define others, with a name."""
    for name in _kinds():
        for number in range(each):
            chance = random.Random(f"{seed} {name} {number}")  # noqa: S311 - to be repeatable, not secret
            yield f"{name}-{number}", {"resourceType": name, **Maker(chance).below(name, 0)}


def _kinds() -> list[str]:
    every = Definitions.r4().all("StructureDefinition")
    own = (each for each in every if each["kind"] == "resource" and not each["abstract"])
    return sorted({str(each["type"]) for each in own} - DEFINING)


class Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def below(self, kind: str, depth: int) -> dict[str, Any]:
        """The elements of a type, some by chance; a value at least."""
        groups: dict[str, list[Child]] = {}
        for child in types().children(kind).values():
            groups.setdefault(str(child.element["path"]), []).append(child)
        made: dict[str, Any] = {}
        for path, children in groups.items():
            name = path.rpartition(".")[2]
            if name not in LEFT_OUT and self._is_there(children[0].element, depth):
                self._add(made, self.chance.choice(children), depth)
        simple = [each for each in types().children(kind).values() if each.type in SAMPLES]
        fitting = [each for each in simple if each.name not in LEFT_OUT]
        if not made and depth and fitting:
            self._add(made, self.chance.choice(fitting), depth)
        return made

    def _is_there(self, element: Json, depth: int) -> bool:
        if element.get("min", 0):
            return True
        likely = AT_ROOT if depth == 0 else BELOW if depth < DEEPEST // 2 else DEEP
        return depth < DEEPEST and self.chance.random() < likely

    def _add(self, made: dict[str, Any], child: Child, depth: int) -> None:
        value = self.value(child, depth)
        if value != {}:
            made[child.name] = [value] if child.many else value

    def value(self, child: Child, depth: int) -> Json:
        element = child.element
        if child.type == "Reference":
            return self._reference(element)
        if child.type in ("code", "Coding", "CodeableConcept"):
            return self._coded(child.type, element)
        if child.type in SAMPLES:
            return self.chance.choice(SAMPLES[child.type])
        return self.below(child.type, depth + 1)

    def _reference(self, element: Json) -> Json:
        urls = [url for each in element.get("type", ()) for url in each.get("targetProfile", ())]
        names = [str(url).rpartition("/")[2] for url in urls]
        name = self.chance.choice([each for each in names if each != "Resource"] or ["Patient"])
        return self.chance.choice(({"reference": f"{name}/1"}, {"reference": f"{name}/1", "type": name}, {"display": "x"}))  # fmt: skip

    def _coded(self, kind: str, element: Json) -> Json:
        canonical = str(element.get("binding", {}).get("valueSet", "")).partition("|")[0]
        listed = codes(canonical)
        by_rule = BY_RULE.get(canonical.rpartition("/")[2])
        if kind == "code":
            return self.chance.choice(by_rule or [code for _, code in listed] or ["abc"])
        system, code = self.chance.choice(listed or (("http://example.org/cs", "x"),))
        coding = {"system": system, "code": code}
        return coding if kind == "Coding" else {"coding": [coding]}


@cache
def codes(canonical: str) -> tuple[tuple[str, str], ...]:
    """Codes of a value set with their systems, as far as its definition lists them or includes whole systems."""
    found: list[tuple[str, str]] = []
    value_set = Definitions.r4().get(canonical, "ValueSet") or {}
    for clause in value_set.get("compose", {}).get("include", ()):
        system = str(clause.get("system", ""))
        if clause.get("valueSet") or clause.get("filter"):
            continue
        named = clause.get("concept")
        whole = (Definitions.r4().get(system, "CodeSystem") or {}).get("concept", ())
        found.extend((system, str(each["code"])) for each in named or _flat(whole))
    return tuple(found[:MOST_CODES])


def _flat(concepts: Json) -> Iterator[Json]:
    for each in concepts:
        yield each
        yield from _flat(each.get("concept", ()))
