"""Rules of a Questionnaire that its invariants do not state: what an enableWhen may ask about.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.enableWhen.
"""

from typing import Any

from pk_fhir.validation.questionnaire.parts import Item, every, numbered, objects, text
from pk_fhir.validation.run import Run


def check_questionnaire(questionnaire: dict[str, Any], path: str, run: Run) -> None:
    """Report conditions that ask about nothing, about themselves, or about what comes later."""
    order: dict[str, int] = {}
    for place, item in enumerate(every(questionnaire.get("item"))):
        order.setdefault(text(item, "linkId"), place)
    waiting = [(path, questionnaire)]
    while waiting:
        at, holder = waiting.pop()
        for index, item in numbered(holder.get("item")):
            below = f"{at}.item[{index}]"
            for condition in objects(item.get("enableWhen")):
                _check_condition(condition, item, order, below, run)
            waiting.append((below, item))


def _check_condition(
    condition: dict[str, Any], item: Item, order: dict[str, int], place: str, run: Run
) -> None:
    question, own = text(condition, "question"), text(item, "linkId")
    values = {"item": own, "question": question}
    if not question:
        run.sink.error("business-rule", place, "questionnaire.enable-no-question")
    elif any(text(each, "linkId") == question for each in every(item.get("item"))):
        run.sink.error("business-rule", place, "questionnaire.enable-inner", **values)
    elif question not in order:
        run.sink.error("business-rule", place, "questionnaire.enable-unknown", **values)
    elif question == own:
        run.sink.error("business-rule", place, "questionnaire.enable-self", item=own)
    elif order[question] > order.get(own, 0):
        run.sink.warning("business-rule", place, "questionnaire.enable-later", **values)
