"""Logical ids (https://hl7.org/fhir/R4/datatypes.html#id)."""

import re

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def require_possible(type_: str, id_: str) -> None:
    """FhirError "not-found" for what can be nobody's id."""
    if not is_id(id_):
        raise FhirError("not-found", told("refused.no-such-id", type=type_))
