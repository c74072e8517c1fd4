"""Small values: dates as they were said, periods, names, ways to reach somebody, repetition.

Dates and times are kept as text in FHIR's forms (https://hl7.org/fhir/R4/datatypes.html#dateTime),
because "in 2026" and "on 1 January 2026" are different promises, and an offset is part of what was
said. `derived.py` reads them as moments.
"""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, StringConstraints, model_validator

from pk_fhir.contract import codes, identifiers
from pk_fhir.contract.base import Model, Ref, Text, said
from pk_fhir.contract.problems import BrokenValueError

_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_CLOCK = r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})"


def _calendar(value: str) -> str:
    """Refuse days and hours that do not exist, such as ``2026-02-30``."""
    day, clock, time = value.partition("T")
    try:
        date.fromisoformat((day + "-01-01")[:10])
        if clock:
            _clock(time)
    except ValueError:
        raise BrokenValueError("pk-json-date") from None
    return value


def _clock(time: str) -> None:
    whole = re.sub(r"\.[0-9]+", "", time)
    datetime.fromisoformat(f"2000-01-02T{whole}")
    offset = whole[8:]
    if offset != "Z" and int(offset[1:3]) * 60 + int(offset[4:6]) > 14 * 60:
        raise ValueError(offset)


_DATE_FORM = rf"^{_DATE}$"
_INSTANT_FORM = rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_CLOCK}$"
_DATE_TIME_FORM = f"{_DATE_FORM}|{_INSTANT_FORM}"
_TIME_FORM = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_URI_FORM = r"^[A-Za-z][A-Za-z0-9+.-]*:[!-~]+$"
# What says more to a reader than a pattern does.
EXAMPLES = {
    _DATE_FORM: "2026-11-25",
    _INSTANT_FORM: "2026-11-25T10:00:00+01:00",
    _DATE_TIME_FORM: "2026-11-25, 2026-11-25T10:00:00+01:00",
    _TIME_FORM: "08:00",
    _URI_FORM: "https://journal.example/patientkontrakt, urn:oid:1.2.3",
}

Date = Annotated[str, StringConstraints(pattern=_DATE_FORM), AfterValidator(_calendar)]
"""A year, a month or a day: ``2026``, ``2026-11``, ``2026-11-25``."""

DateTime = Annotated[
    str,
    StringConstraints(pattern=_DATE_TIME_FORM),
    AfterValidator(_calendar),
]
"""A `Date`, or a moment with its offset: ``2026-11-25T10:00:00+01:00``."""

Instant = Annotated[
    str,
    StringConstraints(pattern=_INSTANT_FORM),
    AfterValidator(_calendar),
]
"""A moment with its offset."""


def _short_time(value: str) -> str:
    return value.removesuffix(":00") if len(value) == len("08:00:00") else value


TimeOfDay = Annotated[
    str,
    StringConstraints(pattern=_TIME_FORM),
    AfterValidator(_short_time),
]
"""A time of day without a zone: ``08:00``."""

Uri = Annotated[str, StringConstraints(pattern=_URI_FORM)]
"""An absolute URI."""

CodeText = Annotated[str, StringConstraints(pattern=r"^[^\s]+( [^\s]+)*$")]
"""A code of a code system."""


class Identifier(Model):
    """The name that a system has given to something."""

    system: Uri = said(
        en="System", sv="System", about="URI of the numbering system", om="numreringens URI"
    )
    value: Text = said(en="Value", sv="Värde")

    @model_validator(mode="after")
    def _is_canonical(self) -> "Identifier":
        system = identifiers.canonical_system(self.system)
        # `frozen` is for others; a validator still settles what the value is.
        object.__setattr__(self, "system", system)
        object.__setattr__(self, "value", identifiers.canonical_value(system, self.value))
        return self


class Coding(Model):
    """A code from a code system, beside the words."""

    system: Uri | None = said(None, en="Code system", sv="Kodverk")
    version: Text | None = said(None, en="Version", sv="Version")
    code: CodeText = said(en="Code", sv="Kod")
    display: Text | None = said(None, en="Display", sv="Visningsnamn")


