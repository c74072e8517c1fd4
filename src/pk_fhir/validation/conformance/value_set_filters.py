"""Filters of a ValueSet: their operator and value fit the property of the code system.

https://hl7.org/fhir/R4/valueset-definitions.html#ValueSet.compose.include.filter.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from pk_fhir.fhirpath import FhirPathError
from pk_fhir.fhirpath.patterns import full_match
from pk_fhir.validation.conformance.code_system_properties import TYPES
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import VALID, clipped
from pk_fhir.validation.run import Run

HIERARCHY = ("=", "is-a", "descendent-of", "is-not-a", "in", "not-in", "generalizes")
# Properties of every code system, and what may be asked of them.
OPERATORS = {"concept": HIERARCHY, "code": (*HIERARCHY, "regex")}
LISTS = frozenset({"in", "not-in"})
# Those of FHIR's own properties that a filter may ask for and a code system need not define.
UNDEFINED = frozenset(
    ["status", "inactive", "effectiveDate", "deprecationDate", "retirementDate", "notSelectable"]
)
_CODING = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^#\s]+#\S+")
# As searches write it; not what the specification of filters says, and common.
_SEARCHED = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^|\s]+\|\S+")
_COMPARED = re.compile(r"(gt|lt|ge|le|sa|eb|ap)(?=.)")
_INTEGER = re.compile(r"(gt|lt|ge|le|sa|eb|ap)?[+-]?[0-9]+")
_DECIMAL = re.compile(r"(gt|lt|ge|le|sa|eb|ap)?[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Filter(NamedTuple):
    """One filter, the code system that it is of, and where it stands."""

    given: dict[str, Any]
    system: dict[str, Any]
    path: str
    run: Run

    @property
    def name(self) -> str:
        """The property that is filtered by."""
        return text(self.given, "property")

    @property
    def operator(self) -> str:
        """Its operator, by FHIR's code."""
        return text(self.given, "op")

    @property
    def values(self) -> list[str]:
        """Its values: several for operators that take a list."""
        value = text(self.given, "value")
        return [each.strip() for each in value.split(",")] if self.operator in LISTS else [value]

    def error(self, key: str, value: str) -> None:
        """Report what is wrong with it, with its property and this value."""
        self.run.sink.error("invalid", self.path, key, property=self.name, value=clipped(value))


def check_filters(include: dict[str, Any], system: dict[str, Any], path: str, run: Run) -> None:
    """Report filters of an include that its code system cannot answer."""
    for place, each in objects(include, "filter", path):
        given = Filter(each, system, place, run)
        if not given.name or not given.operator or "value" not in each:
            continue
        _check_operator(given)
        _check_value(given)


def _check_operator(given: Filter) -> None:
    declared = next(
        (
            each.get("operator")
            for _, each in objects(given.system, "filter", "")
            if text(each, "code") == given.name
        ),
        None,
    )
    own = any(text(each, "code") == given.name for _, each in objects(given.system, "property", ""))
    allowed = OPERATORS.get(given.name) or (declared if own else None)
    if isinstance(allowed, list | tuple) and given.operator not in allowed:
        told = ", ".join(map(str, allowed))
        given.run.sink.error(
            "invalid", given.path, "value-set-filter-op",
            property=given.name, operator=clipped(given.operator), allowed=told,
        )  # fmt: skip


def _check_value(given: Filter) -> None:
    kind = _type_of(given)
    if given.operator == "exists":
        if kind and text(given.given, "value") not in ("true", "false"):
            given.error("value-set-filter-boolean", text(given.given, "value"))
    elif given.operator == "regex":
        if kind == "concept" and given.name != "code":
            return  # told by the operator
        if not _is_pattern(text(given.given, "value")):
            given.error("value-set-filter-regex", text(given.given, "value"))
    else:
        for value in given.values:
            _check_one(given, kind, value)


def _type_of(given: Filter) -> str:
    """The type of the property; `concept` of what asks for codes, empty where it is not known."""
    if given.name in OPERATORS:
        return "concept"
    for _, each in objects(given.system, "property", ""):
        if text(each, "code") == given.name:
            return text(each, "type")
    return TYPES[given.name] if given.name in UNDEFINED else ""


def _check_one(given: Filter, kind: str, value: str) -> None:
    if kind == "concept":
        _check_code(given, value)
    elif kind == "Coding" and _SEARCHED.fullmatch(value) and not _CODING.fullmatch(value):
        given.run.sink.warning(
            "invalid", given.path, "value-set-filter-Coding",
            property=given.name, value=clipped(value),
        )  # fmt: skip
    elif kind in _FITS and not _FITS[kind](value):
        given.error(f"value-set-filter-{kind}", value)


def _check_code(given: Filter, value: str) -> None:
    """Codes that a filter asks for are those of the code system, where it is known completely."""
    if text(given.system, "content") != "complete":
        return
    trial = given.run.sink.trial()
    coding = {"system": text(given.system, "url"), "code": value}
    given.run.terminology.check_coding(coding, given.path, trial, alone=False)
    if trial.errors:
        given.error("value-set-filter-code", value)


def _is_pattern(value: str) -> bool:
    try:
        full_match(value, "")
    except FhirPathError:
        return False
    return True


_FITS: dict[str, Callable[[str], bool]] = {
    "Coding": lambda value: _CODING.fullmatch(value) is not None,
    "boolean": lambda value: value in ("true", "false"),
    "dateTime": lambda value: bool(VALID["dateTime"](_COMPARED.sub("", value, count=1))),
    "integer": lambda value: _INTEGER.fullmatch(value) is not None,
    "decimal": lambda value: _DECIMAL.fullmatch(value) is not None,
}
