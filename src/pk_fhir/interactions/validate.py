"""$validate (https://hl7.org/fhir/R4/operation-resource-validate.html): says what a write would say, and stores nothing."""

from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.checking import issues_of
from pk_fhir.interactions.read import read
from pk_fhir.interactions.service import Service

MODES = ("create", "update", "delete", "profile")


async def validate(
    service: Service,
    caller: Caller,
    type_: str | None,
    id_: str | None,
    sent: dict[str, Any] | None,
    query: dict[str, str],
) -> list[Issue]:
    """The issues of a resource: the one that was sent (itself, or in Parameters), else the stored one."""
    resource, mode, profile = _asked(sent, query)
    if mode not in (None, *MODES):
        raise FhirError("invalid", f"mode is one of {', '.join(MODES)}.")
    if mode == "delete":
        return await _deletion(service, caller, type_, id_)
    place = ""
    if resource is None:
        if type_ is None or id_ is None:
            raise FhirError("invalid", "Send the resource to validate.")
        stored = await read(service, caller, type_, id_)
        resource = fhir_json.parse(stored.body or b"")
    elif type_ is not None and resource.get("resourceType") != type_:
        return [
            Issue(
                severity="error",
                code="invalid",
                expression="resourceType",
                diagnostics=f"The resource is not a {type_}, which the URL is for.",
                key="wrong-resource-type",
            )
        ]
    issues = issues_of(service, resource, place, (profile,) if profile else ())
    return [*issues, *_of_mode(resource, mode, id_)]


def _asked(
    sent: dict[str, Any] | None, query: dict[str, str]
) -> tuple[dict[str, Any] | None, str | None, str | None]:
    mode, profile = query.get("mode"), query.get("profile")
    if sent is None or sent.get("resourceType") != "Parameters":
        return sent, mode, profile
    named = {
        part.get("name"): part for part in sent.get("parameter") or () if isinstance(part, dict)
    }
    resource = named.get("resource", {}).get("resource")
    if named and "resource" not in named and not {"mode", "profile"} & named.keys():
        return sent, mode, profile
    return (
        resource if isinstance(resource, dict) else None,
        mode or named.get("mode", {}).get("valueCode"),
        profile or _uri(named.get("profile", {})),
    )


def _uri(parameter: dict[str, Any]) -> str | None:
    found = next((value for key, value in parameter.items() if key.startswith("value")), None)
    return found if isinstance(found, str) else None


def _of_mode(resource: dict[str, Any], mode: str | None, id_: str | None) -> list[Issue]:
    if mode == "update" and id_ is not None and resource.get("id") != id_:
        return [
            Issue(
                severity="error",
                code="invalid",
                expression=f"{resource.get('resourceType')}.id",
                diagnostics=f"An update's resource has the id of its URL: {id_}.",
                key="id-differs-from-url",
            )
        ]
    return []


async def _deletion(
    service: Service, caller: Caller, type_: str | None, id_: str | None
) -> list[Issue]:
    if type_ is None or id_ is None:
        raise FhirError("invalid", "mode=delete is asked of a resource: /Type/id/$validate.")
    require(caller, type_, "d")
    await read(service, caller, type_, id_)
    return []
