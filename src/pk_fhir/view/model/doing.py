"""What is to be reached, done, watched for, and when."""

from typing import Literal

from pydantic import Field

from pk_fhir.view.model.base import Line, Note, Reach, nothing

Urgency = Literal["call-112", "at-once", "same-day", "unstated", "when-convenient"]
TimeState = Literal["agreed", "offered", "wished", "held", "missed", "cancelled", "other"]
Reply = Literal["accepted", "declined", "tentative"]
Standing = Literal["ongoing", "planned", "alternative", "ended"]


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
