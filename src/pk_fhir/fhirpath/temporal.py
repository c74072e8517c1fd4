"""Dates, times and date-times of any precision (https://hl7.org/fhirpath/N1/#date, #datetime, #time).

Comparison is three-valued: None where the precision of one side does not tell.
"""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from pk_fhir.fhirpath.errors import FhirPathError

Kind = Literal["Date", "DateTime", "Time"]

_DATE = r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
_TIME = r"(?P<hour>[0-9]{2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?)?"
_ZONE = r"(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})"
DATE = re.compile(rf"{_DATE}\Z")
DATETIME = re.compile(rf"{_DATE}(?:T(?:{_TIME}{_ZONE}?)?)?\Z")
TIME = re.compile(rf"T?{_TIME}\Z")

DATE_PARTS = 3
MILLISECOND_DIGITS = 3
MONTHS = 12
MINUTES_A_DAY = 1440
FURTHEST_ZONE = 14 * 60
LAST_YEAR = 9999
# More milliseconds than 9999 years have.
LONGEST = 10**15


class Temporal:
    """A value with as many `parts` as it states: year, month, day, hour, minute, second (Time: from hour).

    The second is a Decimal with its digits; `offset` is minutes east of UTC, None where none is stated.
    ``str`` gives the text without ``@`` and, for a Time, without ``T``.
    """

    __slots__ = ("kind", "offset", "parts", "text")

    def __init__(
        self,
        kind: Kind,
        parts: "tuple[int | Decimal, ...]",
        offset: int | None = None,
        text: str = "",
    ) -> None:
        self.kind: Kind = kind
        self.parts = parts
        self.offset = offset
        self.text = text or _text(kind, parts, offset)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"@{'T' if self.kind == 'Time' else ''}{self.text}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Temporal) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def key(self) -> tuple[object, ...]:
        """Equal for the same moment at the same precision."""
        family = "Time" if self.kind == "Time" else "Date"
        return family, self.offset is not None, _utc(self)


def parse_temporal(kind: Kind, text: str) -> Temporal | None:
    """A Date, DateTime or Time of this text; None where it is none."""
    pattern = DATE if kind == "Date" else DATETIME if kind == "DateTime" else TIME
    match = pattern.match(text)
    if match is None:
        return None
    found = match.groupdict()
    names = (
        ("hour", "minute", "second")
        if kind == "Time"
        else ("year", "month", "day", "hour", "minute", "second")
    )
    parts: list[int | Decimal] = [int(found[name]) for name in names if found.get(name)]
    if found.get("second"):
        parts[-1] = Decimal(
            f"{found['second']}.{found['fraction']}" if found["fraction"] else found["second"]
        )
    offset = _offset(found.get("zone"))
    plain = text.removeprefix("T") if kind == "Time" else text.removesuffix("T")
    made = Temporal(kind, tuple(parts), offset, plain)
    return made if _exists(made) else None


def parse_literal(kind: str, text: str, position: int) -> Temporal:
    """A literal, its text without ``@``; FhirPathError for a day or time that does not exist."""
    kinds: dict[str, Kind] = {"date": "Date", "datetime": "DateTime", "time": "Time"}
    found = parse_temporal(kinds[kind], text)
    if found is None:
        raise FhirPathError("fhirpath.no-such-time", position, text=text)
    return found


def compare(one: Temporal, other: Temporal) -> int | None:
    """-1, 0 or 1; None where the precisions or time zones do not allow to say."""
    if (one.kind == "Time") != (other.kind == "Time"):
        raise FhirPathError("fhirpath.not-comparable", one=one.kind, other=other.kind)
    left, right = one.parts, other.parts
    timed = one.kind != "Time" and min(len(left), len(right)) > DATE_PARTS
    if timed and (one.offset is None) != (other.offset is None):
        return _zoneless(one, other)
    if timed and one.offset != other.offset:
        left, right = _utc(one), _utc(other)
    for a, b in zip(left, right, strict=False):
        if a != b:
            return -1 if a < b else 1
    return 0 if len(left) == len(right) else None


