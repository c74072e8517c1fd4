"""update (https://hl7.org/fhir/R4/http.html#update): also as create, and conditional."""

from typing import Any

from pk_fhir.access.rules import require
from pk_fhir.access.scopes import Letter
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions import conditions
from pk_fhir.interactions.ids import check_id, require_possible
from pk_fhir.interactions.preconditions import check_if_match, check_if_none_match
from pk_fhir.interactions.saving import save
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.messages import told
from pk_fhir.store import Version


async def update(
    work: Work,
    type_: str,
    id_: str,
    resource: dict[str, Any],
    *,
    if_match: str | None = None,
    if_none_match: str | None = None,
    place: str = "",
    method: str = "PUT",
) -> Written:
    """Add a new version of a resource to the work; the first one where there was none."""
    require(work.caller, type_, "u")
    check_id(id_, place)
    _same_id(resource, id_, place)
    current = await changeable(work, type_, id_)
    check_if_none_match(if_none_match, current)
    required = work.service.rules.if_match_required
    check_if_match(if_match, current, required=required)
    return await save(work, resource, type_, id_, current, method, place=place)


async def conditional_update(
    work: Work,
    type_: str,
    query: str,
    resource: dict[str, Any],
    *,
    if_match: str | None = None,
    place: str = "",
) -> Written:
    """Update the one resource that the query finds; create it where there is none."""
    require(work.caller, type_, "u")
    found = await conditions.one(work, type_, query, place)
    stated = resource.get("id")
    if found is not None:
        if stated is not None:
            _same_id(resource, found.id, place)
        return await update(
            work, type_, found.id, {**resource, "id": found.id}, if_match=if_match, place=place
        )
    check_if_match(if_match, None, required=False)
    id_ = check_id(stated, place) if stated is not None else work.service.new_id()
    current = await changeable(work, type_, id_)
    if current is not None and not current.deleted:
        raise FhirError(
            "conflict",
            told("refused.id-in-use", type=type_),
        )
    return await save(work, resource, type_, id_, current, "PUT", place=place)


async def changeable(work: Work, type_: str, id_: str, letter: Letter = "u") -> Version | None:
    """The current version, None where there is none; FhirError "not-found" for one not to be seen, or not
    to be changed so (`u`) or deleted (`d`)."""
    require_possible(type_, id_)
    if (type_, id_) in work.changes:
        raise FhirError("invalid", told("refused.changed-twice", type=type_, id=id_))
    current = await work.current(type_, id_)
    if current is not None and not (work.may_see(current, "r") and work.may_see(current, letter)):
        raise FhirError("not-found", told("refused.no-such-id", type=type_))
    return current


def _same_id(resource: dict[str, Any], id_: str, place: str) -> None:
    stated = resource.get("id")
    if stated == id_:
        return
    type_ = str(resource.get("resourceType", ""))
    raise FhirError(
        "invalid",
        [
            Issue(
                severity="error",
                code="invalid" if stated is not None else "required",
                expression=f"{place or type_}.id",
                diagnostics=(
                    told("refused.id-of-url", id=id_)
                    if stated is not None
                    else told("refused.id-missing", id=id_)
                ),
                key="id-differs-from-url",
            )
        ],
    )
