"""Contract → transaction Bundle (https://hl7.org/fhir/R4/http.html#transaction).

Parts of the contract are conditional updates by their item identifier, Provenance is a PUT under its
own id, and what others own too (the patient, persons, organisations) is created only when it is not
there: a contract knows little of them and must not overwrite what a register knows. No URL of ours
holds a personal identity number: the patient's condition is a key made from it with a secret.
"""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import quote

from pk_fhir.contract.contract import PatientContract
from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.fhir.search_value import escaped
from pk_fhir.mapping import (
    appointment,
    care_plan,
    care_team,
    goal,
    healthcare_service,
    mediated_contact,
    organization,
    patient,
    patient_commitment,
    plan,
    practitioner,
    provenance,
    questionnaire_response,
    related_person,
    review,
    service_request,
    terms,
    warning_sign,
)
from pk_fhir.mapping.writing import Json, Writing

Registers = Literal["create", "update"]


def person_key(contract: PatientContract, secret: bytes | None) -> str:
    """The key by which a Patient is found without its number standing in a URL.

    With the deployment's secret it is the same for every contract of one number, and cannot be
    turned back; without one, or for a patient without number, it is the contract's own.
    """
    if secret and contract.patient.identifiers:
        number = contract.patient.identifiers[0]
        said = f"{number.system}|{number.value}".encode()
        return hmac.new(secret, said, hashlib.sha256).hexdigest()[:40]
    said = f"{contract.identifier.system}|{contract.identifier.value}|patient".encode()
    return hashlib.sha256(said).hexdigest()[:40]


def to_bundle(
    contract: PatientContract,
    *,
    recorded: str,
    secret: bytes | None = None,
    patient_reference: str | None = None,
    registers: Registers = "create",
) -> dict[str, Any]:
    """The transaction Bundle of a contract; the same for the same arguments.

    `recorded` is the instant that a Provenance has which states no moment of its own. `secret` is
    the deployment's key for `person_key`. `patient_reference` names a Patient that is already known
    (``Patient/17``): the Bundle then has no Patient. `registers` says whether persons and
    organisations are created when missing, or updated.
    """
    out = Writing(
        contract,
        recorded=recorded,
        person_key=person_key(contract, secret),
        patient_reference=patient_reference,
    )
    entries: list[Json] = []
    if patient_reference is None:
        resource = patient.write(contract.patient, out)
        condition = (terms.PERSON_SYSTEM, out.person_key)
        full_url = out.urn("Patient", out.person_key)
        entries.append(_entry(resource, full_url, condition, "create"))
    entries.extend(_register_entries(out, registers))
    entries.extend(_part_entries(out))
    entries.extend(_provenance_entries(out, [str(entry["fullUrl"]) for entry in entries]))
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _register_entries(out: Writing, registers: Registers) -> Iterator[Json]:
    contract = out.contract
    for one in contract.organizations:
        resource = organization.write(one, out)
        full_url = out.urn("Organization", one.key)
        how = registers if one.id is None else "update"
        yield _entry(resource, full_url, _identifier(resource, out, one.key), how)
    written: set[str] = set()
    for person in contract.professionals:
        full_url = out.practitioner_urn(person)
        if full_url not in written:
            written.add(full_url)
            resource = practitioner.write_person(person, out)
            how = registers if person.hsa_id else "update"
            yield _entry(resource, full_url, _identifier(resource, out, person.id), how)


def _part_entries(out: Writing) -> Iterator[Json]:
    contract = out.contract
    main = care_plan.write_contract(contract, out)
    condition = (contract.identifier.system, contract.identifier.value)
    yield _entry(main, out.contract_urn(), condition, "update")
    for key, resource in _parts(out):
        kind = str(resource["resourceType"])
        yield _entry(resource, out.urn(kind, key), _item(out, key), "update")


def _parts(out: Writing) -> Iterator[tuple[str, Json]]:
    """Every resource that belongs to this contract alone, with its key."""
    contract = out.contract
    yield from ((one.id, practitioner.write_role(one, out)) for one in contract.professionals)
    yield from ((one.id, related_person.write(one, out)) for one in contract.relatives)
    yield from ((one.id, healthcare_service.write(one, out)) for one in contract.receptions)
    yield from ((one.id, care_team.write_contact(one, out)) for one in contract.fixed_contacts)
    yield from ((one.id, care_team.write_team(one, out)) for one in contract.teams)
    stories = [contract.story] if contract.story else []
    yield from ((one.id, questionnaire_response.write_story(one, out)) for one in stories)
    yield from ((one.id, goal.write(one, out)) for one in contract.goals)
    yield from _undertakings(out)
    yield from ((one.id, plan.write(one, out)) for one in contract.plans)
    follow_ups = contract.follow_ups
    yield from ((one.id, questionnaire_response.write_follow_up(one, out)) for one in follow_ups)


def _undertakings(out: Writing) -> Iterator[tuple[str, Json]]:
    contract = out.contract
    for commitment in contract.patient_commitments:
        yield from ((commitment.id, one) for one in patient_commitment.write(commitment, out))
    for care in contract.care_commitments:
        yield care.id, service_request.write_care(care, out)
    for external in contract.external_efforts:
        yield external.id, service_request.write_external(external, out)
    for sign in contract.warning_signs:
        yield sign.id, warning_sign.write(sign, out)
    for mediated in contract.mediated_contacts:
        yield mediated.id, mediated_contact.write(mediated, out)
    for time in contract.times:
        keys = [time.id, *(answer.id for answer in time.answers)]
        yield from zip(keys, appointment.write(time, out), strict=True)
    for one in contract.reviews:
        yield one.id, review.write(one, out)


def _provenance_entries(out: Writing, written: list[str]) -> Iterator[Json]:
    contract = out.contract
    shared = {out.urn("Patient", out.person_key)}
    shared |= {out.urn("Organization", one.key) for one in contract.organizations}
    shared |= {out.practitioner_urn(one) for one in contract.professionals}
    own = [full_url for full_url in written if full_url not in shared]
    listed = [
        *(provenance.write_agreement(one, out) for one in contract.agreements),
        *(
            one
            for contact in contract.fixed_contacts
            for one in provenance.write_appointed(contact, out)
        ),
        *provenance.write_custody(contract.custody, own, out),
    ]
    for resource in listed:
        name = str(resource["id"])
        yield {
            "fullUrl": out.urn("Provenance", name),
            "resource": resource,
            "request": {"method": "PUT", "url": f"Provenance/{name}"},
        }


def _item(out: Writing, key: str) -> tuple[str, str]:
    return terms.ITEM_SYSTEM, f"{out.key}.{key}"


def _identifier(resource: Json, out: Writing, key: str) -> tuple[str, str]:
    """The first identifier; a sole trader's HSA-id can hold a personal number, and then the key."""
    listed = resource["identifier"]
    first = listed[0] if isinstance(listed, list) else {}
    value = str(first.get("value"))
    if holds_personal_number(value):
        return _item(out, key)
    return str(first.get("system")), value


def _entry(resource: Json, full_url: str, condition: tuple[str, str], how: Registers) -> Json:
    kind = resource["resourceType"]
    query = f"identifier={_token(*condition)}"
    request: Json = {"method": "PUT", "url": f"{kind}?{query}"}
    if how == "create":
        request = {"method": "POST", "url": kind, "ifNoneExist": query}
    return {"fullUrl": full_url, "resource": resource, "request": request}


def _token(*parts: str) -> str:
    """A token of a search, escaped as a search value and then as a part of a URL."""
    return "%7C".join(quote(escaped(part), safe=":/") for part in parts)
