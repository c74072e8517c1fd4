"""ValueSet: what its compose refers to (https://hl7.org/fhir/R4/valueset.html#compositions)."""

import re
from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import VALID, clipped
from pk_fhir.validation.run import Run

_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+")
_CODING = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^#\s]+#\S+")


def check_value_set(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report systems that are no absolute URI, and filter values that cannot be of their property."""
    compose = resource.get("compose")
    for part in ("include", "exclude"):
        for place, include in objects(compose, part, f"{path}.compose"):
            system = text(include, "system")
            if system and not _ABSOLUTE.fullmatch(system):
                run.sink.error("invalid", place, "value-set-system", system=clipped(system))
            _check_filters(include, system, place, run)


def _check_filters(include: dict[str, Any], system: str, path: str, run: Run) -> None:
    filters = list(objects(include, "filter", path))
    if not filters or not system:
        return
    code_system = run.definitions.get(system, "CodeSystem")
    if code_system is None:
        return
    types = {
        text(each, "code"): text(each, "type") for _, each in objects(code_system, "property", "")
    }
    for place, each in filters:
        kind = types.get(text(each, "property"), "")
        value = text(each, "value")
        if text(each, "op") == "=" and not _fits(kind, value):
            run.sink.error(
                "invalid", place, f"value-set-filter-{kind}", property=text(each, "property"),
                value=clipped(value),
            )  # fmt: skip


def _fits(kind: str, value: str) -> bool:
    if kind == "Coding":
        return _CODING.fullmatch(value) is not None
    if kind == "boolean":
        return value in ("true", "false")
    return kind != "dateTime" or VALID["dateTime"](value)
