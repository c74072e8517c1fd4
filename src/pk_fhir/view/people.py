"""Who somebody is and how to reach them: names, roles, units, telecoms and hours.

PractitionerRole ties a Practitioner, a unit and a profession together
(https://hl7.org/fhir/R4/practitionerrole.html); a reference may also be only a display.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from pk_fhir.access import labels
from pk_fhir.messages import text
from pk_fhir.view.graph import Graph, Resource, item, items, record, string
from pk_fhir.view.model import Reach
from pk_fhir.view.vocabulary import DASH
from pk_fhir.view.week import days, time_of_day
from pk_fhir.view.words import addressed, concept

NOBODY_KNOWN = "view.person.unnamed"
PEOPLE = frozenset({"Practitioner", "PractitionerRole", "RelatedPerson"})
# Numbers that anybody may call say nothing of where a person is.
COMMON_NUMBERS = frozenset({"112", "1177"})


class Who(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody or some unit: name, role in words, unit's name, ways to reach, hours in words; `hsa_id` as
    it is compared, whichever way it was written."""

    name: str
    hsa_id: str | None = None
    role: str | None = None
    unit: str | None = None
    reach: tuple[Reach, ...] = ()
    hours: tuple[str, ...] = ()
    is_patient: bool = False

    def in_words(self) -> str:
        """``Sara Lind, distriktssköterska, Vårdcentralen Ekeby``, as far as it is known."""
        parts = [self.name, self.role, self.unit if self.unit != self.name else None]
        return ", ".join(part for part in parts if part)


def who(graph: Graph, reference: dict[str, Any], within: Resource | None = None) -> Who | None:
    """The one that a Reference points at; None when it says nothing at all."""
    resource = graph.follow(reference, within)
    found = _who(graph, reference, resource)
    if found is None or not graph.masked or found.is_patient:
        return found
    return _masked(found, None if resource is None else resource["resourceType"])


def _masked(found: Who, kind: str | None) -> Who:
    """Without unit, ways to reach and hours; a place, or what may be one, without its name."""
    hidden = kind not in PEOPLE
    return Who(name=text("view.person.hidden", "sv") if hidden else found.name, role=found.role)


def _who(graph: Graph, reference: dict[str, Any], resource: Resource | None) -> Who | None:
    if resource is None:
        url = string(reference, "reference") or ""
        is_patient = graph.local(url).startswith("Patient/")
        name = string(reference, "display") or (
            addressed(graph.audience, "view.person.you") if is_patient else None
        )
        if not name:
            return None
        return Who(name=name, hsa_id=_hsa_id(reference.get("identifier")), is_patient=is_patient)
    found = _read(graph, resource, contained=_within_itself(reference))
    display = string(reference, "display")
    if display and found.name == text(NOBODY_KNOWN, "sv"):
        return msgspec.structs.replace(found, name=display)
    return found


def _hsa_id(identifiers: object) -> str | None:
    found = labels.hsa_id(identifiers)
    return found.strip().upper() if found else None


def _within_itself(reference: dict[str, Any]) -> bool:
    """Whether it points at a contained resource, whose id is its container's own."""
    return (string(reference, "reference") or "").startswith("#")


def _read(graph: Graph, resource: Resource, *, contained: bool) -> Who:
    reader = _READERS.get(resource["resourceType"], _other)
    if contained:
        return reader(graph, resource)
    key = record(resource)
    if key not in graph.known:
        graph.known[key] = reader(graph, resource)
    found: Who = graph.known[key]
    return found


def everybody(
    graph: Graph, resource: Resource, element: str, *, patient: bool = False
) -> list[str]:
    """All that an element's references name, in words; the patient only when asked for."""
    people = [who(graph, reference, resource) for reference in items(resource, element)]
    return [p.in_words() for p in people if p and (patient or not p.is_patient)]