def add(moment: Temporal, amount: Decimal, unit: str) -> Temporal:
    """`moment` and that many calendar `unit`s (singular keyword); fractions of a unit are ignored."""
    if abs(amount) > LONGEST:
        raise FhirPathError("fhirpath.beyond")
    count = int(amount)
    if moment.kind == "Time":
        return _add_to_time(moment, count, unit)
    if unit in ("year", "month"):
        return _add_months(moment, count * (MONTHS if unit == "year" else 1))
    return _add_duration(moment, count, unit)


_SECONDS = {
    "week": Decimal(604800),
    "day": Decimal(86400),
    "hour": Decimal(3600),
    "minute": Decimal(60),
    "second": Decimal(1),
    "millisecond": Decimal("0.001"),
}


# Seconds of the finest part, by how many parts of the clock are stated: hour, minute, all.
_GRAINS: dict[int, int] = {1: 3600, 2: 60, 3: 0}
A_DAY = Decimal(86400)


def _add_to_time(moment: Temporal, count: int, unit: str) -> Temporal:
    if unit not in ("hour", "minute", "second", "millisecond"):
        raise FhirPathError("fhirpath.time-of-day", unit=unit)
    _, clock = _clock(moment.parts, count * _SECONDS[unit], unit)
    return Temporal("Time", clock)


