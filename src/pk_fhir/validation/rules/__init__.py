"""Rules of single datatypes that their definitions do not state as invariants."""

from pk_fhir.validation.rules.systems import check_coding, check_identifier, check_unit_system
from pk_fhir.validation.shapes import Check

__all__ = ["rules_of"]

RULES: dict[str, tuple[Check, ...]] = {
    "Age": (check_unit_system,),
    "Coding": (check_coding,),
    "Duration": (check_unit_system,),
    "Identifier": (check_identifier,),
    "Quantity": (check_unit_system,),
}


def rules_of(name: str) -> tuple[Check, ...]:
    """The rules of a type or backbone element by its name."""
    return RULES.get(name, ())
