"""What can be wrong with the XML form of a resource (https://hl7.org/fhir/R4/xml.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "xml-syntax": Text(
        en="This is not XML: {problem}.",
        sv="Detta är inte XML: {problem}.",
    ),
    "xml-encoding": Text(
        en="The text is not valid UTF-8. Send XML as UTF-8, and say so in its declaration.",
        sv="Texten är inte giltig UTF-8. Skicka XML som UTF-8 och ange det i deklarationen.",
    ),
    "xml-doctype": Text(
        en="A document type declaration (DOCTYPE) is not allowed.",
        sv="En dokumenttypsdeklaration (DOCTYPE) är inte tillåten.",
    ),
    "xml-too-large": Text(
        en="The body has {size} bytes, and at most {limit} are read.",
        sv="Innehållet är {size} byte, och högst {limit} läses.",
    ),
    "xml-too-deep": Text(
        en="The XML is nested more than {limit} levels deep.",
        sv="XML-strukturen är djupare än {limit} nivåer.",
    ),
    "xml-namespace": Text(
        en="The element '{name}' is not in the namespace {wanted}.",
        sv="Elementet '{name}' är inte i namnrymden {wanted}.",
    ),
    "xml-unknown-element": Text(
        en="There is no element '{name}' in <{owner}>.",
        sv="Det finns inget element '{name}' i <{owner}>.",
    ),
    "xml-unknown-element-near": Text(
        en="There is no element '{name}' in <{owner}>. Did you mean '{near}'?",
        sv="Det finns inget element '{name}' i <{owner}>. Menade du '{near}'?",
    ),
    "xml-attribute-as-element": Text(
        en="There is no element '{name}' in <{owner}>: '{name}' is an attribute in XML, where there is one.",
        sv="Det finns inget element '{name}' i <{owner}>: '{name}' är ett attribut i XML, där det finns.",
    ),
    "xml-unknown-attribute": Text(
        en="There is no attribute '{name}' on <{owner}>. Take it away.",
        sv="Det finns inget attribut '{name}' på <{owner}>. Ta bort det.",
    ),
    "xml-unknown-attribute-near": Text(
        en="There is no attribute '{name}' on <{owner}>. Did you mean '{near}'?",
        sv="Det finns inget attribut '{name}' på <{owner}>. Menade du '{near}'?",
    ),
    "xml-element-as-attribute": Text(
        en="There is no attribute '{name}' on <{owner}>: write it as an element in <{owner}>.",
        sv="Det finns inget attribut '{name}' på <{owner}>: skriv det som ett element i <{owner}>.",
    ),
    "xml-order": Text(
        en="The element '{name}' comes too late: it stands before '{after}'.",
        sv="Elementet '{name}' kommer för sent: det ska stå före '{after}'.",
    ),
    "xml-repeated": Text(
        en="The element '{name}' does not repeat: <{owner}> has at most one.",
        sv="Elementet '{name}' upprepas inte: <{owner}> har högst ett.",
    ),
    "xml-text": Text(
        en="There is text between the elements: '{text}'. Values stand in the attribute 'value'.",
        sv="Det finns text mellan elementen: '{text}'. Värden står i attributet 'value'.",
    ),
    "xml-empty": Text(
        en="The element '{name}' is empty. Leave it out, or give it a value.",
        sv="Elementet '{name}' är tomt. Utelämna det eller ge det ett värde.",
    ),
    "xml-one-resource": Text(
        en="'{name}' holds exactly one resource.",
        sv="'{name}' innehåller exakt en resurs.",
    ),
    "xml-unwritable": Text(
        en="'{name}' cannot be written as XML: {problem}.",
        sv="'{name}' kan inte skrivas som XML: {problem}.",
    ),
}
