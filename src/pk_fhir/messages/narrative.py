"""Texts about narratives, and other texts that people read in a resource."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
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
    "text-blanks": Text(
        en="The text begins or ends with blanks. Remove them.",
        sv="Texten börjar eller slutar med blanktecken. Ta bort dem.",
    ),
    "markdown-tag": Text(
        en="'{tag}' looks like an HTML tag, and is shown as text: markdown has no tags in FHIR.",
        sv="'{tag}' ser ut som en HTML-tagg och visas som text: markdown har inga taggar i FHIR.",
    ),
}
