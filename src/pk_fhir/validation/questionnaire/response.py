"""Answers held to their Questionnaire: which items there are, where, and how often.

https://hl7.org/fhir/R4/questionnaireresponse.html#link. The order of the questionnaire is kept, items
under a question stand inside its answer, and only what is required and enabled must be answered; while
the answering goes on, what is missing is a warning.
"""

from typing import Any, NamedTuple

from pk_fhir.fhir.dates import span
from pk_fhir.validation.issues import Marked
from pk_fhir.validation.questionnaire.answers import check_answers, check_number
from pk_fhir.validation.questionnaire.enable import is_enabled
from pk_fhir.validation.questionnaire.parts import Item, every, numbered, objects, text
from pk_fhir.validation.run import Run

FINISHED = ("completed", "amended")
_EXAMPLES = ("http://example.org", "https://example.org")


class Place(NamedTuple):
    """Where items stand: `own` is their holder's location, `told` that of the item it belongs to."""

    own: str
    told: str

    def item(self, index: int) -> Marked:
        """Where something about one of the items is told, in that item's line."""
        return Marked(self.told, f"{self.own}.item[{index}]")


class _Answering(NamedTuple):
    """What stays the same through one response."""

    questionnaire: dict[str, Any]
    finished: bool
    run: Run

    def missing(self, place: str, key: str, code: str, link: str) -> None:
        tell = self.run.sink.error if self.finished else self.run.sink.warning
        tell(code, place, key, link=link)


def check_response(response: dict[str, Any], path: str, run: Run) -> None:
    """Report what does not fit the questionnaire that the response names, where it is known."""
    canonical = text(response, "questionnaire")
    if not canonical:
        run.sink.information("required", path, "answers.no-questionnaire")
        return
    questionnaire = find_questionnaire(canonical, response, run)
    if questionnaire is None:
        tell = run.sink.information if canonical.startswith(_EXAMPLES) else run.sink.warning
        if canonical.startswith("#") and run.find(canonical) is not None:
            tell = run.sink.error  # what is there is no Questionnaire
        tell("required", path, "answers.questionnaire-unknown", questionnaire=canonical)
        return
    _check_period(questionnaire, response, path, run)
    answering = _Answering(questionnaire, response.get("status") in FINISHED, run)
    _check_items(
        answering, objects(questionnaire.get("item")), response, Place(path, path), [response]
    )


def find_questionnaire(canonical: str, response: dict[str, Any], run: Run) -> dict[str, Any] | None:
    """The questionnaire of a canonical: contained, among the definitions, or where the caller has it."""
    if canonical.startswith("#"):
        for each in objects(response.get("contained")):
            if each.get("id") == canonical[1:] and each.get("resourceType") == "Questionnaire":
                return each
        return None
    found = run.definitions.get(canonical, "Questionnaire") or run.find(canonical)
    return found if found is not None and found.get("resourceType") == "Questionnaire" else None


def _check_period(
    questionnaire: dict[str, Any], response: dict[str, Any], path: str, run: Run
) -> None:
    period, authored = questionnaire.get("effectivePeriod"), text(response, "authored")
    if not isinstance(period, dict) or not authored:
        return
    start, end = text(period, "start"), text(period, "end")
    try:
        if start and span(authored).before(span(start)):
            run.sink.warning(
                "business-rule", f"{path}.authored", "answers.before-period",
                authored=authored, limit=start,
            )  # fmt: skip
        if end and span(end).before(span(authored)):
            run.sink.warning(
                "business-rule", f"{path}.authored", "answers.after-period",
                authored=authored, limit=end,
            )  # fmt: skip
    except ValueError:  # a malformed date is told by its type
        return


Numbered = list[tuple[int, Item]]


