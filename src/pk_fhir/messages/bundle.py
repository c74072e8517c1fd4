"""What can be wrong with a Bundle as a whole (https://hl7.org/fhir/R4/bundle.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "bundle.no-entry": Text(
        en="A {kind} Bundle has at least one entry.",
        sv="En Bundle av typen {kind} har minst en post (entry).",
    ),
    "bundle.first-without-resource": Text(
        en="The first entry of a {kind} Bundle holds a resource, the {type}.",
        sv="Den första posten i en Bundle av typen {kind} innehåller en resurs: {type}.",
    ),
    "bundle.first-type": Text(
        en="The first resource of a {kind} Bundle is a {type}, and this is a {found}.",
        sv="Den första resursen i en Bundle av typen {kind} är en {type}, men detta är en {found}.",
    ),
    "bundle.reference-not-in-bundle": Text(
        en="'{reference}' is not in the Bundle, and a {kind} carries what its {type} refers to.",
        sv="'{reference}' finns inte i Bundle, och en Bundle av typen {kind} innehåller det som dess {type} refererar till.",
    ),
    "bundle.orphan": Text(
        en="No chain of references joins this entry {url} to the {type}. Refer to it, or leave it out.",
        sv="Ingen kedja av referenser förbinder posten {url} med {type}. Referera till den eller ta bort den.",
    ),
    "bundle.reverse-only": Text(
        en="The entry {url} refers to others, but nothing refers to it from the {type} onwards. In R4 only Provenance may stand so.",
        sv="Posten {url} refererar till andra, men inget refererar till den från {type}. I R4 får bara Provenance stå så.",
    ),
    "bundle.full-url-missing": Text(
        en="The entry has no fullUrl. Only in transactions, batches and their responses may it be left out.",
        sv="Posten saknar fullUrl. Den får utelämnas bara i transaction, batch och svaren på dem.",
    ),
    "bundle.full-url-relative": Text(
        en="The fullUrl '{url}' is not absolute. Write the whole url, or a urn:uuid.",
        sv="fullUrl '{url}' är inte absolut. Skriv hela adressen eller en urn:uuid.",
    ),
    "bundle.full-url-no-id": Text(
        en="The fullUrl '{url}' is that of a resource on a server, but the resource has no id.",
        sv="fullUrl '{url}' är adressen till en resurs på en server, men resursen saknar id.",
    ),
    "bundle.full-url-mismatch": Text(
        en="The fullUrl '{url}' is that of a resource on a server, so it must end with /{type}/{id}.",
        sv="fullUrl '{url}' är adressen till en resurs på en server och ska därför sluta med /{type}/{id}.",
    ),
    "bundle.canonical-mismatch": Text(
        en="The canonical url '{url}' is the fullUrl too, so the resource's id must be its last part.",
        sv="Den kanoniska adressen '{url}' är också fullUrl, så resursens id ska vara dess sista del.",
    ),
    "bundle.link-twice": Text(
        en="There is more than one link '{relation}'.",
        sv="Det finns mer än en länk '{relation}'.",
    ),
    "bundle.link-of-search": Text(
        en="The link '{relation}' belongs to searches and histories, not to a {kind}.",
        sv="Länken '{relation}' hör till sökningar och historik, inte till en {kind}.",
    ),
    "bundle.search-no-self": Text(
        en="A search result should have a self link that says what was searched.",
        sv="Ett sökresultat bör ha en self-länk som visar vad som söktes.",
    ),
    "bundle.search-self-unclear": Text(
        en="The self link does not tell which resource types were searched, so they were not checked.",
        sv="Self-länken visar inte vilka resurstyper som söktes, så de har inte kontrollerats.",
    ),
    "bundle.search-no-resource": Text(
        en="An entry of a search result holds a resource.",
        sv="En post i ett sökresultat innehåller en resurs.",
    ),
    "bundle.search-no-id": Text(
        en="A resource in a search result has an id.",
        sv="En resurs i ett sökresultat har ett id.",
    ),
    "bundle.search-no-mode": Text(
        en="The entries of a search result should say their search.mode (match, include or outcome).",
        sv="Posterna i ett sökresultat bör ange search.mode (match, include eller outcome).",
    ),
    "bundle.search-type": Text(
        en="A {type} does not match this search, which was for {wanted}.",
        sv="En {type} motsvarar inte sökningen, som gällde {wanted}.",
    ),
    "bundle.search-outcome": Text(
        en="An entry with search.mode outcome holds an OperationOutcome, not a {type}.",
        sv="En post med search.mode outcome innehåller en OperationOutcome, inte en {type}.",
    ),
    "bundle.narrative-link-missing": Text(
        en="The narrative link leads to '{reference}', which is not in the Bundle.",
        sv="Länken till texten (narrativeLink) leder till '{reference}', som inte finns i Bundle.",
    ),
    "bundle.narrative-link-ambiguous": Text(
        en="The narrative link leads to '{reference}', which is {count} places.",
        sv="Länken till texten (narrativeLink) leder till '{reference}', som är {count} ställen.",
    ),
    "bundle.stylesheet-missing": Text(
        en="The stylesheet '{url}' is not in the Bundle.",
        sv="Formatmallen '{url}' finns inte i Bundle.",
    ),
    "bundle.stylesheet-external": Text(
        en="A document should not use a stylesheet from elsewhere than https://hl7.org/fhir/fhir.css.",
        sv="Ett dokument bör inte använda en formatmall från någon annanstans än https://hl7.org/fhir/fhir.css.",
    ),
}
