"""The view across care providers (sammanhållen vy), as it is sent: one person, all sources, nothing hidden.

Each line stands for one record of one source and says which. Codes keep FHIR's or the contract's
spelling; beside each stands the Swedish word that a person reads. Dates are the source's own text
(`2026-11-23`, `2026-11-23T09:30:00+01:00`); lines are in the order of Europe/Stockholm.
"""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from pk_fhir.sync import State

Urgency = Literal["call-112", "at-once", "same-day", "unstated", "when-convenient"]
TimeState = Literal["agreed", "offered", "wished", "held", "missed", "cancelled", "other"]
Reply = Literal["accepted", "declined", "tentative"]
Standing = Literal["ongoing", "planned", "alternative", "ended"]
Kind = Literal[
    "time", "my-commitment", "care-commitment", "review", "goal", "contact", "plan", "agreement"
]


def nothing(description: str | None = None) -> Any:  # noqa: ANN401 - a field of whatever list
    """A list that is empty unless it is given. Of a default that is a list, each line makes a deep copy."""
    return Field(default_factory=list, description=description, json_schema_extra={"default": []})


class Model(BaseModel):
    """One thing in the view; camelCase in JSON."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )


class Provenance(Model):
    """Who stands behind a record, as far as the source says."""

    care_giver: str | None = Field(
        default=None, description="Care giver (vårdgivare) that owns the record."
    )
    care_unit: str | None = Field(default=None, description="Care unit (vårdenhet) that wrote it.")
    author: str | None = Field(default=None, description="Who wrote it.")
    recorded: str | None = Field(default=None, description="When it was recorded.")
    system: str | None = Field(default=None, description="meta.source: the system it came from.")
    by_patient: bool = Field(
        default=False, description="Written by the person, or by who acts for them, not by care."
    )
    patient_wrote: str | None = Field(
        default=None, description="When the person, or who acts for them, last wrote in it."
    )


class QualityNote(Model):
    """Something that a reader should know about a record or an answer."""

    source: str
    record: str | None = None
    expression: str | None = Field(default=None, description="Which element, as FHIRPath.")
    key: str
    text: str


class Line(Model):
    """One record of one source."""

    id: str = Field(description="Unique in this view.")
    source: str = Field(description="Key of the source that it was read from.")
    source_name: str = Field(description="Name of the care provider that it was read from.")
    record: str = Field(description="Type and id in that source, e.g. Goal/17.")
    last_changed: str | None = None
    also_from: list[str] = nothing("Other sources that hold a copy of this record.")
    differs_at: list[str] = nothing(
        "Those of them whose copy has another status or another time than this one."
    )
    provenance: Provenance = Provenance()
    quality: list[str] = nothing(
        "What to know about this record, in words; see the view's quality."
    )


class Reach(Model):
    """A way to reach somebody."""

    kind: Literal["phone", "sms", "email", "url", "other"]
    value: str
    label: str | None = Field(default=None, description="What it leads to.")
    hours: list[str] = nothing("When it is answered, in words.")


class Person(Model):
    """The person the view is about, as the sources say."""

    name: str | None = None
    birth_date: str | None = None
    protected: bool = Field(default=False, description="Protected identity in any of the sources.")
    languages: list[str] = nothing("Languages that the person speaks, preferred first, in words.")
    interpreter: bool = Field(
        default=False, description="An interpreter is needed, say one or more of the sources."
    )


class Agreement(Line):
    """A patientkontrakt of one care provider: the frame around the lines below."""

    title: str
    status: str
    status_text: str
    version: int | None = None
    period_start: str | None = None
    period_end: str | None = None
    created: str | None = None
    drawn_up_by: str | None = None
    initiative: str | None = None
    indications: list[str] = nothing()
    parts: list["Part"] = nothing()
    agreed_by: list["Agreed"] = nothing()
    contact_preferences: list[str] = nothing("Ways of contact, preferred first.")
    participation_wish: str | None = None
    notes: list[str] = nothing()


class Part(Model):
    """One of the four parts, and what came of talking about it."""

    part: str
    outcome: str
    when: str | None = None
    by: str | None = None
    note: str | None = None


class Agreed(Model):
    """Who agreed, to which version, when."""

    who: str
    version: int | None = None
    when: str | None = None
    for_patient: bool = Field(default=False, description="On the patient's behalf.")


class Statement(Line):
    """Something in the person's own words: what matters, own story, needs, worries."""

    topic: str
    topic_text: str
    text: str
    said: str | None = Field(default=None, description="When it was said.")
    by: str | None = None


class Note(Model):
    """A dated remark, for a goal a reassessment."""

    text: str
    when: str | None = None
    by: str | None = None
    status_text: str | None = None


class Goal(Line):
    """What the person wants to reach."""

    description: str
    status: str
    status_text: str
    open: bool
    achievement: str | None = None
    achievement_text: str | None = None
    category: str | None = None
    start: str | None = None
    due: str | None = None
    measure: str | None = None
    expressed_by: str | None = None
    reassessments: list[Note] = nothing()


class Commitment(Line):
    """What the patient, care, or somebody outside care has undertaken."""

    text: str
    details: str | None = None
    status: str
    status_text: str
    standing: Standing
    who: list[str] = nothing()
    categories: list[str] = nothing("What it is for, and what is done, in words.")
    start: str | None = None
    due: str | None = None
    done: str | None = None
    repeats: str | None = Field(default=None, description="How often, in words.")
    notes: list[str] = nothing()
    goals: list[str] = nothing("Goals that it works toward, in words.")


