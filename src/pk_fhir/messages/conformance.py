"""Texts about definitions themselves: profiles and extensions, operations, search parameters, guides."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
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
    "definition-snapshot-type": Text(
        en="The type {found} is none of those that the definition makes: {allowed}.",
        sv="Typen {found} är ingen av dem som definitionen ger: {allowed}.",
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
    "capability-search-type": Text(
        en="The search parameter {parameter} is of type {wanted}, and this says {found}.",
        sv="Sökparametern {parameter} är av typen {wanted}, och här står {found}.",
    ),
}
