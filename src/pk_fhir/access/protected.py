"""Protected identity (sekretessmarkering, skyddad folkbokföring): what shows where a person lives or is treated.

The Swedish base profile's security label on a Patient or RelatedPerson says that it is protected
(http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel). To patients' programs and to staff such a resource
is given without addresses, ways of contact, photos, units and narrative, labelled MASKED
(v3-ObservationValue), and no search by these finds it. Systems, which keep the record, have it whole.
"""

from functools import cache
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.narrowing import registry
from pk_fhir.access.trust import PROTECTED, is_protected
from pk_fhir.fhir import json as fhir_json
from pk_fhir.search.keys import key
from pk_fhir.search.query import Content, Criterion, Match, Query, Test
from pk_fhir.store import Visibility

TYPES = ("Patient", "RelatedPerson")
ELEMENTS = frozenset(
    {
        "address",
        "contact",
        "contained",
        "generalPractitioner",
        "managingOrganization",
        "photo",
        "telecom",
        "text",
    }
)
MASKED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "MASKED",
}
_MARKS = tuple(code.encode() for code in sorted(PROTECTED))
_PARAMETERS = ("address", "email", "phone", "telecom", "general-practitioner", "organization")

Resource = dict[str, Any]


def hides(caller: Caller) -> bool:
    """Whether protected persons are masked for this caller."""
    return caller.role in ("patient", "staff") and caller.policy.protected_identity_hides


def masked(content: bytes, caller: Caller) -> bytes:
    """A resource or Bundle in JSON as the caller may have it; the same bytes where nothing is protected."""
    if not hides(caller) or not any(mark in content for mark in _MARKS):
        return content
    return fhir_json.dump(_masked(fhir_json.stored(content)))


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value.get("resourceType") in TYPES and is_protected(value):
        return _without(value)
    return {name: _masked(child) for name, child in value.items()}


def _without(resource: Resource) -> Resource:
    meta = resource.get("meta") or {}
    labels = [*meta.get("security", ()), MASKED]
    kept = {name: value for name, value in resource.items() if name not in ELEMENTS}
    return kept | {"meta": {**meta, "security": labels}}


def is_masked(resource: Resource) -> bool:
    """Whether this is a masked copy, which must never be written back."""
    meta = resource.get("meta")
    labels = meta.get("security") if isinstance(meta, dict) else None
    return isinstance(labels, list) and any(
        isinstance(label, dict) and label.get("code") == MASKED["code"] for label in labels
    )


def sight(caller: Caller, query: Query, seen: Visibility) -> Visibility:
    """What a search may find: nobody who is protected, where it asks for what is masked."""
    if not hides(caller) or not _asks(query):
        return seen
    grants = tuple(
        msgspec.structs.replace(grant, narrowed=(*grant.narrowed, *_unprotected()))
        for grant in seen.grants
    )
    return Visibility(grants, seen.barrier)


@cache
def _keys() -> frozenset[int]:
    """The search parameters that tell where a person lives or is treated."""
    return frozenset(
        key(type_, code, "")
        for type_ in TYPES
        for code in registry().for_type(type_)
        if code.startswith(_PARAMETERS)
    )


@cache
def _unprotected() -> tuple[Criterion, ...]:
    tests = tuple(Test("code", (code,)) for code in sorted(PROTECTED))
    return tuple(
        Match(kind="token", keys=(key(type_, "_security", ""),), tests=tests, negated=True)
        for type_ in TYPES
    )


def _asks(value: Any) -> bool:
    """Whether a query, a criterion or a sort key asks for what is masked."""
    if isinstance(value, Content):
        return True
    if isinstance(value, tuple):
        return any(_asks(each) for each in value)
    if not isinstance(value, msgspec.Struct):
        return False
    keys = getattr(value, "keys", None) or ()
    return bool(_keys() & set(keys)) or any(
        _asks(getattr(value, name)) for name in value.__struct_fields__ if name != "keys"
    )
