"""The answers to one question: their number, their type, and the limits that extensions set.

https://hl7.org/fhir/R4/questionnaire-profilelist.html lists the extensions.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.fhirpath import FhirPathError
from pk_fhir.fhirpath.patterns import full_match
from pk_fhir.validation.questionnaire.enable import compare
from pk_fhir.validation.questionnaire.options import Chosen, check_exclusive, check_option
from pk_fhir.validation.questionnaire.parts import (
    SDC,
    Item,
    extension,
    extensions,
    number,
    text,
    value_of,
)
from pk_fhir.validation.references import literal_type
from pk_fhir.validation.run import Run

CHOSEN = ("Coding", "date", "time", "integer", "string")
TYPES: dict[str, tuple[str, ...]] = {
    "boolean": ("boolean",),
    "decimal": ("decimal",),
    "integer": ("integer",),
    "date": ("date",),
    "dateTime": ("dateTime",),
    "time": ("time",),
    "string": ("string",),
    "text": ("string",),
    "url": ("uri",),
    "attachment": ("Attachment",),
    "reference": ("Reference",),
    "quantity": ("Quantity",),
    "choice": CHOSEN,
    "open-choice": CHOSEN,
    "coding": CHOSEN,
}
MEBIBYTE = 1024 * 1024


class Answer(NamedTuple):
    """One answer: the type and content of its value, the question, and where the answer stands."""

    kind: str
    value: Any
    question: Item
    path: str
    run: Run

    @property
    def at(self) -> str:
        """The location of the value."""
        return f"{self.path}.value.ofType({self.kind})"

    def error(self, key: str, code: str = "invariant", at: str = "", **values: object) -> None:
        self.run.sink.error(code, at or self.at, key, **values)


def check_answers(
    question: Item,
    answers: list[dict[str, Any]],
    questionnaire: dict[str, Any],
    path: str,
    run: Run,
) -> None:
    """Report answers that the question does not allow; `path` is the item's location."""
    kind, link = text(question, "type"), text(question, "linkId")
    if not answers:
        return
    if kind in ("group", "question"):
        run.sink.error("structure", path, "answers.group-answer", link=link)
        return
    if kind == "display":
        run.sink.error("structure", path, "answers.display-answer", link=link)
        return
    if len(answers) > 1 and question.get("repeats") is not True:
        run.sink.error("invalid", path, "answers.answer-once", link=link, count=len(answers))
    check_number(question, len(answers), path, run)
    for index, each in enumerate(answers):
        found = value_of(each)
        if found is not None and kind in TYPES:
            _check_answer(Answer(*found, question, f"{path}.answer[{index}]", run), questionnaire)
    check_exclusive(question, answers, path, run)


def check_number(question: Item, count: int, path: str, run: Run) -> None:
    """Report fewer or more answers to a question, or repetitions of a group, than its extensions allow."""
    link = text(question, "linkId")
    least = number(extension(question, CORE + "questionnaire-minOccurs"))
    most = number(extension(question, CORE + "questionnaire-maxOccurs"))
    if least is not None and count < least:
        run.sink.error("invalid", path, "answers.too-few", link=link, limit=least, count=count)
    if most is not None and count > most:
        run.sink.error("invalid", path, "answers.too-many", link=link, limit=most, count=count)


def _check_answer(answer: Answer, questionnaire: dict[str, Any]) -> None:
    kind = text(answer.question, "type")
    allowed = TYPES[kind]
    if answer.kind not in allowed:
        answer.error("answers.type", wanted=", ".join(allowed), found=answer.kind)
        return
    if kind in ("choice", "open-choice", "coding"):
        chosen = Chosen(answer.kind, answer.value, answer.path)
        check_option(chosen, answer.question, questionnaire, answer.run)
        return
    if answer.question.get("answerOption") or answer.question.get("answerValueSet"):
        chosen = Chosen(answer.kind, answer.value, answer.at)
        check_option(chosen, answer.question, questionnaire, answer.run)
    check = _CHECKS.get(answer.kind)
    if check is not None:
        check(answer)


# Text


def _check_text(answer: Answer) -> None:
    value = answer.value
    if not isinstance(value, str):
        return
    if text(answer.question, "type") == "string" and ("\n" in value or "\r" in value):
        answer.run.sink.warning("invariant", answer.at, "answers.new-line")
    least = number(extension(answer.question, CORE + "minLength"))
    most = number(answer.question.get("maxLength"))
    if least is not None and len(value) < least:
        answer.error("answers.short", limit=least)
    if most is not None and len(value) > most:
        answer.error("answers.long", limit=most)
    pattern = extension(answer.question, CORE + "regex")
    if isinstance(pattern, str) and not _matches(pattern, value):
        told = extension(answer.question, CORE + "entryFormat")
        answer.error("answers.pattern", pattern=told if isinstance(told, str) else pattern)


