"""Profiles that a resource claims or is held to (https://hl7.org/fhir/R4/resource.html#Meta)."""

from collections.abc import Iterable
from typing import Any

from pk_fhir.validation.place import At
from pk_fhir.validation.run import Run


def check_claims(value: dict[str, Any], at: At, run: Run, profiles: Iterable[str]) -> None:
    del value, at, run, profiles
