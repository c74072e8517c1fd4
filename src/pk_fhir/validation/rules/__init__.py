"""Rules of single datatypes that their definitions do not state as invariants."""

from pk_fhir.validation.rules.identifier import check_identifier
from pk_fhir.validation.shapes import Check

__all__ = ["rules_of"]

RULES: dict[str, tuple[Check, ...]] = {"Identifier": (check_identifier,)}


def rules_of(name: str) -> tuple[Check, ...]:
    """The rules of a type or backbone element by its name."""
    return RULES.get(name, ())
