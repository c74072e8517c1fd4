"""The official Java validator accepts every example, and rejects what breaks FHIR or a profile."""

import copy
from collections.abc import Iterator

import pytest
from tests.conformance import examples
from tests.conformance.variants import VARIANTS, Variant
from tests.interop.conftest import missing
from tests.interop.official_validator import Case, Verdict, judge, lacking

pytestmark = pytest.mark.java

# Enough to have every kind of staff and organisation, and a protected person.
SWEDISH = ("elderly-with-sip", "protected-identity")


@pytest.fixture(scope="session")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """All verdicts of one run: starting the validator costs more than judging."""
    what = lacking()
    if what is not None:
        missing(what)
    cases = [*_valid(), *_swedish(), *_invalid()]
    return judge(cases, tmp_path_factory.mktemp("official"))


@pytest.mark.parametrize("name", examples.names())
def test_it_accepts_every_resource_of_an_example(name: str, verdicts: dict[str, Verdict]) -> None:
    mine = {case.id: verdicts[case.id].errors for case in _resources(name)}
    assert {case: errors for case, errors in mine.items() if errors} == {}


@pytest.mark.parametrize("name", examples.names())
def test_it_accepts_the_bundle_of_an_example(name: str, verdicts: dict[str, Verdict]) -> None:
    assert verdicts[f"{name}/bundle"].errors == ()


@pytest.mark.parametrize("name", examples.alone())
def test_it_accepts_a_resource_that_stands_alone(name: str, verdicts: dict[str, Verdict]) -> None:
    assert verdicts[name].errors == ()


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
def test_it_rejects_a_wrong_variant(variant: Variant, verdicts: dict[str, Verdict]) -> None:
    errors = verdicts[variant.id].errors
    assert [
        (place, text)
        for place, text in errors
        if place.startswith(variant.place) and variant.java in text
    ], errors


@pytest.mark.parametrize("name", SWEDISH)
def test_people_and_organisations_conform_to_the_swedish_base(
    name: str, verdicts: dict[str, Verdict]
) -> None:
    mine = {case.id: verdicts[case.id].errors for case in _swedish() if case.id.startswith(name)}
    assert mine
    assert {case: errors for case, errors in mine.items() if errors} == {}


def _swedish() -> Iterator[Case]:
    for name in SWEDISH:
        for case in _resources(name):
            kind = case.resource["resourceType"]
            if kind in ("Patient", "Practitioner", "PractitionerRole", "Organization"):
                profile = f"http://hl7.se/fhir/ig/base/StructureDefinition/SEBase{kind}"
                yield Case(f"{case.id}, Swedish base", case.resource, profile=profile)


def _valid() -> Iterator[Case]:
    for name in examples.names():
        yield Case(f"{name}/bundle", examples.bundle(name))
        yield from _resources(name)
    for name in examples.alone():
        yield Case(name, examples.resource(name, ""))


def _resources(name: str) -> Iterator[Case]:
    for number, resource in enumerate(examples.resources(name)):
        yield Case(f"{name}/{number} {resource['resourceType']}", resource)


def _invalid() -> Iterator[Case]:
    for variant in VARIANTS:
        changed = copy.deepcopy(examples.resource(variant.example, variant.kind, variant.item))
        variant.edit(changed)
        yield Case(variant.id, changed, variant.options)
