"""Which form, about whom, from what: a QuestionnaireResponse to begin with, and what to know of it."""

from datetime import UTC, datetime
from typing import Any

import msgspec

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require, visibility
from pk_fhir.contract import PatientContract
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.fhir.search_value import escaped
from pk_fhir.interactions import contracts
from pk_fhir.interactions.instants import instant
from pk_fhir.interactions.populating.form import response
from pk_fhir.interactions.populating.known import known
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.read import read
from pk_fhir.interactions.search import Search, search
from pk_fhir.interactions.service import Service
from pk_fhir.mapping import is_contract, to_contract
from pk_fhir.messages import told
from pk_fhir.store import Version
from pk_fhir.store.compartment import statement

Json = dict[str, Any]

# In the order in which one is chosen when a person has several.
_STATUSES = ("active", "draft", "on-hold")


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked: the form, whom it is about, and what it is filled in from.

    `questionnaire` is the form itself, or its canonical. `context` are References and resources that
    the caller gives; with `local` what is stored here about the subject is used as well.
    """

    questionnaire: Json | str
    subject: Json
    context: list[Json] = []
    local: bool = True


class Populated(msgspec.Struct, frozen=True):
    """The response, and what to know of it."""

    response: Json
    issues: list[Issue]


async def populate(service: Service, caller: Caller, request: Request) -> Populated:
    """The form with what is known filled in; nothing is stored. FhirError for what cannot be read."""
    form = request.questionnaire
    if isinstance(form, str):
        form = await questionnaire(service, caller, form)
    await _check_subject(service, caller, form, request.subject)
    contract, told = await _contract(service, caller, request)
    now = datetime.fromtimestamp(service.now() / 1_000_000, UTC)
    answers = known(str(form.get("url", "")), contract, now) if contract else {}
    begun = response(form, request.subject, instant(service.now()), answers)
    return Populated(begun, [*told, _outcome(len(answers))])


async def questionnaire(service: Service, caller: Caller, canonical: str) -> Json:
    """The form with this canonical: one that is stored wins over one of this product."""
    require(caller, "Questionnaire", "r")
    url, _, version = canonical.partition("|")
    pairs = [("url", escaped(url)), ("_sort", "-_lastUpdated")]
    if version:
        pairs.append(("version", escaped(version)))
    asked = Search(types=("Questionnaire",), pairs=pairs, path="Questionnaire")
    for stored in (await search(service, caller, asked)).page.matches:
        return fhir_json.parse(stored.body or b"")
    ours = service.definitions.get(canonical, "Questionnaire")
    if ours is None:
        raise FhirError("not-found", told("refused.no-questionnaire", canonical=quoted(canonical)))
    return ours


async def _check_subject(service: Service, caller: Caller, form: Json, subject: Json) -> None:
    type_ = subject.get("type")
    literal = subject.get("reference")
    target = service.local(caller.tenant)(literal) if isinstance(literal, str) else None
    if target is not None:
        type_ = target[0]
        await read(service, caller, *target)
    allowed = form.get("subjectType")
    if allowed and type_ and type_ not in allowed:
        raise FhirError(
            "unprocessable", told("refused.form-subject", names=" or ".join(allowed), type=type_)
        )


async def _contract(
    service: Service, caller: Caller, request: Request
) -> tuple[PatientContract | None, list[Issue]]:
    for given in request.context:
        found = await _given(service, caller, given)
        if found is not None:
            return found, []
    if not request.local:
        return None, []
    return await _newest(service, caller, request.subject)


async def _given(service: Service, caller: Caller, given: Json) -> PatientContract | None:
    """The contract that a piece of context is, or leads to."""
    if given.get("resourceType") in ("Bundle", "CarePlan"):
        return to_contract(given if given["resourceType"] == "Bundle" else [given]).contract
    literal = given.get("reference")
    target = service.local(caller.tenant)(literal) if isinstance(literal, str) else None
    if target is None or target[0] != "CarePlan":
        return None
    return (await contracts.read(service, caller, target[1])).contract


async def _newest(
    service: Service, caller: Caller, subject: Json
) -> tuple[PatientContract | None, list[Issue]]:
    literal = subject.get("reference")
    target = service.local(caller.tenant)(literal) if isinstance(literal, str) else None
    if target is None or target[0] != "Patient":
        return None, []
    plans = await _plans(service, caller, target[1])
    if not plans:
        return None, []
    chosen = min(plans, key=lambda each: (_STATUSES.index(each[1]), -each[0].last_updated))[0]
    contract = (await contracts.read(service, caller, chosen.id)).contract
    others = len(plans) - 1
    return contract, [_several(chosen.id, others)] if others else []


async def _plans(service: Service, caller: Caller, patient: str) -> list[tuple[Version, str]]:
    require(caller, "CarePlan", "r")
    rows = await service.store.fetch(statement(f"{caller.tenant}/{patient}", ("CarePlan",)))
    found = []
    read = [Version(*row) for row in rows]
    for version in await service.store.seen(visibility(caller, "r"), read):
        if version.body is None:
            continue
        plan = fhir_json.parse(version.body)
        if is_contract(plan) and plan.get("status") in _STATUSES:
            found.append((version, str(plan["status"])))
    return found


def _outcome(answers: int) -> Issue:
    if answers:
        said = told("refused.populated", answers=answers)
    else:
        said = told("refused.populated-empty")
    return Issue(
        severity="information", code="informational", diagnostics=said, key="populate-answers"
    )


def _several(chosen: str, others: int) -> Issue:
    return Issue(
        severity="warning",
        code="multiple-matches",
        diagnostics=(told("refused.several-contracts", value=others + 1, chosen=chosen)),
        key="populate-several-contracts",
    )
