"""$meta, $meta-add, $meta-delete (https://hl7.org/fhir/R4/resource-operation-meta.html).

Profiles, tags and security labels of one resource. A change of them is a new version like any other:
security labels decide who sees it, so history must show when they were set.
"""

from collections.abc import Callable
from typing import Any

from pk_fhir.access.caller import Caller
from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import protecting
from pk_fhir.interactions.idempotency import once
from pk_fhir.interactions.read import read, vread
from pk_fhir.interactions.saving import save
from pk_fhir.interactions.service import Service
from pk_fhir.interactions.update import changeable
from pk_fhir.interactions.work import Work, write
from pk_fhir.messages import told

_LISTS = ("profile", "security", "tag")

Meta = dict[str, Any]


async def meta(
    service: Service, caller: Caller, type_: str, id_: str, version_id: str | None = None
) -> dict[str, Any]:
    """The `meta` of a resource, or of one of its versions, as Parameters."""
    if version_id is None:
        version = await read(service, caller, type_, id_)
    else:
        version = await vread(service, caller, type_, id_, version_id)
    return _parameters(fhir_json.parse(version.body or b""))


async def change(
    service: Service,
    caller: Caller,
    type_: str,
    id_: str,
    sent: dict[str, Any],
    how: Callable[[Meta, Meta], Meta],
    key: tuple[str, bytes] | None = None,
) -> dict[str, Any]:
    """Add or delete what the Parameters state; the resulting `meta`, as Parameters.

    `key` is an Idempotency-Key and the hash of its request: the same again is written once.
    """
    stated = _stated(sent)

    async def steps(work: Work) -> dict[str, Any]:
        require(caller, type_, "u")
        current = await changeable(work, type_, id_)
        if current is None or current.deleted:
            raise FhirError("not-found", told("refused.no-such-id", type=type_))
        resource = await protecting.shown(work, current)
        changed = how(resource.get("meta") or {}, stated)
        if changed == resource.get("meta"):
            return _parameters(resource)
        written = await save(work, {**resource, "meta": changed}, type_, id_, current, "PUT")
        return _parameters(fhir_json.parse(written.body or b""))

    if key is None:
        return await write(service, caller, steps)
    require(caller, type_, "u")
    return await once(service, caller, *key, steps, dict[str, Any])


def added(meta: Meta, stated: Meta) -> Meta:
    """The meta with what is stated, each once."""
    return meta | {
        name: [*meta.get(name, ()), *(one for one in stated[name] if not _is_in(one, meta, name))]
        for name in _LISTS
        if stated.get(name)
    }


def deleted(meta: Meta, stated: Meta) -> Meta:
    """The meta without what is stated."""
    kept = {
        name: [one for one in meta[name] if not _is_in(one, stated, name)]
        for name in _LISTS
        if name in meta
    }
    rest = {name: value for name, value in meta.items() if name not in _LISTS}
    return rest | {name: value for name, value in kept.items() if value}


def _is_in(one: Any, meta: Meta, name: str) -> bool:
    return _identity(one) in [_identity(other) for other in meta.get(name, ())]


def _identity(one: Any) -> Any:
    # A Coding is the same by system and code, whatever its display says.
    return (one.get("system"), one.get("code")) if isinstance(one, dict) else one


def _stated(sent: dict[str, Any]) -> Meta:
    parameters = sent.get("parameter")
    for parameter in parameters if isinstance(parameters, list) else ():
        if isinstance(parameter, dict) and parameter.get("name") == "meta":
            found = parameter.get("valueMeta")
            if isinstance(found, dict) and all(
                isinstance(found.get(name, []), list) for name in _LISTS
            ):
                return found
    raise FhirError("invalid", told("refused.send-meta"))


def _parameters(resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": "return", "valueMeta": resource.get("meta") or {}}],
    }
