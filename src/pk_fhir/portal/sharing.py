"""What the patient shares: consents (samtycken) and blocks (spärrar), and ending a consent.

A consent is ended by the patient, as a new version of the Consent with status inactive
(https://hl7.org/fhir/R4/consent.html); a block is lifted by the care provider that set it.
"""

from typing import Any

import msgspec

from pk_fhir.access import persons
from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.read import read
from pk_fhir.interactions.search import Search, search
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work, write
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told
from pk_fhir.view.graph import item, items, string
from pk_fhir.view.words import period

KINDS = {"OPTIN": "consent", "OPTOUT": "block"}


class Shared(msgspec.Struct, frozen=True, kw_only=True):
    """One consent or block: where it is kept, who may read (or whose records are blocked), and when."""

    tenant: str
    id: str
    kind: str
    who: str
    start: str | None
    end: str | None
    active: bool


async def shared(service: Service, caller: Caller, identifier: tuple[str, str]) -> list[Shared]:
    """Everything that the patient has agreed to or blocked at the care providers here."""
    known = await persons.known(service.store, service.rules.tenants, identifier)
    found = []
    for tenant, patient in sorted(known.patients):
        asked = Search(
            types=("Consent",), pairs=[("patient", f"Patient/{patient}")], path="Consent"
        )
        result = await search(service, _at(caller, tenant, patient), asked)
        consents = [fhir_json.stored(v.body) for v in result.page.matches if v.body]
        found += [one for consent in consents if (one := _shared(tenant, consent))]
    return sorted(found, key=lambda one: (not one.active, one.kind, one.who))


async def end(
    service: Service, caller: Caller, identifier: tuple[str, str], tenant: str, id_: str
) -> None:
    """End a consent of the patient's. FhirError "not-found" for what is not theirs, or no consent."""
    known = await persons.known(service.store, service.rules.tenants, identifier)
    patient = next((patient for where, patient in known.patients if where == tenant), None)
    if patient is None:
        raise FhirError("not-found", told("own.not-known"))
    scopes = caller.scopes | {"patient/Consent.u"}
    mine = msgspec.structs.replace(_at(caller, tenant, patient), scopes=scopes)

    async def steps(work: Work) -> Written:
        version = await read(service, mine, "Consent", id_)
        consent = fhir_json.stored(version.body or b"{}")
        stated = _shared(tenant, consent)
        if stated is None or stated.kind != "consent":
            raise FhirError("not-found", told("own.not-found"))
        ended = consent | {"status": "inactive"}
        return await update(work, "Consent", id_, ended, if_match=version.etag)

    await write(service, mine, steps)


def _at(caller: Caller, tenant: str, patient: str) -> Caller:
    return msgspec.structs.replace(caller, tenant=tenant, patient=patient)


def _shared(tenant: str, consent: dict[str, Any]) -> Shared | None:
    codes = {string(c, "code") for c in items(item(consent, "policyRule"), "coding")}
    kind = next((KINDS[code] for code in codes if code in KINDS), None)
    if kind is None:
        return None
    provision = item(consent, "provision")
    start, ended = period(provision)
    actors = [item(actor, "reference") for actor in items(provision, "actor")]
    return Shared(
        tenant=tenant,
        id=str(consent["id"]),
        kind=kind,
        who=", ".join(name for actor in actors if (name := string(actor, "display"))),
        start=start or string(consent, "dateTime"),
        end=ended,
        active=consent.get("status") == "active",
    )
