"""Texts of Subscriptions: what one must be, and why nobody could be told."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "subscription.of-a-person": Text(
        en="A Subscription is a system's: what a person may see ends with their login, and a Subscription goes on.",
        sv="En prenumeration är ett systems: det en person får se upphör med inloggningen, men prenumerationen fortsätter.",
    ),
    "subscription.status": Text(
        en="Write the status requested, or off: the server makes it active when the endpoint has answered.",
        sv="Ange statusen requested eller off: servern gör den aktiv när adressen har svarat.",
    ),
    "subscription.channel-type": Text(
        en="This server tells by rest-hook only.",
        sv="Den här servern meddelar bara genom rest-hook.",
    ),
    "subscription.no-endpoint": Text(
        en="Write the address to tell: https://host/path.",
        sv="Ange adressen dit meddelandet ska gå: https://värd/sökväg.",
    ),
    "subscription.endpoint": Text(
        en="The address is https://host/path, without a user name, query or fragment.",
        sv="Adressen är https://värd/sökväg, utan användarnamn, frågedel eller fragment.",
    ),
    "subscription.endpoint-personal": Text(
        en="No personal number may stand in an address.",
        sv="Inget personnummer får stå i en adress.",
    ),
    "subscription.endpoint-private": Text(
        en="The address leads inside a network of its own, where this server does not send.",
        sv="Adressen leder in i ett privat nät, dit den här servern inte skickar.",
    ),
    "subscription.payload": Text(
        en="The payload is application/fhir+json or application/fhir+xml; leave it out to be told without content.",
        sv="Innehållet (payload) är application/fhir+json eller application/fhir+xml; utelämna det för meddelanden "
        "utan innehåll.",
    ),
    "subscription.masked-header": Text(
        en="The value of this header is hidden from you: write it anew, or leave it out. As it is, you can only turn the "
        "Subscription off.",
        sv="Värdet i det här huvudet är dolt för dig: ange det på nytt, eller utelämna det. Som det är kan du bara "
        "stänga av prenumerationen.",
    ),
    "subscription.header": Text(
        en="A header is written as Name: value, and is none that the server itself sets.",
        sv="Ett huvud skrivs som Namn: värde, och är inget som servern själv sätter.",
    ),
    "subscription.criteria": Text(
        en="The criteria are a search of one type, such as CarePlan?status=active.",
        sv="Kriterierna är en sökning på en typ, till exempel CarePlan?status=active.",
    ),
    "subscription.criteria-type": Text(
        en="Nobody can subscribe to {type} here.",
        sv="Det går inte att prenumerera på {type} här.",
    ),
    "subscription.criteria-result": Text(
        en="The criteria say which resources are told of: leave out sorting, paging, inclusion and summary.",
        sv="Kriterierna säger vilka resurser meddelandet gäller: utelämna sortering, sidor, inkludering och "
        "sammanfattning.",
    ),
    "subscription.ended": Text(
        en="The end has passed already: write a later one, or none.",
        sv="Sluttiden har redan passerat: ange en senare, eller ingen.",
    ),
    "subscription.answered": Text(
        en="The endpoint answered with status {status}.",
        sv="Adressen svarade med status {status}.",
    ),
    "subscription.unreachable": Text(
        en="The endpoint does not answer.", sv="Adressen svarar inte."
    ),
    "subscription.certificate": Text(
        en="The endpoint cannot prove that it is the one that is meant: its certificate is not valid.",
        sv="Adressen kan inte visa att den är den som avses: dess certifikat är inte giltigt.",
    ),
    "subscription.given-up": Text(
        en="{problem} Given up after {hours} hours; what was not told is kept. Write the status requested "
        "to begin again.",
        sv="{problem} Gav upp efter {hours} timmar; det som inte har meddelats finns kvar. Ange statusen "
        "requested för att börja om.",
    ),
}
