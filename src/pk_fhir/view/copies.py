"""The same record once: which records of several sources are copies of one.

Two records are the same when they have the same type, the same source system (its HSA-id in
`meta.source`) and an identifier in common; or the same identifier of a contract or of a part of one,
which names it wherever it was sent (`docs/mapping.md`). Without these, a record is known by source and id only,
and is nobody's copy. The copy that is shown is the one of the provider that the record came from, or
else the one changed last; the others are named. Nothing is merged.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from pk_fhir.contract.identifiers import HSA_FORM
from pk_fhir.mapping.terms import ITEM_SYSTEM, code_system
from pk_fhir.sync import Pulled
from pk_fhir.view.graph import Resource, item, items, record, string
from pk_fhir.view.moment import moment
from pk_fhir.view.reading.agreement import is_agreement

# The tag of what was sent to another server.
SENT = code_system("pk-origin")
_NEVER = datetime(1, 1, 1, tzinfo=UTC)

# What of a record may not differ between its copies: whether it stands, and when.
TELLING = ("status", "lifecycleStatus", "achievementStatus", "start", "end")

# A record within a source: (source key, "Type/id").
Place = tuple[str, str]
# What a record is known by: its type, whose system it is from, and an identifier.
Name = tuple[str, str, str, str]
Member = tuple[Pulled, Resource]


class Copies:
    """Which records are shown, and which sources hold a copy of them."""

    def __init__(self, answers: Sequence[Pulled]) -> None:
        self._hidden: set[Place] = set()
        self._also: dict[Place, list[str]] = {}
        self._differs: dict[Place, list[str]] = {}
        # Each record that is there more than once: the one shown first, then its copies.
        self.groups: list[list[Place]] = []
        for group in _groups(answers):
            self._add(group)

    def is_hidden(self, source: str, resource: Resource) -> bool:
        """Whether another source's copy of this record is shown instead."""
        return (source, record(resource)) in self._hidden

    def also_from(self, source: str, shown: str) -> list[str]:
        """Keys of the other sources that hold a copy of this record ("Type/id")."""
        return self._also.get((source, shown), [])

    def differs_at(self, source: str, shown: str) -> list[str]:
        """Keys of those of them whose copy tells another thing than what is shown."""
        return self._differs.get((source, shown), [])

    def _add(self, group: list[Member]) -> None:
        best = max(group, key=lambda member: _rank(*member))
        shown = (best[0].source.key, record(best[1]))
        places = {(answer.source.key, record(resource)) for answer, resource in group}
        self._hidden |= places - {shown}
        self.groups.append([shown, *sorted(places - {shown})])
        self._also[shown] = sorted({source for source, _ in places} - {shown[0]})
        told = _told(best[1])
        # Of what was sent, the sender knows what the receiver has, and settles it there.
        others = {a.source.key for a, r in group if not _is_sent(r) and _told(r) != told}
        if others - {shown[0]}:
            self._differs[shown] = sorted(others - {shown[0]})


def _groups(answers: Sequence[Pulled]) -> list[list[Member]]:
    """The records that are the same, in groups of two or more. A record with two names joins what
    others are known by with one of them."""
    leads: dict[Name, Name] = {}

    def lead(name: Name) -> Name:
        while (before := leads.setdefault(name, name)) != name:
            name = before
        return name

    named: list[tuple[Name, Member]] = []
    for answer in answers:
        for resource in answer.resources:
            names = list(_names(resource))
            for name in names[1:]:
                leads[lead(name)] = lead(names[0])
            named += [(name, (answer, resource)) for name in names[:1]]
    groups: dict[Name, list[Member]] = {}
    for name, member in named:
        groups.setdefault(lead(name), []).append(member)
    return [group for group in groups.values() if len(group) > 1]


def _names(resource: Resource) -> Iterable[Name]:
    identifiers = items(resource, "identifier")
    if not identifiers:
        return
    origin = _origin(resource)
    contract = resource["resourceType"] == "CarePlan" and is_agreement(resource)
    for identifier in identifiers:
        naming, value = string(identifier, "system") or "", string(identifier, "value")
        if value and origin is not None:
            yield resource["resourceType"], origin, naming, value
        if value and (naming == ITEM_SYSTEM or contract):
            yield resource["resourceType"], "", naming, value


def _rank(answer: Pulled, resource: Resource) -> tuple[bool, bool, bool, datetime]:
    """What comes first of copies: what was not sent by another server, the origin, our own, the newest."""
    local = answer.source.tenant is not None
    return not _is_sent(resource), _is_origin(answer, resource), local, _changed(resource)


def _is_sent(resource: Resource) -> bool:
    return any(tag.get("system") == SENT for tag in items(item(resource, "meta"), "tag"))


def _told(resource: Resource) -> list[object]:
    """What a copy must tell as the others do; moments in whatever zone they are written."""
    return [_value(resource.get(element)) for element in TELLING]


def _value(value: object) -> object:
    if isinstance(value, dict):
        return sorted({str(coding.get("code")) for coding in items(value, "coding")})
    at = moment(value)
    return at.first if at else value


def _origin(resource: Resource) -> str | None:
    found = re.search(HSA_FORM, string(item(resource, "meta"), "source") or "")
    return found.group().upper() if found else None


def _is_origin(answer: Pulled, resource: Resource) -> bool:
    return bool(answer.source.hsa_id) and answer.source.hsa_id.upper() == _origin(resource)


def _changed(resource: Resource) -> datetime:
    at = moment(item(resource, "meta").get("lastUpdated"))
    return at.first if at else _NEVER
