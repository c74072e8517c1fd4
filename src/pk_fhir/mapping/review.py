"""Task of the next follow-up, or of one that was made (https://hl7.org/fhir/R4/task.html)."""

from pk_fhir.contract import codes
from pk_fhir.contract.follow_up import Review
from pk_fhir.mapping import terms
from pk_fhir.mapping.concepts import (
    coded_concept,
    coding,
    read_concept,
)
from pk_fhir.mapping.datatypes import (
    period,
    read_period,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import TEXT, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.reading import codings as stated_codings
from pk_fhir.mapping.task import (
    Common,
    read_type,
    restriction,
    write_common,
)
from pk_fhir.mapping.writing import Json, Writing


def write(review: Review, out: Writing) -> Json:
    """The Task of a review."""
    done = _output(review.follow_up, out) if review.follow_up else []
    return write_common(
        out,
        "review",
        review,
        title="Uppföljning av patientkontraktet",
        lines=(
            ("Senast", review.planned.end if review.planned else None),
            ("Status", review.status.sv),
        ),
        goals=review.goals,
        status=review.status.value,
        description=review.description,
        focus={"reference": out.contract_urn()},
        executionPeriod=period(review.done),
        owner=out.ref(review.owner) if review.owner else None,
        reasonCode=coded_concept(terms.REVIEW_REASON, review.reason) if review.reason else None,
        note=out.notes(review.notes),
        restriction=restriction(period(review.planned)),
        output=done,
    )


def _output(follow_up: str, out: Writing) -> list[Json]:
    display = "svaren vid uppföljningen"
    kind = {"coding": [coding((terms.TASK_OUTPUT, "follow-up", display))], "text": display}
    return [{"type": kind, "valueReference": out.ref(follow_up)}]


def read(node: Node, reading: Reading) -> Review | None:
    """A review."""
    element = node.element
    common = Common(node, "review", reading)
    read_type(element, "review")
    focus = element.child("focus")
    if focus is not None:
        if reading.leads_to(node, "focus", reading.focus):
            focus.ignore(*focus.raw)
        else:
            focus.note("map-no-place")
            focus.ignore(*focus.raw)
    reason, _ = read_concept(element.child("reasonCode"), terms.REVIEW_REASON)
    follow_up: str | None = None
    for one in element.children("output"):
        kind = one.child("type")
        if kind is not None and (terms.TASK_OUTPUT, "follow-up") in stated_codings(kind.raw):
            kind.ignore(*kind.raw)
        follow_up = follow_up or reading.ref(one.child("valueReference"), node, ("follow-up",))
    return build(
        Review,
        element,
        **common.fields(),
        status=common.status or codes.TaskStatus.REQUESTED,
        owner=reading.ref(element.child("owner"), node, ("professional",)),
        planned=common.planned,
        reason=reason,
        description=element.read("description", TEXT),
        done=read_period(element.child("executionPeriod")),
        follow_up=follow_up,
    )
