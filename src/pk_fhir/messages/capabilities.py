"""What the CapabilityStatement says in words: how one is let in, and what Subscriptions do."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "capabilities.open": Text(
        en="Every request is served without a token: this is a development server, never one for real persons.",
        sv="Varje anrop besvaras utan åtkomstbevis: det här är en utvecklingsserver, aldrig en för verkliga personer.",
    ),
    "capabilities.tokens": Text(
        en="A bearer token (JWT) of a trusted issuer with SMART scopes, v1 or v2. What a caller may not see is "
        "answered as if it were not there.",
        sv="Ett åtkomstbevis (JWT) från en betrodd utfärdare med SMART-behörigheter, v1 eller v2. Det som anroparen "
        "inte får se besvaras som om det inte fanns.",
    ),
    "capabilities.audit": Text(
        "What the server recorded, and what was sent as such. It is searched by the parameters that are stated "
        "here alone, not by those of every search; it is answered newest first (_sort=-date); _count, _total, "
        "_summary and _elements are as everywhere.",
        "Det som servern har noterat, och det som har skickats som sådant. Det söks bara med de parametrar som "
        "anges här, inte med dem som gäller varje sökning; det nyaste kommer först (_sort=-date); "
        "_count, _total, _summary och _elements är som överallt.",
    ),
    "capabilities.standard": Text(
        en="FHIR R4's own are read by id, and found by url, _id and version, where nothing is stored under them; "
        "every other search finds what is stored. They are not whole: prose is left out (SUBSETTED).",
        sv="FHIR R4:s egna läses med id och hittas med url, _id och version, där inget är lagrat under dem; "
        "alla andra sökningar hittar det som är lagrat. De är inte fullständiga: löpande text är utelämnad (SUBSETTED).",
    ),
    "capabilities.subscription": Text(
        en="Channel: rest-hook. Without payload the endpoint gets an empty POST; with payload "
        "application/fhir+json or application/fhir+xml each resource is sent as PUT endpoint/Type/id. Criteria are a "
        "search of one type, with the rights of the one who wrote the Subscription. Write the status requested "
        "or off; the server makes it active, error or off. What was created or updated is told of, deletions are "
        "not (R4 has no notice of them): follow _history for those. Values of channel.header that may be "
        "secrets are shown to the subscriber only.",
        sv="Kanal: rest-hook. Utan payload får adressen en tom POST; med payload application/fhir+json eller "
        "application/fhir+xml skickas varje resurs som PUT adress/Typ/id. Kriterierna är en sökning på en typ, "
        "med rättigheterna hos den som skrev prenumerationen. Ange statusen requested eller off; servern gör den "
        "active, error eller off. Det som skapats eller ändrats meddelas, inte det som tagits bort (R4 har inget "
        "meddelande för det): följ _history för det. Värden i channel.header som kan vara hemliga visas bara för "
        "prenumeranten.",
    ),
}
