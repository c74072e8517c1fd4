"""The view's times as a calendar: RFC 5545 (iCalendar), https://www.rfc-editor.org/rfc/rfc5545.

Agreed and offered times, and those that were cancelled (so that a calendar takes them away). Each event
says which provider it is from; where the view is not whole, each event and the calendar say so.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from unicodedata import category

from pk_fhir.messages import text
from pk_fhir.view.model import Time, View
from pk_fhir.view.moment import Moment, moment

MEDIA_TYPE = "text/calendar; charset=utf-8"
STATUS = {"agreed": "CONFIRMED", "offered": "TENTATIVE", "cancelled": "CANCELLED"}
# A line has at most 75 octets, the break not counted.
OCTETS = 75


def calendar(view: View) -> str:
    """The calendar's text, with CRLF at every line's end."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//pk-fhir//patientkontrakt//SV",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(text('view.calendar.name', 'sv'))}",
    ]
    if not view.complete:
        lines.append(f"X-WR-CALDESC:{_escaped(' '.join(view.reasons))}")
    for time in view.times:
        lines += _event(view, time)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(view: View, time: Time) -> list[str]:
    start, status = moment(time.start), _status(time)
    if start is None or status is None:
        return []
    place = time.place or time.form
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escaped(time.id)}@pk-fhir",
        f"DTSTAMP:{_utc(view.as_of)}",
        *_when(start, moment(time.end)),
        f"SUMMARY:{_escaped(time.about)}",
        f"DESCRIPTION:{_escaped(chr(10).join(_told(view, time)))}",
    ]
    if place:
        lines.append(f"LOCATION:{_escaped(place)}")
    return [*lines, f"STATUS:{status}", "CLASS:PRIVATE", "END:VEVENT"]


def _status(time: Time) -> str | None:
    # What the patient has said no to is not kept free in a calendar that has it already.
    declined = time.state == "offered" and time.reply == "declined"
    return STATUS["cancelled"] if declined else STATUS.get(time.state)


def _when(start: Moment, end: Moment | None) -> Iterator[str]:
    if not start.timed:
        yield f"DTSTART;VALUE=DATE:{start.day:%Y%m%d}"
        return
    yield f"DTSTART:{_utc(start.first)}"
    if end is not None and end.timed and end.first >= start.first:
        yield f"DTEND:{_utc(end.first)}"


def _told(view: View, time: Time) -> Iterator[str]:
    yield from time.who
    if time.form:
        yield time.form
    if time.instructions:
        yield time.instructions
    if time.state == "offered":
        yield time.state_text
    yield text("view.calendar.from", "sv", source=time.source_name)
    yield from view.reasons


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    words = words.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(sign for sign in words if sign == "\t" or category(sign) != "Cc")


def _folded(line: str) -> Iterator[str]:
    """A long line goes on in the next after a space, and no character is cut in two."""
    part, octets = "", 0
    for sign in line:
        size = len(sign.encode())
        if octets + size > OCTETS:
            yield part
            part, octets = " ", 1
        part += sign
        octets += size
    yield part
