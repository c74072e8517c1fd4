"""What a contract knows of the answers to our forms: each form by its url, each answer by its linkId.

The five follow-up questions are the patient's to answer: what the contract says stands in the comment
beside each, to be talked about. Min berättelse begins with what was told before.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pk_fhir.contract import PatientContract, codes
from pk_fhir.contract.contacts import FixedContact
from pk_fhir.contract.derived import next_step, overdue_review
from pk_fhir.contract.moments import STOCKHOLM, earliest
from pk_fhir.contract.people import Professional
from pk_fhir.contract.times import CareTime
from pk_fhir.contract.values import ContactPoint
from pk_fhir.mapping import terms

Json = dict[str, Any]

_OPEN_GOALS = frozenset(
    {
        codes.GoalLifecycle.PROPOSED,
        codes.GoalLifecycle.PLANNED,
        codes.GoalLifecycle.ACCEPTED,
        codes.GoalLifecycle.ACTIVE,
        codes.GoalLifecycle.ON_HOLD,
    }
)


def known(form: str, contract: PatientContract, now: datetime) -> dict[str, Json]:
    """The answers that the contract knows of the form with this url, none for another's form."""
    read = _FORMS.get(form)
    return read(contract, now) if read else {}


def _story(contract: PatientContract, _now: datetime) -> dict[str, Json]:
    story = contract.story
    said = {link: getattr(story, field) for field, link, _ in terms.STORY_ITEMS} if story else {}
    return _texts(said)


def _follow_up(contract: PatientContract, now: datetime) -> dict[str, Json]:
    said = {
        "fixed-contact-comment": _lines(_contacts(contract)),
        "planning-comment": _lines(_planning(contract)),
        "overview-comment": _lines(_overview(contract, now)),
        "easy-contact-comment": _lines(_ways(contract)),
        "next-time-comment": _lines(_times(contract, now)),
    }
    due = overdue_review(contract, now)
    reason = due.reason if due is not None else None
    system, code, display = terms.REVIEW_REASON[reason or codes.ReviewReason.REGULAR]
    coding = {"system": system, "code": code, "display": display}
    return _texts(said) | {"reason": {"valueCoding": coding}}


_FORMS: Mapping[str, Callable[[PatientContract, datetime], dict[str, Json]]] = {
    terms.STORY_FORM: _story,
    terms.FOLLOW_UP_FORM: _follow_up,
}


def _texts(said: Mapping[str, str | None]) -> dict[str, Json]:
    return {link: {"valueString": text} for link, text in said.items() if text}


def _lines(said: Iterable[str]) -> str | None:
    listed = list(said)
    return "I kontraktet: " + "; ".join(listed) if listed else None


def _contacts(contract: PatientContract) -> Iterator[str]:
    for contact in contract.fixed_contacts:
        if contact.status is codes.TeamStatus.ACTIVE:
            yield _contact(contact, contract)


def _contact(contact: FixedContact, contract: PatientContract) -> str:
    person = _professional(contract, contact.professional)
    name = person.name.whole if person and person.name else "namn saknas"
    role = person.profession.sv if person and person.profession else None
    reach = ", ".join(_telecom(person.telecom)) if person else ""
    told = ", ".join(part for part in (name, role, reach) if part)
    return f"{contact.kind.sv}: {told}"


def _professional(contract: PatientContract, key: str) -> Professional | None:
    return next((each for each in contract.professionals if each.id == key), None)


def _telecom(points: Iterable[ContactPoint]) -> Iterator[str]:
    for point in points:
        yield f"{point.kind.sv} {point.value}"


def _planning(contract: PatientContract) -> Iterator[str]:
    if contract.story and contract.story.what_matters:
        yield f"viktigt för dig: {contract.story.what_matters}"
    for goal in contract.goals:
        if goal.lifecycle in _OPEN_GOALS:
            yield f"mål: {goal.description}"


def _overview(contract: PatientContract, now: datetime) -> Iterator[str]:
    for plan in contract.plans:
        if plan.status is codes.ContractStatus.ACTIVE and plan.title:
            yield f"plan: {plan.title}"
    for other in contract.other_plans:
        if other.title:
            yield f"plan: {other.title}"
    step = next_step(contract, now)
    if step is not None:
        yield f"nästa steg: {_day(step.date)} {step.what}".rstrip()


def _ways(contract: PatientContract) -> Iterator[str]:
    for reception in contract.receptions:
        offered = [way.text or (way.way.sv if way.way else "") for way in reception.offers]
        reached = [*_telecom(reception.telecom), *(each for each in offered if each)]
        if reached:
            yield f"{reception.name or 'mottagningen'}: {', '.join(reached)}"


def _times(contract: PatientContract, now: datetime) -> Iterator[str]:
    wanted = (codes.TimeStatus.AGREED, codes.TimeStatus.OFFERED)
    coming = [
        (earliest(time.start), time)
        for time in contract.times
        if time.status in wanted and time.start and earliest(time.start) >= now
    ]
    for _, time in sorted(coming, key=lambda each: each[0])[:1]:
        yield _time(time)


def _time(time: CareTime) -> str:
    form = time.form.sv if time.form else time.form_text
    told = ", ".join(part for part in (_moment(str(time.start)), form, time.what) if part)
    return f"{told} ({time.status.sv})"


def _moment(stated: str) -> str:
    return earliest(stated).astimezone(STOCKHOLM).strftime("%Y-%m-%d kl. %H:%M")


def _day(stated: str) -> str:
    return earliest(stated).astimezone(STOCKHOLM).strftime("%Y-%m-%d") if "T" in stated else stated
