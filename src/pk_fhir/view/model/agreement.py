"""The agreement itself, the person's own words, the plans that belong to it, and its follow-up."""

from pydantic import Field

from pk_fhir.view.model.base import Line, Model, nothing


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