def _matches(pattern: str, value: str) -> bool:
    try:
        return full_match(pattern, value)
    except FhirPathError:  # a pattern that cannot be read, or runs too long, blames nobody
        return True


# Numbers, dates and times


def _check_range(answer: Answer) -> None:
    _check_limits(answer, CORE + "minValue", CORE + "maxValue")


def _check_limits(answer: Answer, least: str, most: str) -> None:
    for url, sign, key in ((least, -1, "answers.minimum"), (most, 1, "answers.maximum")):
        limit = extension(answer.question, url)
        if limit is None:
            continue
        result = compare((answer.kind, answer.value), (answer.kind, limit))
        values = {"value": _shown(answer.value), "limit": _shown(limit)}
        if result == sign:
            answer.error(key, **values)
        elif result is None and answer.kind == "Quantity":
            answer.error("answers.incomparable", **values)


def _check_decimal(answer: Answer) -> None:
    _check_range(answer)
    value = number(answer.value)
    limit = number(extension(answer.question, CORE + "maxDecimalPlaces"))
    if value is not None and limit is not None and _places(value) > limit:
        answer.error("answers.decimals", value=_shown(value), limit=limit)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        unit = value.get("code") or value.get("unit") or ""
        return f"{_shown(value.get('value'))} {unit}".strip()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


# Quantities, attachments and references


def _check_quantity(answer: Answer) -> None:
    if not isinstance(answer.value, dict):
        return
    _check_limits(answer, SDC + "minQuantity", SDC + "maxQuantity")
    value = answer.value
    units = extensions(answer.question, CORE + "questionnaire-unitOption")
    allowed = [each for each in units if isinstance(each, dict)]
    if allowed and not any(
        each.get("system") == value.get("system") and each.get("code") == value.get("code")
        for each in allowed
    ):
        told = ", ".join(str(each.get("code")) for each in allowed)
        answer.error("answers.unit", unit=value.get("code") or value.get("unit"), allowed=told)
    value_set = extension(answer.question, CORE + "questionnaire-unitValueSet")
    if isinstance(value_set, str):
        within = answer.run.terminology.contains(value_set, value, "Quantity", answer.run.asking)
        if within is False:
            answer.error(
                "answers.unit", unit=value.get("code") or value.get("unit"), allowed=value_set
            )


def _check_attachment(answer: Answer) -> None:
    if not isinstance(answer.value, dict):
        return
    allowed = [
        each for each in extensions(answer.question, CORE + "mimeType") if isinstance(each, str)
    ]
    found, told = text(answer.value, "contentType"), ", ".join(allowed)
    if allowed and not found:
        answer.error("answers.content-type-missing", "required", answer.path, allowed=told)
    elif allowed and found.partition(";")[0].strip() not in {a.partition(";")[0] for a in allowed}:
        answer.error("answers.content-type", "required", answer.path, found=found, allowed=told)
    limit = number(extension(answer.question, CORE + "maxSize"))
    size = number(answer.value.get("size")) or Decimal(len(text(answer.value, "data")) * 3 // 4)
    if limit is not None and size > limit * MEBIBYTE:
        answer.error(
            "answers.size", at=answer.path, found=_shown(size), limit=int(limit * MEBIBYTE)
        )


def _check_reference(answer: Answer) -> None:
    if not isinstance(answer.value, dict):
        return
    reference = text(answer.value, "reference")
    allowed = extensions(answer.question, CORE + "questionnaire-referenceResource")
    if not allowed or not reference:
        return
    target = answer.run.find(reference)
    found = text(target, "resourceType") if target else None
    if found is None and answer.run.options.literal_types:
        found = literal_type(reference)
    if found and found not in allowed:
        told = ", ".join(str(each) for each in allowed)
        answer.error("answers.reference-type", reference=reference, found=found, allowed=told)


_CHECKS: dict[str, Callable[[Answer], None]] = {
    "string": _check_text,
    "uri": _check_text,
    "integer": _check_range,
    "decimal": _check_decimal,
    "date": _check_range,
    "dateTime": _check_range,
    "time": _check_range,
    "Quantity": _check_quantity,
    "Attachment": _check_attachment,
    "Reference": _check_reference,
}
