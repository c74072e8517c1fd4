"""Texts of the validator's engine: structure, primitives, contained resources, references, extensions."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    # Structure
    "structure-not-an-object": Text(
        en="A value of type {type} is a JSON object, not {found}.",
        sv="Ett värde av typen {type} är ett JSON-objekt, inte {found}.",
    ),
    "structure-no-resource-type": Text(
        en="A resource needs the property 'resourceType', with the name of its type.",
        sv="En resurs behöver egenskapen 'resourceType' med namnet på sin typ.",
    ),
    "structure-unknown-resource": Text(
        en="'{type}' is not a resource type of FHIR R4.",
        sv="'{type}' är inte en resurstyp i FHIR R4.",
    ),
    "structure-unknown-property": Text(
        en="Unknown property '{name}': {type} has no such element.",
        sv="Okänd egenskap '{name}': {type} har inget sådant element.",
    ),
    "structure-unknown-property-near": Text(
        en="Unknown property '{name}': {type} has no such element. Did you mean '{near}'?",
        sv="Okänd egenskap '{name}': {type} har inget sådant element. Menade du '{near}'?",
    ),
    "structure-minimum": Text(
        en="{path}: at least {min} needed, {found} found (from {url}).",
        sv="{path}: minst {min} behövs, {found} finns (enligt {url}).",
    ),
    "structure-maximum": Text(
        en="{path}: at most {max} allowed, {found} found (from {url}).",
        sv="{path}: högst {max} får finnas, {found} finns (enligt {url}).",
    ),
    "structure-empty-object": Text(
        en="An object must not be empty: leave the property out, or give it content.",
        sv="Ett objekt får inte vara tomt: utelämna egenskapen eller ge den innehåll.",
    ),
    "structure-no-content": Text(
        en="ele-1: an element needs a value or children beside its id.",
        sv="ele-1: ett element behöver ett värde eller underelement utöver sitt id.",
    ),
    "structure-choice-twice": Text(
        en="{path} may have one type only, and is given as {names}.",
        sv="{path} får bara ha en typ men är angivet som {names}.",
    ),
    "structure-not-an-array": Text(
        en="'{name}' repeats and must be a JSON array, not {found}.",
        sv="'{name}' kan upprepas och måste vara en JSON-array, inte {found}.",
    ),
    "structure-empty-array": Text(
        en="The array '{name}' is empty: leave the property out when there are no values.",
        sv="Arrayen '{name}' är tom: utelämna egenskapen när det inte finns några värden.",
    ),
    "structure-array": Text(
        en="'{name}' does not repeat and must not be a JSON array.",
        sv="'{name}' kan inte upprepas och får inte vara en JSON-array.",
    ),
    "structure-companion": Text(
        en="'{name}' holds the id and extensions of a primitive and must be an object, not {found}.",
        sv="'{name}' innehåller id och tillägg för ett enkelt värde och måste vara ett objekt, inte {found}.",
    ),
    "structure-unaligned": Text(
        en="'{name}' and '_{name}' must have the same number of entries; fill gaps with null.",
        sv="'{name}' och '_{name}' måste ha lika många poster; fyll luckor med null.",
    ),
    "structure-null": Text(
        en="null stands only where the other of '{name}' and '_{name}' has a value.",
        sv="null får bara stå där den andra av '{name}' och '_{name}' har ett värde.",
    ),
    "structure-too-deep": Text(
        en="The resource, or a profile that it is held to, is nested too deep to be checked.",
        sv="Resursen, eller en profil som den ska följa, är för djupt nästlad för att kontrolleras.",
    ),
    "structure-id-value": Text(
        en="The id of a resource needs a value: an extension does not stand for it.",
        sv="En resurs id behöver ett värde: ett tillägg (extension) ersätter det inte.",
    ),
    "structure-no-extensions": Text(
        en="A value of type {type} has no extensions here.",
        sv="Ett värde av typen {type} har inga tillägg (extension) här.",
    ),
    "structure-no-id": Text(
        en="The url of an extension is an attribute in XML, and has no id of its own: leave _url out.",
        sv="Ett tilläggs url är ett attribut i XML och har inget eget id: ta bort _url.",
    ),
    "structure-id-twice": Text(
        en="Two elements of the resource have the id '{id}'.",
        sv="Två element i resursen har id '{id}'.",
    ),
    # Primitive values
    "primitive-json-type": Text(
        en="A value of type {type} is a JSON {wanted}, not {found}.",
        sv="Ett värde av typen {type} skrivs som JSON {wanted}, inte {found}.",
    ),
    "primitive-no-number": Text(
        en="'{value}' is no value of type {type}: write a number, in JSON without quotes.",
        sv="'{value}' är inget värde av typen {type}: skriv ett tal, i JSON utan citattecken.",
    ),
    "primitive-no-boolean": Text(
        en="'{value}' is no boolean: write true or false, in JSON without quotes.",
        sv="'{value}' är inget sanningsvärde: skriv true eller false, i JSON utan citattecken.",
    ),
    "primitive-no-day": Text(
        en="The calendar has no day '{value}'.",
        sv="Dagen '{value}' finns inte i kalendern.",
    ),
    "primitive-empty": Text(
        en="A value of type {type} must not be empty: leave it out.",
        sv="Ett värde av typen {type} får inte vara tomt: utelämna det.",
    ),
    "primitive-too-long": Text(
        en="The text is {length} characters long; at most 1,048,576 are allowed.",
        sv="Texten är {length} tecken lång; högst 1 048 576 är tillåtna.",
    ),
    "primitive-no-zone": Text(
        en="'{value}' has a time and so needs a time zone, such as Z or +01:00.",
        sv="'{value}' har ett klockslag och behöver därför en tidszon, till exempel Z eller +01:00.",
    ),
    "primitive-form": Text(
        en="'{value}' is not a valid {type}.", sv="'{value}' är inte en giltig {type}."
    ),
    "primitive-base64Binary": Text(
        en="The text is not valid base64: it has letters of ASCII, digits, + and / in groups of four, the last filled up with =.",
        sv="Texten är inte giltig base64: den har bokstäver ur ASCII, siffror, + och / i grupper om fyra, den sista utfylld med =.",
    ),
    "primitive-code": Text(
        en="The code '{value}' must not begin or end with whitespace, or have two spaces in a row.",
        sv="Koden '{value}' får inte börja eller sluta med blanktecken eller ha två blanksteg i rad.",
    ),
    "primitive-date": Text(
        en="'{value}' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD.",
        sv="'{value}' är inget datum: skriv ÅÅÅÅ, ÅÅÅÅ-MM eller ÅÅÅÅ-MM-DD.",
    ),
    "primitive-dateTime": Text(
        en="'{value}' is not a date or time: write YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz.",
        sv="'{value}' är inget datum eller tidpunkt: skriv ÅÅÅÅ-MM-DD eller ÅÅÅÅ-MM-DDThh:mm:ss+zz:zz.",
    ),
    "primitive-instant": Text(
        en="'{value}' is not an instant: write YYYY-MM-DDThh:mm:ss+zz:zz.",
        sv="'{value}' är ingen tidpunkt: skriv ÅÅÅÅ-MM-DDThh:mm:ss+zz:zz.",
    ),
    "primitive-time": Text(
        en="'{value}' is not a time of day: write hh:mm:ss.",
        sv="'{value}' är inget klockslag: skriv hh:mm:ss.",
    ),
    "primitive-id": Text(
        en="'{value}' is not an id: 1 to 64 of A-Z, a-z, 0-9, '-' and '.'.",
        sv="'{value}' är inget id: 1 till 64 av A-Z, a-z, 0-9, '-' och '.'.",
    ),
    "primitive-integer": Text(
        en="'{value}' is not a whole number of 32 bits, written in digits only.",
        sv="'{value}' är inget heltal på 32 bitar, skrivet med bara siffror.",
    ),
    "primitive-unsignedInt": Text(
        en="'{value}' is not a whole number from 0 to 2,147,483,647, written in digits only.",
        sv="'{value}' är inget heltal från 0 till 2 147 483 647, skrivet med bara siffror.",
    ),
    "primitive-positiveInt": Text(
        en="'{value}' is not a whole number from 1 to 2,147,483,647, written in digits only.",
        sv="'{value}' är inget heltal från 1 till 2 147 483 647, skrivet med bara siffror.",
    ),
    "primitive-uri": Text(
        en="'{value}' is not a URI: it must not have whitespace.",
        sv="'{value}' är ingen URI: den får inte ha blanktecken.",
    ),
    "primitive-uuid": Text(
        en="'{value}': a UUID is written urn:uuid: and 32 lower-case hexadecimal digits in groups.",
        sv="'{value}': ett UUID skrivs urn:uuid: och 32 hexadecimala siffror i grupper, med små bokstäver.",
    ),
    "primitive-oid": Text(
        en="'{value}': an OID is written urn:oid: and numbers with dots, such as urn:oid:1.2.752.129.",
        sv="'{value}': ett OID skrivs urn:oid: och tal med punkter, till exempel urn:oid:1.2.752.129.",
    ),
    "primitive-canonical": Text(
        en="'{value}': a canonical must be an absolute URL, or begin with # for something contained.",
        sv="'{value}': en canonical måste vara en absolut URL, eller börja med # för något inneslutet.",
    ),
    # Contained resources
    "contained-nested": Text(
        en="dom-2: a contained resource must not contain resources itself.",
        sv="dom-2: en innesluten resurs får inte själv innesluta resurser.",
    ),
    "contained-version": Text(
        en="dom-4: a contained resource has no meta.versionId or meta.lastUpdated.",
        sv="dom-4: en innesluten resurs har inget meta.versionId eller meta.lastUpdated.",
    ),
    "contained-security": Text(
        en="dom-5: a contained resource has no meta.security.",
        sv="dom-5: en innesluten resurs har inget meta.security.",
    ),
    "contained-no-id": Text(
        en="A contained resource needs an id by which to refer to it.",
        sv="En innesluten resurs behöver ett id att hänvisa till.",
    ),
    "contained-twice": Text(
        en="Two contained resources have the id '{id}'.",
        sv="Två inneslutna resurser har id '{id}'.",
    ),
    "contained-missing": Text(
        en="'{reference}': nothing contained here has that id.",
        sv="'{reference}': inget inneslutet här har det id:t.",
    ),
    "contained-unused": Text(
        en="dom-3: the contained resource '{id}' is not referred to by the resource, and does not refer to it.",
        sv="dom-3: den inneslutna resursen '{id}' hänvisas inte till av resursen och hänvisar inte till den.",
    ),
    # References
    "reference-relative": Text(
        en="The relative reference '{reference}' must have the form Type/id (or Type/id/_history/version).",
        sv="Den relativa referensen '{reference}' ska ha formen Typ/id (eller Typ/id/_history/version).",
    ),
    "reference-unresolved": Text(
        en="The reference '{reference}' leads to nothing.",
        sv="Hänvisningen '{reference}' leder ingenstans.",
    ),
    "reference-target": Text(
        en="The reference leads to {found}; only {targets} may stand here.",
        sv="Hänvisningen leder till {found}; bara {targets} får stå här.",
    ),
    "reference-says-nothing": Text(
        en="The reference leads nowhere: it has no address and no identifier, and no display says what is meant.",
        sv="Hänvisningen leder ingenstans: den har varken adress eller identifierare, och ingen visningstext säger vad som avses.",
    ),
    "reference-odd": Text(
        en="'{reference}' does not look like a reference: write Type/id, a whole address, or # and a contained resource's id.",
        sv="'{reference}' ser inte ut som en hänvisning: skriv Typ/id, en hel adress eller # och en ingående resurs id.",
    ),
    "reference-urn-missing": Text(
        en="'{reference}' is not in the Bundle, and nobody else can tell where it leads.",
        sv="'{reference}' finns inte i Bundle, och ingen annan kan säga vart den leder.",
    ),
    "reference-literal": Text(
        en="The reference '{reference}' names {found}; only {targets} may stand here.",
        sv="Hänvisningen '{reference}' anger {found}; bara {targets} får stå här.",
    ),
    "reference-stated": Text(
        en="The reference is said to lead to {found}; only {targets} may stand here.",
        sv="Hänvisningen sägs leda till {found}; bara {targets} får stå här.",
    ),
    "reference-stated-other": Text(
        en="The reference is said to lead to {stated}, and leads to {found}. Correct its 'type', or leave it out.",
        sv="Hänvisningen sägs leda till {stated} men leder till {found}. Rätta dess 'type' eller ta bort den.",
    ),
    "reference-conditional": Text(
        en="The reference '{reference}' is a search, which stands for its match only in a transaction Bundle.",
        sv="Hänvisningen '{reference}' är en sökning, som står för sin träff bara i en transaktions-Bundle.",
    ),
    "reference-several": Text(
        en="The reference '{reference}' leads to several entries of the Bundle.",
        sv="Hänvisningen '{reference}' leder till flera poster i Bundle.",
    ),
    "reference-other-type": Text(
        en="The reference '{reference}' leads to an entry that is {found}.",
        sv="Hänvisningen '{reference}' leder till en post som är {found}.",
    ),
    "reference-form": Text(
        en="The reference '{reference}' must not have whitespace.",
        sv="Hänvisningen '{reference}' får inte ha blanktecken.",
    ),
    # Extensions
    "extension-both": Text(
        en="ext-1: an extension has a value or extensions, not both.",
        sv="ext-1: ett tillägg har ett värde eller egna tillägg, inte båda.",
    ),
    "extension-neither": Text(
        en="ext-1: an extension needs a value or extensions.",
        sv="ext-1: ett tillägg behöver ett värde eller egna tillägg.",
    ),
    # Others
    "identifier-uri": Text(
        en="The identifier is a URI by its system, and '{value}' is no whole URI: it needs a scheme such as urn:oid:.",
        sv="Identifieraren är en URI enligt sitt system, men '{value}' är ingen hel URI: den behöver ett schema som urn:oid:.",
    ),
    "system-relative": Text(
        en="The system '{system}' must be an absolute URI.",
        sv="System '{system}' måste vara en absolut URI.",
    ),
    "system-version": Text(
        en="The system '{system}' must not have a version.",
        sv="System '{system}' får inte ha en version.",
    ),
    "snapshot-malformed": Text(
        en="The profile {profile} is broken: {names} of '{path}' is not of the right JSON type, and left out.",
        sv="Profilen {profile} är trasig: {names} i '{path}' har fel JSON-typ och utelämnas.",
    ),
    "date-far": Text(
        en="The year of '{value}' is not between {first} and {last}: is it what was meant?",
        sv="Året i '{value}' ligger inte mellan {first} och {last}: är det vad som avsågs?",
    ),
    "attachment-empty": Text(
        en="The attachment has no content and no address, and does not say of what form or language there is none.",
        sv="Bilagan har varken innehåll eller adress och säger inte vilken form eller vilket språk som saknas.",
    ),
    "meta-label-twice": Text(
        en="The security label '{label}' is given twice.",
        sv="Säkerhetsmärkningen '{label}' är angiven två gånger.",
    ),
}
