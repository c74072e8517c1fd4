"""Provenance: who agreed, who appointed, and whose record it is.

https://hl7.org/fhir/R4/provenance.html. It has no identifier in R4, so its id is made from what it
says, and it is written by PUT under that id.
"""

import hashlib
from datetime import UTC

from pk_fhir.contract.agreement import Agreement, Custody
from pk_fhir.contract.contacts import Appointment, FixedContact
from pk_fhir.contract.moments import earliest
from pk_fhir.contract.part import PATIENT
from pk_fhir.mapping import terms
from pk_fhir.mapping.common import read_common
from pk_fhir.mapping.concepts import coding, concept
from pk_fhir.mapping.graph import Node
from pk_fhir.mapping.reader import DATE_TIME, INSTANT, POSITIVE, TEXT, Element, build
from pk_fhir.mapping.reading import Reading, codings
from pk_fhir.mapping.writing import Json, Writing, compact

_VERSION = terms.definition("pk-version")
_PARTIES = ("patient", "relative", "professional", "organization")
_CARE = ("professional", "organization")


def _id(out: Writing, activity: str, version: int | None, item: str) -> str:
    said = f"{out.key}|{activity}|{version or ''}|{item}"
    return f"pk-{hashlib.sha256(said.encode()).hexdigest()[:40]}"


def _moment(when: str | None, out: Writing) -> str:
    """`recorded` is an instant: the stated moment, else the start of the stated day."""
    if when is None:
        return out.recorded
    if "T" in when:
        return when
    start = earliest(when)
    # Older offsets from Greenwich have seconds, which an instant cannot have.
    return (
        start.replace(tzinfo=UTC).isoformat() if start.year < _STANDARD_TIME else start.isoformat()
    )


_STANDARD_TIME = 1900


def _provenance(  # noqa: PLR0913 - the elements of every Provenance, all by keyword
    out: Writing,
    *,
    activity: str,
    profile: str,
    version: int | None,
    item: str,
    targets: list[str],
    when: str | None,
    agents: list[Json],
    line: str | None,
) -> Json:
    word = terms.ACTIVITIES[activity]
    written = out.resource("Provenance", profile, word.capitalize(), (("Vem", line), ("När", when)))
    extension = [{"url": _VERSION, "valuePositiveInt": version}] if version else []
    return {
        "resourceType": "Provenance",
        "id": _id(out, activity, version, item),
        **{name: value for name, value in written.items() if name != "resourceType"},
        **compact(
            {
                "extension": extension,
                "target": [{"reference": target} for target in targets],
                "occurredDateTime": when,
                "recorded": _moment(when, out),
                "activity": concept((terms.ACTIVITY, activity, word), text=word),
                "agent": agents,
            }
        ),
    }


_AGENTS = {
    "attester": "Attester",
    "performer": "Performer",
    "author": "Author",
    "custodian": "Custodian",
}


def _agent_type(code: str) -> Json:
    return {"coding": [coding((terms.AGENT_TYPE, code, _AGENTS[code]))]}


def write_agreement(stated: Agreement, out: Writing) -> Json:
    """One party's agreement to one version."""
    who = out.ref(stated.party)
    agent: Json = {"type": _agent_type("attester"), "who": who}
    if stated.for_patient:
        agent["onBehalfOf"] = out.patient()
    return _provenance(
        out,
        activity="agreed",
        profile="pk-agreed",
        version=stated.version,
        item=stated.party,
        targets=[out.contract_urn()],
        when=stated.when,
        agents=[agent],
        line=_display(who, stated.party),
    )


def _display(reference: Json, key: str) -> str | None:
    if key == PATIENT:
        return "patienten"
    name = reference.get("display")
    return name if isinstance(name, str) else None


def write_appointed(contact: FixedContact, out: Writing) -> list[Json]:
    """Who appointed a fast vårdkontakt, where that is said."""
    stated = contact.appointed
    if stated is None:
        return []
    who: Json = out.ref(stated.by) if stated.by else {"display": stated.by_name}
    role = (
        {"text": stated.role}
        if stated.role
        else concept(terms.HEAD_OF_OPERATIONS, text="verksamhetschef")
    )
    agent: Json = {"type": _agent_type("performer"), "role": [role], "who": who}
    return [
        _provenance(
            out,
            activity="appointed",
            profile="pk-appointed",
            version=None,
            item=contact.id,
            targets=[out.urn("CareTeam", contact.id)],
            when=stated.when,
            agents=[agent],
            line=_display(who, stated.by or ""),
        )
    ]


