"""Protected identity (sekretessmarkering, skyddad folkbokföring): what shows where a person lives or is treated.

The Swedish base profile's security label on a Patient or RelatedPerson says that it is protected
(http://hl7.se/fhir/ig/base/CodeSystem/SecurityLabel); a Patient who is so now protects its earlier versions,
its RelatedPersons and what is contained of either in other resources. To patients' programs and to staff
such a resource is given without addresses, ways of contact, photos, units and narrative, labelled MASKED
(v3-ObservationValue), and no search by these finds it. Systems, which keep the record, have it whole.

Who is protected is looked up by `interactions.protecting`; here are values alone.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.labels import LocalReference, subjects
from pk_fhir.access.narrowing import registry
from pk_fhir.access.trust import PROTECTED, is_protected
from pk_fhir.search import Registry
from pk_fhir.search.keys import key
from pk_fhir.search.parameters import PRESENT
from pk_fhir.search.query import (
    AnyOf,
    Branch,
    Chain,
    Composite,
    Content,
    Criterion,
    Include,
    Match,
    Missing,
    Query,
    Test,
)
from pk_fhir.store import Visibility

TYPES = ("Patient", "RelatedPerson")
# A narrative is made anew by whoever writes; the others nobody writes who may not see them.
HIDDEN = (
    "address",
    "contact",
    "contained",
    "generalPractitioner",
    "managingOrganization",
    "photo",
    "telecom",
)
ELEMENTS = frozenset({*HIDDEN, "text"})
MASKED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "MASKED",
}
# Types of an extension's value that tell the same: a place of birth, a second telephone.
_TELLING = frozenset({"valueAddress", "valueContactPoint", "valueContactDetail"})
_PERSON = re.compile(rb'"resourceType":\s?"(?:Patient|RelatedPerson)"')
# R4's own search parameters by what is masked; those of ours and of others are taken to be such, too.
_PARAMETERS = ("address", "email", "phone", "telecom", "general-practitioner", "organization")

Resource = dict[str, Any]


def hides(caller: Caller) -> bool:
    """Whether protected persons are masked for this caller."""
    return caller.role in ("patient", "staff") and caller.policy.protected_identity_hides


def may_tell(content: bytes) -> bool:
    """Whether a resource or Bundle in JSON has anybody in it who could be protected."""
    return _PERSON.search(content) is not None


def persons(value: Any, local: LocalReference) -> Iterator[str]:
    """Ids of the Patients on whom it depends whether something in this JSON is masked."""
    for resource in _resources(value):
        if resource["resourceType"] == "Patient":
            yield str(resource.get("id"))
        elif resource["resourceType"] == "RelatedPerson" or _holds_persons(resource):
            yield from subjects(resource, local).patients


def masked(value: Any, protected: frozenset[str], local: LocalReference) -> Any:
    """The JSON as a caller may have it from whom it is hidden; `protected` are ids of Patients."""
    if isinstance(value, list):
        return [masked(each, protected, local) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("resourceType"), str):
        value = _shown(value, protected, local)
    return {
        name: child if name == "contained" else masked(child, protected, local)
        for name, child in value.items()
    }


def _resources(value: Any) -> Iterator[Resource]:
    """Every resource in it, but for contained ones."""
    if isinstance(value, list):
        for each in value:
            yield from _resources(each)
    elif isinstance(value, dict):
        if isinstance(value.get("resourceType"), str):
            yield value
        for name, child in value.items():
            if name != "contained":
                yield from _resources(child)


def _holds_persons(resource: Resource) -> bool:
    held = resource.get("contained")
    return isinstance(held, list) and any(_is_person(each) for each in held)


def _is_person(value: Any) -> bool:
    return isinstance(value, dict) and value.get("resourceType") in TYPES


def _shown(resource: Resource, protected: frozenset[str], local: LocalReference) -> Resource:
    if _is_person(resource):
        hidden = is_protected(resource) or bool(set(persons(resource, local)) & protected)
        return _labelled(visible(resource)) if hidden else resource
    if not _holds_persons(resource):
        return resource
    about = subjects(resource, local).patients
    if about and not about & protected:
        return resource
    held = [visible(each) if _is_person(each) else each for each in resource["contained"]]
    return _labelled({**resource, "contained": held})


def visible(resource: Resource) -> Resource:
    """A protected person's resource without what tells where the person lives or is treated."""
    kept = {name: value for name, value in resource.items() if name not in ELEMENTS}
    return _with_extensions(kept, [each for each in _extensions(kept) if not _tells(each)])


def _with_extensions(resource: Resource, extensions: list[Any]) -> Resource:
    rest = {name: value for name, value in resource.items() if name != "extension"}
    return rest | ({"extension": extensions} if extensions else {})


def _extensions(resource: Resource) -> list[Any]:
    stated = resource.get("extension")
    return stated if isinstance(stated, list) else []


def _tells(extension: Any) -> bool:
    if not isinstance(extension, dict):
        return False
    inner = extension.get("extension")
    return not _TELLING.isdisjoint(extension) or any(
        _tells(each) for each in (inner if isinstance(inner, list) else ())
    )


