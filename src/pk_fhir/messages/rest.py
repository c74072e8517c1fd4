"""Texts of FHIR's interactions over HTTP, beside those of `refused` and `request`."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "rest.xml-patch-form": Text(
        "An XML Patch is a diff element with add, replace and remove, each with sel (RFC 5261).",
        "En XML Patch är ett diff-element med add, replace och remove, vart och ett med sel (RFC 5261).",
    ),
    "rest.xml-patch-selector": Text(
        "{selector} is no selector of an XML Patch. Write it like f:Patient/f:name[1]/f:given[@value='Eva'], "
        "with the prefix that the patch declares.",
        "{selector} pekar inte ut något i en XML Patch. Skriv som f:Patient/f:name[1]/f:given[@value='Eva'], "
        "med det prefix som patchen deklarerar.",
    ),
    "rest.xml-patch-prefix": Text(
        "The patch does not declare the prefix {prefix}.",
        "Patchen deklarerar inte prefixet {prefix}.",
    ),
    "rest.xml-patch-several": Text(
        "The selector finds {count} places, and must find one.",
        "Urvalet hittar {count} ställen och ska hitta ett.",
    ),
    "rest.xml-patch-content": Text(
        "To add takes elements, to replace an element takes one, to replace an attribute takes its text.",
        "Att lägga till tar element, att ersätta ett element tar ett, att ersätta ett attribut tar dess text.",
    ),
    "rest.no-such-version": Text(
        "There is no such version of a {type} with this id.",
        "Det finns ingen sådan version av en {type} med detta id.",
    ),
    "rest.history-order": Text(
        "A history begins with what is newest, and is not sorted in another way: leave _sort out.",
        "En historik börjar med det senaste och sorteras inte på annat sätt: utelämna _sort.",
    ),
    "rest.version-stands": Text(
        "A past version is what it was. Call {name} on the resource itself: that makes a new version.",
        "En tidigare version är som den var. Anropa {name} på själva resursen: det ger en ny version.",
    ),
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
