"""Why a transaction or batch, or an entry of it, is refused (https://hl7.org/fhir/R4/http.html#transaction)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "refused.too-many-entries": Text(
        "The Bundle has {count} entries, and this server takes {most} at once. Divide it.",
        "Bundle har {count} poster, och den här servern tar {most} på en gång. Dela upp den.",
    ),
    "refused.transaction-writes": Text(
        "This is nothing that a transaction can write.",
        "Detta är inget som en transaktion kan skriva.",
    ),
    "refused.written-twice": Text(
        "{first} writes the same resource. A transaction writes each once.",
        "{first} skriver samma resurs. En transaktion skriver varje resurs en gång.",
    ),
    "refused.changed-twice": Text(
        "{type}/{id} is changed twice in one transaction.",
        "{type}/{id} ändras två gånger i samma transaktion.",
    ),
    "refused.entry-list": Text(
        "Bundle.entry is a list.",
        "Bundle.entry är en lista.",
    ),
    "refused.entry-no-request": Text(
        "The entry has no request: add request.method and request.url.",
        "Posten har ingen request: lägg till request.method och request.url.",
    ),
    "refused.entry-method": Text(
        "The method is one of {names}.",
        "Metoden är en av {names}.",
    ),
    "refused.entry-resource": Text(
        "A {method} has a resource.",
        "En {method} har en resurs.",
    ),
    "refused.entry-text": Text(
        "{name} is a text.",
        "{name} är en text.",
    ),
    "refused.same-full-url": Text(
        "{first} has the same fullUrl: each resource needs its own.",
        "{first} har samma fullUrl: varje resurs behöver en egen.",
    ),
    "refused.entry-url": Text(
        "request.url is a text, such as Patient or Patient/1.",
        "request.url är en text, till exempel Patient eller Patient/1.",
    ),
    "refused.no-such-entry": Text(
        "{text} is the fullUrl of no entry that is created or updated here.",
        "{text} är inte fullUrl för någon post som skapas eller uppdateras här.",
    ),
}
