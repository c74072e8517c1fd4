"""A resource becomes a new version: validated, owned, indexed. Every write goes through here.

https://hl7.org/fhir/R4/http.html#create. What is stored and served is the JSON as it was received:
the order of its elements, its decimals and its extensions; `id`, `meta.versionId` and
`meta.lastUpdated` are the server's.
"""

from typing import Any

from pk_fhir.access import labels
from pk_fhir.access.about import about_of
from pk_fhir.access.rules import require
from pk_fhir.access.scopes import Letter
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import (
    blocks,
    channel_secrets,
    owners,
    posted_parameters,
    protecting,
    subscriptions,
)
from pk_fhir.interactions.checking import check
from pk_fhir.interactions.entitled import require_entitled
from pk_fhir.interactions.ids import check_id
from pk_fhir.interactions.local import LocalReferences, literals
from pk_fhir.interactions.stored_form import served
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told
from pk_fhir.store import Change, Version


async def save(
    work: Work,
    resource: dict[str, Any],
    type_: str,
    id_: str,
    previous: Version | None,
    method: str,
    *,
    place: str = "",
) -> Written:
    """Add a new version of `type_/id_` to the work.

    `previous` is the version it replaces (a deletion too). `place` is where the resource stands in
    the request (`Bundle.entry[3].resource`), for the locations of issues. Raises FhirError.
    """
    if work.is_shipped(type_, id_):
        return _as_shipped(work, resource, previous)
    created = previous is None or previous.deleted
    # An update that creates is an update to SMART's scopes.
    letter: Letter = "c" if method == "POST" else "u"
    require(work.caller, type_, letter)
    resource = with_id(resource, type_, id_, place)
    resource = await protecting.kept(work, resource, previous, place)
    if type_ == channel_secrets.TYPE:
        resource = channel_secrets.kept(resource, previous, place)
    await require_entitled(work, type_, resource, previous)
    issues = await check(work.service, work.caller, resource, place)
    posted_parameters.check(work.service, work.tenant, resource, place)
    change = await change_of(work, resource, previous, method)
    if type_ == channel_secrets.TYPE:
        change = await subscriptions.watched(work, change, resource, previous, place)
    if not work.may_see(change, letter):
        raise FhirError("forbidden", told("refused.may-not-write"))
    _require_references(work, change, resource, place)
    work.add(change, "create" if created else "patch" if method == "PATCH" else "update")
    await owners.apply(work, resource, change)
    return Written(
        effect="created" if created else "updated",
        type=type_,
        id=id_,
        version=change.version,
        last_updated=change.last_updated,
        body=change.body,
        issues=tuple(issues),
    )


def with_id(resource: dict[str, Any], type_: str, id_: str, place: str = "") -> dict[str, Any]:
    """The resource with its type and the server's id in front; FhirError for another type."""
    stated = resource.get("resourceType")
    if stated != type_:
        raise FhirError(
            "invalid",
            [
                Issue(
                    severity="error",
                    code="invalid",
                    expression=place or type_,
                    diagnostics=told("refused.wrong-type", stated=stated, type=type_)
                    if stated
                    else told("refused.no-type"),
                    key="wrong-resource-type",
                )
            ],
        )
    if not isinstance(resource.get("id", ""), str):
        # Whatever an id says gives way to the server's; what no id can be is a mistake all the same.
        check_id(resource["id"], place)
    rest = {key: value for key, value in resource.items() if key not in ("resourceType", "id")}
    return {"resourceType": type_, "id": id_, **rest}


def _as_shipped(work: Work, resource: dict[str, Any], previous: Version | None) -> Written:
    """Who loads the product's own package changes nothing; FhirError "not-supported" for another content."""
    if previous is None or previous.body is None:
        raise not_ours(resource["resourceType"], str(resource.get("id")))
    same = served(resource, previous.version, previous.last_updated)
    if fhir_json.stored(same) != fhir_json.stored(previous.body):
        raise not_ours(previous.type, previous.id)
    work.record("update", previous.type, previous.id, previous.version)
    return Written.left(previous)


def not_ours(type_: str, id_: str) -> FhirError:
    """The refusal to change what the product brings with it."""
    return FhirError("not-supported", told("refused.shipped", type=type_, id=id_))


async def change_of(
    work: Work, resource: dict[str, Any], previous: Version | None, method: str
) -> Change:
    """The next version of a resource that has its type and id: owned and indexed, not validated."""
    service, type_, id_ = work.service, resource["resourceType"], resource["id"]
    local = service.local(work.tenant)
    patient = await owners.patient_of(work, resource, local)
    version = previous.version + 1 if previous is not None else 1
    last_updated = service.now()
    if previous is not None and last_updated <= previous.last_updated:
        last_updated = previous.last_updated + 1000
    return Change(
        tenant=work.tenant,
        type=type_,
        id=id_,
        version=version,
        shard=f"{work.tenant}/{patient}" if patient else work.tenant,
        number=service.store.numbers.next(),
        body=served(resource, version, last_updated),
        last_updated=last_updated,
        method=method,
        previous=previous.place if previous is not None else None,
        patient=patient,
        care_unit=previous.care_unit if previous is not None else _own_unit(work),
        care_giver=(previous.care_giver if previous is not None else None)
        or service.rules.owners.get(work.tenant, work.tenant),
        released=labels.is_released(resource),
        about=about_of(resource),
        index={**service.index(work.tenant, resource), **await blocks.rows(work, resource)},
        mentions=mentions(resource, local) - {(type_, id_)},
        identities=owners.identities(resource),
        links=owners.links(resource, local),
    )


def _own_unit(work: Work) -> str | None:
    """The care unit that a member of staff writes for, until a Provenance states another."""
    return work.caller.unit if work.caller.role == "staff" else None


def mentions(resource: dict[str, Any], local: LocalReferences) -> frozenset[tuple[str, str]]:
    """Type and id of every literal local reference in the resource.

    A stored Bundle has none: its entries refer to one another.
    """
    if resource["resourceType"] == "Bundle":
        return frozenset()
    found = (local(reference) for reference in literals(resource, []))
    return frozenset(reference for reference in found if reference is not None)


def _require_references(work: Work, change: Change, resource: dict[str, Any], place: str) -> None:
    if work.service.rules.referential_integrity and change.mentions:
        work.require(change.mentions, resource, place or change.type)
