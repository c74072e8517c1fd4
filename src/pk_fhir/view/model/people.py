"""The person, and the people and units around them."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from pk_fhir.view.model.base import Line, Model, Reach, nothing


class Person(Model):
    """The person the view is about, as the sources say."""

    name: str | None = None
    birth_date: str | None = None
    protected: bool = Field(default=False, description="Protected identity in any of the sources.")
    languages: list[str] = nothing("Languages that the person speaks, preferred first, in words.")
    interpreter: bool = Field(
        default=False, description="An interpreter is needed, say one or more of the sources."
    )


class Contact(Line):
    """A fast vårdkontakt or a member of the team around the person."""

    name: str
    # Tells persons and units apart, and is not told: it says where somebody works.
    hsa_id: SkipJsonSchema[str | None] = Field(default=None, exclude=True)
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


class Unit(Line):
    """A unit and the ways of contact that it offers."""

    name: str
    ways: list[str] = nothing()
    reach: list[Reach] = nothing()
    hours: list[str] = nothing()
