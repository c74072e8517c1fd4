"""Why an interaction is refused, or what it says beside its answer (https://hl7.org/fhir/R4/http.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "refused.database-silent": Text(
        "The database does not answer in time. Try again later.",
        "Databasen svarar inte i tid. Försök igen senare.",
    ),
    "refused.log-by-systems": Text(
        "The log is written by systems: this one, and those that it trusts.",
        "Loggen skrivs av system: av detta och av dem som det litar på.",
    ),
    "refused.no-such-audit-event": Text(
        "There is no AuditEvent with this id.",
        "Det finns ingen AuditEvent med detta id.",
    ),
    "refused.log-not-for-staff": Text(
        "Staff do not read the log: ask an administrator.",
        "Personal läser inte loggen: fråga en administratör.",
    ),
    "refused.audit-parameter": Text(
        "The parameter {name} is not known here. AuditEvent has {known}.",
        "Parametern {name} är inte känd här. AuditEvent har {known}.",
    ),
    "refused.count": Text(
        "_count is a whole number, 0 or more.",
        "_count är ett heltal, 0 eller mer.",
    ),
    "refused.summary": Text(
        "_summary is true, false, text, data or count.",
        "_summary är true, false, text, data eller count.",
    ),
    "refused.total": Text(
        "_total is none, estimate or accurate.",
        "_total är none, estimate eller accurate.",
    ),
    "refused.log-sort": Text(
        "The log is sorted by -date: the newest first.",
        "Loggen sorteras efter -date: det senaste först.",
    ),
    "refused.audit-subtype": Text(
        "Ask for other interactions by subtype, such as search-type.",
        "Fråga efter andra interaktioner med subtype, till exempel search-type.",
    ),
    "refused.date-prefix": Text(
        "A date begins with eq, ge, gt, sa, le, lt, eb or nothing.",
        "Ett datum börjar med eq, ge, gt, sa, le, lt, eb eller inget.",
    ),
    "refused.date-unreadable": Text(
        "A date cannot be read: {error}.",
        "Ett datum kan inte läsas: {error}.",
    ),
    "refused.no-date": Text(
        "{name} is no date: write it like 2026-11-25.",
        "{name} är inget datum: skriv det som 2026-11-25.",
    ),
    "refused.type-not-served": Text(
        "This server does not serve {type}. The CapabilityStatement (GET /metadata) lists what it serves.",
        "Den här servern har inte {type}. Dess CapabilityStatement (GET /metadata) säger vad den har.",
    ),
    "refused.several-match": Text(
        "Several resources of type {type} match the condition. Make it say which one.",
        "Flera resurser av typen {type} stämmer med villkoret. Låt det säga vilken.",
    ),
    "refused.empty-condition": Text(
        "The condition is empty. Write search parameters of {type}, such as identifier=system|value.",
        "Villkoret är tomt. Skriv sökparametrar för {type}, till exempel identifier=system|value.",
    ),
    "refused.audit-no-condition": Text(
        "An AuditEvent is added without a condition.",
        "En AuditEvent läggs till utan villkor.",
    ),
    "refused.page-link-changed": Text(
        "This page link was changed. Start again from the first page.",
        "Länken till sidan har ändrats. Börja om från första sidan.",
    ),
    "refused.no-such-page": Text(
        "There is no such page.",
        "Det finns ingen sådan sida.",
    ),
    "refused.shipped": Text(
        "{type}/{id} comes with this product, and only a new release of it changes it. Store your own "
        "under another id and another url.",
        "{type}/{id} hör till produkten, och bara en ny version av den ändrar det. Spara er egen under "
        "ett annat id och en annan url.",
    ),
    "refused.delete-several": Text(
        "Several resources of type {type} match. This server deletes one at a time: narrow the condition.",
        "Flera resurser av typen {type} stämmer. Den här servern tar bort en i taget: gör villkoret snävare.",
    ),
    "refused.type-parameter-not-served": Text(
        "_type names what this server does not serve: {unknown}.",
        "_type nämner något som den här servern inte har: {unknown}.",
    ),
    "refused.no-value-set-bound": Text(
        "No value set is bound to {context}: write it like Patient.gender.",
        "Ingen urvalslista är knuten till {context}: skriv det som Patient.gender.",
    ),
    "refused.value-set-circle": Text(
        "The value set includes itself, by way of others: take one of them out.",
        "Urvalslistan innehåller sig själv genom andra: ta bort en av dem.",
    ),
    "refused.say-which-one-way": Text(
        "Say which {kind} in one way: by the id in the path, by url, or by {name} in a POST.",
        "Säg vilken {kind} på ett sätt: med id i sökvägen, med url, eller med {name} i en POST.",
    ),
    "refused.send-kind": Text(
        "Send a {kind} as the resource of the parameter.",
        "Skicka en {kind} som parameterns resurs.",
    ),
    "refused.one-version": Text(
        "An {type} has one version: search for it instead.",
        "En {type} har en version: sök efter den i stället.",
    ),
    "refused.idempotency-form": Text(
        "An Idempotency-Key has 1 to 128 visible ASCII characters, such as a UUID.",
        "En Idempotency-Key har 1 till 128 synliga ASCII-tecken, till exempel ett UUID.",
    ),
    "refused.idempotency-used": Text(
        "This Idempotency-Key was used for another request. Each request needs its own.",
        "Denna Idempotency-Key har använts för en annan begäran. Varje begäran behöver en egen.",
    ),
    "refused.no-such-id": Text(
        "There is no {type} with this id.",
        "Det finns ingen {type} med detta id.",
    ),
    "refused.code-system-no-url": Text(
        "The CodeSystem has no url: nothing can be coded by it.",
        "CodeSystem har ingen url: inget kan kodas med det.",
    ),
    "refused.match-patient": Text(
        "Send Parameters with a Patient as the parameter resource.",
        "Skicka Parameters med en Patient som parametern resource.",
    ),
    "refused.match-national": Text(
        "Describe the person by a national identifier: people are matched on nothing else.",
        "Beskriv personen med en nationell identitet: personer paras inte ihop på något annat.",
    ),
    "refused.send-meta": Text(
        "Send Parameters with a parameter named meta, whose value is a Meta.",
        "Skicka Parameters med en parameter som heter meta och vars värde är en Meta.",
    ),
    "refused.deleted": Text(
        "This {type} was deleted.",
        "Denna {type} är borttagen.",
    ),
    "refused.none-match": Text(
        "No {type} matches the condition.",
        "Ingen {type} stämmer med villkoret.",
    ),
    "refused.binary-base64": Text(
        "Binary.data is not base64.",
        "Binary.data är inte base64.",
    ),
    "refused.populated": Text(
        "{answers} answers are from the contract. Go through them with the patient: nothing is stored yet.",
        "{answers} svar är från kontraktet. Gå igenom dem med patienten: inget är sparat än.",
    ),
    "refused.populated-empty": Text(
        "Nothing is known here of the answers to this form: it is empty.",
        "Inget är känt här om svaren i formuläret: det är tomt.",
    ),
    "refused.no-questionnaire": Text(
        "There is no Questionnaire {canonical} here.",
        "Det finns ingen Questionnaire {canonical} här.",
    ),
    "refused.form-subject": Text(
        "The form is about {names}, not about a {type}.",
        "Formuläret handlar om {names}, inte om en {type}.",
    ),
    "refused.if-match": Text(
        "If-Match names {names}, and there is {state} now. Read it again, and change that.",
        "If-Match nämner {names}, och nu finns {state}. Läs resursen igen och ändra den.",
    ),
    "refused.if-none-match": Text(
        "If-None-Match: there is version {version} of this resource already.",
        "If-None-Match: version {version} av resursen finns redan.",
    ),
    "refused.entity-tag": Text(
        'The entity tag {part} cannot be read. Write W/"1".',
        'Entitetstaggen {part} kan inte läsas. Skriv W/"1".',
    ),
    "refused.if-match-wanted": Text(
        'Say which version you change: send If-Match: W/"<versionId>".',
        'Säg vilken version du ändrar: skicka If-Match: W/"<versionId>".',
    ),
    "refused.masked-element": Text(
        "The person has protected identity, and this element is hidden from you: leave it out. It stays as it is stored.",
        "Personen har skyddade uppgifter och elementet är dolt för dig: utelämna det. Det står kvar som det är sparat.",
    ),
    "refused.protected-lifted": Text(
        "A protected identity is lifted by the system that keeps the record: leave meta.security as it is.",
        "Skyddade uppgifter hävs av systemet som för uppgiften: låt meta.security vara.",
    ),
    "refused.masked-copy": Text(
        "This is a masked copy of a protected person (meta.security MASKED): writing it would erase what is masked. Patch what you want to change.",
        "Detta är en maskerad kopia av en person med skyddade uppgifter (meta.security MASKED): att skriva den skulle radera det som är maskerat. Ändra med en patch det som du vill ändra.",
    ),
    "refused.deleted-history": Text(
        "This {type} was deleted. Its history still shows it.",
        "Denna {type} är borttagen. Dess historik visar den fortfarande.",
    ),
    "refused.reindex-system": Text(
        "Only a system may have everything indexed anew.",
        "Bara ett system får låta indexera om allt.",
    ),
    "refused.reindex-underway": Text(
        "Other work is under way: {id}. Wait for it first.",
        "Annat arbete pågår: {id}. Vänta på det först.",
    ),
    "refused.not-served": Text(
        "This server does not serve {unknown}.",
        "Den här servern har inte {unknown}.",
    ),
    "refused.no-such-work": Text(
        "There is no such work here.",
        "Det finns inget sådant arbete här.",
    ),
    "refused.no-search-parameter": Text(
        "There is no active SearchParameter with this id.",
        "Det finns ingen aktiv SearchParameter med detta id.",
    ),
    "refused.wrong-type": Text(
        "The resource is a {stated}, and the URL is for {type}.",
        "Resursen är en {stated}, och adressen är för {type}.",
    ),
    "refused.no-type": Text(
        "The resource does not say what it is: add resourceType.",
        "Resursen säger inte vad den är: lägg till resourceType.",
    ),
    "refused.deleted-since": Text(
        "{deleted} matches have been deleted since the first page, and are left out.",
        "{deleted} träffar har tagits bort sedan första sidan och är utelämnade.",
    ),
    "refused.include-too-much": Text(
        "There is more to include than this server includes in one page. Ask for a smaller page.",
        "Det finns mer att ta med än den här servern tar med på en sida. Be om en mindre sida.",
    ),
    "refused.id-in-use": Text(
        "No {type} matches the condition, but the id that the resource states is in use.",
        "Ingen {type} stämmer med villkoret, men resursens id används redan.",
    ),
    "refused.id-of-url": Text(
        "The resource's id must be the URL's: {id}.",
        "Resursens id måste vara adressens: {id}.",
    ),
    "refused.id-missing": Text(
        "The resource lacks its id. Add the URL's: {id}.",
        "Resursen saknar sitt id. Lägg till adressens: {id}.",
    ),
    "refused.id-form": Text(
        "An id has 1 to 64 letters, digits, hyphens and points (A-Z a-z 0-9 - .).",
        "Ett id har 1 till 64 bokstäver, siffror, bindestreck och punkter (A-Z a-z 0-9 - .).",
    ),
    "refused.still-referred-to": Text(
        "{names} cannot be deleted: {who} refers to it. Delete or change that first.",
        "{names} kan inte tas bort: {who} hänvisar till den. Ta bort eller ändra det först.",
    ),
    "refused.too-busy": Text(
        "Others change the same resources all the time. Try again later.",
        "Andra ändrar samma resurser hela tiden. Försök igen senare.",
    ),
    "refused.reference-to-nothing": Text(
        "The reference {type}/{id} leads to nothing here. Create that resource first, or in the same transaction.",
        "Referensen {type}/{id} leder inte till något här. Skapa den resursen först, eller i samma transaktion.",
    ),
    "refused.only-added-to": Text(
        "Nobody changes or deletes an {type}: it is only added to.",
        "Ingen ändrar eller tar bort en {type}: nya läggs bara till.",
    ),
    "refused.more-matches": Text(
        "{value} more matches are left out.",
        "{value} träffar till är utelämnade.",
    ),
    "refused.several-certain": Text(
        "Several Patients are certain matches.",
        "Flera patienter stämmer säkert.",
    ),
    "refused.finds-nothing": Text(
        "The reference finds nothing: it must find one {type}.",
        "Referensen hittar inget: den ska hitta en {type}.",
    ),
    "refused.finds-several": Text(
        "The reference finds several resources: it must find one {type}.",
        "Referensen hittar flera resurser: den ska hitta en {type}.",
    ),
}
