"""patch (https://hl7.org/fhir/R4/http.html#patch): JSON Patch, JSON Merge Patch, XML Patch, and FHIRPath Patch.

A JSON Patch is a list of operations (RFC 6902), an XML Patch a document of them (RFC 5261), a JSON Merge Patch
what they lead to (RFC 7396); in a Bundle, a Binary holds either. A FHIRPath Patch is a Parameters resource (https://hl7.org/fhir/R4/fhirpatch.html).
"""

import base64
import binascii
import copy
from typing import Any

import jsonpatch

from pk_fhir.access.rules import require
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import conditions, protecting
from pk_fhir.interactions.fhirpath_patch import apply as apply_parameters
from pk_fhir.interactions.merge_patch import MERGE_PATCH, MergePatch, merged, read_merge_patch
from pk_fhir.interactions.preconditions import check_if_match
from pk_fhir.interactions.saving import save
from pk_fhir.interactions.update import changeable
from pk_fhir.interactions.work import Work
from pk_fhir.interactions.written import Written
from pk_fhir.interactions.xml_patch import XML_PATCH, XmlPatch, read_xml_patch, xml_patched
from pk_fhir.messages import told
from pk_fhir.store import Version

JSON_PATCH = "application/json-patch+json"
Patch = dict[str, Any] | list[Any] | MergePatch | XmlPatch

_MOST_OPERATIONS = 1000


async def patch(
    work: Work, type_: str, id_: str, change: Patch, *, if_match: str | None = None
) -> Written:
    """Add the patched resource to the work as a new version."""
    require(work.caller, type_, "u")
    current = await changeable(work, type_, id_)
    if current is None:
        raise FhirError("not-found", told("refused.no-such-id", type=type_))
    if current.deleted:
        raise FhirError("gone", told("refused.deleted", type=type_))
    return await _patch(work, current, change, if_match)


async def conditional_patch(
    work: Work, type_: str, query: str, change: Patch, *, if_match: str | None = None
) -> Written:
    """Patch the one resource that the query finds."""
    require(work.caller, type_, "u")
    found = await conditions.one(work, type_, query)
    if found is None:
        raise FhirError("not-found", told("refused.none-match", type=type_))
    return await patch(work, type_, found.id, change, if_match=if_match)


async def _patch(work: Work, current: Version, change: Patch, if_match: str | None) -> Written:
    check_if_match(if_match, current, required=work.service.rules.if_match_required)
    # What is hidden from the writer is not there: neither a test nor a copy of it tells.
    resource = patched(await protecting.shown(work, current), change)
    if resource.get("id") != current.id or resource.get("resourceType") != current.type:
        raise FhirError("unprocessable", told("refused.patch-identity"))
    return await save(work, resource, current.type, current.id, current, "PATCH")


def patched(resource: dict[str, Any], change: Patch) -> dict[str, Any]:
    """The resource after the patch; FhirError "invalid" for no patch, "unprocessable" where it does not fit."""
    if isinstance(change, XmlPatch):
        return xml_patched(resource, change)
    if isinstance(change, MergePatch):
        return merged(resource, change)
    if isinstance(change, list):
        return json_patched(resource, change)
    if change.get("resourceType") == "Binary":
        return patched(resource, _in_binary(change))
    if change.get("resourceType") == "Parameters":
        return apply_parameters(resource, change)
    raise FhirError("invalid", told("refused.patch-form"))


def _in_binary(binary: dict[str, Any]) -> list[Any] | MergePatch | XmlPatch:
    try:
        # JSON Patch has no resource type: the strict reader reads it inside an object.
        content = base64.b64decode(str(binary.get("data", "")), validate=True)
    except binascii.Error as error:
        raise FhirError("invalid", told("refused.binary-base64")) from error
    if binary.get("contentType") == XML_PATCH:
        return read_xml_patch(content)
    if binary.get("contentType") == MERGE_PATCH:
        return read_merge_patch(content)
    return read_json_patch(content)


def read_json_patch(content: bytes) -> list[Any]:
    """The operations in the bytes of a JSON Patch."""
    # The strict reader reads objects.
    operations = fhir_json.parse(b'{"patch":' + content + b"}").get("patch")
    if not isinstance(operations, list):
        raise FhirError("invalid", told("refused.json-patch-list"))
    return operations


def json_patched(resource: dict[str, Any], operations: list[Any]) -> dict[str, Any]:
    """RFC 6902."""
    if len(operations) > _MOST_OPERATIONS:
        raise FhirError(
            "too-large", told("refused.patch-too-many", most_operations=_MOST_OPERATIONS)
        )
    result: Any = copy.deepcopy(resource)
    for number, operation in enumerate(operations, 1):
        try:
            result = _applied(result, operation)
        except FhirError as error:
            problem = error.issues[0].diagnostics
            said = told("rest.patch-operation", number=number, problem=problem)
            raise FhirError(error.kind, said) from error
    if not isinstance(result, dict):
        raise FhirError("unprocessable", told("refused.patch-leaves-nothing"))
    for operation in operations:
        _emptied(result, operation)
    return result


def _emptied(result: dict[str, Any], operation: dict[str, Any]) -> None:
    """A list whose last value the operation took away is gone: FHIR's JSON has no empty ones."""
    taken = {"remove": "path", "move": "from"}.get(operation["op"])
    if taken is None:
        return
    listed, _, _ = operation[taken].rpartition("/")
    if listed and jsonpatch.JsonPointer(listed).resolve(result, None) == []:
        jsonpatch.JsonPatch([{"op": "remove", "path": listed}]).apply(result, in_place=True)


def _applied(result: Any, operation: Any) -> Any:
    try:
        # A copy, for the next operation may change what this one puts in, and all may run again.
        return jsonpatch.JsonPatch([copy.deepcopy(operation)]).apply(result, in_place=True)
    except jsonpatch.JsonPatchTestFailed as error:
        raise FhirError("unprocessable", told("refused.patch-test")) from error
    except jsonpatch.InvalidJsonPatch as error:
        raise FhirError("invalid", told("refused.no-json-patch", error=error)) from error
    except (
        jsonpatch.JsonPatchException,
        jsonpatch.JsonPointerException,
        TypeError,
        KeyError,
        IndexError,
        ValueError,
        AttributeError,
    ) as error:
        raise FhirError("unprocessable", told("refused.patch-no-place")) from error
