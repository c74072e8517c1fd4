"""Texts about value sets, code systems and concept maps as definitions."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "value-set-system": Text(
        en="The system '{system}' must be an absolute URI, of a contained code system too.",
        sv="System '{system}' måste vara en absolut URI, även för ett inneslutet kodsystem.",
    ),
    "value-set-filter-Coding": Text(
        en="The property '{property}' has Codings: write system#code or system|version#code, not '{value}'.",
        sv="Egenskapen '{property}' har Coding-värden: skriv system#kod eller system|version#kod, inte '{value}'.",
    ),
    "value-set-filter-boolean": Text(
        en="The property '{property}' is true or false, not '{value}'.",
        sv="Egenskapen '{property}' är true eller false, inte '{value}'.",
    ),
    "value-set-filter-dateTime": Text(
        en="The property '{property}' has dates, and '{value}' is none.",
        sv="Egenskapen '{property}' har datum, och '{value}' är inget.",
    ),
    "code-system-count": Text(
        en="The code system is complete and has {found} concepts, but states {stated}.",
        sv="Kodsystemet är komplett och har {found} begrepp men anger {stated}.",
    ),
    "code-system-supplement": Text(
        en="'supplements' and the content 'supplement' go together: give both or neither.",
        sv="'supplements' och innehållet 'supplement' hör ihop: ange båda eller inget.",
    ),
    "code-system-property-twice": Text(
        en="The property '{code}' is defined twice.",
        sv="Egenskapen '{code}' är definierad två gånger.",
    ),
    "code-system-property-type": Text(
        en="The property '{code}' is defined as {wanted}, and this is {found}.",
        sv="Egenskapen '{code}' är definierad som {wanted}, men detta är {found}.",
    ),
    "concept-map-source-code": Text(
        en="The source code '{code}' is not in {system}.",
        sv="Källkoden '{code}' finns inte i {system}.",
    ),
    "concept-map-target-code": Text(
        en="The target code '{code}' is not in {system}.",
        sv="Målkoden '{code}' finns inte i {system}.",
    ),
    "concept-map-source-value-set": Text(
        en="The source code '{code}' is not in the value set {value_set}.",
        sv="Källkoden '{code}' finns inte i värdemängden {value_set}.",
    ),
    "concept-map-target-value-set": Text(
        en="The target code '{code}' is not in the value set {value_set}.",
        sv="Målkoden '{code}' finns inte i värdemängden {value_set}.",
    ),
    "value-set-no-system": Text(
        en="Without a system, the concepts and filters cannot be checked.",
        sv="Utan system kan begreppen och filtren inte kontrolleras.",
    ),
    "value-set-system-version": Text(
        en="'{system}': the version of a system stands in the property 'version'.",
        sv="'{system}': versionen av ett system står i egenskapen 'version'.",
    ),
    "value-set-system-value-set": Text(
        en="{system} is a value set, and no code system.",
        sv="{system} är en värdemängd och inget kodsystem.",
    ),
    "value-set-supplement": Text(
        en="{system} is a supplement: name the code system {base}, and the supplement by the extension valueset-supplement.",
        sv="{system} är ett tillägg: ange kodsystemet {base}, och tillägget med extensionen valueset-supplement.",
    ),
    "value-set-content": Text(
        en="The code system {system} has the content '{content}', so its codes cannot all be checked.",
        sv="Kodsystemet {system} har innehållet '{content}', så alla dess koder kan inte kontrolleras.",
    ),
    "value-set-filter-op": Text(
        en="The operator '{operator}' cannot be used on '{property}', only {allowed}.",
        sv="Operatorn '{operator}' kan inte användas på '{property}', bara {allowed}.",
    ),
    "value-set-filter-code": Text(
        en="The filter on '{property}' asks for '{value}', which is no code of the system.",
        sv="Filtret på '{property}' frågar efter '{value}', som inte är en kod i systemet.",
    ),
    "value-set-filter-regex": Text(
        en="The filter on '{property}' has a regular expression that cannot be read: '{value}'.",
        sv="Filtret på '{property}' har ett reguljärt uttryck som inte kan läsas: '{value}'.",
    ),
    "value-set-filter-integer": Text(
        en="The property '{property}' has integers, and '{value}' is none.",
        sv="Egenskapen '{property}' har heltal, och '{value}' är inget.",
    ),
    "value-set-filter-decimal": Text(
        en="The property '{property}' has numbers, and '{value}' is none.",
        sv="Egenskapen '{property}' har tal, och '{value}' är inget.",
    ),
    "code-system-count-supplement": Text(
        en="The supplement states {stated} concepts, and its code system {found}.",
        sv="Tillägget anger {stated} begrepp, och dess kodsystem {found}.",
    ),
    "code-system-no-content": Text(
        en="The code system says that its concepts are not here, and has some.",
        sv="Kodsystemet säger att dess begrepp inte finns här, men har några.",
    ),
    "code-system-supplement-content": Text(
        en="A code system that supplements another has the content 'supplement'.",
        sv="Ett kodsystem som kompletterar ett annat har innehållet 'supplement'.",
    ),
    "code-system-supplement-case": Text(
        en="'caseSensitive' is that of the code system, and not stated in its supplement.",
        sv="'caseSensitive' är kodsystemets och anges inte i dess tillägg.",
    ),
    "code-system-supplement-code": Text(
        en="'{code}' is no code of the code system {base}.",
        sv="'{code}' är ingen kod i kodsystemet {base}.",
    ),
    "code-system-supplement-hierarchy": Text(
        en="The hierarchyMeaning '{found}' is not that of the code system, '{wanted}'.",
        sv="hierarchyMeaning '{found}' är inte kodsystemets, '{wanted}'.",
    ),
    "code-system-value-set": Text(
        en="The value set {value_set} of all codes must include this code system, whole and alone.",
        sv="Värdemängden {value_set} med alla koder måste inkludera detta kodsystem, helt och ensamt.",
    ),
    "code-system-property-uri": Text(
        en="The uri '{uri}' of a property must be absolute.",
        sv="Adressen '{uri}' för en egenskap måste vara absolut.",
    ),
    "code-system-property-uri-twice": Text(
        en="The property '{uri}' is defined twice.",
        sv="Egenskapen '{uri}' är definierad två gånger.",
    ),
    "code-system-property-unknown": Text(
        en="FHIR defines no property '{uri}'.",
        sv="FHIR definierar ingen egenskap '{uri}'.",
    ),
    "code-system-property-standard": Text(
        en="The property '{property}' of FHIR is of type {wanted}, and this is {found}.",
        sv="FHIR:s egenskap '{property}' har typen {wanted}, men denna är {found}.",
    ),
    "code-system-property-code": Text(
        en="'{code}' is no code of this code system.",
        sv="'{code}' är ingen kod i detta kodsystem.",
    ),
    "code-system-property-undefined": Text(
        en="The property '{code}' is not defined in CodeSystem.property.",
        sv="Egenskapen '{code}' är inte definierad i CodeSystem.property.",
    ),
    "concept-map-not-value-set": Text(
        en="{url} is a {kind}, and no value set.",
        sv="{url} är en {kind} och ingen värdemängd.",
    ),
}
