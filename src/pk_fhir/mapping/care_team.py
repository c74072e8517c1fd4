"""CareTeam: one fast vårdkontakt, or a team (https://hl7.org/fhir/R4/careteam.html)."""

from pk_fhir.contract import codes
from pk_fhir.contract.contacts import FixedContact
from pk_fhir.contract.people import Member, Team
from pk_fhir.mapping import provenance, terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import (
    codings,
    concept,
    read_code,
    read_codings,
    read_concept,
)
from pk_fhir.mapping.datatypes import (
    period,
    read_identifiers,
    read_notes,
    read_period,
    read_telecom,
    telecom,
)
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import BOOLEAN, TEXT, Element, build
from pk_fhir.mapping.reading import Reading
from pk_fhir.mapping.writing import Json, Writing, compact

_COORDINATING = terms.definition("pk-coordinating")
_MEMBERS = ("patient", "relative", "professional", "organization", "team", "fixed contact")


def write_contact(contact: FixedContact, out: Writing) -> Json:
    """The CareTeam of a fast vårdkontakt."""
    who = out.ref(contact.professional)
    kind = terms.FIXED_CONTACT[contact.kind]
    name = who.get("display")
    lines = (
        ("Vem", name if isinstance(name, str) else None),
        ("Samordningsansvar", "ja" if contact.coordinating else None),
    )
    extension = [{"url": _COORDINATING, "valueBoolean": True}] if contact.coordinating else []
    title = contact.kind.sv.capitalize()
    return out.resource("CareTeam", "pk-fixed-contact", title, lines, part=contact) | compact(
        {
            "extension": extension,
            "identifier": out.identifiers(contact),
            "status": contact.status.value,
            "category": [concept(*terms.FIXED_CONTACT_CATEGORY, text="fast kontakt")],
            "subject": out.patient(),
            "period": period(contact.period),
            "participant": [{"role": [concept(kind, text=contact.kind.sv)], "member": who}],
            "managingOrganization": out.refs([contact.unit] if contact.unit else []),
            "note": out.notes(contact.notes),
        }
    )


def write_team(team: Team, out: Writing) -> Json:
    """The CareTeam of a team."""
    lines = (("Namn", team.name), ("Antal medlemmar", str(len(team.members))))
    title = "Team kring patienten"
    return out.resource("CareTeam", "pk-care-team", title, lines, part=team) | compact(
        {
            "identifier": out.identifiers(team),
            "status": team.status.value,
            "category": [concept(terms.TEAM_CATEGORY, text="team")],
            "name": team.name,
            "subject": out.patient(),
            "period": period(team.period),
            "participant": [_member(member, out) for member in team.members],
            "managingOrganization": out.refs(team.organizations),
            "telecom": telecom(team.telecom),
            "note": out.notes(team.notes),
        }
    )


def _member(member: Member, out: Writing) -> Json:
    role = compact({"coding": codings(member.role_codes), "text": member.role})
    return compact(
        {
            "role": [role] if role else [],
            "member": out.ref(member.party),
            "period": period(member.period),
        }
    )


def _read_category(element: Element, *known: terms.Coded) -> None:
    wanted = [(system, code) for system, code, _ in known]
    for one in element.children("category"):
        found = one.pick("coding", lambda c: (c.raw.get("system"), c.raw.get("code")) in wanted)
        for coding in found:
            coding.ignore("system", "code", "display")
        if found:
            one.ignore("text")


def read_contact(node: Node, reading: Reading) -> FixedContact | None:
    """A fast vårdkontakt; None when nobody is named."""
    element = node.element
    withheld = read_common(node)
    element.ignore("subject")
    _read_category(element, *terms.FIXED_CONTACT_CATEGORY)
    participants = element.pick("participant", lambda _: True)
    for other in participants[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    if not participants:
        element.note("map-essential", "participant")
        return None
    kind = _read_kind(participants[0])
    who = reading.ref(participants[0].child("member"), node, ("professional",))
    if who is None:
        element.note("map-essential", "participant[0].member")
        return None
    coordinating = element.extension(_COORDINATING)
    said = coordinating.read("valueBoolean", BOOLEAN) if coordinating else None
    units = reading.refs(element.children("managingOrganization"), node, ("organization",))
    for _ in units[1:]:
        element.note("map-second", "managingOrganization")
    return build(
        FixedContact,
        element,
        id=reading.want("fixed contact", node),
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        professional=who,
        kind=kind or codes.FixedContactKind.CARE_CONTACT,
        coordinating=said is True,
        unit=units[0] if units else None,
        status=read_code(element, "status", codes.TeamStatus) or codes.TeamStatus.ACTIVE,
        period=read_period(element.child("period")),
        appointed=provenance.read_appointed(node, reading),
        notes=read_notes(element, reading, node),
    )


def _read_kind(participant: Element) -> object:
    kind: object = None
    for role in participant.children("role"):
        code, text = read_concept(role, terms.FIXED_CONTACT)
        kind = kind or code
        if text is not None:
            role.note("map-no-place", "text")
    return kind


def read_team(node: Node, reading: Reading) -> Team | None:
    """A team; any other CareTeam is read as one."""
    element = node.element
    withheld = read_common(node)
    element.ignore("subject")
    _read_category(element, terms.TEAM_CATEGORY)
    key = reading.want("team", node)
    members = (_read_member(one, reading, node) for one in element.children("participant"))
    return build(
        Team,
        element,
        id=key,
        identifiers=read_identifiers(element),
        withheld_from_patient=withheld,
        name=element.read("name", TEXT),
        status=read_code(element, "status", codes.TeamStatus) or codes.TeamStatus.ACTIVE,
        members=tuple(one for one in members if one is not None),
        organizations=reading.refs(
            element.children("managingOrganization"), node, ("organization",)
        ),
        period=read_period(element.child("period")),
        telecom=read_telecom(element),
        notes=read_notes(element, reading, node),
    )


def _read_member(element: Element, reading: Reading, source: Node) -> Member | None:
    party = reading.ref(element.child("member"), source, _MEMBERS)
    if party is None:
        element.note("map-essential", "member")
        return None
    roles = element.pick("role", lambda _: True)
    for other in roles[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    role = roles[0] if roles else None
    return build(
        Member,
        element,
        party=party,
        role=role.read("text", TEXT) if role else None,
        role_codes=read_codings(role) if role else (),
        period=read_period(element.child("period")),
    )
