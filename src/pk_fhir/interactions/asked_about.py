"""Whom a search asks about by its parameters: for the log, where the answer names nobody.

Somebody who looks for a person and finds nothing, or is refused, has asked for them all the same; the
patient's extract of the log says so.
"""

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl

import msgspec

from pk_fhir.access import persons
from pk_fhir.contract.identifiers import PERSON_SYSTEMS
from pk_fhir.interactions.ids import may_be_logged
from pk_fhir.interactions.service import Service

Pairs = Iterable[tuple[str, str]]

# Parameters whose values are ids of Patients where they name no type.
_BARE = re.compile(r"(?:patient|subject)(?::Patient)?|subject:Patient|patient:Patient")
_MOST = 20


class AskedAbout(msgspec.Struct, frozen=True):
    """Ids of Patients of the caller's care provider, and keys of persons by their numbers."""

    patients: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()


def asked_about(service: Service, tenant: str, types: tuple[str, ...], pairs: Pairs) -> AskedAbout:
    """Whom the parameters name, by a reference, an id or a number; no more than twenty."""
    patients: set[str] = set()
    keys: set[str] = set()
    local = service.local(tenant)
    for name, value in pairs:
        for each in value.split(",")[:_MOST]:
            target = local(each)
            if target is not None and target[0] == "Patient":
                patients.add(target[1])
            elif _BARE.fullmatch(name) or (name == "_id" and types == ("Patient",)):
                patients.add(each)
            system, separator, number = each.partition("|")
            who = persons.canonical((system, number)) if separator and number else None
            if who is not None and who[0] in PERSON_SYSTEMS:
                keys.add(persons.person_key(service.secret, who))
    known = {each for each in patients if may_be_logged(each)}
    return AskedAbout(frozenset(sorted(known)[:_MOST]), frozenset(sorted(keys)[:_MOST]))


def in_query(service: Service, tenant: str, types: tuple[str, ...], query: str) -> AskedAbout:
    """The same of a query string."""
    pairs = parse_qsl(query, keep_blank_values=True, errors="replace")
    return asked_about(service, tenant, types, pairs)
