"""A Questionnaire → the QuestionnaireResponse to begin with (https://hl7.org/fhir/R4/questionnaireresponse.html).

Every question stands in it, in the form's order, so that whoever fills it in meets the whole form. An
answer is what is known of it, else what the form itself proposes.
"""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def response(questionnaire: Json, subject: Json, authored: str, known: Mapping[str, Json]) -> Json:
    """The response, in progress; `known` has a value (`{"valueString": ...}`) by linkId."""
    url, version = questionnaire.get("url"), questionnaire.get("version")
    named = f"{url}|{version}" if url and version else url or f"Questionnaire/{questionnaire['id']}"
    begun: Json = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": named,
        "status": "in-progress",
        "subject": subject,
        "authored": authored,
    }
    items = _items(questionnaire.get("item", ()), known)
    return begun | ({"item": items} if items else {})


def _items(items: Any, known: Mapping[str, Json]) -> list[Json]:
    return [_item(item, known) for item in items if item.get("type") != "display"]


def _item(item: Json, known: Mapping[str, Json]) -> Json:
    """A group has its items in it, a question has those that belong to its answer in the answer."""
    begun: Json = {name: item[name] for name in ("linkId", "definition", "text") if name in item}
    inner = _items(item.get("item", ()), known)
    if item.get("type") == "group":
        return begun | ({"item": inner} if inner else {})
    answers = _answers(item, known)
    if answers:
        begun["answer"] = [answer | ({"item": inner} if inner else {}) for answer in answers]
    return begun


def _answers(item: Json, known: Mapping[str, Json]) -> list[Json]:
    if item["linkId"] in known:
        return [known[item["linkId"]]]
    proposed = [_value(each) for each in item.get("initial", ())]
    chosen = [_value(each) for each in item.get("answerOption", ()) if each.get("initialSelected")]
    return [value for value in (*proposed, *chosen) if value]


def _value(held: Json) -> Json:
    return {name: value for name, value in held.items() if name.startswith("value")}