def human_name(resource: Resource) -> str | None:
    """A person's name: `text`, or given and family; the official or usual one first."""
    names = [n for n in items(resource, "name") if n.get("use") not in ("old", "maiden")]
    names.sort(key=lambda n: n.get("use") not in ("official", "usual"))
    for name in names:
        given = name.get("given")
        parts = [g for g in (given if isinstance(given, list) else []) if isinstance(g, str)]
        whole = string(name, "text") or " ".join([*parts, string(name, "family") or ""]).strip()
        if whole:
            return whole
    return None


def _name(resource: Resource) -> str:
    return human_name(resource) or string(resource, "name") or text(NOBODY_KNOWN, "sv")


def _role(graph: Graph, resource: Resource) -> Who:
    person = who(graph, item(resource, "practitioner"), resource)
    unit = who(graph, item(resource, "organization"), resource)
    service = who(graph, item(resource, "healthcareService"), resource)
    place = unit or service
    role = concept(resource, "code")
    return Who(
        name=person.name if person else (place.name if place else text(NOBODY_KNOWN, "sv")),
        hsa_id=person.hsa_id if person else None,
        role=role,
        unit=place.name if place else None,
        reach=reach(resource) or (person.reach if person else ()) or (place.reach if place else ()),
        hours=hours(resource),
    )


def _patient(graph: Graph, resource: Resource) -> Who:
    del resource
    return Who(name=addressed(graph.audience, "view.person.you"), is_patient=True)


def _related(graph: Graph, resource: Resource) -> Who:
    del graph
    return Who(name=_name(resource), role=concept(resource, "relationship"), reach=reach(resource))


def _team(graph: Graph, resource: Resource) -> Who:
    unit = who(graph, item(resource, "managingOrganization"), resource)
    return Who(
        name=string(resource, "name") or text("view.person.team", "sv"),
        unit=unit.name if unit else None,
        reach=reach(resource) or (unit.reach if unit else ()),
    )


def _other(graph: Graph, resource: Resource) -> Who:
    del graph
    return Who(
        name=_name(resource),
        hsa_id=_hsa_id(resource.get("identifier")),
        reach=reach(resource),
        hours=hours(resource),
    )


_READERS = {
    "PractitionerRole": _role,
    "Patient": _patient,
    "RelatedPerson": _related,
    "CareTeam": _team,
}


def told(graph: Graph, ways: Iterable[Reach]) -> list[Reach]:
    """The ways to reach somebody that may be told."""
    return [way for way in ways if not graph.masked or way.value in COMMON_NUMBERS]


def reach(resource: Resource) -> tuple[Reach, ...]:
    """The ContactPoints that are in use, best first (rank)."""
    points = [p for p in items(resource, "telecom") if p.get("use") != "old"]
    points.sort(key=lambda p: r if isinstance(r := p.get("rank"), int) else 99)
    return tuple(found for p in points if (found := contact_point(p)))


def contact_point(point: dict[str, Any], label: str | None = None) -> Reach | None:
    """One ContactPoint; None when it has no value."""
    value = string(point, "value")
    if value is None:
        return None
    match string(point, "system"):
        case "phone" | "sms" | "email" | "url" as kind:
            return Reach(kind=kind, value=value, label=label)
        case _:
            return Reach(kind="other", value=value, label=label)


def hours(resource: Resource) -> tuple[str, ...]:
    """When somebody can be reached, in words: ``måndag kl. 8 till 16.30``."""
    found = [_hours(time) for time in items(resource, "availableTime")]
    exceptions = string(resource, "availabilityExceptions")
    return tuple(h for h in [*found, exceptions] if h)


def _hours(time: dict[str, Any]) -> str | None:
    named = days(time.get("daysOfWeek"))
    if time.get("allDay") is True:
        return text("view.hours.all-day", "sv", days=named or text("view.hours.every-day", "sv"))
    start = time_of_day(time.get("availableStartTime"))
    end = time_of_day(time.get("availableEndTime"))
    if start and end:
        return f"{named} kl. {start}{DASH}{end}".strip()
    return named or None
