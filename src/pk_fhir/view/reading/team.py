"""CareTeam, RelatedPerson, HealthcareService → the people and units around the person.

https://hl7.org/fhir/R4/careteam.html. A team whose only participant's role is one of Inera's kinds of
fast kontakt is a fast vårdkontakt; so is one of Inera's category for it.
"""

from pk_fhir.mapping.terms import FIXED_CONTACT_KIND, INERA_CARE_TEAM, code_system, definition
from pk_fhir.view.graph import Graph, Resource, extension, extensions, item, items, string
from pk_fhir.view.model import Contact, Relative, Unit
from pk_fhir.view.moment import holds
from pk_fhir.view.people import hours, human_name, reach, told, who
from pk_fhir.view.reading.trace import trace
from pk_fhir.view.words import addressed, annotations, coded, concept, concepts, period, said

COORDINATING = "4"


def is_fixed_contact(team: Resource) -> bool:
    """Whether this CareTeam is one fast vårdkontakt."""
    return (
        coded(team, "category", INERA_CARE_TEAM) == "fast-kontakt"
        or coded(team, "category", code_system("pk-care-team-category")) == "fixed-contact"
        or any(coded(p, "role", FIXED_CONTACT_KIND) for p in items(team, "participant"))
    )


def fixed_contacts(graph: Graph, team: Resource) -> list[Contact]:
    """One contact for each participant; ours have exactly one."""
    return [
        contact
        for index, participant in enumerate(items(team, "participant"))
        if (contact := _contact(graph, team, index, participant))
    ]


def _contact(graph: Graph, team: Resource, index: int, participant: Resource) -> Contact | None:
    member = who(graph, item(participant, "member"), team)
    if member is None or member.is_patient:
        return None
    kind = coded(participant, "role", FIXED_CONTACT_KIND)
    periods = [period(participant), period(team)]
    current, proposed = _in_force(graph, string(team, "status"), periods)
    unit = who(graph, item(team, "managingOrganization"), team)
    return Contact(
        **trace(graph, team, f"#{index}" if index else ""),
        name=member.name,
        hsa_id=member.hsa_id,
        kind=kind,
        kind_text=_kind(graph, kind) or concept(participant, "role"),
        role=member.role or (None if kind else concept(participant, "role")),
        unit=None if graph.masked else member.unit or (unit.name if unit else None),
        coordinating=kind == COORDINATING or _is_coordinating(team),
        current=current,
        proposed=proposed,
        period_start=periods[0][0] or periods[1][0],
        period_end=periods[0][1] or periods[1][1],
        reach=told(graph, member.reach or reach(team)),
        hours=list(member.hours),
        appointed_by=_appointed_by(graph, team),
        notes=annotations(team),
    )


def _in_force(
    graph: Graph, status: str | None, periods: list[tuple[str | None, str | None]]
) -> tuple[bool, bool]:
    """Whether a contact is in force now, else whether it is proposed or yet to begin."""
    held = [holds(start, end, graph.now) for start, end in periods]
    if False in held or status not in (None, "active", "proposed"):
        return False, False
    coming = status == "proposed" or None in held
    return not coming, coming


def _kind(graph: Graph, kind: str | None) -> str | None:
    key = f"view.contact.{kind}"
    return addressed(graph.audience, key) if said(key) else None


def _is_coordinating(team: Resource) -> bool:
    return extension(team, definition("pk-coordinating")).get("valueBoolean") is True


def _appointed_by(graph: Graph, team: Resource) -> str | None:
    for provenance in graph.pointing_at(team, "Provenance"):
        if coded(provenance, "activity", code_system("pk-provenance-activity")) == "appointed":
            agent = item(provenance, "agent")
            named = who(graph, item(agent, "who"), provenance)
            return named.in_words() if named else concept(agent, "role")
    return None


def members(graph: Graph, team: Resource) -> list[Contact]:
    """The members of a team, relatives and the person apart (they have lines of their own)."""
    found = []
    for index, participant in enumerate(items(team, "participant")):
        target = graph.follow(item(participant, "member"), team) or {}
        if target.get("resourceType") == "RelatedPerson":
            continue
        contact = _contact(graph, team, index, participant)
        if contact:
            role = concept(participant, "role") or contact.role
            found.append(
                contact.model_copy(
                    update={
                        "id": f"{graph.source.key}:{contact.record}#member[{index}]",
                        "role": role,
                        "coordinating": False,
                        "appointed_by": None,
                    }
                )
            )
    return found


def relative(graph: Graph, resource: Resource) -> Relative:
    """A relative, god man, förvaltare or vårdnadshavare."""
    wish = extension(resource, definition("pk-participation-wish"))
    scope = extensions(resource, definition("pk-representation-scope"))
    start, end = period(resource)
    return Relative(
        **trace(graph, resource),
        name=human_name(resource) or said("view.person.unnamed") or "",
        relation=concept(resource, "relationship") or said("view.relative") or "",
        current=resource.get("active") is not False and holds(start, end, graph.now) is True,
        period_start=start,
        period_end=end,
        representative=bool(scope)
        or coded(resource, "relationship", code_system("pk-representation")) is not None,
        scope=[words for e in scope for words in concepts(e, "valueCodeableConcept")],
        wish=string(wish, "valueString") or concept(wish, "valueCodeableConcept"),
        reach=told(graph, reach(resource)),
    )


def unit(graph: Graph, service: Resource) -> Unit:
    """A unit as one meets it, and the ways of contact that it offers."""
    return Unit(
        **trace(graph, service),
        name=string(service, "name") or said("view.person.unnamed") or "",
        ways=concepts(service, "characteristic"),
        reach=list(reach(service)),
        hours=list(hours(service)),
    )
