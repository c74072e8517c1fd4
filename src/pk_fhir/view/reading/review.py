"""Task "review" → the next follow-up; QuestionnaireResponse → a follow-up held, and own words.

https://hl7.org/fhir/R4/questionnaireresponse.html.
"""

from pk_fhir.view.graph import Graph, Resource, item, items, string
from pk_fhir.view.model import Answer, FollowUp, Review, Statement
from pk_fhir.view.people import who
from pk_fhir.view.reading.commitment import ENDED
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import addressed, concept, period, said, status


def review(graph: Graph, task: Resource) -> Review:
    """When and by whom the agreement is next gone through."""
    code, words = status(task, "task")
    start, end = period(item(task, "restriction"))
    by = who(graph, item(task, "owner"), task)
    return Review(
        **trace(graph, task),
        text=string(task, "description") or addressed(graph.audience, "view.review"),
        reason=concept(task, "reasonCode"),
        due=end or start,
        by=by.in_words() if by else None,
        status=code,
        status_text=words,
        open=code not in ENDED,
    )


def questionnaire(response: Resource) -> str:
    """The canonical of the form that was answered, without version."""
    return (string(response, "questionnaire") or "").partition("|")[0]


def story(graph: Graph, response: Resource) -> list[Statement]:
    """The answers of "Min berättelse", one line for each that has words."""
    by = who(graph, item(response, "source"), response)
    return [
        Statement(
            **trace(graph, response, f"#{link}"),
            topic=link,
            topic_text=string(asked, "text") or said(f"view.story.{link}") or link,
            text=words,
            said=string(response, "authored"),
            by=by.in_words() if by and not by.is_patient else None,
        )
        for asked in items(response, "item")
        if (link := string(asked, "linkId")) and (words := _answer(asked))
    ]


def follow_up(graph: Graph, response: Resource) -> FollowUp:
    """The five questions and their answers."""
    by = who(graph, item(response, "author"), response)
    asked = items(response, "item")
    comments = {string(i, "linkId"): _answer(i) for i in asked}
    return FollowUp(
        **trace(graph, response),
        when=string(response, "authored"),
        by=by.in_words() if by else None,
        answers=[
            Answer(
                question=string(i, "text") or link,
                answer=words,
                comment=comments.get(f"{link}-comment"),
            )
            for i in asked
            if (link := string(i, "linkId"))
            and not link.endswith("-comment")
            and (words := _answer(i))
        ],
    )


def _answer(asked: Resource) -> str | None:
    """All answers to one question, in words."""
    found = [
        words
        for answer in items(asked, "answer")
        if (words := string(answer, "valueString") or concept(answer, "valueCoding"))
    ]
    return "; ".join(found) or None
