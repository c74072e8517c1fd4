"""Who writes: the patient, or the guardian or representative whom the care provider has registered.

The one who acts is the actor or author of what is written: the Patient, or the RelatedPerson
(https://hl7.org/fhir/R4/relatedperson.html) on the Patient's behalf.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec

from pk_fhir.access import persons, trust
from pk_fhir.access.caller import Caller
from pk_fhir.access.policy.facts import Representative
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.idempotency import once, read_key
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.mapping import terms
from pk_fhir.messages import told
from pk_fhir.store import Version, compartment

Resource = dict[str, Any]
Steps = Callable[[Work], Awaitable[Written]]


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who writes at one care provider: `caller` is at home there, `patient` the Patient's id,
    `who` the Reference to the one who acts."""

    service: Service
    caller: Caller
    patient: str
    who: Resource

    @property
    def subject(self) -> Resource:
        """The Reference to the Patient."""
        return {"reference": f"Patient/{self.patient}"}

    @property
    def at(self) -> str:
        """The moment, as an instant."""
        return instant(self.service.now())

    async def once(self, key: str, what: tuple[str, ...], steps: Steps) -> Written:
        """Write, and do nothing more when the same form (`key`) comes again with the same content."""
        content = "\0".join((self.caller.tenant, self.patient, *what)).encode()
        return await once(self.service, self.caller, read_key(key), content, steps, Written)

    def authorship(self, *targets: str) -> Resource:
        """The Provenance that says who wrote these. It says nothing of whose records they are."""
        represents = {} if self.who == self.subject else {"onBehalfOf": self.subject}
        author = {"system": terms.AGENT_TYPE, "code": "author", "display": "Author"}
        activity = {"system": terms.ACTIVITY, "code": "authored"}
        word = terms.ACTIVITIES["authored"]
        return {
            "resourceType": "Provenance",
            "language": "sv",
            "target": [{"reference": target} for target in targets],
            "recorded": self.at,
            "activity": {"coding": [activity | {"display": word}], "text": word},
            "agent": [{"type": {"coding": [author]}, "who": self.who, **represents}],
        }

    async def current(self, work: Work, type_: str, id_: str) -> tuple[Resource, str]:
        """A stored resource of the patient's and its ETag; FhirError "not-found" for what is not to be seen."""
        version = await work.current(type_, id_)
        if version is None or version.body is None or version.patient != self.patient:
            raise FhirError("not-found", told("own.not-found"))
        if not work.may_see(version):
            raise FhirError("not-found", told("own.not-found"))
        return fhir_json.stored(version.body), version.etag


def refuse(reason: str | None, stored: Resource, seen: str | None) -> None:
    """FhirError "conflict" for this reason (the key of words to the patient), or where the resource is not
    as it was when the patient saw it (`seen`, its meta.lastUpdated, if that is known)."""
    if reason is None and seen not in (None, stored["meta"].get("lastUpdated")):
        reason = "own.changed"
    if reason is not None:
        raise FhirError("conflict", told(reason))


async def acting(
    service: Service, caller: Caller, identifier: tuple[str, str], tenant: str
) -> Acting:
    """The caller, who was admitted to act for the person with this identifier, at one care provider.

    FhirError "not-found" where the person is not known there, "forbidden" where the caller acts for
    the person and is not registered there.
    """
    known = await persons.known(service.store, service.rules.tenants, identifier)
    patient = next((patient for where, patient in sorted(known.patients) if where == tenant), None)
    if patient is None:
        raise FhirError("not-found", told("own.not-known"))
    there = msgspec.structs.replace(caller, tenant=tenant, patient=patient)
    who = {"reference": f"Patient/{patient}"}
    if caller.represents is not None:
        who = await _representative(service, there)
    return Acting(service=service, caller=there, patient=patient, who=who)


async def _representative(service: Service, caller: Caller) -> Resource:
    place = f"{caller.tenant}/{caller.patient}"
    rows = await service.store.fetch(compartment.statement(place, frozenset({"RelatedPerson"})))
    own = persons.canonical(caller.patient_identifier or ("", ""))
    for row in rows:
        body = Version(*row).body
        related = fhir_json.stored(body) if body else {}
        if any(_may(each, own, service.now()) for each in trust.representatives(related)):
            return {"reference": f"RelatedPerson/{related['id']}"}
    raise FhirError("forbidden", told("own.not-registered"))


def _may(each: Representative, own: tuple[str, str], at: int) -> bool:
    return each.identifier == own and each.active and each.period.holds(at)
