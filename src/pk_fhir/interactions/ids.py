"""Logical ids (https://hl7.org/fhir/R4/datatypes.html#id)."""

import re

from pk_fhir.contract.identifiers import holds_personal_number
from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.messages import told

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_VERSION = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_NUMBER = re.compile(r"\d{8}[-+]?\d{4}")


def is_id(text: str) -> bool:
    """Whether a text has the form of a logical id."""
    return _ID.fullmatch(text) is not None


def may_be_logged(text: str) -> bool:
    """Whether a text is a logical id that the log may name: it is no personal number, and holds none."""
    return is_id(text) and not PERSONAL.search(text)


def is_version(text: str) -> bool:
    """Whether a text can be the id of a version here: they are numbered."""
    return _VERSION.fullmatch(text) is not None


def check_id(id_: object, place: str = "") -> str:
    """The id that is stated; FhirError "invalid" for what is none, and for a personal number: ids stand in
    addresses."""
    if not isinstance(id_, str) or not is_id(id_):
        raise _bad("refused.id-form", place)
    if _NUMBER.fullmatch(id_) and holds_personal_number(id_):
        raise _bad("refused.id-number", place)
    return id_


def _bad(key: str, place: str) -> FhirError:
    issue = Issue(
        severity="error",
        code="value",
        expression=f"{place}.id" if place else "id",
        diagnostics=told(key),
        key="bad-id",
    )
    return FhirError("invalid", [issue])


def require_possible(type_: str, id_: str) -> None:
    """FhirError "not-found" for what can be nobody's id."""
    if not is_id(id_):
        raise FhirError("not-found", told("refused.no-such-id", type=type_))
