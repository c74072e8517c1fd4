"""ImplementationGuide: on what it depends (https://hl7.org/fhir/R4/implementationguide.html)."""

import re
from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run

# https://hl7.org/fhir/packages: a package's name has parts, divided by dots.
PACKAGE = re.compile(r"[a-zA-Z][A-Za-z0-9_\-]*(\.[A-Za-z0-9_\-]+)+")


def check_implementation_guide(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report dependencies that name no guide, or no package."""
    for place, each in objects(resource, "dependsOn", path):
        uri, bar, version = text(each, "uri").partition("|")
        if bar and not version:
            run.sink.error("invalid", place, "guide-no-version", uri=clipped(uri))
        elif version and not text(each, "version"):
            run.sink.error("invalid", place, "guide-version", version=clipped(version))
        if uri and "/ImplementationGuide/" not in uri:
            run.sink.error("invalid", place, "guide-uri", uri=clipped(uri))
        package = text(each, "packageId")
        if package and not PACKAGE.fullmatch(package):
            run.sink.error("invalid", place, "guide-package", package=clipped(package))
