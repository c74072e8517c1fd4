"""Questionnaires made by chance, and answers that keep most of what they ask.

Questions of each type in groups and under questions, with conditions, options, value sets, limits and
repetitions; each answer is right but for what chance leaves out, repeats or takes from another type
(https://hl7.org/fhir/R4/questionnaireresponse.html#rules).
"""

import random
from collections.abc import Iterator
from typing import Any

from bench.mutants.made_steps import Made, likely
from bench.mutants.spots import Json

BASE = "http://example.org/made"
CORE = "http://hl7.org/fhir/StructureDefinition/"
CODES = "http://example.org/made/cs"
UCUM = "http://unitsofmeasure.org"
VALUES: dict[str, tuple[str, tuple[Json, ...]]] = {
    "boolean": ("valueBoolean", (True, False)), "decimal": ("valueDecimal", (1.5, 2, 3.25)), "integer": ("valueInteger", (1, 2, 5)),
    "date": ("valueDate", ("2020-01-01", "2020-06", "2021")), "dateTime": ("valueDateTime", ("2020-01-01T10:00:00Z", "2020-06-01", "2021")),
    "time": ("valueTime", ("10:00:00", "12:30:00")), "string": ("valueString", ("x", "abc", "a b c d")), "text": ("valueString", ("x", "line\nline")),
    "url": ("valueUri", ("http://example.org/x", "urn:oid:1.2.3.4")), "attachment": ("valueAttachment", ({"contentType": "text/plain", "data": "YQ=="}, {"url": "http://example.org/a"})),
    "reference": ("valueReference", ({"reference": "Patient/1"}, {"display": "x"}, {"reference": "Practitioner/2"})),
    "quantity": ("valueQuantity", ({"value": 1, "unit": "kg", "system": UCUM, "code": "kg"}, {"value": 500, "unit": "g", "system": UCUM, "code": "g"}, {"value": 3})),
    "choice": ("valueCoding", ({"system": CODES, "code": "a"}, {"system": CODES, "code": "b", "display": "Bee"}, {"system": CODES, "code": "z"}, {"code": "a"})),
    "open-choice": ("valueCoding", ({"system": CODES, "code": "a"}, {"system": CODES, "code": "c"}, {"system": CODES, "code": "z"})),
}  # fmt: skip
OPERATORS = ("exists", "=", "!=", ">", "<", ">=", "<=")
OPTIONED = ("choice", "open-choice", "integer", "date", "time", "string")
# Types that questions may have, by how often.
TYPES = (
    *VALUES,
    "choice",
    "open-choice",
    "string",
    "integer",
    "quantity",
    "group",
    "group",
    "display",
)
LIMITS: dict[str, tuple[Json, ...]] = {
    "string": ({"url": f"{CORE}minLength", "valueInteger": 2}, {"url": f"{CORE}regex", "valueString": "[a-c ]+"}),
    "text": ({"url": f"{CORE}minLength", "valueInteger": 3},),
    "integer": ({"url": f"{CORE}minValue", "valueInteger": 2}, {"url": f"{CORE}maxValue", "valueInteger": 2}),
    "decimal": ({"url": f"{CORE}minValue", "valueDecimal": 2.0}, {"url": f"{CORE}maxDecimalPlaces", "valueInteger": 1}),
    "date": ({"url": f"{CORE}minValue", "valueDate": "2020-06-01"}, {"url": f"{CORE}maxValue", "valueDate": "2020-06-01"}),
    "dateTime": ({"url": f"{CORE}maxValue", "valueDateTime": "2020-06-01T00:00:00Z"},),
    "quantity": ({"url": f"{CORE}questionnaire-unitOption", "valueCoding": {"system": UCUM, "code": "kg"}}, {"url": f"{CORE}questionnaire-unit", "valueCoding": {"system": UCUM, "code": "kg"}}),
    "attachment": ({"url": f"{CORE}mimeType", "valueCode": "text/plain"}, {"url": f"{CORE}maxSize", "valueDecimal": 1}),
    "reference": ({"url": f"{CORE}questionnaire-referenceResource", "valueCode": "Patient"},),
    "choice": ({"url": f"{CORE}questionnaire-optionExclusive", "valueBoolean": True}, {"url": f"{CORE}questionnaire-minOccurs", "valueInteger": 2}),
    "open-choice": ({"url": f"{CORE}questionnaire-maxOccurs", "valueInteger": 1},),
}  # fmt: skip
MISTAKE = 0.06
# Levels of groups.
DEEPEST = 2


def forms(seed: int, count: int) -> Iterator[Made]:
    """`count` answers, each with its Questionnaire, code system and value set."""
    for number in range(count):
        chance = random.Random(f"{seed} form {number}")  # noqa: S311 - to be repeatable, not secret
        form = _Form(f"{seed}-{number}", chance)
        yield Made(
            f"form of {form.count}",
            form.response(),
            (form.questionnaire, form.value_set, CODE_SYSTEM),
        )


CODE_SYSTEM: dict[str, Any] = {
    "resourceType": "CodeSystem", "id": "made-cs", "url": CODES, "name": "Made", "status": "active", "content": "complete", "caseSensitive": True,
    "concept": [{"code": "a", "display": "Ay"}, {"code": "b", "display": "Bee"}, {"code": "c", "display": "Cee"}],
}  # fmt: skip


