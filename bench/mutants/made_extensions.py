"""Extensions made by chance, and resources that carry them, rightly or not.

Simple and with parts, modifying or not, in contexts of each kind (elements, their paths, other
extensions, FHIRPath), with invariants of the context, values of one type or several, bound or pinned,
parts that are required, repeat or are sliced (https://hl7.org/fhir/R4/defining-extensions.html).
"""

import random
from collections.abc import Iterator
from typing import Any

from bench.mutants.made_steps import Made, likely
from bench.mutants.spots import Json

BASE = "http://example.org/made"
CORE = "http://hl7.org/fhir/StructureDefinition/"
SOME, FEW, RARELY = 0.3, 0.15, 0.03
# Which places take extensions that modify.
MODIFIED = ((), ("contact", 0), ("communication", 0))
VALUES: dict[str, tuple[Json, ...]] = {
    "string": ("x", "a text"), "boolean": (True, False), "code": ("male", "x"), "integer": (1, 5), "decimal": (1.5,), "date": ("2020-01-01",), "uri": ("http://example.org/x",),
    "CodeableConcept": ({"text": "x"}, {"coding": [{"system": "http://hl7.org/fhir/administrative-gender", "code": "male"}]}), "Reference": ({"reference": "Patient/1"}, {"reference": "Practitioner/1"}),
    "Coding": ({"system": "http://hl7.org/fhir/administrative-gender", "code": "female"}, {"system": "http://example.org/cs", "code": "x"}), "Period": ({"start": "2020"},),
    "Quantity": ({"value": 1}, {"value": 1, "comparator": "<"}), "Identifier": ({"value": "1"},), "Meta": ({"versionId": "1"},), "Age": ({"value": 1, "system": "http://unitsofmeasure.org", "code": "a"},),
}  # fmt: skip
# Where extensions go in the resource, with the contexts that allow them there.
PLACES: tuple[tuple[tuple[str | int, ...], tuple[str, ...]], ...] = (
    ((), ("Patient", "DomainResource", "Resource", "Element")), (("name", 0), ("Patient.name", "HumanName", "Element")), (("name", 0, "_family"), ("HumanName.family", "string", "Element")),
    (("contact", 0), ("Patient.contact", "BackboneElement", "Element")), (("contact", 0, "name"), ("Patient.contact.name", "HumanName")), (("_birthDate",), ("Patient.birthDate", "date", "Element")),
    (("identifier", 0, "period"), ("Identifier.period", "Period")), (("contained", 0), ("Organization", "Resource")), (("maritalStatus", "coding", 0), ("CodeableConcept.coding", "Coding")),
    (("generalPractitioner", 0), ("Patient.generalPractitioner", "Reference", "Reference(Organization)")), (("_deceasedBoolean",), ("Patient.deceased[x]", "Patient.deceased", "boolean")),
    (("communication", 0), ("Patient.communication",)), (("text",), ("DomainResource.text", "Narrative")), (("meta",), ("Resource.meta", "Meta", "Patient.meta")),
)  # fmt: skip
OTHERS = (
    "Observation",
    "Address",
    "Patient.address",
    "Patient.nope",
    "Bundle",
    "BackboneElement",
    "HumanName.given",
    "Element",
    "Extension",
)
PATHS = (
    "Patient.name.where(use = 'official')",
    "Patient",
    "Patient.descendants()",
    "Patient.contact.name",
    "Patient.name.first()",
)
INVARIANTS = (
    "%resource.active = true",
    "family.exists()",
    "%context.exists()",
    "extension.count() = 1",
    "exists()",
    "$this is Patient",
    "use = 'official'",
)


def extensions(seed: int, count: int) -> Iterator[Made]:
    """`count` Patients, each with two or so made extensions."""
    for number in range(count):
        chance = random.Random(f"{seed} extension {number}")  # noqa: S311 - to be repeatable, not secret
        yield _Extended(f"{seed}N{number}", chance).made()


def _patient() -> dict[str, Any]:
    return {
        "resourceType": "Patient", "meta": {"versionId": "1"}, "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'},
        "contained": [{"resourceType": "Organization", "id": "o", "name": "x"}], "identifier": [{"system": "http://example.org/id", "value": "1", "period": {"start": "2020"}}],
        "active": True, "name": [{"use": "official", "family": "Ek", "given": ["Eva"]}], "birthDate": "1980-01-01", "deceasedBoolean": False,
        "maritalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-MaritalStatus", "code": "M"}]}, "contact": [{"name": {"family": "Al"}}],
        "communication": [{"language": {"text": "x"}}], "generalPractitioner": [{"reference": "#o"}],
    }  # fmt: skip


