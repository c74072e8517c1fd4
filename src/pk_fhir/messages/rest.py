"""Texts of FHIR's interactions over HTTP, beside those of `refused` and `request`."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "rest.entry-elsewhere": Text(
        en="The entry is for another server: write request.url relative to {base}.",
        sv="Posten gäller en annan server: ange request.url relativt {base}.",
    ),
    "rest.patch-operation": Text(
        en="Operation {number} of the patch: {problem}",
        sv="Operation {number} i patchen: {problem}",
    ),
    "rest.unknown-in-bundle": Text(
        en="{place} has no element {name}. Correct it, or leave it out.",
        sv="{place} har inget element {name}. Rätta det, eller utelämna det.",
    ),
}
