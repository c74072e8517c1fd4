"""JSON Merge Patch: https://www.rfc-editor.org/rfc/rfc7396#appendix-A, and a resource."""

import base64
import copy
from typing import Any

import pytest

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions.merge_patch import MergePatch, merged, read_merge_patch
from pk_fhir.interactions.patch import patched


@pytest.mark.parametrize(
    ("stored", "elements", "expected"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({"a": "foo"}, {"a": {"b": {"c": None}}}, {"a": {"b": {}}}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_the_rfc(
    stored: dict[str, Any], elements: dict[str, Any], expected: dict[str, Any]
) -> None:
    before = copy.deepcopy((stored, elements))
    assert merged(stored, MergePatch(elements)) == expected
    assert (stored, elements) == before


def test_what_is_no_object_is_no_patch() -> None:
    assert read_merge_patch(b'{"active":null}') == MergePatch({"active": None})
    with pytest.raises(FhirError) as refused:
        read_merge_patch(b"[1]")
    assert refused.value.kind == "invalid"


def test_in_a_bundle_a_binary_holds_it() -> None:
    binary = {
        "resourceType": "Binary",
        "contentType": "application/merge-patch+json",
        "data": base64.b64encode(b'{"gender":null,"active":true}').decode(),
    }
    stored = {"resourceType": "Patient", "id": "a", "gender": "female"}
    assert patched(stored, binary) == {"resourceType": "Patient", "id": "a", "active": True}