class _Extended:
    def __init__(self, number: str, chance: random.Random) -> None:
        self.number, self.chance = number, chance
        self.definitions: list[dict[str, Any]] = []
        self.said: list[str] = []

    def made(self) -> Made:
        patient = _patient()
        for _ in range(self.chance.choice((1, 2, 2))):
            way, contexts = self.chance.choice(PLACES)
            modifier = way in MODIFIED and likely(self.chance, SOME)
            definition, value = self._definition(contexts, modifier=modifier)
            if way in MODIFIED and likely(self.chance, FEW):
                modifier = not modifier
            holder: Any = patient
            for step in way:
                holder = holder[step] if isinstance(step, int) else holder.setdefault(step, {})
            name = "modifierExtension" if modifier else "extension"
            holder.setdefault(name, []).extend([value] * (2 if likely(self.chance, RARELY) else 1))
            self.said.append(
                f"{'.'.join(map(str, way)) or 'Patient'}: {name} for {definition['context'][0]['expression']}"
            )
        return Made("; ".join(self.said), patient, tuple(self.definitions))

    def _definition(
        self, contexts: tuple[str, ...], *, modifier: bool
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        name = f"E{self.number}N{len(self.definitions)}"
        url = f"{BASE}/StructureDefinition/{name}"
        elements: list[dict[str, Any]] = [
            {"id": "Extension", "path": "Extension", "max": self.chance.choice(("1", "*"))}
        ]
        if modifier:
            elements[0] |= {"isModifier": True, "isModifierReason": "x"}
        value: dict[str, Any] = {"url": url}
        made: dict[str, Any] = {
            "resourceType": "StructureDefinition", "id": name, "url": url, "name": name, "status": "active", "fhirVersion": "4.0.1", "kind": "complex-type", "abstract": False,
            "context": self._contexts(contexts), "type": "Extension", "baseDefinition": CORE + "Extension", "derivation": "constraint",
        }  # fmt: skip
        if likely(self.chance, FEW * 2):
            made["contextInvariant"] = [self.chance.choice(INVARIANTS)]
            self.said.append(made["contextInvariant"][0])
        self.definitions.append(made)
        if likely(self.chance, SOME):
            self._parts(elements, value)
        else:
            elements.append(
                {"id": "Extension.extension", "path": "Extension.extension", "max": "0"}
            )
            elements.append({"id": "Extension.url", "path": "Extension.url", "fixedUri": url})
            self._value("Extension.value[x]", elements, value, least=self.chance.choice((0, 1)))
        made["differential"] = {"element": elements}
        return made, value

    def _contexts(self, fitting: tuple[str, ...]) -> list[dict[str, str]]:
        draw = self.chance.random()
        if draw < FEW:
            return [{"type": "fhirpath", "expression": self.chance.choice(PATHS)}]
        if draw < SOME:
            return [{"type": "element", "expression": self.chance.choice(OTHERS)}]
        if draw < SOME + FEW / 2:
            return [{"type": "extension", "expression": f"{BASE}/StructureDefinition/outer"}]
        chosen = self.chance.sample(fitting, self.chance.choice((1, min(2, len(fitting)))))
        return [{"type": "element", "expression": each} for each in chosen]

    def _value(
        self, path: str, elements: list[dict[str, Any]], value: dict[str, Any], *, least: int
    ) -> None:
        plain = path.replace(":p0", "").replace(":p1", "")
        kinds = self.chance.sample(list(VALUES), self.chance.choice((1, 1, 2)))
        element: dict[str, Any] = {
            "id": path,
            "path": plain,
            "min": least,
            "type": [{"code": kind} for kind in kinds],
        }
        kind = self.chance.choice(kinds if not likely(self.chance, RARELY) else list(VALUES))
        found = self.chance.choice(VALUES[kind])
        if kinds == ["Reference"]:
            element["type"] = [{"code": "Reference", "targetProfile": [CORE + "Patient"]}]
        if kinds[0] in ("code", "Coding", "CodeableConcept") and len(kinds) == 1:
            element["binding"] = {
                "strength": self.chance.choice(("required", "extensible")),
                "valueSet": "http://hl7.org/fhir/ValueSet/administrative-gender",
            }
        if kinds in (["string"], ["boolean"], ["integer"]) and likely(self.chance, SOME):
            element[f"fixed{kinds[0].capitalize()}"] = self.chance.choice(VALUES[kinds[0]])
        if kinds == ["string"] and likely(self.chance, SOME):
            element["maxLength"] = 3
        elements.append(element)
        if not likely(self.chance, RARELY):
            value[f"value{kind[0].upper()}{kind[1:]}"] = found

    def _parts(self, elements: list[dict[str, Any]], value: dict[str, Any]) -> None:
        slicing = {
            "discriminator": [{"type": "value", "path": "url"}],
            "ordered": False,
            "rules": self.chance.choice(("open", "closed")),
        }
        elements.append(
            {"id": "Extension.extension", "path": "Extension.extension", "slicing": slicing}
        )
        inside: list[dict[str, Any]] = []
        for index in range(2):
            least = self.chance.choice((0, 1))
            at = f"Extension.extension:p{index}"
            elements.append(
                {
                    "id": at,
                    "path": "Extension.extension",
                    "sliceName": f"p{index}",
                    "min": least,
                    "max": self.chance.choice(("1", "*")),
                }
            )
            elements.append(
                {"id": f"{at}.extension", "path": "Extension.extension.extension", "max": "0"}
            )
            elements.append(
                {"id": f"{at}.url", "path": "Extension.extension.url", "fixedUri": f"p{index}"}
            )
            part: dict[str, Any] = {"url": f"p{index}"}
            self._value(f"{at}.value[x]", elements, part, least=1)
            if not likely(self.chance, RARELY):
                inside.extend([part] * (2 if likely(self.chance, RARELY) else 1))
        if likely(self.chance, FEW):
            inside.append(
                {
                    "url": self.chance.choice(("other", "http://example.org/other")),
                    "valueString": "x",
                }
            )
        elements.append({"id": "Extension.url", "path": "Extension.url", "fixedUri": value["url"]})
        elements.append({"id": "Extension.value[x]", "path": "Extension.value[x]", "max": "0"})
        if inside:
            value["extension"] = inside
        if likely(self.chance, FEW / 2):
            value["valueString"] = "x"
        self.said.append("parts")
