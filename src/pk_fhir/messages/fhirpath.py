"""Texts of FHIRPath: what is wrong with an expression, or cannot be answered on this resource."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "fhirpath.join": Text(
        en="`&` joins strings: use toString()",
        sv="`&` fogar ihop strängar: använd toString()",
    ),
    "fhirpath.sign": Text(
        en="`{sign}` takes a number or a quantity",
        sv="`{sign}` tar ett tal eller en kvantitet",
    ),
    "fhirpath.text-too-long": Text(
        en="a string grows beyond {most} characters",
        sv="en sträng blir längre än {most} tecken",
    ),
    "fhirpath.single-item": Text(
        en="{what} takes a single item, and got {count}: use first(), or select() for each",
        sv="{what} tar en enda sak, och fick {count}: använd first(), eller select() för var och en",
    ),
    "fhirpath.types-do-not-fit": Text(
        en="`{operator}` does not fit {one} and {other}",
        sv="`{operator}` passar inte {one} och {other}",
    ),
    "fhirpath.moved-by": Text(
        en="`{operator}` moves a date by a quantity of time, such as 1 day",
        sv="`{operator}` flyttar ett datum med en tidsmängd, till exempel 1 day",
    ),
    "fhirpath.moved-by-unit": Text(
        en="a date cannot be moved by '{unit}': use a calendar unit such as 1 month",
        sv="ett datum kan inte flyttas med '{unit}': använd en kalenderenhet, till exempel 1 month",
    ),
    "fhirpath.too-deep": Text(
        en="the expression, or the data, is nested too deep",
        sv="uttrycket, eller det som det läser, är nästlat för djupt",
    ),
    "fhirpath.other-context": Text(
        en="the path starts with {name}, and the context is {types}",
        sv="sökvägen börjar med {name}, och sammanhanget är {types}",
    ),
    "fhirpath.no-order": Text(
        en="{what} needs an order, and this collection has none: use where() or sort()",
        sv="{what} behöver en ordning, och den här samlingen har ingen: använd where() eller sort()",
    ),
    "fhirpath.not-comparable-with": Text(
        en="{one} and {other} cannot be compared with `{operator}`",
        sv="{one} och {other} kan inte jämföras med `{operator}`",
    ),
    "fhirpath.takes-type": Text(
        en="{name}() takes the name of a type",
        sv="{name}() tar namnet på en typ",
    ),
    "fhirpath.single-items-got": Text(
        en="`{operator}` takes single items, and got {count}: use first(), or select() for each",
        sv="`{operator}` tar en enda sak på var sida, och fick {count}: använd first(), eller select() för var och en",
    ),
    "fhirpath.single-items": Text(
        en="`{operator}` takes single items: use first(), or where() for each",
        sv="`{operator}` tar en enda sak på var sida: använd first(), eller where() för var och en",
    ),
    "fhirpath.index": Text(
        en="an index is a single integer, counted from 0",
        sv="ett index är ett enda heltal, räknat från 0",
    ),
    "fhirpath.too-many-visits": Text(
        en="the expression visits more than {most} items",
        sv="uttrycket besöker fler än {most} saker",
    ),
    "fhirpath.no-variable": Text(
        en="the variable %{name} is not defined: hand it in, or use defineVariable()",
        sv="variabeln %{name} är inte definierad: lämna in den, eller använd defineVariable()",
    ),
    "fhirpath.no-text": Text(
        en="an expression is a text",
        sv="ett uttryck är en text",
    ),
    "fhirpath.expression-too-deep": Text(
        en="the expression is nested too deep",
        sv="uttrycket är nästlat för djupt",
    ),
    "fhirpath.single": Text(
        en="single() got {count} items: use first(), or a where() that leaves one",
        sv="single() fick {count} saker: använd first(), eller ett where() som lämnar en",
    ),
    "fhirpath.looks-for-one": Text(
        en="`{operator}` looks for a single item, and got {count}",
        sv="`{operator}` söker en enda sak, och fick {count}",
    ),
    "fhirpath.sort-key": Text(
        en="sort() needs a single key for each item, and got {count}",
        sv="sort() behöver en enda nyckel för varje sak, och fick {count}",
    ),
    "fhirpath.criterion": Text(
        en="the criterion of iif() is no boolean: use exists(), or a comparison",
        sv="villkoret i iif() är inget sanningsvärde: använd exists(), eller en jämförelse",
    ),
    "fhirpath.no-profile": Text(
        en="conformsTo() does not know the profile {url}",
        sv="conformsTo() känner inte till profilen {url}",
    ),
    "fhirpath.no-validator": Text(
        en="{what} needs a validator, and none was given",
        sv="{what} behöver en validator, och ingen gavs",
    ),
    "fhirpath.no-terminology": Text(
        en="{what} needs a terminology service, and none was given",
        sv="{what} behöver en terminologitjänst, och ingen gavs",
    ),
    "fhirpath.compares-codes": Text(
        en="{what} compares Codings or CodeableConcepts",
        sv="{what} jämför Coding eller CodeableConcept",
    ),
    "fhirpath.modifier": Text(
        en="the modifier extension {url} is not understood here",
        sv="det modifierande tillägget {url} förstås inte här",
    ),
    "fhirpath.takes-number": Text(
        en="{what} takes a number, and got {got}: use toDecimal()",
        sv="{what} tar ett tal, och fick {got}: använd toDecimal()",
    ),
    "fhirpath.round": Text(
        en="round() takes 0 to {most} decimals",
        sv="round() tar 0 till {most} decimaler",
    ),
    "fhirpath.takes-string": Text(
        en="{what} takes a string, and got {got}: use toString()",
        sv="{what} tar en sträng, och fick {got}: använd toString()",
    ),
    "fhirpath.takes-integer": Text(
        en="{what} takes an integer, and got {got}: use toInteger()",
        sv="{what} tar ett heltal, och fick {got}: använd toInteger()",
    ),
    "fhirpath.cannot-tell": Text(
        en="{what} cannot be answered here: use where() with what tells the slice apart",
        sv="{what} kan inte besvaras här: använd where() med det som skiljer ut delen",
    ),
    "fhirpath.endless": Text(
        en="{what} finds no end: let its argument give nothing at last",
        sv="{what} tar inte slut: låt argumentet till sist inte ge något",
    ),
    "fhirpath.takes-simple": Text(
        en="{what} takes a simple value, and got {got}: name one of its elements",
        sv="{what} tar ett enkelt värde, och fick {got}: nämn ett av dess element",
    ),
    "fhirpath.takes-booleans": Text(
        en="{what} takes booleans: ask something of each item first, as in select(... .exists())",
        sv="{what} tar sanningsvärden: fråga först något om varje sak, som i select(... .exists())",
    ),
    "fhirpath.wants-boolean": Text(
        en="a boolean is wanted here, and there are {count} items: use exists() or all()",
        sv="här behövs ett sanningsvärde, och det finns {count} saker: använd exists() eller all()",
    ),
    "fhirpath.encoding": Text(
        en="{name!r} is no encoding: use hex, base64 or urlbase64",
        sv="{name!r} är ingen kodning: använd hex, base64 eller urlbase64",
    ),
    "fhirpath.escaping": Text(
        en="{name!r} cannot be escaped for: use html or json",
        sv="det går inte att skydda tecken för {name!r}: använd html eller json",
    ),
    "fhirpath.unescaping": Text(
        en="{name!r} cannot be unescaped from: use html or json",
        sv="det går inte att läsa skyddade tecken från {name!r}: använd html eller json",
    ),
    "fhirpath.replace": Text(
        en="replace() would make a string too long",
        sv="replace() skulle göra en för lång sträng",
    ),
    "fhirpath.flags": Text(
        en="{flags!r}: the flags of a pattern are i and m",
        sv="{flags!r}: flaggorna för ett mönster är i och m",
    ),
    "fhirpath.variable-name": Text(
        en="defineVariable() needs a name",
        sv="defineVariable() behöver ett namn",
    ),
    "fhirpath.variable-twice": Text(
        en="the variable %{name} is already defined",
        sv="variabeln %{name} är redan definierad",
    ),
    "fhirpath.expression-too-long": Text(
        en="the expression is longer than {most} characters",
        sv="uttrycket är längre än {most} tecken",
    ),
    "fhirpath.empty-name": Text(
        en="a name is not empty",
        sv="ett namn är inte tomt",
    ),
    "fhirpath.too-many-tokens": Text(
        en="the expression has more than {most} tokens",
        sv="uttrycket har fler än {most} delar",
    ),
    "fhirpath.escape": Text(
        en="\\{letter} is no escape: use \\\\{letter} for a backslash",
        sv="\\{letter} är inget skyddat tecken: skriv \\\\{letter} för ett omvänt snedstreck",
    ),
    "fhirpath.steps-too-deep": Text(
        en="the expression has steps nested deeper than {most}",
        sv="uttrycket har steg som är nästlade djupare än {most}",
    ),
    "fhirpath.empty": Text(
        en="the expression is empty",
        sv="uttrycket är tomt",
    ),
    "fhirpath.levels": Text(
        en="nested deeper than {most} levels",
        sv="nästlat djupare än {most} nivåer",
    ),
    "fhirpath.number-too-long": Text(
        en="this number is too long",
        sv="talet är för långt",
    ),
    "fhirpath.pattern": Text(
        en="the pattern {pattern!r} cannot be read: {problem}",
        sv="mönstret {pattern!r} kan inte läsas: {problem}",
    ),
    "fhirpath.pattern-too-long": Text(
        en="the pattern is longer than {most} characters",
        sv="mönstret är längre än {most} tecken",
    ),
    "fhirpath.pattern-too-slow": Text(
        en="the pattern {pattern!r} takes too long on this text",
        sv="mönstret {pattern!r} tar för lång tid på den här texten",
    ),
    "fhirpath.no-such-time": Text(
        en="@{text} is not a day or time that exists",
        sv="@{text} är ingen dag eller tid som finns",
    ),
    "fhirpath.not-comparable": Text(
        en="{one} and {other} cannot be compared",
        sv="{one} och {other} kan inte jämföras",
    ),
    "fhirpath.beyond": Text(
        en="the date is beyond the years 1 to 9999",
        sv="datumet ligger utanför åren 1 till 9999",
    ),
    "fhirpath.time-of-day": Text(
        en="a {unit} cannot be added to a time of day",
        sv="{unit} kan inte läggas till ett klockslag",
    ),
    "fhirpath.namespace": Text(
        en="{name} is no type: the namespaces are FHIR and System",
        sv="{name} är ingen typ: namnrymderna är FHIR och System",
    ),
    "fhirpath.no-type": Text(
        en="{name} is no type that is known here",
        sv="{name} är ingen typ som är känd här",
    ),
    "fhirpath.type-expected": Text(
        en="the name of a type is expected",
        sv="här väntas namnet på en typ",
    ),
    "fhirpath.comment-open": Text(
        en="this comment has no end",
        sv="kommentaren har inget slut",
    ),
    "fhirpath.string-open": Text(
        en="this string has no end",
        sv="strängen har inget slut",
    ),
    "fhirpath.double-quotes": Text(
        en="strings stand in single quotes",
        sv="strängar står inom enkla citattecken",
    ),
    "fhirpath.not-fhirpath": Text(
        en="{text!r} is not FHIRPath",
        sv="{text!r} är inte FHIRPath",
    ),
    "fhirpath.no-function": Text(
        en="there is no function {name}()",
        sv="det finns ingen funktion {name}()",
    ),
    "fhirpath.no-function-near": Text(
        en="there is no function {name}(): did you mean {near}()?",
        sv="det finns ingen funktion {name}(): menade du {near}()?",
    ),
    "fhirpath.arguments": Text(
        en="{name}() takes {count} arguments",
        sv="{name}() tar {count} argument",
    ),
    "fhirpath.arguments-range": Text(
        en="{name}() takes {least} to {most} arguments",
        sv="{name}() tar {least} till {most} argument",
    ),
    "fhirpath.no-element": Text(
        en="{types} has no element {name}",
        sv="{types} har inget element {name}",
    ),
    "fhirpath.no-element-near": Text(
        en="{types} has no element {name}: did you mean {near}?",
        sv="{types} har inget element {name}: menade du {near}?",
    ),
    "fhirpath.an-index": Text(en="an index", sv="ett index"),
    "fhirpath.wrong-input": Text(
        en="{name}() takes {wanted}, and is asked of {got}",
        sv="{name}() tar {wanted}, och får {got}",
    ),
    "fhirpath.wrong-argument": Text(
        en="{name}() takes {wanted} here, and gets {got}",
        sv="{name}() tar {wanted} här, och får {got}",
    ),
    "fhirpath.type-boolean": Text(en="a boolean", sv="ett sanningsvärde"),
    "fhirpath.type-integer": Text(en="an integer", sv="ett heltal"),
    "fhirpath.type-number": Text(en="a number", sv="ett tal"),
    "fhirpath.type-measure": Text(en="a number or a quantity", sv="ett tal eller en kvantitet"),
    "fhirpath.type-precise": Text(
        en="a number, a quantity, a date or a time",
        sv="ett tal, en kvantitet, ett datum eller en tid",
    ),
    "fhirpath.type-text": Text(en="a string", sv="en sträng"),
    "fhirpath.type-simple": Text(en="a simple value", sv="ett enkelt värde"),
    "fhirpath.type-reference": Text(en="a reference or its text", sv="en referens eller dess text"),
    "fhirpath.type-coded": Text(
        en="a code, a Coding or a CodeableConcept", sv="en kod, Coding eller CodeableConcept"
    ),
    "fhirpath.unexpected": Text(
        en="{found} stands where {wanted} is expected",
        sv="{found} står där {wanted} väntas",
    ),
    "fhirpath.unexpected-end": Text(
        en="the end stands where {wanted} is expected",
        sv="slutet står där {wanted} väntas",
    ),
    "fhirpath.wanted-operator": Text(
        en="the end or an operator",
        sv="slutet eller en operator",
    ),
    "fhirpath.wanted-expression": Text(
        en="an expression",
        sv="ett uttryck",
    ),
    "fhirpath.wanted-name": Text(
        en="a name",
        sv="ett namn",
    ),
    "fhirpath.wanted-type": Text(
        en="the name of a type",
        sv="namnet på en typ",
    ),
    "fhirpath.at": Text(
        en="{message} (at character {character})",
        sv="{message} (vid tecken {character})",
    ),
}
