"""Narrative: the XHTML that a resource may show (https://hl7.org/fhir/R4/narrative.html)."""

from typing import Any

from pk_fhir.validation.place import At
from pk_fhir.validation.run import Run


def check_div(value: Any, at: At, run: Run) -> None:
    del value, at, run
