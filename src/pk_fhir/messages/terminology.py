"""What is said of codes, displays and value sets (https://hl7.org/fhir/R4/terminologies.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "terminology.supplement-as-system": Text(
        "The CodeSystem {system} is a supplement: its codes belong to the code system that it supplements.",
        "CodeSystem {system} är ett supplement: dess koder hör till kodsystemet som det kompletterar.",
    ),
    "terminology.server-code": Text(
        "The terminology server says that {system} has no code '{code}': {message}",
        "Terminologiservern säger att {system} inte har koden '{code}': {message}",
    ),
    "terminology.server-display": Text(
        "The terminology server says that the display of '{code}' in {system} is wrong: {message}",
        "Terminologiservern säger att visningstexten för '{code}' i {system} är fel: {message}",
    ),
    "terminology.server-silent": Text(
        "The terminology server could not be asked about {count} codes ({reason}): they are not checked.",
        "Terminologiservern kunde inte tillfrågas om {count} koder ({reason}): de är inte kontrollerade.",
    ),
    "terminology.unknown-code": Text(
        en="'{code}' is not a code of {system}.",
        sv="'{code}' är inte en kod i {system}.",
    ),
    "terminology.unknown-code-fragment": Text(
        en="'{code}' is not among the codes of {system} that are known here; only a part of that system is.",
        sv="'{code}' finns inte bland de koder i {system} som är kända här; bara en del av kodsystemet är känd.",
    ),
    "terminology.code-case": Text(
        en="The code '{code}' is written '{right}' in {system}. Case does not matter there, but write it so anyway.",
        sv="Koden '{code}' skrivs '{right}' i {system}. Versaler spelar ingen roll där, men skriv den så ändå.",
    ),
    "terminology.unknown-system": Text(
        en="The code system '{system}' is not known here, so '{code}' was not checked.",
        sv="Kodsystemet '{system}' är inte känt här, så '{code}' har inte kontrollerats.",
    ),
    "terminology.unknown-version": Text(
        en="Version '{version}' of the code system '{system}' is not known here, so '{code}' was not checked. Known: {known}.",
        sv="Version '{version}' av kodsystemet '{system}' är inte känd här, så '{code}' har inte kontrollerats. Kända: {known}.",
    ),
    "terminology.no-system": Text(
        en="A code without a system means nothing. Give the system.",
        sv="En kod utan kodsystem betyder ingenting. Ange kodsystemet.",
    ),
    "terminology.relative-system": Text(
        en="The system '{system}' is not an absolute URI.",
        sv="Kodsystemet '{system}' är inte en absolut URI.",
    ),
    "terminology.value-set-as-system": Text(
        en="'{system}' is a value set, and a code needs its code system.",
        sv="'{system}' är en värdemängd (ValueSet), men en kod ska ange sitt kodsystem.",
    ),
    "terminology.system-form": Text(
        en="The system '{system}' is not written right: it is '{right}'.",
        sv="Kodsystemet '{system}' är felskrivet: det är '{right}'.",
    ),
    "terminology.system-page": Text(
        en="'{system}' is a page about a code system, not its URI.",
        sv="'{system}' är en sida om ett kodsystem, inte dess URI.",
    ),
    "terminology.system-not-of-fhir": Text(
        en="'{system}' is named as a code system of HL7, and no loaded package has it.",
        sv="'{system}' anges som ett kodsystem från HL7, men inget laddat paket har det.",
    ),
    "terminology.no-code": Text(
        en="There is a system, '{system}', but no code.",
        sv="Kodsystemet '{system}' anges, men ingen kod.",
    ),
    "terminology.other-version": Text(
        en="The version '{version}' of {system} is not the one that the value set takes codes of: {known}.",
        sv="Versionen '{version}' av {system} är inte den som urvalslistan tar koder ur: {known}.",
    ),
    "terminology.wrong-display": Text(
        en="'{display}' is not a display of {system}#{code}. Right: {right}.",
        sv="'{display}' är inte en benämning på {system}#{code}. Rätt: {right}.",
    ),
    "terminology.inactive": Text(
        en="The code '{code}' is {status} in {system}. Consider another.",
        sv="Koden '{code}' är {status} i {system}. Överväg en annan.",
    ),
    "terminology.value-set-unknown": Text(
        en="The value set '{value_set}' is not known here, so the binding was not checked.",
        sv="Värdemängden '{value_set}' är inte känd här, så bindningen har inte kontrollerats.",
    ),
    "terminology.required": Text(
        en="{codes} is not in the value set {value_set}, and a code from it is required.",
        sv="{codes} finns inte i värdemängden {value_set}, och en kod ur den krävs.",
    ),
    "terminology.required-suggest": Text(
        en="{codes} is not in the value set {value_set}, and a code from it is required. Did you mean '{suggestion}'?",
        sv="{codes} finns inte i värdemängden {value_set}, och en kod ur den krävs. Menades '{suggestion}'?",
    ),
    "terminology.extensible": Text(
        en="{codes} is not in the value set {value_set}, and a code from it should be used unless none fits.",
        sv="{codes} finns inte i värdemängden {value_set}, och en kod ur den ska användas om någon passar.",
    ),
    "terminology.maximum": Text(
        en="{codes} is not in the value set {value_set}, and no code outside it is allowed.",
        sv="{codes} finns inte i värdemängden {value_set}, och inga koder utanför den är tillåtna.",
    ),
    "terminology.preferred": Text(
        en="{codes} is not in the value set {value_set}, which is recommended.",
        sv="{codes} finns inte i värdemängden {value_set}, som rekommenderas.",
    ),
    "terminology.undecided": Text(
        en="It cannot be told here whether {codes} is in the value set {value_set}.",
        sv="Det går inte att avgöra här om {codes} finns i värdemängden {value_set}.",
    ),
    "terminology.code-required": Text(
        en="There is no code, and one from the value set {value_set} is required.",
        sv="Det finns ingen kod, och en ur värdemängden {value_set} krävs.",
    ),
    "terminology.code-expected": Text(
        en="There is no code, and one from the value set {value_set} should be given.",
        sv="Det finns ingen kod, och en ur värdemängden {value_set} bör anges.",
    ),
    "terminology.invalid-unit": Text(
        en="'{code}' is not a unit of UCUM.",
        sv="'{code}' är inte en enhet i UCUM.",
    ),
    "terminology.cannot-expand": Text(
        en="The value set '{value_set}' cannot be expanded here: it rests on code systems that are not known in full.",
        sv="Värdemängden '{value_set}' kan inte räknas upp här: den vilar på kodsystem som inte är kända i sin helhet.",
    ),
    "terminology.expand-unknown": Text(
        en="There is no value set '{value_set}' here.",
        sv="Värdemängden '{value_set}' finns inte här.",
    ),
    "terminology.expand-too-costly": Text(
        en="The value set '{value_set}' has {total} codes. Ask for a part of it, by filter or by count.",
        sv="Värdemängden '{value_set}' har {total} koder. Be om en del av den, med filter eller count.",
    ),
    "terminology.expand-earlier": Text(
        en="The value set '{value_set}' is known here as it is since {date}, not as it was before.",
        sv="Värdemängden '{value_set}' är känd här som den är sedan {date}, inte som den var dessförinnan.",
    ),
    "terminology.expand-version": Text(
        en="The code system '{system}' is here in version {version}, not in {wanted}.",
        sv="Kodsystemet '{system}' finns här i version {version}, inte i {wanted}.",
    ),
    "terminology.abstract": Text(
        en="The code '{code}' only groups others: name one of those, or say abstract=true.",
        sv="Koden '{code}' grupperar bara andra: ange en av dem, eller säg abstract=true.",
    ),
    "terminology.lookup-unknown-system": Text(
        en="There is no code system '{system}' here.",
        sv="Kodsystemet '{system}' finns inte här.",
    ),
    "terminology.parameter": Text(
        en="Give {wanted}.",
        sv="Ange {wanted}.",
    ),
    "refused.other-system": Text(
        "The coding is of another system than the one that is asked.",
        "Kodningen är av ett annat kodsystem än det tillfrågade.",
    ),
}
