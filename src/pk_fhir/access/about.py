"""Which time a record is about: what a block of a period is compared with.

The elements of each type that say when it was done, holds or was written, the first that is there.
A record without one is of unknown time, and then hidden by any block that could mean it.
"""

from typing import Any

from pk_fhir.access.policy.facts import Period
from pk_fhir.fhir.dates import Span, span

# In this order: when it holds or happened, then when it was written. Each is a Period, a date, or a
# Timing, whose dates are those of its bounds.
_ELEMENTS = (
    "period",
    "executionPeriod",
    "performedPeriod",
    "effectivePeriod",
    "occurrencePeriod",
    "onsetPeriod",
    "performedDateTime",
    "effectiveDateTime",
    "effectiveInstant",
    "occurrenceDateTime",
    "onsetDateTime",
    "startDate",
    "statusDate",
    "recordedDate",
    "authoredOn",
    "authored",
    "dateTime",
    "sent",
    "recorded",
    "date",
    "created",
)
MICROS = 1_000_000


def about(resource: dict[str, Any]) -> Period | None:
    """The time that a record is about; None where it says none, or none that can be read."""
    if isinstance(resource.get("start"), str):  # an Appointment or Slot
        return _between(resource.get("start"), resource.get("end"))
    for name in _ELEMENTS:
        value = resource.get(name)
        if isinstance(value, dict):
            return _between(value.get("start"), value.get("end"))
        if isinstance(value, str):
            found = _span(value)
            return None if found is None else Period(_micros(found.start), _micros(found.end))
    return None


def about_of(resource: dict[str, Any]) -> tuple[int | None, int | None]:
    """The same as `Change.about` has it: start and end, both None where it is unknown."""
    found = about(resource)
    return (None, None) if found is None else (found.start, found.end)


def _between(start: Any, end: Any) -> Period | None:
    first = None if start is None else _span(start)
    last = None if end is None else _span(end)
    if (first is None and start is not None) or (last is None and end is not None):
        return None
    if first is None and last is None:
        return None
    return Period(
        None if first is None else _micros(first.start), None if last is None else _micros(last.end)
    )


def _span(text: Any) -> Span | None:
    try:
        return span(text)
    except (TypeError, ValueError):
        return None


def _micros(moment: Any) -> int:
    return int(moment.timestamp() * MICROS)