def _labelled(resource: Resource) -> Resource:
    meta = resource.get("meta") or {}
    labels = [label for label in meta.get("security", ()) if label != MASKED]
    return resource | {"meta": {**meta, "security": [*labels, MASKED]}}


def is_masked(resource: Resource) -> bool:
    """Whether this is a masked copy."""
    return any(_code(label) == MASKED["code"] for label in _labels(resource))


def _labels(resource: Resource) -> list[Any]:
    meta = resource.get("meta")
    labels = meta.get("security") if isinstance(meta, dict) else None
    return labels if isinstance(labels, list) else []


def _code(label: Any) -> object:
    return label.get("code") if isinstance(label, dict) else None


def hidden_elements(resource: Resource) -> list[str]:
    """What a writer states of what is hidden from them."""
    return [
        *(name for name in HIDDEN if name in resource),
        *(f"extension[{at}]" for at, each in enumerate(_extensions(resource)) if _tells(each)),
    ]


def lifts(stored: Resource, resource: Resource) -> bool:
    """Whether a label that protects the stored resource is gone."""
    before = {_code(label) for label in _labels(stored)} & PROTECTED
    return not before <= {_code(label) for label in _labels(resource)}


def keeping_labels(stored: Resource, resource: Resource) -> Resource:
    """The resource with the labels that protect the stored one: nobody lifts them by not mentioning them."""
    said = {_code(label) for label in _labels(resource)}
    kept = [
        label for label in _labels(stored) if _code(label) in PROTECTED and _code(label) not in said
    ]
    if not kept:
        return resource
    meta = resource.get("meta") or {}
    return resource | {"meta": {**meta, "security": [*meta.get("security", ()), *kept]}}


def restored(stored: Resource, resource: Resource) -> Resource:
    """What was written by one who sees the masked copy, with what is hidden from them as it is stored."""
    meta = resource.get("meta")
    if isinstance(meta, dict) and "security" in meta:
        labels = [label for label in meta["security"] if _code(label) != MASKED["code"]]
        rest = {name: value for name, value in meta.items() if name != "security"}
        resource = resource | {"meta": rest | ({"security": labels} if labels else {})}
    hidden = [each for each in _extensions(stored) if _tells(each)]
    resource = _with_extensions(resource, [*_extensions(resource), *hidden])
    missing = {name: stored[name] for name in stored if name in ELEMENTS and name not in resource}
    return resource | missing


def sight(caller: Caller, query: Query, seen: Visibility, known: Registry) -> Visibility:
    """What a search may find: nobody who is protected, where it asks for what is masked.

    `known` has the search parameters of the caller's care provider.
    """
    if not hides(caller) or not _asks(query, _keys(known)):
        return seen
    grants = tuple(
        msgspec.structs.replace(grant, narrowed=(*grant.narrowed, *_unprotected()))
        for grant in seen.grants
    )
    return Visibility(grants, seen.barrier)


@lru_cache(maxsize=256)
def _keys(known: Registry) -> frozenset[int]:
    """The search parameters that tell where a person lives or is treated, or may."""
    return _of_r4() | {
        parameter.key(part)
        for type_ in TYPES
        for code, parameter in known.for_type(type_).items()
        if parameter != registry().get(type_, code)
        for part in _PARTS
    }


# Of a token and a reference other texts are indexed beside (`search.kinds.setting`); a composite has parts.
_PARTS = ("", PRESENT, ":text", ":of-type", ":identifier", "$0", "$1", "$2")


@cache
def _of_r4() -> frozenset[int]:
    return frozenset(
        key(type_, code, part)
        for type_ in TYPES
        for code in registry().for_type(type_)
        if code.startswith(_PARAMETERS)
        for part in _PARTS
    )


@cache
def _unprotected() -> tuple[Criterion, ...]:
    tests = tuple(Test("code", (code,)) for code in sorted(PROTECTED))

    def unlabelled(type_: str) -> Criterion:
        keys = (key(type_, "_security", ""),)
        return Match(kind="token", keys=keys, tests=tests, negated=True)

    patient = (key("RelatedPerson", "patient"),)
    # Whatever is no RelatedPerson has no such row.
    of_nobody_protected = AnyOf(
        (
            Missing("reference", patient, missing=True),
            Chain(patient, (Branch("Patient", (unlabelled("Patient"),)),)),
        )
    )
    return (*(unlabelled(type_) for type_ in TYPES), of_nobody_protected)


def _asks(value: Any, keys: frozenset[int]) -> bool:
    """Whether a query, a criterion or a sort key asks for what is masked."""
    if isinstance(value, Content):
        return True
    if isinstance(value, tuple):
        return any(_asks(each, keys) for each in value)
    if not isinstance(value, msgspec.Struct):
        return False
    if isinstance(value, Include) and value.keys is None:
        # Everything that a person refers to is where the person is treated, too.
        return value.iterate or value.source in (None, *TYPES)
    asked = set(getattr(value, "keys", None) or ())
    if isinstance(value, Composite):
        asked = {number for _, number in value.parts}
    return bool(keys & asked) or any(
        _asks(getattr(value, name), keys) for name in value.__struct_fields__ if name != "keys"
    )
