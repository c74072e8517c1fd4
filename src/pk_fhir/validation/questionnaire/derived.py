"""A Questionnaire that says how it is derived from another one keeps that promise.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.derivedFrom and the extension
questionnaire-derivationType: what complies asks nothing else and nothing laxer; what extends may ask more.
"""

from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.questionnaire.parts import (
    Item,
    every,
    extension,
    numbered,
    text,
    value_of,
)
from pk_fhir.validation.run import Run

DERIVATION_TYPE = CORE + "questionnaire-derivationType"


def check_derivation(questionnaire: dict[str, Any], path: str, run: Run) -> None:
    """Report items that do not fit the questionnaires that this one is derived from."""
    bases = questionnaire.get("derivedFrom")
    about = questionnaire.get("_derivedFrom")
    for index, base in enumerate(bases if isinstance(bases, list) else ()):
        if not isinstance(base, str):
            continue
        place = f"{path}.derivedFrom[{index}]"
        found = run.definitions.get(base, "Questionnaire")
        if found is None:
            run.sink.warning("business-rule", place, "questionnaire.derived-unknown", base=base)
            continue
        kind = _kind(about, index)
        if kind is None:
            run.sink.warning("business-rule", place, "questionnaire.derived-unstated", base=base)
        elif kind in ("compliesWith", "extends"):
            _compare(questionnaire, found, (path, base, kind), run)


def _kind(about: Any, index: int) -> str | None:
    own = about[index] if isinstance(about, list) and index < len(about) else None
    value = extension(own, DERIVATION_TYPE) if isinstance(own, dict) else None
    if isinstance(value, dict):
        value = value.get("code")
    return value if isinstance(value, str) else None


def _compare(
    questionnaire: dict[str, Any], base: dict[str, Any], named: tuple[str, str, str], run: Run
) -> None:
    path, url, kind = named
    known = {text(item, "linkId"): item for item in every(base.get("item"))}
    waiting = [(path, questionnaire)]
    while waiting:
        at, holder = waiting.pop()
        for index, item in numbered(holder.get("item")):
            below = f"{at}.item[{index}]"
            waiting.append((below, item))
            was = known.get(text(item, "linkId"))
            if was is not None:
                _compare_item(item, was, url, below, run)
            elif kind == "compliesWith":
                run.sink.error(
                    "business-rule", below, "questionnaire.derived-no-item",
                    base=url, item=text(item, "linkId"),
                )  # fmt: skip


def _compare_item(item: Item, was: Item, url: str, place: str, run: Run) -> None:
    link = text(item, "linkId")
    if text(item, "type") != text(was, "type"):
        run.sink.error(
            "business-rule", f"{place}.type", "questionnaire.derived-type",
            base=url, item=link, wanted=text(was, "type"), found=text(item, "type"),
        )  # fmt: skip
    if was.get("required") is True and item.get("required") is not True:
        run.sink.error(
            "business-rule", place, "questionnaire.derived-required", base=url, item=link
        )
    if item.get("repeats") is True and was.get("repeats") is not True:
        run.sink.error("business-rule", place, "questionnaire.derived-repeats", base=url, item=link)
    limit, own = was.get("maxLength"), item.get("maxLength")
    if isinstance(limit, int) and not (isinstance(own, int) and own <= limit):
        where = f"{place}.maxLength" if "maxLength" in item else place
        run.sink.error(
            "business-rule", where, "questionnaire.derived-length", base=url, item=link, limit=limit
        )
    _compare_options(item, was, url, place, run)


def _compare_options(item: Item, was: Item, url: str, place: str, run: Run) -> None:
    allowed = [_told(option) for _, option in numbered(was.get("answerOption"))]
    if not allowed:
        return
    if "answerOption" not in item and "answerValueSet" not in item:
        run.sink.error(
            "business-rule", place, "questionnaire.derived-no-options",
            base=url, item=text(item, "linkId"),
        )  # fmt: skip
    for index, option in numbered(item.get("answerOption")):
        if _told(option) not in allowed:
            run.sink.error(
                "business-rule", f"{place}.answerOption[{index}]", "questionnaire.derived-option",
                base=url, item=text(item, "linkId"),
            )  # fmt: skip


def _told(option: dict[str, Any]) -> tuple[str, Any] | None:
    value = value_of(option)
    if value and isinstance(value[1], dict):
        return value[0], (value[1].get("system"), value[1].get("code") or value[1].get("reference"))
    return value
