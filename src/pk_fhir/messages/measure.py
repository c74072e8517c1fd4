"""Texts about measures, and reports of them."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
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
}
