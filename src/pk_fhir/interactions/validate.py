"""$validate (https://hl7.org/fhir/R4/operation-resource-validate.html): says what a write would say, and stores nothing.

With a mode the write itself is rehearsed: whether its references lead somewhere, whether the version is
the right one, and whether somebody refers to what would be deleted.
"""

from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.checking import is_refused, issues_of
from pk_fhir.interactions.create import create
from pk_fhir.interactions.delete import delete
from pk_fhir.interactions.quoting import quoted
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.stored_profiles import claimed_by, validator_for
from pk_fhir.interactions.update import update
from pk_fhir.interactions.work import Work
from pk_fhir.messages import told

MODES = ("create", "update", "delete", "profile")
_KNOWN = ("resource", "mode", "profile")
# What a write says of its content; other refusals (of the caller, say) are refusals here too.
_SAID = frozenset({"unprocessable", "invalid", "conflict", "precondition-failed"})


async def validate(
    service: Service,
    caller: Caller,
    type_: str | None,
    id_: str | None,
    sent: dict[str, Any] | None,
    query: dict[str, str],
    written: bytes = b"",
) -> list[Issue]:
    """The issues of a resource: the one that was sent (itself, or in Parameters), else the stored one.

    `written` is the body as it was sent: of a resource that was sent itself, lines are told.
    FhirError "invalid" for parameters that make no sense, "not-found" where nothing is stored.
    """
    resource, mode, profile = _asked(sent, query)
    if mode not in (None, *MODES):
        raise FhirError("invalid", told("validate.mode", modes=", ".join(MODES)))
    if mode == "profile" and not profile:
        raise FhirError("invalid", told("validate.no-profile"))
    if mode == "delete":
        return await _deletion(service, caller, type_, id_)
    if resource is None:
        if type_ is None or id_ is None:
            raise FhirError("invalid", told("validate.no-resource"))
        stored = await read(service, caller, type_, id_)
        resource = fhir_json.parse(stored.body or b"")
    elif type_ is not None and resource.get("resourceType") != type_:
        return [_of_wrong_type(resource, type_)]
    named = (profile,) if profile else ()
    # A write is not held to what is stored, and so its rehearsal is not.
    claimed = () if mode in ("create", "update") else claimed_by(resource)
    issues = await issues_of(
        service,
        caller,
        resource,
        profiles=named,
        validator=await validator_for(service, caller, (*named, *claimed)),
        written=written if resource is sent else b"",
    )
    issues += _left_out({} if sent is resource else sent or {})
    if mode in ("create", "update") and type_ is not None and not is_refused(issues):
        issues += await _rehearsed(service, caller, type_, id_, resource, mode)
    return issues


def _asked(
    sent: dict[str, Any] | None, query: dict[str, str]
) -> tuple[dict[str, Any] | None, str | None, str | None]:
    mode, profile = query.get("mode"), query.get("profile")
    if sent is None or sent.get("resourceType") != "Parameters":
        return sent, mode, profile
    parts = _parts(sent)
    named = {str(part.get("name")): part for part in parts}
    _check_once([str(part.get("name")) for part in parts])
    resource = named.get("resource", {}).get("resource")
    if named and "resource" not in named and not {"mode", "profile"} & named.keys():
        return sent, mode, profile
    return (
        resource if isinstance(resource, dict) else None,
        mode or _text(named.get("mode", {})),
        profile or _text(named.get("profile", {})),
    )


def _parts(sent: dict[str, Any]) -> list[dict[str, Any]]:
    listed = sent.get("parameter")
    return [part for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []


def _left_out(parameters: dict[str, Any]) -> list[Issue]:
    """Said of each parameter that is not known: a misspelt profile would be none, and all seem well."""
    key = "request.operation-parameter-unknown"
    known = told("request.operation-knows", known=", ".join(_KNOWN))
    return [
        Issue(
            severity="warning",
            code="not-supported",
            diagnostics=told(key, name=quoted(name), knows=known),
            key=key,
        )
        for name in dict.fromkeys(str(part.get("name")) for part in _parts(parameters))
        if name not in _KNOWN
    ]


def _check_once(names: list[str]) -> None:
    """Of two resources it could not be told whose issues are whose."""
    for name in _KNOWN:
        if names.count(name) > 1:
            raise FhirError("invalid", told("request.parameter-twice", name=name))


def _text(parameter: dict[str, Any]) -> str | None:
    found = next((value for key, value in parameter.items() if key.startswith("value")), None)
    return found if isinstance(found, str) else None


def _of_wrong_type(resource: dict[str, Any], type_: str) -> Issue:
    stated = resource.get("resourceType")
    key = "wrong-resource-type" if stated else "no-resource-type"
    said = told(key, stated=str(stated)[:60], type=type_)
    return Issue(
        severity="error", code="invalid", expression="resourceType", diagnostics=said, key=key
    )


async def _rehearsed(
    service: Service,
    caller: Caller,
    type_: str,
    id_: str | None,
    resource: dict[str, Any],
    mode: str,
) -> list[Issue]:
    """What the write would say beside what the resource says by itself."""
    stated = id_ or resource.get("id")
    if mode == "update" and not isinstance(stated, str):
        return [
            Issue(
                severity="error",
                code="required",
                expression=f"{type_}.id",
                diagnostics=told("validate.no-id"),
                key="validate.no-id",
            )
        ]
    work = await _work(service, caller)
    try:
        if mode == "create":
            await create(work, type_, resource)
        else:
            await update(work, type_, str(stated), resource)
        await work.rehearse()
    except FhirError as error:
        return _said(error)
    return []


async def _deletion(
    service: Service, caller: Caller, type_: str | None, id_: str | None
) -> list[Issue]:
    if type_ is None or id_ is None:
        raise FhirError("invalid", told("validate.delete-what"))
    await read(service, caller, type_, id_)
    work = await _work(service, caller)
    try:
        await delete(work, type_, id_)
        await work.rehearse()
    except FhirError as error:
        return _said(error)
    return []


async def _work(service: Service, caller: Caller) -> Work:
    await service.parameters.refresh(service.store, caller.tenant)
    return Work(service, caller)


def _said(error: FhirError) -> list[Issue]:
    if error.kind not in _SAID:
        raise error
    return list(error.issues)