class Period(Model):
    """From and to; both inclusive, as far as they are said."""

    start: DateTime | None = said(None, en="From", sv="Från")
    end: DateTime | None = said(None, en="To", sv="Till")

    @model_validator(mode="after")
    def _says_something(self) -> "Period":
        if self.start is None and self.end is None:
            raise BrokenValueError("pk-json-period")
        return self


class Name(Model):
    """A person's name."""

    given: tuple[Text, ...] = said((), en="Given names", sv="Förnamn")
    family: Text | None = said(None, en="Family name", sv="Efternamn")
    text: Text | None = said(
        None,
        en="Whole name",
        sv="Hela namnet",
        about="where the parts are not known",
        om="när delarna inte är kända",
    )

    @model_validator(mode="after")
    def _says_something(self) -> "Name":
        if not (self.given or self.family or self.text):
            raise BrokenValueError("pk-json-name")
        return self

    @property
    def whole(self) -> str:
        """The name as one line."""
        return self.text or " ".join([*self.given, *([self.family] if self.family else [])])


class ContactPoint(Model):
    """A way to reach a person or a unit."""

    kind: codes.ContactKind = said(en="Kind", sv="Slag")
    value: Text = said(en="Number or address", sv="Nummer eller adress")
    use: codes.ContactUse | None = said(None, en="Use", sv="Användning")
    rank: int | None = said(
        None, en="Order of preference", sv="Ordning", ge=1, le=2_147_483_647, strict=True
    )
    period: Period | None = said(None, en="When it can be used", sv="Gäller")


class OpeningHours(Model):
    """When somebody can be reached."""

    days: tuple[codes.Weekday, ...] = said((), en="Days", sv="Dagar")
    all_day: bool | None = said(None, en="All day", sv="Dygnet runt", strict=True)
    opens: TimeOfDay | None = said(None, en="From", sv="Från klockan")
    closes: TimeOfDay | None = said(None, en="To", sv="Till klockan")

    @model_validator(mode="after")
    def _says_something(self) -> "OpeningHours":
        if not (self.days or self.all_day is not None or self.opens or self.closes):
            raise BrokenValueError("pk-json-hours")
        return self


class Note(Model):
    """A dated note; `by` is a party of the contract, `byName` a name where there is none."""

    text: Text = said(en="Text", sv="Text")
    by: Ref | None = said(None, en="Written by", sv="Skriven av")
    by_name: Text | None = said(None, en="Written by (name)", sv="Skriven av (namn)")
    when: DateTime | None = said(None, en="Written when", sv="Skriven när")

    @model_validator(mode="after")
    def _one_author(self) -> "Note":
        if self.by is not None and self.by_name is not None:
            raise BrokenValueError("pk-json-one-author")
        return self


class Repetition(Model):
    """How often something is done: ``times`` times every ``every`` ``unit``."""

    text: Text | None = said(None, en="In words", sv="I ord")
    times: int | None = said(
        None, en="Times", sv="Antal gånger", ge=1, le=2_147_483_647, strict=True
    )
    every: int | None = said(None, en="Every", sv="Var", ge=1, le=2_147_483_647, strict=True)
    unit: codes.TimeUnit | None = said(None, en="Unit of time", sv="Tidsenhet")
    days: tuple[codes.Weekday, ...] = said((), en="Days of the week", sv="Veckodagar")
    at: tuple[TimeOfDay, ...] = said((), en="Times of day", sv="Klockslag")
    when: tuple[codes.DayPart, ...] = said((), en="Parts of the day", sv="Delar av dygnet")
    count: int | None = said(
        None, en="Times in all", sv="Antal gånger totalt", ge=1, le=2_147_483_647, strict=True
    )
    bounds: Period | None = said(None, en="Within", sv="Under tiden")
    dates: tuple[DateTime, ...] = said((), en="Dates", sv="Datum")

    @model_validator(mode="after")
    def _holds_together(self) -> "Repetition":
        if (self.every is None) != (self.unit is None):
            raise BrokenValueError("pk-json-repetition-unit")
        if self.at and self.when:
            raise BrokenValueError("pk-json-repetition-when")
        if not self.model_dump(exclude_defaults=True):
            raise BrokenValueError("pk-json-repetition")
        return self
