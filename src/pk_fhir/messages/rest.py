"""Texts of FHIR's interactions over HTTP, beside those of `refused` and `request`."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "rest.operation-changes": Text(
        "{name} changes what is stored, and is no part of a transaction: call it on its own, or in a batch.",
        "{name} ändrar det som är lagrat och kan inte ingå i en transaktion: anropa den för sig, eller i en batch.",
    ),
    "rest.entry-elsewhere": Text(
        en="The entry is for another server: write request.url relative to {base}.",
        sv="Posten gäller en annan server: ange request.url relativt {base}.",
    ),
    "rest.patch-operation": Text(
        en="Operation {number} of the patch: {problem}",
        sv="Operation {number} i patchen: {problem}",
    ),
    "rest.delete-too-many": Text(
        en="{most} or more match, and they are deleted together or not at all: narrow the condition.",
        sv="{most} eller fler stämmer, och de tas bort tillsammans eller inte alls: gör villkoret snävare.",
    ),
    "rest.unknown-in-bundle": Text(
        en="{place} has no element {name}. Correct it, or leave it out.",
        sv="{place} har inget element {name}. Rätta det, eller utelämna det.",
    ),
}
