"""One contract as the transaction that brings it to a target (https://hl7.org/fhir/R4/http.html#transaction).

What the target does not know is created, on condition that it has none with that identifier: nothing
of the target's is ever written over unseen. What it knows from us is updated, on condition that it is
what we last saw there (If-Match). Patients, professionals and units belong to the target's own
register: they are created where they lack, and never changed.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import msgspec

from pk_fhir.contract.identifiers import PERSON_SYSTEMS, canonical_system, spellings
from pk_fhir.interactions.contracts.belonging import part_key
from pk_fhir.interactions.contracts.gather import Gathered
from pk_fhir.interactions.local import LocalReferences
from pk_fhir.mapping.graph import identifiers_of
from pk_fhir.store.plan import Reference
from pk_fhir.store.pushed import Sent
from pk_fhir.sync.push import form
from pk_fhir.sync.push.versions import if_match
from pk_fhir.sync.source import Person

Resource = dict[str, Any]


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: which of our resources, its row number, the entry, and whether ours decides (`owned`)."""

    reference: Reference
    number: int
    patient: str | None
    entry: Resource
    owned: bool
    content: str


class Parcel(msgspec.Struct, frozen=True):
    """The entries of one transaction, in order."""

    items: tuple[Item, ...]

    @property
    def bundle(self) -> Resource:
        entries = [item.entry for item in self.items]
        return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


class Addresses:
    """Where our references lead at the target: known resources by their id there, new ones by fullUrl."""

    def __init__(self, base: str, contract: Gathered, known: Mapping[Reference, Sent]) -> None:
        self.base = base
        self._local = LocalReferences(base)
        self._contract = contract
        self._known = known

    def __call__(self, text: str) -> str | None:
        reference = self._local(text)
        if reference is None:
            return None
        sent = self._known.get(reference)
        if sent is not None and sent.remote_id is not None:
            return f"{reference[0]}/{sent.remote_id}"
        if reference in self._contract.resources:
            return form.full_url(self.base, reference)
        # What is not sent stays where it is, under its whole address.
        return f"{self.base}/{'/'.join(reference)}"


def is_personal(system: str) -> bool:
    """Whether identifiers of this system are personal numbers."""
    return canonical_system(system) in PERSON_SYSTEMS


def is_own_part(contract: Gathered, reference: Reference) -> bool:
    """Whether the contract decides what the resource says, rather than the target's register."""
    if reference[0] == "Patient":
        return False
    version, resource = contract.versions[reference], contract.resources[reference]
    return version.patient is not None or part_key(resource) is not None


def parcel_of(
    contract: Gathered,
    sent_on: frozenset[Reference],
    known: Mapping[Reference, Sent],
    base: str,
) -> Parcel:
    """The transaction that brings these resources of the contract to the target; empty where all is there."""
    addresses = Addresses(base, contract, known)
    items = []
    for reference in contract.resources:
        if reference not in sent_on:
            continue
        sent, number = known.get(reference), contract.versions[reference].number
        owned = is_own_part(contract, reference)
        if sent is not None and sent.remote_id is not None and (sent.number == number or not owned):
            continue
        wire = form.on_the_wire(contract.resources[reference], base, addresses, is_personal)
        items.append(
            Item(
                reference=reference,
                number=number,
                patient=contract.versions[reference].patient,
                entry=_entry(contract.resources[reference], wire, sent, base),
                owned=owned,
                content=form.digest(wire),
            )
        )
    if not any(item.owned for item in items):
        return Parcel(())
    return Parcel(tuple(items))


def _entry(resource: Resource, wire: Resource, sent: Sent | None, base: str) -> Resource:
    type_, id_ = resource["resourceType"], resource["id"]
    url = form.full_url(base, (type_, id_))
    if sent is not None and sent.remote_id is not None:
        request: Resource = {"method": "PUT", "url": f"{type_}/{sent.remote_id}"}
        if (match := if_match(sent.remote_version)) is not None:
            request["ifMatch"] = match
        return {"fullUrl": url, "resource": _with_id(wire, sent.remote_id), "request": request}
    if type_ in form.WITHOUT_IDENTIFIER:
        remote = url.removeprefix("urn:uuid:")
        request = {"method": "PUT", "url": f"{type_}/{remote}"}
        return {"fullUrl": url, "resource": _with_id(wire, remote), "request": request}
    request = {"method": "POST", "url": type_, "ifNoneExist": _condition(resource, base)}
    return {"fullUrl": url, "resource": wire, "request": request}


def _with_id(wire: Resource, id_: str) -> Resource:
    return {"resourceType": wire["resourceType"], "id": id_, **wire}


def _condition(resource: Resource, base: str) -> str:
    """The search that finds the resource at the target (If-None-Exist)."""
    return f"identifier={quote(sought(resource, base).tokens(), safe='|,:/')}"


def sought(resource: Resource, base: str) -> Person:
    """Whom or what the target is to know: by one identifier, in each spelling of its system."""
    chosen: list[tuple[str, str]] = []
    if resource["resourceType"] == "Patient":
        chosen = [each for each in identifiers_of(resource) if is_personal(each[0])][:1]
    if not chosen:
        chosen = [form.business_identifier(resource, base, is_personal)]
    [(system, value)] = chosen
    return Person(identifiers=tuple((each, value) for each in spellings(system)))
