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
}
