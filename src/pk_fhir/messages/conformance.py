"""Texts about definitions themselves: profiles, value sets, code systems, maps, measures, operations."""

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
    "measure-no-library": Text(
        en="The criteria are CQL, and none of the measure's libraries is known here.",
        sv="Villkoret är CQL, och inget av måttets bibliotek är känt här.",
    ),
    "measure-report-unmatched": Text(
        en="This {part} has no code by which the measure defines one.",
        sv="Den här delen ({part}) har ingen kod som måttet definierar.",
    ),
    "measure-report-twice": Text(
        en="The measure's {part} is reported twice.", sv="Måttets {part} är rapporterad två gånger."
    ),
    "measure-report-missing": Text(
        en="The report lacks the {part} '{code}' that the measure defines.",
        sv="Rapporten saknar {part} '{code}' som måttet definierar.",
    ),
    "measure-report-subjects": Text(
        en="Only reports of the type 'subject-list' list subjects.",
        sv="Bara rapporter av typen 'subject-list' räknar upp individer.",
    ),
    "measure-report-count": Text(
        en="The count is {count}, and {found} subjects are listed.",
        sv="Antalet är {count}, men {found} individer är uppräknade.",
    ),
    "operation-limit": Text(
        en="The {limit} of the '{use}' parameter '{name}' is {stated}, and {profile} in its profile.",
        sv="{limit} för '{use}'-parametern '{name}' är {stated}, men {profile} i dess profil.",
    ),
    "operation-type": Text(
        en="The '{use}' parameter '{name}' is {type}, and its profile allows only {types}.",
        sv="'{use}'-parametern '{name}' är {type}, men dess profil tillåter bara {types}.",
    ),
    "operation-target": Text(
        en="The target profiles of the '{use}' parameter '{name}' differ from those in its profile: {targets}.",
        sv="Målprofilerna för '{use}'-parametern '{name}' skiljer sig från dem i dess profil: {targets}.",
    ),
    "definition-expression": Text(
        en="The FHIRPath expression cannot be read: {problem}.",
        sv="FHIRPath-uttrycket kan inte läsas: {problem}.",
    ),
    "definition-base": Text(
        en="The {name} is '{found}', and that of its base {base} is '{wanted}'.",
        sv="{name} är '{found}', men för basen {base} är det '{wanted}'.",
    ),
    "definition-profile-type": Text(
        en="The profile {profile} is for {type}, and the element has the type {wanted}.",
        sv="Profilen {profile} gäller {type}, men elementet har typen {wanted}.",
    ),
    "definition-experimental": Text(
        en="Experimental content is not allowed here.",
        sv="Experimentellt innehåll är inte tillåtet här.",
    ),
    "definition-work-group": Text(
        en="What HL7 publishes must name the committee that owns it (structuredefinition-wg).",
        sv="Det som HL7 publicerar måste ange den kommitté som äger det (structuredefinition-wg).",
    ),
    "obligation-unknown": Text(
        en="The obligation profile {profile} is not known here.",
        sv="Obligationsprofilen {profile} är inte känd här.",
    ),
    "obligation-unmarked": Text(
        en="The profile {profile} is not marked as an obligation profile.",
        sv="Profilen {profile} är inte märkt som obligationsprofil.",
    ),
    "obligation-base": Text(
        en="The obligation profile {profile} has the base {found}, not {wanted}.",
        sv="Obligationsprofilen {profile} har basen {found}, inte {wanted}.",
    ),
    "definition-derivation": Text(
        en="A definition with a base must say how it is derived: specialization or constraint.",
        sv="En definition med bas måste ange hur den är härledd: specialization eller constraint.",
    ),
    "definition-same-type": Text(
        en="A specialization is a type of its own, and not '{type}' as its base is.",
        sv="En specialisering är en egen typ, och inte '{type}' som dess bas.",
    ),
    "definition-path-type": Text(
        en="The path '{path}' must begin with the type of the definition, '{type}'.",
        sv="Sökvägen '{path}' ska börja med definitionens typ, '{type}'.",
    ),
    "definition-slicing-root": Text(
        en="The root of a definition cannot be sliced.",
        sv="Roten i en definition kan inte delas i slices.",
    ),
    "definition-slicing-single": Text(
        en="'{path}' stands at most once and cannot be sliced.",
        sv="'{path}' finns högst en gång och kan inte delas i slices.",
    ),
    "definition-discriminator": Text(
        en="The discriminator '{expression}' leads nowhere from '{path}': {problem}",
        sv="Diskriminatorn '{expression}' leder ingenstans från '{path}': {problem}",
    ),
    "definition-discriminator-pattern": Text(
        en="From R5 on, a discriminator of type 'value' replaces 'pattern'.",
        sv="Från R5 ersätter en diskriminator av typen 'value' typen 'pattern'.",
    ),
    "definition-slice-unannounced": Text(
        en="The slice '{name}' is of an element that does not say how it is sliced.",
        sv="Slicen '{name}' hör till ett element som inte anger hur det delas.",
    ),
    "definition-meaning-when-missing": Text(
        en="A profile cannot say what the absence of '{path}' means.",
        sv="En profil kan inte säga vad det betyder att '{path}' saknas.",
    ),
    "definition-characteristic": Text(
        en="'{what}' means nothing for the types {types}.",
        sv="'{what}' saknar betydelse för typerna {types}.",
    ),
    "definition-binding-without": Text(
        en="The binding names no value set.",
        sv="Bindningen anger ingen värdemängd.",
    ),
    "definition-binding-unknown": Text(
        en="The value set {value_set} is not known here.",
        sv="Värdemängden {value_set} är inte känd här.",
    ),
    "definition-binding-kind": Text(
        en="{value_set} is a {kind}, and no value set.",
        sv="{value_set} är en {kind} och ingen värdemängd.",
    ),
    "definition-no-type": Text(
        en="'{path}' has neither a type nor a content reference.",
        sv="'{path}' har varken typ eller innehållsreferens.",
    ),
    "definition-value-type": Text(
        en="The {what} value is of type {found}, and the element is {types}.",
        sv="Värdet i {what} har typen {found}, men elementet är {types}.",
    ),
    "definition-property": Text(
        en="'{name}' has no place here.",
        sv="'{name}' hör inte hemma här.",
    ),
    "definition-property-missing": Text(
        en="'{name}' must be stated here.",
        sv="'{name}' måste anges här.",
    ),
    "definition-profile-unknown": Text(
        en="The profile {profile} is not known here.",
        sv="Profilen {profile} är inte känd här.",
    ),
    "definition-modifier-place": Text(
        en="The extension {profile} changes the meaning of what it stands on, and belongs in 'modifierExtension'.",
        sv="Tillägget {profile} ändrar betydelsen av det som det står på och hör hemma i 'modifierExtension'.",
    ),
    "definition-not-modifier": Text(
        en="The extension {profile} modifies nothing and does not belong in 'modifierExtension'.",
        sv="Tillägget {profile} ändrar ingenting och hör inte hemma i 'modifierExtension'.",
    ),
    "definition-no-target": Text(
        en="The type {type} refers to nothing and has no target profiles.",
        sv="Typen {type} refererar inte till något och har inga målprofiler.",
    ),
    "definition-target-type": Text(
        en="{profile} is for {type}, to which a {wanted} cannot refer.",
        sv="{profile} gäller {type}, som en {wanted} inte kan referera till.",
    ),
    "definition-invariant": Text(
        en="The invariant {key} cannot be evaluated: {problem}",
        sv="Invarianten {key} kan inte beräknas: {problem}",
    ),
    "definition-invariant-no-key": Text(
        en="An invariant without a key cannot be told apart from others.",
        sv="En invariant utan nyckel kan inte skiljas från andra.",
    ),
    "definition-invariant-no-expression": Text(
        en="The invariant {key} has no FHIRPath expression, so nothing can check it.",
        sv="Invarianten {key} har inget FHIRPath-uttryck, så inget kan kontrollera den.",
    ),
    "definition-invariant-key": Text(
        en="The invariant {key} exists already with another expression: {known}",
        sv="Invarianten {key} finns redan med ett annat uttryck: {known}",
    ),
    "definition-invariant-source": Text(
        en="The invariant {key} is stated here, so its source is {wanted} and not {source}.",
        sv="Invarianten {key} anges här, så dess källa är {wanted} och inte {source}.",
    ),
    "definition-context": Text(
        en="Only extensions have contexts, and this is a definition of {type}.",
        sv="Bara tillägg har kontexter, och detta är en definition av {type}.",
    ),
    "definition-context-unknown": Text(
        en="There is no element '{element}' in FHIR R4.",
        sv="Elementet '{element}' finns inte i FHIR R4.",
    ),
    "definition-context-everywhere": Text(
        en="The context 'Element' lets the extension stand anywhere: is that meant?",
        sv="Kontexten 'Element' tillåter tillägget överallt: är det avsikten?",
    ),
    "definition-context-simple": Text(
        en="The context '{element}' is an element: say so by the type 'element'.",
        sv="Kontexten '{element}' är ett element: ange det med typen 'element'.",
    ),
    "definition-snapshot": Text(
        en="The snapshot has {found} elements, and the differential makes {wanted}; they differ at '{path}'.",
        sv="Snapshoten har {found} element, men differentialen ger {wanted}; de skiljer sig vid '{path}'.",
    ),
    "definition-extension-url": Text(
        en="Extension.url is not fixed to {url}.",
        sv="Extension.url är inte fastställd till {url}.",
    ),
    "definition-extension-other": Text(
        en="Extension.url is fixed to {found}, and the definition's url is {url}.",
        sv="Extension.url är fastställd till {found}, men definitionens url är {url}.",
    ),
    "derived-order": Text(
        en="'{path}' does not stand in the order of the base, and is not found there.",
        sv="'{path}' står inte i basens ordning och hittas inte där.",
    ),
    "derived-max": Text(
        en="{path}: the max {found} is more than the {base} of the base.",
        sv="{path}: max {found} är mer än basens {base}.",
    ),
    "derived-min": Text(
        en="{path}: the min {found} is less than the {base} of the base.",
        sv="{path}: min {found} är mindre än basens {base}.",
    ),
    "derived-type": Text(
        en="{path}: the type {found} is none of those of the base: {allowed}.",
        sv="{path}: typen {found} är ingen av basens: {allowed}.",
    ),
    "derived-target": Text(
        en="{path}: the base does not allow references to {found}.",
        sv="{path}: basen tillåter inte referenser till {found}.",
    ),
    "derived-value-type": Text(
        en="{path}: the {what} value is of type {found}, and the element is {allowed}.",
        sv="{path}: värdet i {what} har typen {found}, men elementet är {allowed}.",
    ),
    "derived-value": Text(
        en="{path}: the value is not the one that the base has fixed, or not within its pattern.",
        sv="{path}: värdet är inte det som basen har fastställt, eller ryms inte i dess mönster.",
    ),
    "derived-binding": Text(
        en="{path}: a required binding cannot become {found}.",
        sv="{path}: en bindning som är required kan inte bli {found}.",
    ),
    "derived-value-set": Text(
        en="{path}: {found} has codes that {base} does not have: {codes}.",
        sv="{path}: {found} har koder som {base} inte har: {codes}.",
    ),
    "derived-slicing-single": Text(
        en="{path} stands at most once and cannot be sliced.",
        sv="{path} finns högst en gång och kan inte delas i slices.",
    ),
    "derived-slicing-choice": Text(
        en="{path}: a choice of types is sliced by type.",
        sv="{path}: ett val av typer delas efter typ.",
    ),
    "derived-discriminators": Text(
        en="{path}: the discriminators are not those of the base.",
        sv="{path}: diskriminatorerna är inte basens.",
    ),
    "derived-slicing-rules": Text(
        en="{path}: a slicing cannot become more open than in the base: {found}.",
        sv="{path}: en slicing kan inte bli öppnare än i basen: {found}.",
    ),
    "derived-closed": Text(
        en="{path}: the base has closed its slicing, and '{name}' is a new slice.",
        sv="{path}: basen har stängt sin slicing, och '{name}' är en ny slice.",
    ),
    "derived-slice-name": Text(
        en="{path}: the slice of that type is called '{wanted}'.",
        sv="{path}: slicen för den typen heter '{wanted}'.",
    ),
    "derived-no-slice-name": Text(
        en="{path}: a slice has a sliceName.",
        sv="{path}: en slice har ett sliceName.",
    ),
    "definition-snapshot-type": Text(
        en="The type {found} is none of those that the definition makes: {allowed}.",
        sv="Typen {found} är ingen av dem som definitionen ger: {allowed}.",
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
    "search-parameter-code": Text(
        en="'{code}' has characters that mean something else in a search: '.', '$' or '|'.",
        sv="'{code}' har tecken som betyder något annat i en sökning: '.', '$' eller '|'.",
    ),
    "search-parameter-components": Text(
        en="A composite search parameter has two components or more.",
        sv="En sammansatt sökparameter har minst två komponenter.",
    ),
    "search-parameter-unknown": Text(
        en="The search parameter {base} that this one is derived from is not known here.",
        sv="Sökparametern {base} som denna är härledd från är inte känd här.",
    ),
    "search-parameter-base": Text(
        en="{base}, from which this is derived, does not search {type}.",
        sv="{base}, som denna är härledd från, söker inte {type}.",
    ),
    "search-parameter-type": Text(
        en="The type is {found}, and that of {base} is {wanted}.",
        sv="Typen är {found}, men {base} har typen {wanted}.",
    ),
    "search-parameter-expression": Text(
        en="The expression is not that of {base}, from which this is derived.",
        sv="Uttrycket är inte det som {base} har, som denna är härledd från.",
    ),
    "guide-no-version": Text(
        en="{uri} ends in '|' without a version.",
        sv="{uri} slutar med '|' utan version.",
    ),
    "guide-version": Text(
        en="The version {version} stands in the property 'version'.",
        sv="Versionen {version} ska stå i egenskapen 'version'.",
    ),
    "guide-uri": Text(
        en="{uri} does not name an implementation guide: its url has '/ImplementationGuide/'.",
        sv="{uri} anger ingen implementationsguide: dess adress har '/ImplementationGuide/'.",
    ),
    "guide-package": Text(
        en="'{package}' is no name of a package: it has parts divided by dots.",
        sv="'{package}' är inget paketnamn: det har delar åtskilda av punkter.",
    ),
    "operation-profile-unknown": Text(
        en="The profile {profile} is not known here.",
        sv="Profilen {profile} är inte känd här.",
    ),
    "operation-profile-type": Text(
        en="{profile} is a profile on {type}, not on Parameters.",
        sv="{profile} är en profil på {type}, inte på Parameters.",
    ),
    "measure-no-such-library": Text(
        en="None of the measure's libraries is called '{name}'.",
        sv="Inget av måttets bibliotek heter '{name}'.",
    ),
    "measure-which-library": Text(
        en="The measure has several libraries: write library.name.",
        sv="Måttet har flera bibliotek: skriv bibliotek.namn.",
    ),
    "measure-not-compiled": Text(
        en="The library {library} has no compiled CQL (ELM), so the criteria cannot be found in it.",
        sv="Biblioteket {library} har ingen kompilerad CQL (ELM), så villkoret kan inte hittas där.",
    ),
    "measure-no-such-name": Text(
        en="The library {library} does not define '{name}'.",
        sv="Biblioteket {library} definierar inte '{name}'.",
    ),
    "measure-score-needed": Text(
        en="A group of a measure whose scoring is {scoring} has a score.",
        sv="En grupp i ett mått vars scoring är {scoring} har ett värde (measureScore).",
    ),
    "measure-score-unit": Text(
        en="The score of a measure whose scoring is {scoring} has no unit.",
        sv="Värdet i ett mått vars scoring är {scoring} har ingen enhet.",
    ),
    "measure-score-value": Text(
        en="The score of a measure whose scoring is {scoring} has a value.",
        sv="measureScore i ett mått vars scoring är {scoring} har ett värde.",
    ),
    "measure-score-range": Text(
        en="{value} is no score: it is from 0, and a proportion at most 1.",
        sv="{value} är inget värde här: det är från 0, och en andel högst 1.",
    ),
    "measure-score-no-unit": Text(
        en="The score of a measure whose scoring is {scoring} should have a unit.",
        sv="Värdet i ett mått vars scoring är {scoring} bör ha en enhet.",
    ),
    "measure-report-no-count": Text(
        en="A population of a report that lists no subjects should have a count.",
        sv="En population i en rapport som inte räknar upp individer bör ha ett antal.",
    ),
    "capability-search-type": Text(
        en="The search parameter {parameter} is of type {wanted}, and this says {found}.",
        sv="Sökparametern {parameter} är av typen {wanted}, och här står {found}.",
    ),
    "derived-twice": Text(
        en="{path} is constrained twice: say all of it at once, or give the second a sliceName.",
        sv="{path} begränsas två gånger: säg allt på en gång, eller ge den andra ett sliceName.",
    ),
    "derived-slice-order": Text(
        en="{path}: the slice '{name}' of the base stands after those that it comes before there.",
        sv="{path}: basens slice '{name}' står efter dem som den kommer före i basen.",
    ),
    "derived-choice-alone": Text(
        en="{path} must be there, so no other type of the same choice can be.",
        sv="{path} måste finnas, så ingen annan typ av samma val kan finnas.",
    ),
    "derived-must-support": Text(
        en="{path}: mustSupport is true in the base, and stays so.",
        sv="{path}: mustSupport är true i basen och förblir det.",
    ),
    "derived-slicing-order": Text(
        en="{path}: whether slices are ordered is said by the base, and otherwise here.",
        sv="{path}: om slices är ordnade sägs av basen, och annorlunda här.",
    ),
    "derived-root-type": Text(
        en="{path}: the root of a profile has no type of its own: its type is that of the profile.",
        sv="{path}: en profils rot har ingen egen typ: dess typ är profilens.",
    ),
}
