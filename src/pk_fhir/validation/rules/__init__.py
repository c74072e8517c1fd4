"""Rules of single resource types and datatypes that their definitions do not state as invariants."""

from pk_fhir.validation.shapes import Check

__all__ = ["rules_of"]

RULES: dict[str, tuple[Check, ...]] = {}


def rules_of(name: str, resource: bool) -> tuple[Check, ...]:
    """The rules of a type or backbone element by its name."""
    del resource
    return RULES.get(name, ())
