"""Put the view together: sources' answers and the moment in, the view out. Pure.

Nothing is left out in silence, nothing is rewritten, nothing is merged.
"""

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from pk_fhir.access.trust import PROTECTED
from pk_fhir.mapping.terms import INTERPRETER_REQUIRED
from pk_fhir.sync import NOT_EXPRESSED, Pulled, Reason
from pk_fhir.view import sources
from pk_fhir.view.contradictions import contradictions
from pk_fhir.view.graph import Resource, extension, item, items, string
from pk_fhir.view.likeness import duplicates
from pk_fhir.view.lines import NOT_LINES, PROHIBITED, read, remark
from pk_fhir.view.model import Person, View
from pk_fhir.view.moment import moment
from pk_fhir.view.next_step import next_step
from pk_fhir.view.people import human_name
from pk_fhir.view.vocabulary import Audience
from pk_fhir.view.words import addressed, concept


def assemble(
    answers: Sequence[Pulled],
    now: datetime,
    born: date | None = None,
    audience: Audience = "patient",
) -> View:
    """One view of all answers, in words for its reader.

    `born` is the birth date that the person's number states: a source that says another one is not
    joined, but named.
    """
    parts = joined(answers, born)
    person = _person(parts)
    lines = read(parts, now, masked=person.protected, audience=audience)
    reasons = sources.reasons(parts, audience)
    names = {answer.source.key: answer.source.name for answer in parts}
    noted = sources.quality(parts) + lines.quality
    # What a contract has no place for, or says is not to be done, is nothing wrong with the line.
    remark(lines, (note for note in noted if note.key not in (NOT_EXPRESSED, PROHIBITED)))
    unread = [note.text for note in lines.quality if note.key != PROHIBITED]
    by_part = {f: getattr(lines, f) for f in lines.__struct_fields__ if f not in NOT_LINES}
    return View(
        complete=not reasons and not unread,
        reasons=reasons + unread,
        as_of=now,
        notice=addressed(audience, "view.notice"),
        person=person,
        sources=[sources.report(answer, audience) for answer in parts],
        next_step=next_step(lines, now),
        duplicates=duplicates(lines),
        contradictions=contradictions(lines, now, names, audience),
        quality=noted,
        **by_part,
    )


def joined(answers: Sequence[Pulled], born: date | None) -> list[Pulled]:
    """The answers, each without what says another birth date than the person's number."""
    return [_same_person(answer, born) for answer in answers]


def _same_person(answer: Pulled, born: date | None) -> Pulled:
    stated = [moment(patient.get("birthDate")) for patient in _patients(answer)]
    if born is None or all(at is None or at.day == born for at in stated if _is_day(at)):
        return answer
    return msgspec.structs.replace(
        answer, state="failed", resources=[], reason=Reason(key="view.reason.birth-date")
    )


def _is_day(at: object) -> bool:
    return len(getattr(at, "text", "")) == len("2026-11-23")


def _patients(answer: Pulled) -> list[Resource]:
    return [r for r in answer.resources if r["resourceType"] == "Patient"]


def _person(answers: Sequence[Pulled]) -> Person:
    patients = [patient for answer in answers for patient in _patients(answer)]
    return Person(
        name=next((name for p in patients if (name := human_name(p))), None),
        birth_date=next((day for p in patients if (day := string(p, "birthDate"))), None),
        protected=any(
            label.get("code") in PROTECTED
            for patient in patients
            for label in items(item(patient, "meta"), "security")
        ),
        languages=_languages(patients),
        interpreter=any(
            extension(patient, INTERPRETER_REQUIRED).get("valueBoolean") is True
            for patient in patients
        ),
    )


def _languages(patients: Sequence[Resource]) -> list[str]:
    spoken = [each for patient in patients for each in items(patient, "communication")]
    spoken.sort(key=lambda each: each.get("preferred") is not True)
    named = [words for each in spoken if (words := concept(each, "language"))]
    return list(dict.fromkeys(named))
