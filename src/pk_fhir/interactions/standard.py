"""R4's own definitions, read by id and found by canonical as resources are, though nobody has stored them.

Validators and conformance tools ask a server for them: `GET /StructureDefinition/Patient`,
`GET /ValueSet?url=http://hl7.org/fhir/ValueSet/administrative-gender`. They are answered from the
definitions that resources are validated by; what a care provider has stored under the same id or url
comes before them (`docs/decisions/definitions-served.md`).
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import visibility
from pk_fhir.access.scopes import Letter
from pk_fhir.definitions import Definitions
from pk_fhir.definitions.entry import Entry
from pk_fhir.interactions.stored_form import served
from pk_fhir.search.escapes import split, unescaped
from pk_fhir.store import Version
from pk_fhir.store.visibility import Visibility, sees

KINDS = frozenset(
    {"CodeSystem", "OperationDefinition", "SearchParameter", "StructureDefinition", "ValueSet"}
)
# They are kept here without their prose: https://hl7.org/fhir/R4/valueset-security-labels.html
_SUBSETTED = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
# 2019-10-30, when R4 (4.0.1) was published, in microseconds since 1970.
_PUBLISHED = 1_572_393_600_000_000
# What says how an answer looks, and not what it has.
_SHAPES = frozenset({"_count", "_elements", "_format", "_pretty", "_sort", "_summary", "_total"})


def subsetted(resource: dict[str, Any]) -> dict[str, Any]:
    """A definition of R4 as it is served: it says itself that it is not whole."""
    return {**resource, "meta": {"tag": [_SUBSETTED]}}


def by_id(caller: Caller, type_: str, id_: str) -> Version | None:
    """The definition of R4 with this id, where the caller may read it."""
    entry = _by_id().get((type_, id_)) if type_ in KINDS else None
    return _seen(caller, entry, "r") if entry is not None else None


def asked_for(caller: Caller, type_: str, pairs: Iterable[tuple[str, str]]) -> Version | None:
    """The definition of R4 that a search names by `url`, `_id` and `version` alone, where the caller may see it."""
    if type_ not in KINDS:
        return None
    named = [pair for pair in pairs if pair[0] not in _SHAPES]
    wanted = dict(named)
    if len(wanted) != len(named) or not {"url", "_id"} & wanted.keys():
        return None
    entry = _named(type_, wanted) if wanted.keys() <= {"url", "_id", "version"} else None
    return _seen(caller, entry, "s") if entry is not None else None


def _named(type_: str, wanted: dict[str, str]) -> Entry | None:
    if any(len(split(value, ",")) > 1 for value in wanted.values()):
        return None
    url, _, version = wanted.get("url", "").partition("|")
    if url:
        found = Definitions.r4().find(unescaped(url), type_)
        entry = found[1] if found is not None else None
    else:
        entry = _by_id().get((type_, wanted["_id"]))
    said = (("_id", "id"), ("version", "version"))
    if entry is None or version not in ("", entry.version):
        return None
    same = all(wanted.get(name, getattr(entry, of)) == getattr(entry, of) for name, of in said)
    return entry if same else None


@cache
def _by_id() -> dict[tuple[str, str], Entry]:
    return {
        (entry.kind, entry.id): entry
        for entry in Definitions.r4().source.entries
        if entry.kind in KINDS
    }


def _seen(caller: Caller, entry: Entry, letter: Letter) -> Version | None:
    """The version, if the caller may see it: by a grant that narrows to nothing that only a search could tell."""
    version = Version(
        tenant=caller.tenant,
        type=entry.kind,
        id=entry.id,
        version=1,
        shard=caller.tenant,
        number=0,
        body=None,
        last_updated=_PUBLISHED,
        method="PUT",
        deleted=False,
        patient=None,
        care_unit=None,
        care_giver=None,
        released=True,
    )
    plain = Visibility(
        tuple(each for each in visibility(caller, letter).grants if not each.narrowed)
    )
    if not sees(plain, version):
        return None
    resource = subsetted(Definitions.r4().source.load(entry))
    return msgspec.structs.replace(version, body=served(resource, 1, _PUBLISHED))