class WarningSign(Line):
    """What to watch for, and where to turn then."""

    text: str
    first: str | None = Field(default=None, description="What to do first.")
    urgency: Urgency
    turn_to: list[str] = nothing()
    reach: list[Reach] = nothing()


class Contact(Line):
    """A fast vårdkontakt or a member of the team around the person."""

    name: str
    kind: str | None = Field(
        default=None, description="Inera's code for the kind of fast kontakt, 1 to 4."
    )
    kind_text: str | None = None
    role: str | None = None
    unit: str | None = None
    coordinating: bool = False
    current: bool = Field(default=True, description="In force now, by status and period.")
    proposed: bool = Field(
        default=False, description="Not in force yet: proposed, or the period has not begun."
    )
    period_start: str | None = None
    period_end: str | None = None
    reach: list[Reach] = nothing()
    hours: list[str] = nothing()
    appointed_by: str | None = None
    notes: list[str] = nothing()


class Relative(Line):
    """A relative or a representative."""

    name: str
    relation: str
    current: bool = Field(
        default=True, description="Holds now: not inactive, and within its period if it has one."
    )
    period_start: str | None = None
    period_end: str | None = None
    representative: bool = False
    scope: list[str] = nothing("What a representative may decide.")
    wish: str | None = Field(default=None, description="How the person wants them to take part.")
    reach: list[Reach] = nothing()


class Time(Line):
    """An agreed, offered or wished time."""

    state: TimeState
    state_text: str
    about: str
    start: str | None = None
    end: str | None = None
    between: list[str] = nothing("First and last day of the time that was wished for.")
    form: str | None = None
    place: str | None = None
    who: list[str] = nothing()
    care_level: str | None = None
    instructions: str | None = None
    support: list[str] = nothing()
    latest_by: str | None = None
    reply: Reply | None = Field(default=None, description="What the patient has said to the time.")
    answer: str | None = Field(
        default=None, description="Who answered an offered time, and what, in words."
    )
    answered: str | None = Field(default=None, description="When it was answered.")
    comment: str | None = Field(default=None, description="More about a wished time.")


class Unit(Line):
    """A unit and the ways of contact that it offers."""

    name: str
    ways: list[str] = nothing()
    reach: list[Reach] = nothing()
    hours: list[str] = nothing()


class Plan(Line):
    """A care plan or SIP that belongs to the agreement, or that another provider keeps."""

    title: str
    kind_text: str | None = None
    status: str
    status_text: str
    description: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    owner: str | None = None
    statute: str | None = None
    elsewhere: bool = Field(
        default=False, description="Only referred to: the plan itself is not here."
    )


class Review(Line):
    """The next follow-up."""

    text: str
    reason: str | None = Field(default=None, description="Why it is done, in words.")
    due: str | None = None
    by: str | None = None
    status: str
    status_text: str
    open: bool


class Answer(Model):
    """One answered question."""

    question: str
    answer: str
    comment: str | None = None


class FollowUp(Line):
    """A follow-up that was held, with the answers to the five questions."""

    when: str | None = None
    by: str | None = None
    answers: list[Answer] = nothing()


class NextStep(Model):
    """The earliest open thing with a date."""

    kind: Kind
    line: str = Field(description="Id of the line.")
    when: str
    text: str
    with_whom: list[str] = nothing()
    source_name: str


class Duplicate(Model):
    """Lines that may be the same thing: shown together, never merged."""

    lines: list[str]
    reason: str


class Contradiction(Model):
    """Lines that cannot all be right, or that care should sort out."""

    kind: Literal[
        "two-physicians",
        "two-coordinators",
        "overlapping-times",
        "differing-times",
        "differing-copies",
        "goal-status",
        "next-review",
    ]
    lines: list[str]
    text: str


class SourceReport(Model):
    """What one source came to."""

    key: str
    name: str
    hsa_id: str | None = None
    state: State
    state_text: str = Field(description="The state in a sentence, naming the source.")
    reason: str | None = Field(default=None, description="Why, in words; absent when all is shown.")
    fetched: datetime | None = Field(default=None, description="When what is shown was fetched.")
    last_changed: str | None = None
    records: int = Field(default=0, description="How many records of it are in this view.")


class View(Model):
    """One person's agreement, put together from all sources."""

    complete: bool = Field(description="False when anything may be missing; then see reasons.")
    reasons: list[str] = nothing("Why it is not complete, one sentence each.")
    as_of: datetime
    notice: str
    person: Person
    sources: list[SourceReport]
    next_step: NextStep | None = None
    agreements: list[Agreement] = nothing()
    what_matters: list[Statement] = nothing()
    story: list[Statement] = nothing()
    contacts: list[Contact] = nothing()
    warning_signs: list[WarningSign] = nothing()
    times: list[Time] = nothing()
    my_commitments: list[Commitment] = nothing()
    care_commitments: list[Commitment] = nothing()
    other_efforts: list[Commitment] = nothing()
    goals: list[Goal] = nothing()
    plans: list[Plan] = nothing()
    team: list[Contact] = nothing()
    relatives: list[Relative] = nothing()
    units: list[Unit] = nothing()
    reviews: list[Review] = nothing()
    follow_ups: list[FollowUp] = nothing()
    duplicates: list[Duplicate] = nothing()
    contradictions: list[Contradiction] = nothing()
    quality: list[QualityNote] = nothing()
