"""Texts of the validator's engine: structure, profiles, slices, references and invariants."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    # Structure
    "structure-not-an-object": Text(
        en="A {type} is a JSON object here, not {found}.",
        sv="En {type} är ett JSON-objekt här, inte {found}.",
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
        en="null stands only where the other of 'name' and '_name' has a value.",
        sv="null får bara stå där den andra av 'namn' och '_namn' har ett värde.",
    ),
    "structure-too-deep": Text(
        en="The resource, or a profile that it is held to, is nested too deep to be checked.",
        sv="Resursen, eller en profil som den ska följa, är för djupt nästlad för att kontrolleras.",
    ),
    # Primitive values
    "primitive-json-type": Text(
        en="A {type} is a JSON {wanted}, not {found}.",
        sv="{type} skrivs som JSON {wanted}, inte {found}.",
    ),
    "primitive-empty": Text(
        en="A {type} must not be empty: leave the property out.",
        sv="{type} får inte vara tomt: utelämna egenskapen.",
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
        en="The text is not valid base64.", sv="Texten är inte giltig base64."
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
        en="'{value}' is not a whole number of 32 bits.",
        sv="'{value}' är inget heltal på 32 bitar.",
    ),
    "primitive-unsignedInt": Text(
        en="'{value}' is not a whole number from 0 to 2,147,483,647.",
        sv="'{value}' är inget heltal från 0 till 2 147 483 647.",
    ),
    "primitive-positiveInt": Text(
        en="'{value}' is not a whole number from 1 to 2,147,483,647.",
        sv="'{value}' är inget heltal från 1 till 2 147 483 647.",
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
    # Extensions
    "extension-both": Text(
        en="ext-1: an extension has a value or extensions, not both.",
        sv="ext-1: ett tillägg har ett värde eller egna tillägg, inte båda.",
    ),
    "extension-neither": Text(
        en="ext-1: an extension needs a value or extensions.",
        sv="ext-1: ett tillägg behöver ett värde eller egna tillägg.",
    ),
    # Profiles
    "profile-not-known": Text(
        en="The profile {profile} is not known here, so nothing of it has been checked.",
        sv="Profilen {profile} är inte känd här, så inget i den har kontrollerats.",
    ),
    "profile-not-known-near": Text(
        en="The profile {profile} is not known here, so nothing of it has been checked. Did you mean {near}?",
        sv="Profilen {profile} är inte känd här, så inget i den har kontrollerats. Menade du {near}?",
    ),
    "profile-unknown": Text(
        en="The profile {profile}, to which this element must conform, is not known here.",
        sv="Profilen {profile}, som elementet måste följa, är inte känd här.",
    ),
    "profile-wrong-type": Text(
        en="The profile {profile} is for {type}, and this is {found}.",
        sv="Profilen {profile} gäller {type}, men detta är {found}.",
    ),
    "profile-no-match": Text(
        en="None of the profiles allowed here fits: {profiles}.",
        sv="Ingen av de profiler som är tillåtna här passar: {profiles}.",
    ),
    "profile-type": Text(
        en="The type {found} is not allowed here, only {types} (from {url}).",
        sv="Typen {found} är inte tillåten här, bara {types} (enligt {url}).",
    ),
    "reference-profile": Text(
        en="What the reference '{reference}' leads to fits none of {profiles}.",
        sv="Det som hänvisningen '{reference}' leder till passar ingen av {profiles}.",
    ),
    "reference-aggregation": Text(
        en="The reference '{reference}' is {kind}; only {modes} is allowed here.",
        sv="Hänvisningen '{reference}' är {kind}; bara {modes} är tillåtet här.",
    ),
    "snapshot-no-base": Text(
        en="The profile {profile} cannot be used: its base {base} is not known here.",
        sv="Profilen {profile} kan inte användas: dess bas {base} är inte känd här.",
    ),
    "snapshot-circular": Text(
        en="The profile {profile} cannot be used: {url} is derived from itself.",
        sv="Profilen {profile} kan inte användas: {url} är härledd från sig själv.",
    ),
    "snapshot-path": Text(
        en="The profile {profile} is broken: '{path}' is no path of an element.",
        sv="Profilen {profile} är trasig: '{path}' är ingen sökväg till ett element.",
    ),
    "snapshot-no-type": Text(
        en="The profile {profile} is broken: it says something below '{path}', whose type is not known.",
        sv="Profilen {profile} är trasig: den säger något under '{path}', vars typ inte är känd.",
    ),
    "snapshot-unknown-path": Text(
        en="The profile {profile} is broken: there is no element '{path}' in its base.",
        sv="Profilen {profile} är trasig: elementet '{path}' finns inte i dess bas.",
    ),
    # Slices
    "slice-minimum": Text(
        en="Slice {path}: at least {min} needed, {found} found (from {url}).",
        sv="Delmängden {path}: minst {min} behövs, {found} finns (enligt {url}).",
    ),
    "slice-closed": Text(
        en="This value belongs to none of the slices of {slice}, and no others are allowed (from {url}).",
        sv="Värdet hör till ingen av delmängderna av {slice}, och inga andra är tillåtna (enligt {url}).",
    ),
    "slice-several": Text(
        en="This value belongs to two slices, {first} and {second} (from {url}); only one is allowed.",
        sv="Värdet hör till två delmängder, {first} och {second} (enligt {url}); bara en är tillåten.",
    ),
    "slice-order": Text(
        en="Values of the slice {slice} must stand earlier (from {url}).",
        sv="Värden i delmängden {slice} måste stå tidigare (enligt {url}).",
    ),
    "slice-at-end": Text(
        en="Values of the slice {slice} must stand before those that belong to no slice (from {url}).",
        sv="Värden i delmängden {slice} måste stå före dem som inte hör till någon delmängd (enligt {url}).",
    ),
    "slice-undecidable": Text(
        en="The profile {url} is broken: nothing tells which values belong to the slice {path}.",
        sv="Profilen {url} är trasig: inget avgör vilka värden som hör till delmängden {path}.",
    ),
    # Values
    "value-fixed-other": Text(
        en="The value '{value}' must be exactly '{fixed}' (from {url}).",
        sv="Värdet '{value}' måste vara exakt '{fixed}' (enligt {url}).",
    ),
    "value-fixed-missing": Text(
        en="Something of the fixed value is missing: it must be exactly '{fixed}' (from {url}).",
        sv="Något i det fasta värdet saknas: det måste vara exakt '{fixed}' (enligt {url}).",
    ),
    "value-fixed-extra": Text(
        en="This is not part of the fixed value, which must be exactly '{fixed}' (from {url}).",
        sv="Detta ingår inte i det fasta värdet, som måste vara exakt '{fixed}' (enligt {url}).",
    ),
    "value-pattern": Text(
        en="The value does not have everything of '{pattern}' (from {url}).",
        sv="Värdet har inte allt i '{pattern}' (enligt {url}).",
    ),
    "value-needed": Text(
        en="{path} needs a value; extensions alone are not enough (from {url}).",
        sv="{path} behöver ett värde; enbart tillägg räcker inte (enligt {url}).",
    ),
    "value-too-long": Text(
        en="The text is {length} characters long; at most {most} are allowed.",
        sv="Texten är {length} tecken lång; högst {most} är tillåtna.",
    ),
    "value-below": Text(
        en="{value} is below the smallest value allowed, {limit}.",
        sv="{value} är under det minsta tillåtna värdet, {limit}.",
    ),
    "value-incomparable": Text(
        en="{value} cannot be compared with the limit {limit}: they measure different things.",
        sv="{value} kan inte jämföras med gränsen {limit}: de mäter olika saker.",
    ),
    "value-above": Text(
        en="{value} is above the largest value allowed, {limit}.",
        sv="{value} är över det största tillåtna värdet, {limit}.",
    ),
    "extension-choice-part": Text(
        en="'{name}' is no part of the extension {url}: a choice element is named without [x].",
        sv="'{name}' är ingen del av tillägget {url}: ett valbart element anges utan [x].",
    ),
    "extension-relative": Text(
        en="'{url}': the url of an extension that stands in no other extension must be absolute.",
        sv="'{url}': url för ett tillägg som inte står i ett annat tillägg måste vara absolut.",
    ),
    "extension-part": Text(
        en="The extension {url} has no part '{name}'.",
        sv="Tillägget {url} har ingen del '{name}'.",
    ),
    "extension-release": Text(
        en="The extension {url} stands for an element of FHIR {release}, which is no other release than this one.",
        sv="Tillägget {url} står för ett element i FHIR {release}, som inte är en annan utgåva än denna.",
    ),
    "extension-unknown": Text(
        en="The extension {url} is not known here.", sv="Tillägget {url} är inte känt här."
    ),
    "extension-unknown-modifier": Text(
        en="The modifier extension {url} is not known here: what it changes cannot be judged.",
        sv="Det modifierande tillägget {url} är inte känt här: vad det ändrar kan inte bedömas.",
    ),
    "extension-not-modifier": Text(
        en="The extension {url} does not modify and belongs in 'extension', not 'modifierExtension'.",
        sv="Tillägget {url} är inte modifierande och hör hemma i 'extension', inte 'modifierExtension'.",
    ),
    "extension-is-modifier": Text(
        en="The extension {url} modifies and belongs in 'modifierExtension', not 'extension'.",
        sv="Tillägget {url} är modifierande och hör hemma i 'modifierExtension', inte 'extension'.",
    ),
    "extension-context": Text(
        en="The extension {url} may not be used here, only on {contexts}.",
        sv="Tillägget {url} får inte användas här, bara på {contexts}.",
    ),
    "extension-context-invariant": Text(
        en="The extension {url} may only be used where this holds: {rule}",
        sv="Tillägget {url} får bara användas där detta gäller: {rule}",
    ),
    # Invariants
    "invariant": Text(en="{rule}: {human} (from {url}).", sv="{rule}: {human} (enligt {url})."),
    "attachment-hash": Text(
        en="The hash is not that of the data, whose SHA-1 in base64 is {actual}.",
        sv="Hashvärdet är inte innehållets, vars SHA-1 i base64 är {actual}.",
    ),
    "attachment-size": Text(
        en="The attachment states a size of {size} bytes, and its data has {actual}.",
        sv="Bilagan anger storleken {size} byte, och dess data har {actual}.",
    ),
    "invariant-broken": Text(
        en="The invariant {rule} of {url} cannot be evaluated: {problem}.",
        sv="Invarianten {rule} i {url} kan inte beräknas: {problem}.",
    ),
    # Narrative and texts
    "narrative-entity": Text(
        en="The entity '&{entity};' is not one of XML's: write the character itself.",
        sv="Entiteten '&{entity};' hör inte till XML: skriv själva tecknet.",
    ),
    "narrative-xml": Text(
        en="txt-1: the narrative is not well-formed XHTML: {problem}.",
        sv="txt-1: berättelsen är inte välformad XHTML: {problem}.",
    ),
    "narrative-root": Text(
        en='The narrative must be one <div xmlns="http://www.w3.org/1999/xhtml">.',
        sv='Berättelsen måste vara en enda <div xmlns="http://www.w3.org/1999/xhtml">.',
    ),
    "narrative-doctype": Text(
        en="The narrative must not have a document type declaration.",
        sv="Berättelsen får inte ha en dokumenttypsdeklaration.",
    ),
    "narrative-instruction": Text(
        en="The narrative must not have processing instructions.",
        sv="Berättelsen får inte ha processinstruktioner.",
    ),
    "narrative-element": Text(
        en="txt-1: the element <{name}> is not allowed in a narrative.",
        sv="txt-1: elementet <{name}> är inte tillåtet i en berättelse.",
    ),
    "narrative-attribute": Text(
        en="txt-1: the attribute '{name}' of <{element}> is not allowed in a narrative.",
        sv="txt-1: attributet '{name}' i <{element}> är inte tillåtet i en berättelse.",
    ),
    "narrative-link": Text(
        en="'{scheme}:' in '{target}' is not something that a link can open.",
        sv="'{scheme}:' i '{target}' är inget som en länk kan öppna.",
    ),
    "narrative-place": Text(
        en="XHTML does not let {name} stand in <{parent}>.",
        sv="XHTML låter inte {name} stå i <{parent}>.",
    ),
    "narrative-target": Text(
        en="'{target}' is no address that a link can lead to.",
        sv="'{target}' är ingen adress som en länk kan leda till.",
    ),
    "narrative-language": Text(
        en="The resource is in '{language}': its narrative's div should say so too, in lang and in xml:lang.",
        sv="Resursen är på '{language}': även div i dess text (narrative) bör säga det, i lang och xml:lang.",
    ),
    "narrative-fragment": Text(
        en="The link '#{fragment}' leads to nothing: nothing in the resource has that id.",
        sv="Länken '#{fragment}' leder ingenstans: inget i resursen har det id:t.",
    ),
    "narrative-empty": Text(
        en="txt-2: the narrative must show some text or an image.",
        sv="txt-2: berättelsen måste visa någon text eller bild.",
    ),
    "content-html": Text(
        en="The {type} has what looks like HTML tags, which are not allowed here.",
        sv="Värdet ({type}) har något som ser ut som HTML-taggar, vilket inte är tillåtet här.",
    ),
    "content-example": Text(
        en="Example addresses are not allowed here: {url}.",
        sv="Exempeladresser är inte tillåtna här: {url}.",
    ),
    "reference-several": Text(
        en="The reference '{reference}' leads to several entries of the Bundle.",
        sv="Hänvisningen '{reference}' leder till flera poster i Bundle.",
    ),
    "reference-other-type": Text(
        en="The reference '{reference}' leads to an entry that is {found}.",
        sv="Hänvisningen '{reference}' leder till en post som är {found}.",
    ),
    "primitive-canonical": Text(
        en="'{value}': a canonical must be an absolute URL, or begin with # for something contained.",
        sv="'{value}': en canonical måste vara en absolut URL, eller börja med # för något inneslutet.",
    ),
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
    "reference-form": Text(
        en="The reference '{reference}' must not have whitespace.",
        sv="Hänvisningen '{reference}' får inte ha blanktecken.",
    ),
    "snapshot-malformed": Text(
        en="The profile {profile} is broken: {names} of '{path}' is not of the right JSON type, and left out.",
        sv="Profilen {profile} är trasig: {names} i '{path}' har fel JSON-typ och utelämnas.",
    ),
    "text-blanks": Text(
        en="The text begins or ends with blanks. Remove them.",
        sv="Texten börjar eller slutar med blanktecken. Ta bort dem.",
    ),
    "date-far": Text(
        en="The year of '{value}' is not between {first} and {last}: is it what was meant?",
        sv="Året i '{value}' ligger inte mellan {first} och {last}: är det vad som avsågs?",
    ),
    "markdown-tag": Text(
        en="'{tag}' looks like an HTML tag, and is shown as text: markdown has no tags in FHIR.",
        sv="'{tag}' ser ut som en HTML-tagg och visas som text: markdown har inga taggar i FHIR.",
    ),
    "structure-no-extensions": Text(
        en="A value of type {type} has no extensions here.",
        sv="Ett värde av typen {type} har inga tillägg (extension) här.",
    ),
    "structure-no-id": Text(
        en="The url of an extension is an attribute in XML, and has no id of its own: leave _url out.",
        sv="Ett tilläggs url är ett attribut i XML och har inget eget id: ta bort _url.",
    ),
    "attachment-empty": Text(
        en="The attachment has no content and no address, and does not say of what form or language there is none.",
        sv="Bilagan har varken innehåll eller adress och säger inte vilken form eller vilket språk som saknas.",
    ),
    "meta-label-twice": Text(
        en="The security label '{label}' is given twice.",
        sv="Säkerhetsmärkningen '{label}' är angiven två gånger.",
    ),
    "structure-id-twice": Text(
        en="Two elements of the resource have the id '{id}'.",
        sv="Två element i resursen har id '{id}'.",
    ),
}
