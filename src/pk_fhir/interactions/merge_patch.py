"""JSON Merge Patch (https://www.rfc-editor.org/rfc/rfc7396): what is to become of elements; null takes one away.

A list is replaced whole. FHIR has no word of it, and forbids it as little (https://hl7.org/fhir/R4/http.html#patch):
fhirpy's `patch` and `save` of some fields write it.
"""

import copy
from typing import Any, NamedTuple

from pk_fhir.fhir import json as fhir_json

MERGE_PATCH = "application/merge-patch+json"


class MergePatch(NamedTuple):
    """The elements that are to be otherwise."""

    elements: dict[str, Any]


def read_merge_patch(content: bytes) -> MergePatch:
    """The patch in these bytes; FhirError "invalid" for what is no JSON object."""
    return MergePatch(fhir_json.parse(content))


def merged(resource: dict[str, Any], patch: MergePatch) -> dict[str, Any]:
    """The resource after the patch."""
    # A copy, for the write may run again.
    found: dict[str, Any] = _merged(resource, copy.deepcopy(patch.elements))
    return found


def _merged(stored: Any, wanted: Any) -> Any:
    if not isinstance(wanted, dict):
        return wanted
    kept = dict(stored) if isinstance(stored, dict) else {}
    for name, value in wanted.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = _merged(kept.get(name), value)
    return kept