class _Form:
    def __init__(self, number: str, chance: random.Random) -> None:
        self.chance, self.count = chance, 0
        self.asked: list[dict[str, Any]] = []
        name = f"Q{number.replace('-', 'N')}"
        url = f"{BASE}/ValueSet/{name}"
        concepts = [{"code": "a"}, {"code": "b"}]
        self.value_set = {
            "resourceType": "ValueSet",
            "id": name,
            "url": url,
            "name": name,
            "status": "active",
            "compose": {"include": [{"system": CODES, "concept": concepts}]},
        }
        items = [self._item(0) for _ in range(chance.randint(1, 3))]
        status = chance.choice(("active", "active", "active", "draft", "retired"))
        self.questionnaire = {
            "resourceType": "Questionnaire",
            "id": name,
            "url": f"{BASE}/Questionnaire/{name}",
            "name": name,
            "status": status,
            "version": "1",
            "item": items,
        }

    def _item(self, depth: int) -> dict[str, Any]:
        self.count += 1
        kind = self.chance.choice(TYPES if depth < DEEPEST else tuple(VALUES))
        item: dict[str, Any] = {"linkId": f"q{self.count}", "text": "x", "type": kind}
        if kind == "display":
            return item
        for name, share in (("required", 0.3), ("repeats", 0.4)):
            if likely(self.chance, share):
                item[name] = likely(self.chance, 0.8)
        if self.asked and likely(self.chance, 0.35):
            item |= self._condition()
        if kind != "group":
            item |= self._limited(kind)
            self.asked.append(item)
        if kind == "group" or likely(self.chance, 0.2):
            item["item"] = [self._item(depth + 1) for _ in range(self.chance.randint(1, 2))]
        return item

    def _limited(self, kind: str) -> dict[str, Any]:
        made: dict[str, Any] = {}
        key, values = VALUES[kind]
        if kind in OPTIONED and likely(self.chance, 0.8 if "choice" in kind else 0.3):
            if "choice" in kind and likely(self.chance, 0.5):
                made["answerValueSet"] = self.value_set["url"]
            else:
                some = self.chance.sample(values, min(2, len(values)))
                made["answerOption"] = [{key: value} for value in some]
        if kind in LIMITS and likely(self.chance, 0.4):
            made["extension"] = [self.chance.choice(LIMITS[kind])]
        if kind in ("string", "text") and likely(self.chance, 0.3):
            made["maxLength"] = self.chance.choice((2, 4))
        if "answerOption" not in made and likely(self.chance, 0.1):
            made["initial"] = [{key: self.chance.choice(values)}]
        return made

    def _condition(self) -> dict[str, Any]:
        made = []
        for _ in range(self.chance.choice((1, 1, 2))):
            asked = self.chance.choice(self.asked)
            operator = self.chance.choice(OPERATORS)
            key, values = VALUES[str(asked["type"])]
            if operator == "exists" or key in ("valueUri", "valueAttachment"):
                made.append(
                    {
                        "question": asked["linkId"],
                        "operator": "exists",
                        "answerBoolean": self.chance.choice((True, False)),
                    }
                )
                continue
            if key in ("valueCoding", "valueBoolean", "valueReference"):
                operator = self.chance.choice(("=", "!="))
            made.append(
                {
                    "question": asked["linkId"],
                    "operator": operator,
                    f"answer{key[5:]}": self.chance.choice(values),
                }
            )
        both = {"enableBehavior": self.chance.choice(("all", "any"))} if len(made) > 1 else {}
        return {"enableWhen": made, **both}

    # -- the answers ------------------------------------------------------------------------------

    def response(self) -> dict[str, Any]:
        status = self.chance.choice(
            ("completed", "completed", "completed", "in-progress", "amended", "stopped")
        )
        version = self.chance.choice(("", "", "|1", "|2"))
        made = {
            "resourceType": "QuestionnaireResponse",
            "questionnaire": self.questionnaire["url"] + version,
            "status": status,
            "item": self._answered(self.questionnaire["item"]),
        }
        if self._slips():
            made[self.chance.choice(("subject", "authored"))] = self.chance.choice(
                ({"reference": "Patient/1"}, "2020")
            )
        return {key: value for key, value in made.items() if value != []}

    def _slips(self) -> bool:
        return likely(self.chance, MISTAKE)

    def _answered(self, questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for question in questions:
            if (not question.get("required") and likely(self.chance, 0.25)) or self._slips():
                continue
            again = (
                question["type"] == "group" and question.get("repeats") and likely(self.chance, 0.4)
            )
            made.extend(self._one(question) for _ in range(2 if again or self._slips() else 1))
        if self._slips():
            self.chance.shuffle(made)
        return made

    def _one(self, question: dict[str, Any]) -> dict[str, Any]:
        item: dict[str, Any] = {"linkId": question["linkId"]}
        if self._slips():
            item[self.chance.choice(("text", "linkId", "definition"))] = self.chance.choice(
                ("x", "q1", "http://example.org/x")
            )
        kind = str(question["type"])
        if kind == "display":
            return item | ({"answer": [{"valueString": "x"}]} if self._slips() else {})
        below = self._answered(question.get("item", []))
        if kind == "group":
            return (
                item
                | ({"item": below} if below else {})
                | ({"answer": [{"valueString": "x"}]} if self._slips() else {})
            )
        many = 2 if (question.get("repeats") and likely(self.chance, 0.5)) or self._slips() else 1
        answers = [self._answer(question) for _ in range(many)]
        if below:
            (item if self._slips() else answers[0])["item"] = below
        return item | {"answer": answers}

    def _answer(self, question: dict[str, Any]) -> dict[str, Any]:
        key, values = VALUES[
            self.chance.choice(list(VALUES)) if self._slips() else str(question["type"])
        ]
        if "answerOption" in question and likely(self.chance, 0.8):
            return dict(self.chance.choice(question["answerOption"]))
        if question["type"] == "open-choice" and likely(self.chance, 0.4):
            return {"valueString": "other"}
        return {key: self.chance.choice(values)}