def _check_items(
    answering: _Answering,
    asked: list[Item],
    holder: dict[str, Any],
    place: Place,
    around: list[dict[str, Any]],
) -> None:
    given = _sorted(answering, asked, holder, place, around)
    for question in asked:
        link = text(question, "linkId")
        items = given.get(link, [])
        enabled = is_enabled(question, around, answering.run)
        if not items:
            if enabled and question.get("required") is True:
                answering.missing(place.told, "answers.required", "required", link)
            continue
        if len(items) > 1 and question.get("repeats") is not True:
            again = place.item(items[1][0])
            answering.run.sink.error(
                "invalid", again, "answers.item-once", link=link, count=len(items)
            )
        if text(question, "type") == "group":
            told = f"{place.own}.item[{items[0][0]}]"
            check_number(question, len(items), told, answering.run)
        for index, item in items:
            _check_item(
                answering, question, item, f"{place.own}.item[{index}]", around, enabled=enabled
            )


def _sorted(
    answering: _Answering,
    asked: list[Item],
    holder: dict[str, Any],
    place: Place,
    around: list[dict[str, Any]],
) -> dict[str, Numbered]:
    """The items by linkId, telling those that are unknown, misplaced or out of order."""
    order = {text(question, "linkId"): number for number, question in reversed([*enumerate(asked)])}
    given: dict[str, Numbered] = {}
    last = -1
    for index, item in numbered(holder.get("item")):
        link = text(item, "linkId")
        if not link:
            answering.run.sink.error("required", place.item(index), "answers.no-link")
        elif link not in order:
            _check_stranger(answering, item, index, place, around)
        else:
            if order[link] < last:
                answering.run.sink.error("structure", place.item(index), "answers.order", link=link)
            last = order[link]
            given.setdefault(link, []).append((index, item))
    return given


def _check_stranger(
    answering: _Answering,
    item: Item,
    index: int,
    place: Place,
    around: list[dict[str, Any]],
) -> None:
    link = text(item, "linkId")
    question = next(
        (q for q in every(answering.questionnaire.get("item")) if text(q, "linkId") == link), None
    )
    if question is None:
        answering.run.sink.error("not-found", place.item(index), "answers.unknown-link", link=link)
        return
    answering.run.sink.error("structure", place.item(index), "answers.misplaced", link=link)
    _check_item(answering, question, item, f"{place.own}.item[{index}]", around, enabled=True)


def _check_item(
    answering: _Answering,
    question: Item,
    item: Item,
    path: str,
    around: list[dict[str, Any]],
    *,
    enabled: bool,
) -> None:
    link, sink = text(question, "linkId"), answering.run.sink
    answers, below = numbered(item.get("answer")), objects(item.get("item"))
    if not enabled and (answers or below):
        sink.error("invalid", path, "answers.not-enabled", link=link)
    written = text(item, "text")
    if written and written != text(question, "text"):
        sink.error("invalid", path, "answers.text", link=link)
    kind = text(question, "type")
    if not kind:
        sink.error("required", path, "answers.no-type", link=link)
    if enabled and question.get("required") is True:
        _check_required(
            answering, kind, link, path, filled=bool(below if kind == "group" else answers)
        )
    check_answers(
        question, [each for _, each in answers], answering.questionnaire, path, answering.run
    )
    _check_below(answering, question, item, path, around)


def _check_required(
    answering: _Answering, kind: str, link: str, path: str, *, filled: bool
) -> None:
    if filled:
        return
    if kind == "group":
        answering.missing(path, "answers.group-empty", "invariant", link)
    else:
        answering.missing(path, "answers.required", "required", link)


def _check_below(
    answering: _Answering,
    question: Item,
    item: Item,
    path: str,
    around: list[dict[str, Any]],
) -> None:
    link, kind = text(question, "linkId"), text(question, "type")
    asked, below = objects(question.get("item")), objects(item.get("item"))
    if kind == "group":
        _check_items(answering, asked, item, Place(path, path), [*around, item])
        return
    if below:
        key = "answers.display-item" if kind == "display" else "answers.item-outside-answer"
        answering.run.sink.error("structure", path, key, link=link)
    for index, answer in numbered(item.get("answer")):
        if asked or answer.get("item"):
            place = Place(f"{path}.answer[{index}]", path)
            _check_items(answering, asked, answer, place, [*around, item, answer])
