"""Our own validator on the examples: it accepts each, and says what is wrong with each wrong variant."""

import copy
import json
from functools import cache

import pytest
from tests.conformance import examples
from tests.conformance.variants import VARIANTS, Variant

from pk_fhir.fhir.outcome import Issue
from pk_fhir.validation import Validator


@cache
def _validator() -> Validator:
    return Validator.for_r4().with_package(examples.PACKAGE)


def _errors(resource: examples.Resource) -> list[Issue]:
    # Bytes, as they come over HTTP, so that lines and columns are told too.
    found = _validator().validate(json.dumps(resource, ensure_ascii=False).encode())
    return [issue for issue in found if issue.severity in ("error", "fatal")]


@pytest.mark.parametrize("name", examples.names())
def test_every_resource_of_an_example_is_valid(name: str) -> None:
    wrong = [(one["resourceType"], _errors(one)) for one in examples.resources(name)]
    assert [(kind, errors) for kind, errors in wrong if errors] == []


@pytest.mark.parametrize("name", examples.names())
def test_the_bundle_of_an_example_is_valid(name: str) -> None:
    assert _errors(examples.bundle(name)) == []


@pytest.mark.parametrize("name", examples.alone())
def test_a_resource_that_stands_alone_is_valid(name: str) -> None:
    assert _errors(examples.resource(name, "")) == []


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
def test_a_wrong_variant_is_told_with_its_place(variant: Variant) -> None:
    changed = copy.deepcopy(examples.resource(variant.example, variant.kind, variant.item))
    variant.edit(changed)
    errors = _errors(changed)
    assert [
        issue
        for issue in errors
        if issue.expression.startswith(variant.place) and variant.says in issue.diagnostics
    ], errors


def test_there_are_two_wrong_variants_of_every_example() -> None:
    counts = dict.fromkeys((*examples.names(), *examples.alone()), 0)
    for variant in VARIANTS:
        counts[variant.example] += 1
    assert {name for name, count in counts.items() if count < 2} == set()
