"""QuestionnaireResponse: my story, and the five follow-up questions.

https://hl7.org/fhir/R4/questionnaireresponse.html
"""

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeVar

from pk_fhir.contract import codes
from pk_fhir.contract.agreement import Story
from pk_fhir.contract.code import Code
from pk_fhir.contract.follow_up import FIVE_QUESTIONS, Answered, FollowUp
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import coding, read_code, read_coding
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.narrative import Line
from pk_fhir.mapping.reader import DATE_TIME, TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

C = TypeVar("C", bound=Code)

_SOURCES = ("patient", "relative", "professional")
_AUTHORS = ("patient", "relative", "professional", "organization")


class _Form(NamedTuple):
    profile: str
    title: str
    questionnaire: str


def _text_item(link: str, question: str, said: str | None) -> list[Json]:
    if said is None:
        return []
    return [{"linkId": link, "text": question, "answer": [{"valueString": said}]}]


def _code_item(
    link: str, question: str, code: C | None, table: Mapping[C, terms.Coded]
) -> list[Json]:
    if code is None:
        return []
    return [{"linkId": link, "text": question, "answer": [{"valueCoding": coding(table[code])}]}]


def write_story(story: Story, out: Writing) -> Json:
    """Min berättelse."""
    items: list[Json] = []
    lines: list[Line] = []
    for field, link, question in terms.STORY_ITEMS:
        said: str | None = getattr(story, field)
        items.extend(_text_item(link, question, said))
        lines.append((question, said))
    form = _Form("pk-story", "Min berättelse", terms.STORY_FORM)
    return _write(form, story, (story.written_by, story.told_by), (items, lines), out)


def write_follow_up(stated: FollowUp, out: Writing) -> Json:
    """Uppföljning."""
    items: list[Json] = []
    lines: list[Line] = []
    for field, link in terms.FOLLOW_UP_LINKS.items():
        answered: Answered | None = getattr(stated, field)
        if answered is None:
            continue
        question = FIVE_QUESTIONS[field]
        items.extend(_code_item(link, question, answered.answer, terms.ANSWER))
        items.extend(_text_item(f"{link}-comment", terms.COMMENT_QUESTION, answered.comment))
        lines.append((question, answered.answer.sv if answered.answer else answered.comment))
    items.extend(_code_item("reason", terms.REASON_QUESTION, stated.reason, terms.REVIEW_REASON))
    items.extend(_text_item("comment", terms.COMMENT_QUESTION, stated.comment))
    form = _Form("pk-follow-up", "Uppföljning", terms.FOLLOW_UP_FORM)
    return _write(form, stated, (stated.asked_by, stated.answered_by), (items, lines), out)


def _write(
    form: _Form,
    stated: Story | FollowUp,
    said_by: tuple[str | None, str | None],
    said: tuple[list[Json], list[Line]],
    out: Writing,
) -> Json:
    """The answered form: who wrote it down and who answered, its items and its narrative's lines."""
    (author, source), (items, lines) = said_by, said
    return out.resource(
        "QuestionnaireResponse", form.profile, form.title, lines, part=stated
    ) | compact(
        {
            "identifier": out.item(stated.id),
            "questionnaire": f"{form.questionnaire}|{terms.FORM_VERSION}",
            "status": stated.status.value,
            "subject": out.patient(),
            "authored": stated.when,
            "author": out.ref(author) if author else None,
            "source": out.ref(source) if source else None,
            "item": items,
        }
    )


class _Items:
    """The items of an answered form, by linkId."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def answer(self, link: str) -> Element | None:
        """The first answer to an item; a repeated item or answer is noted."""
        found = self._element.pick("item", lambda item: item.raw.get("linkId") == link)
        for other in found[1:]:
            other.note("map-second")
            other.ignore(*other.raw)
        if not found:
            return None
        # The question is word for word that of the form, which the contract knows.
        found[0].ignore("linkId", "text", "definition")
        answers = found[0].pick("answer", lambda _: True)
        for other in answers[1:]:
            other.note("map-second")
            other.ignore(*other.raw)
        return answers[0] if answers else None

    def text(self, link: str) -> str | None:
        """The words of an answer."""
        answer = self.answer(link)
        return answer.read("valueString", TEXT) if answer else None

    def code(self, link: str, table: Mapping[C, terms.Coded]) -> C | None:
        """The code of an answer."""
        answer = self.answer(link)
        return read_coding(answer.child("valueCoding"), table) if answer else None


def _read_common(node: Node, kind: str, reading: Reading) -> dict[str, Any]:
    element = node.element
    withheld = read_common(node)
    element.ignore("questionnaire", "subject")
    if reading.item_key(node) is not None:
        element.ignore("identifier")
    return {
        "id": reading.want(kind, node),
        "withheld_from_patient": withheld,
        "status": read_code(element, "status", codes.FormStatus) or codes.FormStatus.COMPLETED,
        "when": element.read("authored", DATE_TIME),
    }


def read_story(node: Node, reading: Reading) -> Story | None:
    """Min berättelse."""
    element = node.element
    common = _read_common(node, "story", reading)
    items = _Items(element)
    return build(
        Story,
        element,
        **common,
        told_by=reading.ref(element.child("source"), node, _SOURCES),
        written_by=reading.ref(element.child("author"), node, _AUTHORS),
        **{field: items.text(link) for field, link, _ in terms.STORY_ITEMS},
    )


def read_follow_up(node: Node, reading: Reading) -> FollowUp | None:
    """Uppföljning."""
    element = node.element
    common = _read_common(node, "follow-up", reading)
    items = _Items(element)
    answers: dict[str, Answered | None] = {}
    for field, link in terms.FOLLOW_UP_LINKS.items():
        answer, comment = items.code(link, terms.ANSWER), items.text(f"{link}-comment")
        if answer is not None or comment is not None:
            answers[field] = build(Answered, element, answer=answer, comment=comment)
    return build(
        FollowUp,
        element,
        **common,
        answered_by=reading.ref(element.child("source"), node, _SOURCES),
        asked_by=reading.ref(element.child("author"), node, _AUTHORS),
        reason=items.code("reason", terms.REVIEW_REASON),
        comment=items.text("comment"),
        **answers,
    )
