"""Administrativ vy: the contracts of one care provider or unit, and what in them waits for somebody.

The own records only, read with the caller's own visibility: what another provider keeps is read
patient by patient, with consent. `overview` is pure; `overview_of` reads.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from datetime import UTC, datetime, timedelta

from pydantic import Field

from pk_fhir.access.caller import Caller
from pk_fhir.interactions.search import every
from pk_fhir.interactions.service import Service
from pk_fhir.mapping.terms import code_system
from pk_fhir.messages import text
from pk_fhir.sync import Source
from pk_fhir.view.assemble import assemble
from pk_fhir.view.local import own_part
from pk_fhir.view.model import Model, NextStep, Unit, View
from pk_fhir.view.moment import STOCKHOLM, moment

MICROS = 1_000_000
PAGE = "100"
# A page that one person goes through; how many more there are is said.
MOST = 200
# What is due within so long is listed.
AHEAD = timedelta(days=30)
CONTRACTS = [
    ("category", f"{code_system('pk-plan-category')}|patientkontrakt"),
    ("status", "draft,active,on-hold"),
    ("_sort", "-_lastUpdated"),
    ("_count", PAGE),
]


class Row(Model):
    """One patient with a contract here."""

    patient: str = Field(description="Id of the Patient at this care provider.")
    name: str | None = None
    birth_date: str | None = None
    protected: bool = False
    titles: list[str] = Field(default=[])
    status_text: str = ""
    coordinator: str | None = None
    next_step: NextStep | None = None


class Waiting(Model):
    """Something about a patient that waits for somebody."""

    patient: str
    name: str | None = None
    text: str
    when: str | None = None
    overdue: bool = False


class Overview(Model):
    """What a unit has to see to, most pressing first."""

    as_of: datetime
    care_provider: str
    unit: str | None = None
    rows: list[Row] = Field(description="Patients with a contract in force or in draft.")
    without_contact: list[Waiting] = Field(
        default=[], description="An indication for a contract, but no fast vårdkontakt."
    )
    reviews: list[Waiting] = Field(default=[], description="Follow-ups that are due.")
    unanswered: list[Waiting] = Field(default=[], description="Kallelser without an answer.")
    from_patients: list[Waiting] = Field(
        default=[],
        description="What patients have written, and care has not seen to: wished times, answers that "
        "are no or perhaps, what does not work now, and new words about what matters.",
    )
    contradictions: list[Waiting] = Field(default=[], description="What does not agree.")
    offers: list[Unit] = Field(default=[], description="Units and the contact ways they offer.")
    more: bool = Field(default=False, description="There are more contracts than are shown.")


async def overview_of(
    service: Service, source: Source, caller: Caller, unit: str | None = None
) -> Overview:
    """The overview of the caller's care provider; of one unit (HSA-id) where one is named."""
    now = datetime.fromtimestamp(service.now() / MICROS, UTC)
    patients: dict[str, None] = {}
    more = False
    async for patient, care_unit in _contracts(service, caller):
        if unit is None or care_unit == unit:
            more = len(patients) >= MOST and patient not in patients
            if more:
                break
            patients[patient] = None
    views = [
        (
            patient,
            assemble([await own_part(service, caller, source, patient, now)], now, None, "staff"),
        )
        for patient in patients
    ]
    found = overview(views, now, source.name, unit)
    return found.model_copy(update={"more": more})


async def _contracts(service: Service, caller: Caller) -> AsyncIterator[tuple[str, str | None]]:
    """Patient and care unit of every contract in force or draft, newest first."""
    async for version in every(service, caller, "CarePlan", CONTRACTS):
        if version.patient is not None:
            yield version.patient, version.care_unit


def overview(
    views: Sequence[tuple[str, View]], now: datetime, name: str, unit: str | None = None
) -> Overview:
    """What these patients' own views at one care provider say together."""
    return Overview(
        as_of=now,
        care_provider=name,
        unit=unit,
        rows=[_row(patient, view) for patient, view in views],
        without_contact=[_uncontacted(p, v) for p, v in views if _lacks_contact(v)],
        reviews=_by_date(found for p, v in views for found in _reviews(p, v, now)),
        unanswered=_by_date(found for p, v in views for found in _unanswered(p, v)),
        from_patients=_by_date(found for p, v in views for found in _written(p, v, now)),
        contradictions=[
            _waiting(p, v, contradiction.text)
            for p, v in views
            for contradiction in v.contradictions
        ],
        offers=_offers(view for _, view in views),
    )


def _row(patient: str, view: View) -> Row:
    coordinating = (c.name for c in view.contacts if c.current and c.coordinating)
    return Row(
        patient=patient,
        name=view.person.name,
        birth_date=view.person.birth_date,
        protected=view.person.protected,
        titles=[agreement.title for agreement in view.agreements],
        status_text=next((agreement.status_text for agreement in view.agreements), ""),
        coordinator=next(coordinating, None),
        next_step=view.next_step,
    )


def _waiting(
    patient: str, view: View, words: str, when: str | None = None, *, overdue: bool = False
) -> Waiting:
    name = view.person.name
    return Waiting(patient=patient, name=name, text=words, when=when, overdue=overdue)


def _lacks_contact(view: View) -> bool:
    indicated = any(agreement.indications for agreement in view.agreements)
    return indicated and not any(contact.current for contact in view.contacts)


def _uncontacted(patient: str, view: View) -> Waiting:
    reasons = [words for agreement in view.agreements for words in agreement.indications]
    return _waiting(patient, view, ", ".join(dict.fromkeys(reasons)))


def _reviews(patient: str, view: View, now: datetime) -> Iterable[Waiting]:
    today = now.astimezone(STOCKHOLM).date()
    for review in view.reviews:
        at = moment(review.due)
        if review.open and at and at.day <= today + AHEAD:
            words = review.by or text("view.overview.nobody", "sv")
            yield _waiting(patient, view, words, review.due, overdue=at.last <= now)


def _unanswered(patient: str, view: View) -> Iterable[Waiting]:
    for time in view.times:
        if time.state == "offered" and time.answer is None:
            yield _waiting(patient, view, time.about, time.start)


def _written(patient: str, view: View, now: datetime) -> Iterable[Waiting]:
    for time in view.times:
        if time.state == "wished":
            words = text("view.overview.wish", "sv", about=time.about)
            yield _waiting(patient, view, words, next(iter(time.between), time.start))
        elif time.state == "offered" and time.reply in ("declined", "tentative"):
            at = moment(time.start)
            words = text(f"view.overview.{time.reply}", "sv", about=time.about)
            past = at is not None and at.last <= now
            yield _waiting(patient, view, words, time.start, overdue=past)
    for line in view.my_commitments:
        if line.status == "on-hold" and line.provenance.patient_wrote:
            words = text("view.overview.on-hold", "sv", about=line.text)
            yield _waiting(patient, view, words, line.provenance.patient_wrote)
    for said in view.what_matters[:1]:
        at = moment(said.said)
        if said.provenance.by_patient and at and at.first > now - AHEAD:
            yield _waiting(patient, view, text("view.overview.words", "sv"), said.said)


def _offers(views: Iterable[View]) -> list[Unit]:
    units: dict[str, Unit] = {}
    for view in views:
        for unit in view.units:
            units.setdefault(unit.record, unit)
    return sorted(units.values(), key=lambda unit: unit.name)


def _by_date(found: Iterable[Waiting]) -> list[Waiting]:
    return sorted(found, key=_at)


def _at(waiting: Waiting) -> float:
    at = moment(waiting.when)
    return at.first.timestamp() if at else float("inf")
