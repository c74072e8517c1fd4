"""Answers chosen from options or from a value set.

https://hl7.org/fhir/R4/questionnaire-definitions.html#Questionnaire.item.answer_x_. An open choice
leaves room for free text, never for other codes.
"""

from typing import Any, NamedTuple

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.questionnaire.parts import (
    Item,
    extension,
    numbered,
    objects,
    text,
    value_of,
)
from pk_fhir.validation.run import Run
from pk_fhir.validation.terminology import Terminology
from pk_fhir.validation.terminology.bindings import names
from pk_fhir.validation.terminology.valuesets import ValueSet


class Chosen(NamedTuple):
    """An answer's type and content, and where to tell what is wrong with it."""

    kind: str
    value: Any
    at: str


def check_option(chosen: Chosen, question: Item, questionnaire: dict[str, Any], run: Run) -> None:
    """Report an answer that is not among the question's options, or not in its value set."""
    options = [found for each in objects(question.get("answerOption")) if (found := value_of(each))]
    if options:
        _check_listed(chosen, options, text(question, "type") == "open-choice", run)
        return
    canonical = text(question, "answerValueSet")
    if canonical and chosen.kind == "Coding" and isinstance(chosen.value, dict):
        _check_value_set(chosen, canonical, questionnaire, run)
    elif canonical and text(question, "type") == "string":
        _check_string(chosen, canonical, run)


def _check_listed(chosen: Chosen, options: list[tuple[str, Any]], is_open: bool, run: Run) -> None:
    same_type = [value for kind, value in options if kind == chosen.kind]
    if chosen.kind == "string" and is_open:
        _check_free_text(chosen, options, run)
    elif not same_type:
        run.sink.error("invariant", chosen.at, "answers.no-option-of-type", type=chosen.kind)
    elif not any(_same(chosen.value, value) for value in same_type):
        run.sink.error("invariant", chosen.at, "answers.option", value=shown(chosen.value))


def _check_free_text(chosen: Chosen, options: list[tuple[str, Any]], run: Run) -> None:
    named = {
        str(value.get("display", "")).casefold()
        for kind, value in options
        if kind == "Coding" and isinstance(value, dict)
    }
    if isinstance(chosen.value, str) and chosen.value.casefold() in named - {""}:
        run.sink.warning("invariant", chosen.at, "answers.text-is-option", value=chosen.value)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        if "reference" in other:
            return bool(one.get("reference") == other["reference"])
        return one.get("system") == other.get("system") and one.get("code") == other.get("code")
    return bool(one == other)


def shown(value: Any) -> str:
    """An answer as people write it: a coding as ``system#code``."""
    if not isinstance(value, dict):
        return str(value)
    system, code = value.get("system"), value.get("code")
    if code:
        return f"{system}#{code}" if system else str(code)
    return str(value.get("display") or value.get("reference") or "")


def _check_value_set(
    chosen: Chosen, canonical: str, questionnaire: dict[str, Any], run: Run
) -> None:
    terminology = run.terminology
    if not isinstance(terminology, Terminology):
        return
    value_set = _value_set(canonical, questionnaire, terminology)
    if value_set is None:
        run.sink.warning(
            "code-invalid", chosen.at, "answers.value-set-unknown", value_set=canonical
        )
        return
    code, system = text(chosen.value, "code"), text(chosen.value, "system") or None
    # A code without its system is a code of nothing, unless the set itself names it.
    within = value_set.has(system, code) if code and system else names(value_set, code)
    values = {"value": shown(chosen.value), "value_set": str(value_set)}
    if within is False:
        run.sink.error("code-invalid", chosen.at, "answers.value-set", **values)
    elif within is None and not value_set.url.startswith("#"):
        within = terminology.member(canonical, system, code, asking=run.asking)
        if within is False:
            run.sink.error("code-invalid", chosen.at, "answers.value-set", **values)
        elif within is None:
            run.sink.information("code-invalid", chosen.at, "answers.value-set-undecided", **values)


def _check_string(chosen: Chosen, canonical: str, run: Run) -> None:
    """Text that is to be a code of a value set, where all of its codes are known."""
    codes = run.terminology.codes(canonical)
    if codes is not None and chosen.value not in codes:
        values = {"value": shown(chosen.value), "value_set": canonical}
        run.sink.error("code-invalid", chosen.at, "answers.value-set", **values)


def _value_set(
    canonical: str, questionnaire: dict[str, Any], terminology: Terminology
) -> ValueSet | None:
    if not canonical.startswith("#"):
        return terminology.tables.value_set(canonical)
    for each in objects(questionnaire.get("contained")):
        if each.get("id") == canonical[1:] and each.get("resourceType") == "ValueSet":
            return ValueSet({**each, "url": canonical}, terminology.tables.sources)
    return None


def check_exclusive(question: Item, answers: list[dict[str, Any]], path: str, run: Run) -> None:
    """Report an answer that stands beside others though it excludes them."""
    if len(answers) < 2:  # noqa: PLR2004 - one answer excludes nothing
        return
    alone = [
        value[1]
        for each in objects(question.get("answerOption"))
        if extension(each, CORE + "questionnaire-optionExclusive") is True
        and (value := value_of(each))
    ]
    for index, answer in numbered(answers):
        found = value_of(answer)
        if found and any(_same(found[1], each) for each in alone):
            run.sink.error(
                "invariant", f"{path}.answer[{index}]", "answers.exclusive", value=shown(found[1])
            )
