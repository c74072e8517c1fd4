"""A contract given out as a FHIR document (https://hl7.org/fhir/R4/documents.html).

A Bundle of type document: the Composition first, with the parts of the agreement as its sections in
Swedish, then every resource of the contract as it is stored. The document is put together for the one
who asks, of what that caller may see, and is kept nowhere.
"""

import uuid
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any, NamedTuple

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.interactions import bundles
from pk_fhir.interactions.contracts.gather import Gathered, gather
from pk_fhir.interactions.contracts.read import audit
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.service import Service
from pk_fhir.mapping import terms
from pk_fhir.mapping.writing import compact
from pk_fhir.store.plan import Reference

Json = dict[str, Any]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, f"{terms.BASE}/document")
_STATUS = {
    "active": "final",
    "completed": "final",
    "on-hold": "final",
    "revoked": "final",
    "entered-in-error": "entered-in-error",
}


class _Section(NamedTuple):
    """A section: the types that it holds, and, of a Task or QuestionnaireResponse, by which profiles."""

    title: str
    types: frozenset[str]
    profiles: frozenset[str] = frozenset()


def _section(title: str, *types: str, profiles: Iterable[str] = ()) -> _Section:
    return _Section(title, frozenset(types), frozenset(terms.definition(one) for one in profiles))


# The first that takes a resource has it; in the order in which the agreement is read.
_SECTIONS: tuple[_Section, ...] = (
    _section("Min berättelse", "QuestionnaireResponse", profiles=("pk-story",)),
    _section("Mål och förväntningar", "Goal"),
    _section("Att hålla koll på", "Task", profiles=("pk-warning-sign",)),
    _section(
        "Uppföljning", "Task", "QuestionnaireResponse", profiles=("pk-review", "pk-follow-up")
    ),
    _section("Fasta vårdkontakter och team", "CareTeam", "PractitionerRole"),
    _section("Patientens och vårdens åtaganden", "Task", "ServiceRequest"),
    _section("Tider", "Appointment", "AppointmentResponse"),
    _section("Planer", "CarePlan"),
    _section("Närstående", "RelatedPerson"),
    _section("Mottagningar och kontaktvägar", "HealthcareService"),
    _section("Vilka som är överens, och vems journal det är", "Provenance"),
    _section("Övrigt", "QuestionnaireResponse"),
)


async def document(service: Service, caller: Caller, plan_id: str) -> bytes:
    """The contract whose CarePlan has this id, as a Bundle in JSON; FhirError "not-found" or "gone"."""
    gathered = await gather(service, caller, plan_id)
    service.store.audit.add(audit(service, caller, gathered, "read"))
    base, now = service.base(caller.tenant), instant(service.now())
    identity = str(uuid.uuid5(_NAMESPACE, f"{base}/{gathered.plan[1]}/{gathered.etag}"))
    composition = _composition(gathered, base, identity)
    head = {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{identity}"},
        "type": "document",
        "timestamp": now,
    }
    entries = [
        fhir_json.dump({"fullUrl": f"urn:uuid:{identity}", "resource": composition}),
        *(
            bundles.plain_entry(base, version)
            for version in (gathered.versions[each] for each in gathered.resources)
        ),
    ]
    return bundles.with_entries(head, entries)


def _composition(gathered: Gathered, base: str, identity: str) -> Json:
    plan = gathered.resources[gathered.plan]
    title = plan.get("title") or "Patientkontrakt"
    system, code, display = terms.PLAN_CATEGORY
    return compact(
        {
            "resourceType": "Composition",
            "id": identity,
            "language": "sv",
            "text": _text(f"<p><b>{escape(title, quote=False)}</b></p>"),
            "status": _STATUS.get(str(plan.get("status")), "preliminary"),
            "type": {
                "coding": [{"system": system, "code": code, "display": display}],
                "text": "Patientkontrakt",
            },
            "subject": _absolute(plan.get("subject"), base),
            "date": instant(gathered.last_updated),
            "author": [_author(plan, base)],
            "title": title,
            "section": [_about(gathered.plan, plan, base), *_parts(gathered, base)],
        }
    )


def _about(reference: Reference, plan: Json, base: str) -> Json:
    """The first section is the agreement itself."""
    return {
        "title": "Överenskommelsen",
        "text": _text(_said(plan)),
        "entry": [_reference(reference, base)],
    }


def _parts(gathered: Gathered, base: str) -> list[Json]:
    placed: dict[str, list[Reference]] = {}
    for reference, resource in gathered.resources.items():
        section = _section_of(resource) if reference != gathered.plan else None
        if section is not None:
            placed.setdefault(section, []).append(reference)
    return [
        {
            "title": title,
            "text": _text("".join(_said(gathered.resources[each]) for each in placed[title])),
            "entry": [_reference(each, base) for each in placed[title]],
        }
        for title in (section.title for section in _SECTIONS)
        if title in placed
    ]


def _section_of(resource: Json) -> str | None:
    type_ = resource["resourceType"]
    claimed = (resource.get("meta") or {}).get("profile") or ()
    profiles = {str(profile).partition("|")[0] for profile in claimed}
    for section in _SECTIONS:
        if type_ in section.types and (not section.profiles or profiles & section.profiles):
            return section.title
    return None


def _said(resource: Json) -> str:
    """A resource's own narrative, which is XHTML already; for one without, what it is."""
    text = resource.get("text")
    div = text.get("div") if isinstance(text, Mapping) else None
    return div if isinstance(div, str) else f"<p>{escape(resource['resourceType'])}</p>"


def _text(inner: str) -> Json:
    return {
        "status": "generated",
        "div": f'<div xmlns="http://www.w3.org/1999/xhtml" lang="sv" xml:lang="sv">{inner}</div>',
    }


def _author(plan: Json, base: str) -> Json:
    return _absolute(plan.get("author"), base) or {"display": "Uppgift saknas"}


def _absolute(reference: Any, base: str) -> Json | None:
    """The Reference as it can be resolved from a Composition that is stored nowhere."""
    if not isinstance(reference, dict):
        return None
    literal = reference.get("reference")
    if isinstance(literal, str) and ":" not in literal and not literal.startswith("#"):
        return {**reference, "reference": f"{base}/{literal}"}
    return reference


def _reference(reference: Reference, base: str) -> Json:
    return {"reference": f"{base}/{'/'.join(reference)}"}
