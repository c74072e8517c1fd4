"""What can be wrong with the JSON form of a resource (https://hl7.org/fhir/R4/json.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "json-syntax": Text(
        "This is not JSON: {problem}.",
        "Detta är inte JSON: {problem}.",
    ),
    "json-encoding": Text(
        "The text is not valid UTF-8: {problem}. Send JSON as UTF-8.",
        "Texten är inte giltig UTF-8: {problem}. Skicka JSON som UTF-8.",
    ),
    "json-too-large": Text(
        "The body has {size} bytes, and at most {limit} are read.",
        "Innehållet är {size} byte, och högst {limit} läses.",
    ),
    "json-too-deep": Text(
        "The JSON is nested more than {limit} levels deep.",
        "JSON-strukturen är djupare än {limit} nivåer.",
    ),
    "json-number": Text(
        "The number '{number}' is too long or has too large an exponent to be read.",
        "Talet '{number}' är för långt eller har för stor exponent för att kunna läsas.",
    ),
    "json-not-object": Text(
        "A resource is a JSON object, and this is {found}.",
        "En resurs är ett JSON-objekt, och detta är {found}.",
    ),
    "json-duplicate-key": Text(
        "The property '{name}' is given more than once in the same object. Keep one of them.",
        "Egenskapen '{name}' anges mer än en gång i samma objekt. Behåll en av dem.",
    ),
    "json-no-text": Text(
        "A string holds a control character, which FHIR strings must not (tabs and line breaks may be there). Remove it.",
        "En sträng innehåller ett styrtecken, vilket FHIR inte tillåter (tabbar och radbrytningar får finnas). Ta bort det.",
    ),
}
