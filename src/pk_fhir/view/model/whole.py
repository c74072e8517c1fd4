"""The view as a whole, as it is sent: one person, all sources, nothing hidden; lines in the order of
Europe/Stockholm."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from pk_fhir.sync import State
from pk_fhir.view.model.agreement import Agreement, FollowUp, Plan, Review, Statement
from pk_fhir.view.model.base import Model, QualityNote, nothing
from pk_fhir.view.model.doing import Commitment, Goal, Time, WarningSign
from pk_fhir.view.model.people import Contact, Person, Relative, Unit

Kind = Literal[
    "time", "my-commitment", "care-commitment", "review", "goal", "contact", "plan", "agreement"
]


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
