"""When the care was that a resource tells of: what `start` and `end` of $everything ask about.

https://hl7.org/fhir/R4/patient-operation-everything.html: "The date range relates to care dates, not
record currency dates". A resource without such a date (a person, a unit, a team) belongs to all times.
"""

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told
from pk_fhir.search.dates import EARLIEST, LATEST, Range
from pk_fhir.search.kinds.date import instant, period, timing

_Read = Callable[[Any, tzinfo], Range | None]

# The elements of the served types that tell of care, most telling first; a resource has few of them.
_ELEMENTS: tuple[tuple[str, _Read], ...] = (
    ("occurrencePeriod", period),
    ("occurrenceDateTime", instant),
    ("occurrenceTiming", timing),
    ("performedPeriod", period),
    ("performedDateTime", instant),
    ("effectivePeriod", period),
    ("effectiveDateTime", instant),
    ("effectiveInstant", instant),
    ("executionPeriod", period),
    ("onsetPeriod", period),
    ("onsetDateTime", instant),
    ("occurredPeriod", period),
    ("occurredDateTime", instant),
    ("startDate", instant),
    ("sent", instant),
    ("authored", instant),
    ("authoredOn", instant),
    ("recordedDate", instant),
    ("recorded", instant),
    ("dateTime", instant),
    ("date", instant),
    ("created", instant),
)
# Types whose `period` is when somebody is there, and not when care is given.
_STANDING = frozenset({"CareTeam", "RelatedPerson", "PractitionerRole"})


def of(resource: dict[str, Any], zone: tzinfo) -> Range | None:
    """The range of the care that a resource tells of; None for one that tells of none."""
    if resource.get("resourceType") in _STANDING:
        return None
    if "start" in resource or "end" in resource:
        return period(resource, zone)
    if "period" in resource:
        return period(resource["period"], zone)
    found = (read(resource[name], zone) for name, read in _ELEMENTS if name in resource)
    return next((each for each in found if each is not None), None)


def stated(name: str, text: str | None, zone: tzinfo) -> Range | None:
    """The range of a date in a parameter; FhirError "invalid" for what is none."""
    found = instant(text, zone)
    if text is not None and found is None:
        raise FhirError("invalid", told("refused.no-date", name=name))
    return found


def within(resource: dict[str, Any], start: Range | None, end: Range | None, zone: tzinfo) -> bool:
    """Whether the care overlaps what lies between `start` and `end`, both included."""
    care = of(resource, zone)
    if care is None:
        return True
    low = start.low if start else EARLIEST
    high = end.high if end else LATEST
    return care.low < high and care.high > low
