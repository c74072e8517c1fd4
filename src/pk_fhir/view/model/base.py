"""What every line of the view has: which record of which source it is, who stands behind it, what to know.

Codes keep FHIR's or the contract's spelling; beside each stands the Swedish word that a person reads.
Dates are the source's own text (`2026-11-23`, `2026-11-23T09:30:00+01:00`)."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from pk_fhir.contract.base import CamelCase


def nothing(description: str | None = None) -> Any:  # noqa: ANN401 - a field of whatever list
    """A list that is empty unless it is given. Of a default that is a list, each line makes a deep copy."""
    return Field(default_factory=list, description=description, json_schema_extra={"default": []})


class Model(CamelCase):
    """One thing in the view."""

    model_config = ConfigDict(extra="forbid")


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


class Note(Model):
    """A dated remark, for a goal a reassessment."""

    text: str
    when: str | None = None
    by: str | None = None
    status_text: str | None = None
