"""Settings → the validator: R4, our own profiles, and the packages of a region over them."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import structlog

from pk_fhir.config import Settings
from pk_fhir.definitions import Definitions, PackageError
from pk_fhir.validation import Validator

LOG = structlog.get_logger("pk_fhir")


class DefinitionsError(Exception):
    """A package or a profile of the settings cannot be used; the text says which, and why."""


def validator_of(settings: Settings) -> Validator:
    """The validator of these settings, the same for the same packages. Raises DefinitionsError."""
    validator = _with(tuple(settings.packages))
    for type_, profiles in settings.required_profiles.items():
        for profile in profiles:
            _check(validator.definitions, type_, profile)
    return validator


def resources_of(settings: Settings) -> Iterator[dict[str, Any]]:
    """What the packages of the settings have in them themselves, without what they depend on."""
    for number in range(1, len(settings.packages) + 1):
        source = _with(tuple(settings.packages[:number])).definitions.source
        yield from (source.load(entry) for entry in source.entries)


@cache
def _with(packages: tuple[str, ...]) -> Validator:
    if not packages:
        return Validator.ours()
    below, last = _with(packages[:-1]), packages[-1]
    try:
        definitions = below.definitions.with_package(last)
    except PackageError as error:
        raise DefinitionsError(f"PK_FHIR_PACKAGES: {last}: {error}") from error
    problems = definitions.problems[len(below.definitions.problems) :]
    wrong = [issue.diagnostics for issue in problems if issue.severity == "error"]
    if wrong:
        raise DefinitionsError(f"PK_FHIR_PACKAGES: {last}: {'; '.join(wrong[:5])}")
    for issue in problems:
        LOG.warning("a package is not whole", package=last, problem=issue.diagnostics)
    if not definitions.source.entries:
        raise DefinitionsError(f"PK_FHIR_PACKAGES: {last} has no definitions in it")
    return below.over(definitions)


def _check(definitions: Definitions, type_: str, profile: str) -> None:
    where = f"PK_FHIR_REQUIRED_PROFILES: {type_}"
    if definitions.structure(type_) is None:
        raise DefinitionsError(f"{where} is no type of FHIR R4")
    found = definitions.get(profile, "StructureDefinition")
    if found is None:
        raise DefinitionsError(
            f"{where}: the profile {profile} is in no package; add its package to PK_FHIR_PACKAGES"
        )
    if found.get("type") != type_:
        raise DefinitionsError(f"{where}: {profile} is a profile of {found.get('type')}")