def _clock(
    parts: "tuple[int | Decimal, ...]", seconds: Decimal, unit: str
) -> "tuple[int, tuple[int | Decimal, ...]]":
    """Days to carry, and the time of day moved by seconds; what is finer than its parts is ignored."""
    hour, minute, second = (*parts, 0, 0)[:3]
    grain = _GRAINS[len(parts)]
    total = (
        hour * 3600 + minute * 60 + second + (int(seconds / grain) * grain if grain else seconds)
    )
    days = int((total / A_DAY).to_integral_value(ROUND_FLOOR))
    rest = total - days * A_DAY
    whole = int(rest)
    moved = (whole // 3600, whole // 60 % 60, _digits(rest - whole // 60 * 60, parts[-1], unit))
    return days, moved[: len(parts)]


def _add_months(moment: Temporal, count: int) -> Temporal:
    parts = moment.parts
    if len(parts) == 1:
        year, month = int(parts[0]) + (count // MONTHS if count >= 0 else -(-count // MONTHS)), 1
    else:
        year, month = divmod(int(parts[0]) * MONTHS + int(parts[1]) - 1 + count, MONTHS)
        month += 1
    _check_year(year)
    changed: tuple[int | Decimal, ...] = (year, month)[: len(parts)]
    if len(parts) >= DATE_PARTS:
        changed = (*changed, min(int(parts[2]), monthrange(year, month)[1]), *parts[3:])
    return Temporal(moment.kind, changed, moment.offset)


def _add_duration(moment: Temporal, count: int, unit: str) -> Temporal:
    parts = moment.parts
    seconds = count * _SECONDS[unit]
    if len(parts) < DATE_PARTS:
        days = int(seconds / 86400)
        months = int(days / 30) if len(parts) > 1 else int(days / 365) * MONTHS
        return _add_months(moment, months)
    if len(parts) == DATE_PARTS:
        moved = _moved(int(parts[0]), int(parts[1]), int(parts[2]), int(seconds / 86400))
        return Temporal(moment.kind, (moved.year, moved.month, moved.day), moment.offset)
    days, clock = _clock(parts[DATE_PARTS:], seconds, unit)
    moved = _moved(int(parts[0]), int(parts[1]), int(parts[2]), days)
    return Temporal(moment.kind, (moved.year, moved.month, moved.day, *clock), moment.offset)


def _digits(second: Decimal, last: int | Decimal, unit: str) -> Decimal:
    stated = -int(last.as_tuple().exponent) if isinstance(last, Decimal) else 0
    places = max(stated, MILLISECOND_DIGITS) if unit == "millisecond" else stated
    return Decimal(second).quantize(Decimal(1).scaleb(-places))


def _moved(year: int, month: int, day: int, days: int) -> date:
    try:
        return date(year, month, day) + timedelta(days=days)
    except (OverflowError, ValueError):
        raise FhirPathError("fhirpath.beyond") from None


def _check_year(year: int) -> None:
    if not 1 <= year <= LAST_YEAR:
        raise FhirPathError("fhirpath.beyond")


def _zoneless(one: Temporal, other: Temporal) -> int | None:
    """With one zone unknown, only moments more than a day apart can be told apart."""
    distance = date(*map(int, one.parts[:3])) - date(*map(int, other.parts[:3]))
    return None if abs(distance.days) <= 1 else (-1 if distance.days < 0 else 1)


def _utc(moment: Temporal) -> tuple[int | Decimal, ...]:
    if not moment.offset or len(moment.parts) <= DATE_PARTS:
        return moment.parts
    year, month, day, hour, *rest = moment.parts
    minutes = int(hour) * 60 + (int(rest[0]) if rest else 0) - moment.offset
    try:
        moved = date(int(year), int(month), int(day)) + timedelta(days=minutes // MINUTES_A_DAY)
    except OverflowError:
        return moment.parts
    clock: tuple[int | Decimal, ...] = (minutes % MINUTES_A_DAY // 60, minutes % 60)
    return (
        (moved.year, moved.month, moved.day, *clock[: max(1, len(rest))], *rest[1:])
        if rest
        else (moved.year, moved.month, moved.day, clock[0])
    )


def _offset(zone: str | None) -> int | None:
    if not zone:
        return None
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:6])
    return -minutes if zone[0] == "-" else minutes


def _exists(moment: Temporal) -> bool:
    clock = moment.parts if moment.kind == "Time" else moment.parts[DATE_PARTS:]
    # The 60 of a leap second is a time that FHIR's instants may have.
    limits = (24, 60, 60 if moment.kind == "Time" else 61)
    if any(value >= limit for value, limit in zip(clock, limits, strict=False)):
        return False
    if moment.offset is not None and abs(moment.offset) > FURTHEST_ZONE:
        return False
    if moment.kind == "Time":
        return True
    try:
        date(*(*map(int, moment.parts[:DATE_PARTS]), 1, 1)[:DATE_PARTS])
    except ValueError:
        return False
    return True


def _text(kind: Kind, parts: "tuple[int | Decimal, ...]", offset: int | None) -> str:
    days = (
        ""
        if kind == "Time"
        else "-".join(
            f"{part:0{4 if i == 0 else 2}d}" for i, part in enumerate(map(int, parts[:3]))
        )
    )
    clock = parts if kind == "Time" else parts[3:]
    time = ":".join(_second(part) if isinstance(part, Decimal) else f"{part:02d}" for part in clock)
    if kind == "Time":
        return time
    if not clock:
        return days
    return f"{days}T{time}{_zone(offset)}"


def _second(second: Decimal) -> str:
    whole, dot, fraction = format(second, "f").partition(".")
    return f"{whole:0>2}{dot}{fraction}"


def _zone(offset: int | None) -> str:
    if offset is None:
        return ""
    if offset == 0:
        return "Z"
    hours, minutes = divmod(abs(offset), 60)
    return f"{'-' if offset < 0 else '+'}{hours:02d}:{minutes:02d}"


def from_datetime(moment: datetime) -> Temporal:
    """A DateTime to the millisecond, with its time zone."""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    offset = int((zoned.utcoffset() or timedelta(0)).total_seconds() // 60)
    second = Decimal(zoned.second) + Decimal(zoned.microsecond // 1000).scaleb(-3)
    second = second.quantize(Decimal("0.001"))
    return Temporal(
        "DateTime", (zoned.year, zoned.month, zoned.day, zoned.hour, zoned.minute, second), offset
    )
