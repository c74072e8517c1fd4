"""minValue and maxValue of an element (https://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_)."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pk_fhir.fhir.dates import span
from pk_fhir.fhirpath.ucum import UcumError, convert
from pk_fhir.validation.occurrence import Occurrence
from pk_fhir.validation.place import expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.profile import OccurrenceCheck
from pk_fhir.validation.run import Run
from pk_fhir.validation.values import stated

Element = dict[str, Any]
UCUM = "http://unitsofmeasure.org"
# UCUM's units of time that limits of dates are given in.
_UNITS = {
    "a": "years",
    "mo": "months",
    "wk": "weeks",
    "d": "days",
    "h": "hours",
    "min": "minutes",
    "s": "seconds",
}


def limit_checks(element: Element, plain: Element) -> Iterator[OccurrenceCheck]:
    """The checks of the limits that `element` states and `plain` does not."""
    for prefix, sign in (("minValue", -1), ("maxValue", 1)):
        limit = stated(element, prefix)
        if limit is not None and limit != stated(plain, prefix):
            yield _limit(limit, sign, prefix)


def _limit(limit: Any, sign: int, prefix: str) -> OccurrenceCheck:
    key = "value-below" if sign < 0 else "value-above"
    unit = _UNITS.get(str(limit.get("code"))) if isinstance(limit, dict) else None
    if unit is not None and limit.get("system") == UCUM:
        return _relative(limit, unit, sign, key, prefix)

    def check(one: Occurrence, run: Run) -> None:
        values = {"value": _shown(one.value), "limit": _shown(limit)}
        found = order(one.value, limit)
        if found == sign:
            run.sink.error("invalid", expression(one.at), key, name=prefix, **values)
        elif found is None and _measured(one.value) and _measured(limit):
            run.sink.error("invalid", expression(one.at), "value-incomparable", **values)

    return check


def _measured(value: Any) -> bool:
    """Whether a value is a quantity whose unit UCUM knows by name."""
    return isinstance(value, dict) and value.get("system") == UCUM and "code" in value


def _relative(limit: Any, unit: str, sign: int, key: str, prefix: str) -> OccurrenceCheck:
    """A limit for dates as a time from now: before it for minValue, after it for maxValue."""
    amount = _number(limit.get("value")) or Decimal(0)

    def check(one: Occurrence, run: Run) -> None:
        if not isinstance(one.value, str):
            return _limit_of_number(one, run)
        moment = _moved(run.now, unit, int(amount) * sign)
        if moment is not None and order(one.value, moment) == sign:
            run.sink.error(
                "invalid",
                expression(one.at),
                key,
                value=clipped(one.value),
                limit=moment,
                name=prefix,
            )
        return None

    def _limit_of_number(one: Occurrence, run: Run) -> None:
        if order(one.value, limit) == sign:
            run.sink.error(
                "invalid", expression(one.at), key, value=_shown(one.value),
                limit=_shown(limit), name=prefix,
            )  # fmt: skip

    return check


def _moved(now: datetime, unit: str, amount: int) -> str | None:
    """`now` and that many units further, as a date; None where the calendar ends."""
    try:
        if unit in ("years", "months"):
            months = now.year * 12 + now.month - 1 + amount * (12 if unit == "years" else 1)
            year, month = divmod(months, 12)
            day = min(now.day, monthrange(year, month + 1)[1])
            return date(year, month + 1, day).isoformat()
        return (now + timedelta(**{unit: amount})).isoformat(timespec="seconds")
    except (OverflowError, ValueError):
        return None


def order(value: Any, limit: Any) -> int | None:
    """-1, 0 or 1 where a value is below, at or above a limit; None where they cannot be compared."""
    if isinstance(value, dict) and isinstance(limit, dict):
        if (value.get("system"), value.get("code")) != (limit.get("system"), limit.get("code")):
            return _order_of_units(value, limit)
        return order(value.get("value"), limit.get("value"))
    if isinstance(value, str) and isinstance(limit, str):
        return _order_of_dates(value, limit)
    one, other = _number(value), _number(limit)
    if one is None or other is None:
        return None
    return (one > other) - (one < other)


def _order_of_units(value: dict[str, Any], limit: dict[str, Any]) -> int | None:
    """Quantities in different units of UCUM that measure the same thing."""
    amount, most = _number(value.get("value")), _number(limit.get("value"))
    if amount is None or most is None or {value.get("system"), limit.get("system")} != {UCUM}:
        return None
    try:
        converted = convert(amount, str(value.get("code")), str(limit.get("code")))
    except UcumError:
        return None
    return None if converted is None else (converted > most) - (converted < most)


def _order_of_dates(value: str, limit: str) -> int:
    """Dates and dateTimes as the spans that they are; times of day by their text."""
    try:
        one, other = span(value, "UTC"), span(limit, "UTC")
    except ValueError:
        return (value > limit) - (value < limit)
    return -1 if one.before(other) else int(other.before(one))


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value.get('value')} {value.get('code') or value.get('unit') or ''}".strip()
    return clipped(value)
