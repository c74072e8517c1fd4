"""What every resource needs while FHIR is read: the keys of the parts, and what links lead to."""

import re
from collections.abc import Callable, Iterable

from pk_fhir.contract import identifiers
from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.contract.part import PATIENT
from pk_fhir.mapping import terms
from pk_fhir.mapping.graph import Graph, Node, identifiers_of
from pk_fhir.mapping.reader import TEXT, URI, Element
from pk_fhir.mapping.unexpressed import Log

_KEY = re.compile(r"[A-Za-z0-9-]{1,40}")


class Reading:
    """One graph on its way to a contract."""

    def __init__(self, graph: Graph, focus: Node, key: str, log: Log) -> None:
        self.graph = graph
        self.focus = focus
        self.key = key
        self.log = log
        self.subject: Node | None = None
        # What the contract must hold because something in it leads there, by kind.
        self.wanted: dict[str, list[Node]] = {}
        self._keys: dict[int, str] = {}
        self._taken: set[str] = {PATIENT}
        self._ghosts: dict[tuple[str, str], Node] = {}
        self._reserve()

    def _reserve(self) -> None:
        """The keys that parts of this contract already have go to them, whoever is read first."""
        for node in self.graph.nodes:
            name = self.item_key(node)
            if name is not None and node is not self.focus:
                self._taken.add(name)

    def item_key(self, node: Node) -> str | None:
        """The key that the resource has as a part of this contract."""
        prefix = f"{self.key}."
        for system, value in identifiers_of(node.raw):
            if system == terms.ITEM_SYSTEM and value.startswith(prefix):
                name = value.removeprefix(prefix)
                if _KEY.fullmatch(name) and name != PATIENT and not holds_personal_number(name):
                    return name
        return None

    def is_foreign_item(self, node: Node) -> bool:
        """Whether the resource is a part of another contract of ours."""
        stated = [
            value for system, value in identifiers_of(node.raw) if system == terms.ITEM_SYSTEM
        ]
        return bool(stated) and self.item_key(node) is None

    def is_close(self, key: str) -> bool:
        """Whether the key is that of the patient or of somebody close."""
        relatives = self.wanted.get("relative", [])
        return key == PATIENT or any(self._keys[node.index] == key for node in relatives)

    def want(self, kind: str, node: Node) -> str:
        """The key of a resource that the contract is to hold as a `kind` of part."""
        if node.index not in self._keys:
            self._keys[node.index] = self._name(kind, node)
            self.wanted.setdefault(kind, []).append(node)
        return self._keys[node.index]

    def _name(self, kind: str, node: Node) -> str:
        if kind == "organization" and (national := organization_key(node)):
            self._taken.add(national)
            return national
        own = self.item_key(node)
        if own is not None:
            return own
        stated = node.raw.get("id")
        wish = re.sub(r"[^A-Za-z0-9-]", "-", stated)[:40] if isinstance(stated, str) else ""
        return self.fresh(wish or f"{kind.replace(' ', '-')}-1")

    def fresh(self, wish: str) -> str:
        """A key that nothing has yet, as near to the wish as can be."""
        if not _KEY.fullmatch(wish) or holds_personal_number(wish):
            wish = "part"
        name, number = wish, 1
        while name in self._taken:
            number += 1
            name = f"{wish[:34]}-{number}"
        self._taken.add(name)
        return name

    # References

    def target(self, element: Element, source: Node) -> Node | None:
        """What the Reference leads to; noted when it leads nowhere."""
        element.ignore("type", "display")
        reference = element.read("reference", TEXT)
        identifier = element.child("identifier")
        node = self.graph.by_name(reference, source) if reference else None
        if node is None and identifier is not None:
            node = self._logical(element, identifier)
        elif identifier is not None:
            identifier.ignore(*identifier.raw)
        return node or self._ghost(element, reference)

    def _logical(self, element: Element, identifier: Element) -> Node | None:
        identifier.ignore("type", "use", "assigner")
        system, value = identifier.read("system", URI), identifier.read("value", TEXT)
        if system is None or value is None:
            return None
        kind = element.raw.get("type")
        return self.graph.by_identifier(kind if isinstance(kind, str) else None, system, value)

    def _ghost(self, element: Element, reference: str | None) -> Node | None:
        """A party that is only named: by its display, and its type."""
        kind, display = _type_of(element, reference), element.raw.get("display")
        if kind not in _NAMED or not isinstance(display, str) or not display.strip():
            element.note("map-reference")
            return None
        name = reference or display
        if (kind, name) not in self._ghosts:
            raw: dict[str, object] = {"resourceType": kind, **_NAMED[kind](display)}
            ghost = Node(raw, len(self.graph.nodes), self.log)
            self.graph.nodes.append(ghost)
            self._ghosts[kind, name] = ghost
        if reference is not None:
            element.note("map-reference-named", "reference")
        return self._ghosts[kind, name]

    def ref(self, element: Element | None, source: Node, allowed: Iterable[str]) -> str | None:
        """The key of what the Reference leads to, when such a kind of thing may stand there."""
        if element is None:
            return None
        node = self.target(element, source)
        if node is None:
            return None
        if node is self.subject:
            kind = "patient"
        else:
            kind = kind_of(node)
            node = self._role_of(node)
        if kind not in allowed:
            element.note("map-reference-kind", allowed=", ".join(allowed))
            return None
        return PATIENT if kind == "patient" else self.want(kind, node)

    def refs(
        self, elements: Iterable[Element], source: Node, allowed: tuple[str, ...]
    ) -> tuple[str, ...]:
        """The keys of what the References lead to."""
        found = (self.ref(element, source, allowed) for element in elements)
        return tuple(dict.fromkeys(key for key in found if key is not None))

    def value_ref(
        self, extension: Element | None, source: Node, allowed: tuple[str, ...]
    ) -> str | None:
        """The key of what an extension's valueReference leads to."""
        if extension is None:
            return None
        return self.ref(extension.child("valueReference"), source, allowed)

    def toward(self, node: Node) -> tuple[str, ...]:
        """The keys of the goals that something works toward."""
        found = (
            self.value_ref(one, node, ("goal",))
            for one in node.element.extensions(terms.PERTAINS_TO_GOAL)
        )
        return tuple(dict.fromkeys(key for key in found if key is not None))

    def _role_of(self, node: Node) -> Node:
        """For a Practitioner, the role in which the contract knows that person, if there is one."""
        if node.type != "Practitioner":
            return node
        roles = [
            role for role in self.graph.of_type("PractitionerRole") if self.person(role) is node
        ]
        ours = [role for role in roles if self.item_key(role) is not None]
        if ours:
            return min(ours, key=lambda role: self.item_key(role) or "")
        # Somebody else's roles: one that is already known, or the only one.
        known = [role for role in roles if role.index in self._keys]
        if known:
            return known[0]
        return roles[0] if len(roles) == 1 and not self.is_foreign_item(roles[0]) else node

    def person(self, role: Node) -> Node | None:
        """The Practitioner of a PractitionerRole."""
        stated = role.raw.get("practitioner")
        reference = stated.get("reference") if isinstance(stated, dict) else None
        return self.graph.by_name(reference, role) if isinstance(reference, str) else None

    def leads_to(self, node: Node, member: str, target: Node | None) -> bool:
        """Whether the reference in `member` of a resource leads to `target`; reads nothing."""
        stated = node.raw.get(member)
        for one in stated if isinstance(stated, list) else [stated]:
            reference = one.get("reference") if isinstance(one, dict) else None
            found = self.graph.by_name(reference, node) if isinstance(reference, str) else None
            if found is not None and found is target:
                return True
        return False


