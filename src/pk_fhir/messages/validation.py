"""Texts of the validator's engine: structure, profiles, slices, references and invariants."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "structure.not-an-object": Text(
        en="A FHIR resource is a JSON object, and this is {found}.",
        sv="En FHIR-resurs är ett JSON-objekt, men detta är {found}.",
    ),
}
