"""The patient says how an undertaking of theirs goes: it goes on, it is done, or it does not work now.

The Task's status, and a dated note (https://hl7.org/fhir/R4/task.html). When it was done stands in
executionPeriod.
"""

from typing import Literal, get_args

import msgspec

from pk_fhir.contract import codes
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.create import create
from pk_fhir.interactions.own.acting import Acting, Resource, refuse
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.mapping import terms
from pk_fhir.mapping.narrative import narrative
from pk_fhir.messages import text, told

Going = Literal["in-progress", "completed", "on-hold"]
GOING: tuple[Going, ...] = get_args(Going)
OVER = frozenset({"completed", "cancelled", "rejected", "failed", "entered-in-error"})
# Kinds of Task of ours that are not the patient's undertakings.
CARES = frozenset({"warning-sign", "review", "mediated-contact"})
LONGEST = 1000
SCOPES = frozenset({"patient/Task.u", "patient/Provenance.c"})


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How the Task with this id goes, as it was when `seen` (its meta.lastUpdated)."""

    task: str
    going: Going
    comment: str = ""
    seen: str | None = None


async def tell(acting: Acting, progress: Progress, key: str) -> Written:
    """Keep how it goes; `key` tells one sent form from another.

    FhirError "not-found" for what is not the patient's to see, "conflict" (with why, for the patient)
    for what is not theirs to do, is over or has changed, "invalid" for too long a comment.
    """
    if len(progress.comment) > LONGEST:
        raise FhirError("invalid", told("own.time.comment", most=LONGEST))

    async def steps(work: Work) -> Written:
        task, match = await acting.current(work, "Task", progress.task)
        refuse(_refusal(task), task, progress.seen)
        changed = _changed(acting, task, progress)
        written = await update(work, "Task", progress.task, changed, if_match=match)
        await create(work, "Provenance", acting.authorship(f"Task/{progress.task}"))
        return written

    content = ("progress", progress.task, progress.going, progress.comment)
    return await acting.once(key, content, steps)


def _refusal(task: Resource) -> str | None:
    """The key of why the patient does not say how this goes; None where they do."""
    listed = task.get("code", {}).get("coding", [])
    kinds = {each.get("code") for each in listed if each.get("system") == terms.TASK_TYPE}
    owner = str(task.get("owner", {}).get("reference", ""))
    theirs = not owner or "Patient/" in owner or "RelatedPerson/" in owner
    if kinds & CARES or not theirs:
        return "own.task.cares"
    return "own.task.over" if task.get("status") in OVER else None


def _changed(acting: Acting, task: Resource, progress: Progress) -> Resource:
    changed = task | {"status": progress.going}
    if progress.going == "completed":
        changed["executionPeriod"] = task.get("executionPeriod", {}) | {"end": acting.at}
    if progress.comment:
        note = {"authorReference": acting.who, "time": acting.at, "text": progress.comment}
        changed["note"] = [*task.get("note", []), note]
    if task.get("text", {}).get("status") == "generated":
        status = next(each for each in codes.TaskStatus if each == progress.going)
        lines = (
            ("Åtagande", task.get("code", {}).get("text") or task.get("description")),
            ("Status", status.sv),
        )
        changed["text"] = narrative(text("own.task.title", "sv"), lines)
    return changed
