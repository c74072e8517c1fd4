"""What can be wrong with the JSON form of a resource (https://hl7.org/fhir/R4/json.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "json-syntax": Text(
        "This is not JSON: {problem}.",
        "Detta är inte JSON: {problem}.",
    ),
    "json-why-key": Text(
        "the name of a property is not in double quotes",
        "namnet på en egenskap står inte inom dubbla citattecken",
    ),
    "json-why-colon": Text(
        "a colon is missing after the name of a property",
        "ett kolon saknas efter namnet på en egenskap",
    ),
    "json-why-comma-object": Text(
        "a comma or a closing brace is missing",
        "ett kommatecken eller en avslutande klammerparentes saknas",
    ),
    "json-why-comma-array": Text(
        "a comma or a closing bracket is missing",
        "ett kommatecken eller en avslutande hakparentes saknas",
    ),
    "json-why-trailing-comma": Text(
        "a comma stands after the last one",
        "ett kommatecken står efter det sista",
    ),
    "json-why-more": Text(
        "something stands after the end",
        "något står efter slutet",
    ),
    "json-why-character": Text(
        "no value begins or goes on with this character",
        "inget värde börjar eller fortsätter med detta tecken",
    ),
    "json-why-number": Text(
        "this is no number",
        "detta är inget tal",
    ),
    "json-why-escape": Text(
        "no such escape stands after a backslash",
        "ingen sådan kod står efter ett omvänt snedstreck",
    ),
    "json-why-half-pair": Text(
        "a string holds half of a surrogate pair",
        "en sträng innehåller ett halvt surrogatpar",
    ),
    "json-why-ends": Text(
        "the text ends too early",
        "texten slutar för tidigt",
    ),
    "json-why-other": Text(
        "it is not as RFC 8259 says",
        "det är inte som RFC 8259 säger",
    ),
    "json-why-byte": Text(
        "a byte belongs to no character",
        "en byte hör inte till något tecken",
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
