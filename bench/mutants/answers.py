"""Changes of a QuestionnaireResponse against its Questionnaire (questionnaireresponse.html#rules)."""

from collections.abc import Iterator
from typing import Any

from bench.mutants.change import GONE, Change, drop, put
from bench.mutants.meaning import NOPE
from bench.mutants.spots import Way

from pk_fhir.definitions import Definitions

Item = dict[str, Any]
OTHERS = (("valueBoolean", True), ("valueDate", "2020-01-01"), ("valueQuantity", {"value": 1}))
TAKES = {
    "boolean": ("valueBoolean",),
    "date": ("valueDate",),
    "quantity": ("valueQuantity",),
    "decimal": ("valueDecimal",),
    "integer": ("valueInteger",),
    "string": ("valueString",),
    "text": ("valueString",),
    "choice": ("valueCoding", "valueDate"),
    "open-choice": ("valueCoding", "valueString", "valueDate"),
}


def of_answers(resource: dict[str, Any], definitions: Definitions) -> Iterator[Change]:
    form = _form(resource, definitions)
    if form is not None:
        yield from _of_items(resource, form, (), "QuestionnaireResponse", resource)


def _form(resource: dict[str, Any], definitions: Definitions) -> Item | None:
    canonical = str(resource.get("questionnaire", ""))
    if resource["resourceType"] != "QuestionnaireResponse" or not canonical:
        return None
    if canonical.startswith("#"):
        inside = resource.get("contained", ())
        return next((each for each in inside if each.get("id") == canonical[1:]), None)
    return definitions.get(canonical, "Questionnaire")


def _of_items(resource: Item, form: Item, way: Way, place: str, owner: Item) -> Iterator[Change]:
    questions = {str(each["linkId"]): each for each in form.get("item", ())}
    items = owner.get("item", ())
    for index, item in enumerate(items):
        question = questions.get(str(item.get("linkId")))
        if question is None:
            continue
        here: Way = (*way, "item", index)
        at = f"{place}.item[{index}]"
        told = (at, f"{at}.linkId", place)
        yield put("answers: a question that is not asked", (*here, "linkId"), NOPE, *told)
        if question.get("required") and resource.get("status") == "completed":
            alone = len(items) == 1
            yield drop(
                "answers: a required one away",
                here[:-1] if alone else here,
                place,
                at,
                f"{place}.item",
            )
        if not question.get("repeats") and question["type"] != "display":
            yield put("answers: a question twice", (*way, "item", len(items)), item, place, at, f"{place}.item[{len(items)}]")  # fmt: skip
        if len(items) > 1 and index == 0 and items[1].get("linkId") != item.get("linkId"):
            yield put("answers: out of order", (*way, "item"), [items[1], items[0], *items[2:]], place, f"{place}.item[1]", f"{place}.item[0]")  # fmt: skip
        yield from _of_answers(question, item, here, at)
        yield from _of_items(resource, question, here, at, item)


def _of_answers(question: Item, item: Item, way: Way, at: str) -> Iterator[Change]:
    kind = str(question["type"])
    answers = item.get("answer", ())
    if kind in ("group", "display"):
        yield put("answers: a group with an answer", (*way, "answer"), [{"valueString": "x"}], at, f"{at}.answer[0]", f"{at}.answer")  # fmt: skip
    if answers and not question.get("repeats"):
        yield put("answers: two where one may be", (*way, "answer"), [answers[0], answers[0]], at, f"{at}.answer[1]", f"{at}.answer")  # fmt: skip
    for index, answer in enumerate(answers):
        key = next((name for name in answer if name.startswith("value")), None)
        if key is not None:
            yield from _of_answer(question, key, (*way, "answer", index), f"{at}.answer[{index}]")


def _of_answer(question: Item, key: str, way: Way, at: str) -> Iterator[Change]:
    kind, longest = str(question["type"]), question.get("maxLength")
    for name, value in OTHERS:
        if kind in TAKES and name not in TAKES[kind]:
            steps = (((*way, key), GONE), ((*way, name), value))
            yield Change("answers: of a wrong type", steps, (at, f"{at}.value"))
    if kind == "choice" and key == "valueCoding":
        yield put("answers: no option", (*way, key, "code"), NOPE, at, f"{at}.value", f"{at}.value.code")  # fmt: skip
    if longest and key == "valueString":
        yield put("answers: too long", (*way, key), "x" * (longest + 1), at, f"{at}.value")
