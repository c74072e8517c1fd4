"""Rules of single datatypes that their definitions do not state as invariants."""

from pk_fhir.validation.rules.attachments import check_hash, check_size, check_some_content
from pk_fhir.validation.rules.labels import check_labels
from pk_fhir.validation.rules.language import check_language
from pk_fhir.validation.rules.systems import check_coding, check_identifier, check_unit_system
from pk_fhir.validation.shapes import Rule

__all__ = ["OF_RESOURCES", "rules_of"]

# Those of every resource.
OF_RESOURCES = (Rule("language", check_language),)

RULES: dict[str, tuple[Rule, ...]] = {
    "Age": (Rule("system", check_unit_system),),
    "Attachment": (
        Rule("size", check_size),
        Rule("hash", check_hash),
        Rule("title", check_some_content),
    ),
    "Coding": (Rule("system", check_coding),),
    "Duration": (Rule("system", check_unit_system),),
    "Identifier": (Rule("system", check_identifier),),
    "Meta": (Rule("security", check_labels),),
    "Quantity": (Rule("system", check_unit_system),),
}


def rules_of(name: str) -> tuple[Rule, ...]:
    """The rules of a type or backbone element by its name."""
    return RULES.get(name, ())