def _type_of(element: Element, reference: str | None) -> str:
    stated = element.raw.get("type")
    if isinstance(stated, str):
        return stated
    parts = (reference or "").split("/")
    return parts[-2] if len(parts) > 1 else ""


_NAMED: dict[str, Callable[[str], dict[str, object]]] = {
    "Practitioner": lambda display: {"name": [{"text": display}]},
    "PractitionerRole": lambda display: {"_display": display},
    "Organization": lambda display: {"name": display},
    "RelatedPerson": lambda display: {"name": [{"text": display}]},
    "HealthcareService": lambda display: {"name": display},
}


def organization_key(node: Node) -> str | None:
    """HSA-id or organisationsnummer of an Organization, when it can be right."""
    found: dict[str, str] = {}
    for stated, value in identifiers_of(node.raw):
        system = identifiers.canonical_system(stated)
        number = identifiers.canonical_value(system, value)
        national = system in (identifiers.HSA_ID, identifiers.ORGANISATION_NUMBER)
        if national and identifiers.check(system, number) is None:
            found.setdefault(system, number)
    return found.get(identifiers.HSA_ID) or found.get(identifiers.ORGANISATION_NUMBER)


def kind_of(node: Node) -> str:
    """The kind of part that a resource can be in a contract; empty for none."""
    if node.type in _BY_CODE:
        return _BY_CODE[node.type](node.raw)
    return _KINDS.get(node.type, "")


_KINDS = {
    "Patient": "other patient",
    "RelatedPerson": "relative",
    "PractitionerRole": "professional",
    "Practitioner": "professional",
    "Organization": "organization",
    "HealthcareService": "reception",
    "Goal": "goal",
    "Appointment": "time",
    "AppointmentResponse": "answer",
    "CarePlan": "plan",
}


def codings(concepts: object) -> set[tuple[str, str]]:
    """System and code of every coding in a CodeableConcept or a list of them; reads nothing."""
    found: set[tuple[str, str]] = set()
    for concept in concepts if isinstance(concepts, list) else [concepts]:
        listed = concept.get("coding") if isinstance(concept, dict) else None
        for coding in listed if isinstance(listed, list) else []:
            if isinstance(coding, dict):
                found.add((str(coding.get("system")), str(coding.get("code"))))
    return found


def _care_team(raw: dict[str, object]) -> str:
    stated = codings(raw.get("category"))
    fast = {(system, code) for system, code, _ in terms.FIXED_CONTACT_CATEGORY}
    return "fixed contact" if stated & fast else "team"


def _task(raw: dict[str, object]) -> str:
    stated = codings(raw.get("code"))
    for code in terms.TASK_TYPES:
        if (terms.TASK_TYPE, code) in stated:
            return code.replace("-", " ")
    return "patient commitment"


def _service_request(raw: dict[str, object]) -> str:
    stated = codings(raw.get("category"))
    for code in terms.EFFORT_TYPES:
        if (terms.EFFORT_TYPE, code) in stated:
            return code.replace("-", " ")
    return "care commitment"


def _form(raw: dict[str, object]) -> str:
    canonical = str(raw.get("questionnaire")).partition("|")[0]
    return {terms.STORY_FORM: "story", terms.FOLLOW_UP_FORM: "follow-up"}.get(canonical, "")


_BY_CODE = {
    "CareTeam": _care_team,
    "Task": _task,
    "ServiceRequest": _service_request,
    "QuestionnaireResponse": _form,
}