def write_custody(custody: Custody | None, targets: list[str], out: Writing) -> list[Json]:
    """Whose record the contract and its parts are."""
    if custody is None:
        return []
    author = out.contract.author or custody.care_unit
    agents: list[Json] = []
    if author is not None and custody.care_unit is not None:
        unit = out.ref(custody.care_unit)
        agents.append({"type": _agent_type("author"), "who": out.ref(author), "onBehalfOf": unit})
    if custody.care_giver is not None:
        agents.append({"type": _agent_type("custodian"), "who": out.ref(custody.care_giver)})
    return [
        _provenance(
            out,
            activity="authored",
            profile="pk-authorship",
            version=None,
            item="",
            targets=targets,
            when=out.contract.established,
            agents=agents,
            line=None,
        )
    ]


# Reading


def _about(reading: Reading, target: Node, activity: str) -> list[Node]:
    """The Provenances of a kind about a resource; those about others stay unread."""
    wanted = (terms.ACTIVITY, activity)
    return [
        node
        for node in reading.graph.of_type("Provenance")
        if wanted in codings(node.raw.get("activity")) and reading.leads_to(node, "target", target)
    ]


def _begin(node: Node) -> Element:
    element = node.element
    element.seen = True
    read_common(node)
    # `recorded` follows from the stated moment; the targets are how it was found.
    element.ignore("target", "activity", "recorded")
    return element


def _agents(element: Element, code: str) -> list[Element]:
    """The agents of a type."""
    found = element.pick(
        "agent", lambda one: (terms.AGENT_TYPE, code) in codings(one.raw.get("type"))
    )
    for one in found:
        one.ignore("type")
    return found


def _when(element: Element) -> str | None:
    return element.read("occurredDateTime", DATE_TIME)


def read_agreements(reading: Reading) -> tuple[Agreement, ...]:
    """Who agreed to which version."""
    found: list[Agreement] = []
    for node in _about(reading, reading.focus, "agreed"):
        element = _begin(node)
        extension = element.extension(_VERSION)
        version = extension.read("valuePositiveInt", POSITIVE) if extension else None
        when = _when(element)
        if when is None and not element.raw.get("meta"):
            when = element.read("recorded", INSTANT)
        for agent in _agents(element, "attester"):
            party = reading.ref(agent.child("who"), node, _PARTIES)
            behalf = agent.child("onBehalfOf")
            for_patient = reading.ref(behalf, node, ("patient",)) is not None
            if party is None or version is None or version < 1:
                element.note("map-essential", "agent.who" if party is None else "extension")
                continue
            stated = build(
                Agreement, agent, party=party, version=version, when=when, for_patient=for_patient
            )
            found.extend([stated] if stated else [])
    return tuple(found)


def read_appointed(contact: Node, reading: Reading) -> Appointment | None:
    """Who appointed a fast vårdkontakt."""
    for node in _about(reading, contact, "appointed")[:1]:
        element = _begin(node)
        when = _when(element)
        for agent in _agents(element, "performer")[:1]:
            role = _read_role(agent)
            who = agent.child("who")
            if who is None:
                continue
            if not who.has("reference") and not who.has("identifier"):
                by, by_name = None, who.read("display", TEXT)
            else:
                by, by_name = reading.ref(who, node, _CARE), None
            if by is None and by_name is None:
                continue
            return build(Appointment, agent, by=by, by_name=by_name, role=role, when=when)
    return None


def _read_role(agent: Element) -> str | None:
    listed = agent.pick("role", lambda _: True)
    for other in listed[1:]:
        other.note("map-second")
        other.ignore(*other.raw)
    for role in listed[:1]:
        if terms.HEAD_OF_OPERATIONS[:2] in codings(role.raw):
            role.ignore("coding", "text")
            return None
        return role.read("text", TEXT)
    return None


def read_custody(reading: Reading) -> Custody | None:
    """Whose record it is."""
    care_giver: str | None = None
    care_unit: str | None = None
    for node in _about(reading, reading.focus, "authored")[:1]:
        element = _begin(node)
        element.ignore("occurredDateTime")
        for agent in _agents(element, "author")[:1]:
            agent.ignore("who")
            care_unit = reading.ref(agent.child("onBehalfOf"), node, ("organization",))
        for agent in _agents(element, "custodian")[:1]:
            care_giver = reading.ref(agent.child("who"), node, ("organization",))
    if care_giver is None and care_unit is None:
        return None
    return Custody(care_giver=care_giver, care_unit=care_unit)
