"""Profiles that inherit obligations from others.

http://hl7.org/fhir/extensions/StructureDefinition-inherit-obligations.html
"""

from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.run import Run

INHERITS = f"{CORE}inherit-obligations"
MARKED = f"{CORE}obligation-profile"


def check_obligations(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report inherited profiles that are not obligation profiles, or are on another base."""
    base = text(resource, "baseDefinition")
    for place, extension in objects(resource, "extension", path):
        if text(extension, "url") != INHERITS:
            continue
        url = text(extension, "valueCanonical")
        profile = run.definitions.get(url, "StructureDefinition")
        if profile is None:
            run.sink.error("invalid", place, "obligation-unknown", profile=url)
            continue
        marked = any(
            text(each, "url") == MARKED and each.get("valueBoolean") is True
            for _, each in objects(profile, "extension", "")
        )
        if not marked:
            run.sink.error("invalid", place, "obligation-unmarked", profile=url)
        found = text(profile, "baseDefinition")
        if found != base:
            run.sink.error(
                "invalid", place, "obligation-base", profile=url, found=found, wanted=base
            )
