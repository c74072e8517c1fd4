"""Data types in both directions (https://hl7.org/fhir/R4/datatypes.html)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from pk_fhir.contract import codes, identifiers
from pk_fhir.contract.code import Code
from pk_fhir.contract.people import PersonIdentifier
from pk_fhir.contract.values import (
    ContactPoint,
    Identifier,
    Name,
    Note,
    OpeningHours,
    Period,
    Repetition,
)
from pk_fhir.mapping import terms
from pk_fhir.mapping.concepts import read_code, read_words
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import (
    BOOLEAN,
    DATE_TIME,
    POSITIVE,
    TEXT,
    TIME_OF_DAY,
    URI,
    Element,
    build,
)
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, compact

# The largest positiveInt of FHIR.
_LARGEST = 2**31 - 1

C = TypeVar("C", bound=Code)

# Who may have written a note.
ANYONE = ("patient", "relative", "professional", "organization")


def period(value: Period | None) -> Json | None:
    """A Period."""
    return None if value is None else compact({"start": value.start, "end": value.end})


def read_period(element: Element | None) -> Period | None:
    """A Period; one without start and end says nothing."""
    if element is None:
        return None
    start, end = element.read("start", DATE_TIME), element.read("end", DATE_TIME)
    if start is None and end is None:
        return None
    return build(Period, element, start=start, end=end)


def human_name(name: Name | None) -> list[Json] | None:
    """HumanName."""
    if name is None:
        return None
    return [compact({"text": name.text, "family": name.family, "given": list(name.given)})]


def read_name(element: Element, member: str = "name") -> Name | None:
    """The first usable name; the others are noted whole."""
    used: list[Element] = []

    def first(one: Element) -> bool:
        if not used and one.raw.get("use") != "old":
            used.append(one)
            return True
        return False

    found = element.pick(member, first)
    if not found:
        return None
    one = found[0]
    one.ignore("use") if one.raw.get("use") in ("usual", "official") else None
    given, family = one.read_all("given", TEXT), one.read("family", TEXT)
    text = one.read("text", TEXT)
    if not (given or family or text):
        return None
    return build(Name, one, given=given, family=family, text=text)


def telecom(points: Iterable[ContactPoint]) -> list[Json]:
    """ContactPoints."""
    return [contact_point(point) for point in points]


def contact_point(point: ContactPoint) -> Json:
    """One ContactPoint."""
    return compact(
        {
            "system": point.kind.value,
            "value": point.value,
            "use": point.use.value if point.use else None,
            "rank": point.rank,
            "period": period(point.period),
        }
    )


def read_telecom(element: Element, name: str = "telecom") -> tuple[ContactPoint, ...]:
    """The ContactPoints that have a value."""
    found = (read_contact_point(one) for one in element.children(name))
    return tuple(point for point in found if point is not None)


def read_contact_point(element: Element | None) -> ContactPoint | None:
    """One ContactPoint; without a system it is of another kind."""
    if element is None:
        return None
    kind = read_code(element, "system", codes.ContactKind) or codes.ContactKind.OTHER
    value = element.read("value", TEXT)
    if value is None:
        element.note("map-empty")
        return None
    rank = element.read("rank", POSITIVE)
    if rank is not None and rank < 1:
        element.note("map-value", "rank")
        rank = None
    return build(
        ContactPoint,
        element,
        kind=kind,
        value=value,
        use=read_code(element, "use", codes.ContactUse),
        rank=rank,
        period=read_period(element.child("period")),
    )


def opening_hours(hours: Iterable[OpeningHours]) -> list[Json]:
    """availableTime of PractitionerRole and HealthcareService."""
    return [
        compact(
            {
                "daysOfWeek": [day.value for day in one.days],
                "allDay": one.all_day,
                "availableStartTime": _long_time(one.opens),
                "availableEndTime": _long_time(one.closes),
            }
        )
        for one in hours
    ]


def _long_time(time: str | None) -> str | None:
    return f"{time}:00" if time is not None and len(time) == len("08:00") else time


def read_opening_hours(element: Element) -> tuple[OpeningHours, ...]:
    """The hours that say something."""
    found: list[OpeningHours] = []
    for one in element.children("availableTime"):
        said = {
            "days": read_days(one, "daysOfWeek"),
            "all_day": one.read("allDay", BOOLEAN),
            "opens": one.read("availableStartTime", TIME_OF_DAY),
            "closes": one.read("availableEndTime", TIME_OF_DAY),
        }
        if any(value not in (None, ()) for value in said.values()):
            hours = build(OpeningHours, one, **said)
            found.extend([hours] if hours else [])
    return tuple(found)


def read_days(element: Element, name: str) -> tuple[codes.Weekday, ...]:
    """Days of the week."""
    return _listed_codes(element, name, codes.Weekday)


def _listed_codes(element: Element, name: str, kinds: type[C]) -> tuple[C, ...]:
    known = {code.value for code in kinds}
    found: list[C] = []
    for index, stated in enumerate(element.read_all(name, TEXT)):
        if stated in known:
            found.extend(code for code in kinds if code.value == stated)
        else:
            element.note("map-code", f"{name}[{index}]")
    return tuple(found)


def read_notes(
    element: Element, reading: Reading, source: Node, name: str = "note"
) -> tuple[Note, ...]:
    """Annotations that have a text."""
    found = (read_note(one, reading, source) for one in element.children(name))
    return tuple(note for note in found if note is not None)


def read_note(element: Element, reading: Reading, source: Node) -> Note | None:
    """One Annotation."""
    text = element.read("text", TEXT)
    if text is None:
        element.note("map-empty")
        return None
    by = reading.ref(element.child("authorReference"), source, ANYONE)
    return build(
        Note,
        element,
        text=text,
        by=by,
        by_name=element.read("authorString", TEXT) if by is None else None,
        when=element.read("time", DATE_TIME),
    )


def read_identifiers(element: Element) -> tuple[Identifier, ...]:
    """The identifiers of the record system: ours are read as keys."""
    found: list[Identifier] = []
    for one in element.children("identifier"):
        one.ignore("type", "use") if one.raw.get("use") in (None, "official", "usual") else None
        if one.raw.get("system") == terms.ITEM_SYSTEM:
            one.ignore("system", "value")
            continue
        system, value = one.read("system", URI), one.read("value", TEXT)
        read = None
        if system is None or value is None:
            one.note("map-empty")
        else:
            read = build(Identifier, one, system=system, value=value)
        found.extend([read] if read is not None else [])
    return tuple(found)


def national(system: str, value: str, kind: str) -> Json:
    """A national identifier with its type in v2-0203, as HL7 Sweden writes it."""
    return {
        "type": {"coding": [{"system": terms.IDENTIFIER_TYPE, "code": kind}]},
        "system": system,
        "value": value,
    }


def read_person_identifiers(element: Element) -> tuple[PersonIdentifier, ...]:
    """The numbers of a person, those that are not old first."""
    listed: list[tuple[bool, PersonIdentifier]] = []
    for one in element.children("identifier"):
        one.ignore("type")
        use = one.raw.get("use")
        one.ignore("use") if use in ("official", "usual", "old") else None
        system = one.raw.get("system")
        if system in (terms.ITEM_SYSTEM, terms.PERSON_SYSTEM):
            one.ignore("system", "value")
            continue
        number = _person_identifier(one)
        if number is not None:
            listed.append((use == "old", number))
    ordered = sorted(listed, key=lambda entry: entry[0])
    return tuple(number for _, number in ordered)


def _person_identifier(element: Element) -> PersonIdentifier | None:
    system, value = element.read("system", URI), element.read("value", TEXT)
    if system is None or value is None:
        element.note("map-empty")
        return None
    try:
        return PersonIdentifier.of(system, value)
    except ValueError:
        element.note("map-value", "value")
        return None


def read_hsa_id(element: Element) -> str | None:
    """The HSA-id among the identifiers; one that cannot be right is noted."""
    found: str | None = None
    for one in element.pick("identifier", _is_hsa):
        one.ignore("type", "use", "system")
        value = one.read("value", TEXT)
        if value is None:
            continue
        if found is None and identifiers.check(identifiers.HSA_ID, value) is None:
            found = value
        elif value != found:
            one.note("map-value" if found is None else "map-second", "value")
    return found


def _is_hsa(element: Element) -> bool:
    system = element.raw.get("system")
    return isinstance(system, str) and identifiers.canonical_system(system) == identifiers.HSA_ID


def timing(repeated: Repetition) -> Json:
    """A Timing (https://hl7.org/fhir/R4/datatypes.html#Timing)."""
    repeat = compact(
        {
            "boundsPeriod": period(repeated.bounds),
            "count": repeated.count,
            "frequency": repeated.times,
            "period": repeated.every,
            "periodUnit": repeated.unit.value if repeated.unit else None,
            "dayOfWeek": [day.value for day in repeated.days],
            "timeOfDay": [_long_time(time) for time in repeated.at],
            "when": [when.value for when in repeated.when],
        }
    )
    code = {"text": repeated.text} if repeated.text else None
    return compact({"event": list(repeated.dates), "repeat": repeat, "code": code})


def read_timing(element: Element | None) -> Repetition | None:
    """What the contract can say of a Timing."""
    if element is None:
        return None
    repeat = element.child("repeat")
    said: dict[str, object] = {
        "text": read_words(element.child("code")),
        "dates": element.read_all("event", DATE_TIME),
    }
    if repeat is not None:
        said |= _repeat(repeat)
    if not any(value not in (None, ()) for value in said.values()):
        element.note("map-empty")
        return None
    return build(Repetition, element, **said)


def _repeat(repeat: Element) -> dict[str, object]:
    at = repeat.read_all("timeOfDay", TIME_OF_DAY)
    when = () if at else _listed_codes(repeat, "when", codes.DayPart)
    every = _whole(repeat, "period")
    unit = read_code(repeat, "periodUnit", codes.TimeUnit) if every is not None else None
    if unit is None and every is not None:
        repeat.note("map-value", "period")
        every = None
    return {
        "bounds": read_period(repeat.child("boundsPeriod")) if repeat.has("boundsPeriod") else None,
        "count": _whole(repeat, "count"),
        "times": _whole(repeat, "frequency"),
        "every": every,
        "unit": unit,
        "days": read_days(repeat, "dayOfWeek"),
        "at": at,
        "when": when,
    }


def _whole(element: Element, name: str) -> int | None:
    """A positive whole number; a decimal that is one counts."""
    if not element.has(name):
        return None
    element.ignore(name)
    stated: Any = element.raw[name]
    number = isinstance(stated, (int, float, Decimal)) and not isinstance(stated, bool)
    if number and 1 <= stated <= _LARGEST and stated == int(stated):
        return int(stated)
    element.note("map-value", name)
    return None
