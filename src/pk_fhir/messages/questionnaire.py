"""What can be wrong with a Questionnaire and with answers to it (https://hl7.org/fhir/R4/questionnaireresponse.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "questionnaire.enable-no-question": Text(
        en="The enableWhen names no question.",
        sv="enableWhen anger ingen fråga.",
    ),
    "questionnaire.enable-inner": Text(
        en="The enableWhen of '{item}' asks about '{question}', which lies inside it.",
        sv="enableWhen för '{item}' frågar efter '{question}', som ligger inuti den.",
    ),
    "questionnaire.enable-unknown": Text(
        en="The enableWhen of '{item}' asks about '{question}', and no item has that linkId.",
        sv="enableWhen för '{item}' frågar efter '{question}', men ingen fråga har det linkId.",
    ),
    "questionnaire.enable-self": Text(
        en="The enableWhen of '{item}' asks about the item itself.",
        sv="enableWhen för '{item}' frågar efter frågan själv.",
    ),
    "questionnaire.enable-later": Text(
        en="The enableWhen of '{item}' asks about '{question}', which comes after it.",
        sv="enableWhen för '{item}' frågar efter '{question}', som kommer efter den.",
    ),
    "questionnaire.derived-unknown": Text(
        en="The questionnaire '{base}' that this one is derived from is not known here.",
        sv="Formuläret '{base}' som detta är härlett från är inte känt här.",
    ),
    "questionnaire.derived-unstated": Text(
        en="How this is derived from '{base}' is not stated (questionnaire-derivationType), so it was not checked.",
        sv="Hur detta är härlett från '{base}' anges inte (questionnaire-derivationType), så det har inte kontrollerats.",
    ),
    "questionnaire.derived-no-item": Text(
        en="'{base}' has no item '{item}', and a questionnaire that complies with it adds none.",
        sv="'{base}' har ingen fråga '{item}', och ett formulär som följer det lägger inte till någon.",
    ),
    "questionnaire.derived-type": Text(
        en="The item '{item}' is of type {wanted} in '{base}', and may not become {found}.",
        sv="Frågan '{item}' är av typen {wanted} i '{base}' och får inte bli {found}.",
    ),
    "questionnaire.derived-required": Text(
        en="The item '{item}' is required in '{base}', so it must be required here.",
        sv="Frågan '{item}' är obligatorisk i '{base}' och ska vara det också här.",
    ),
    "questionnaire.derived-repeats": Text(
        en="The item '{item}' does not repeat in '{base}', so it may not repeat here.",
        sv="Frågan '{item}' upprepas inte i '{base}' och får inte göra det här.",
    ),
    "questionnaire.derived-length": Text(
        en="The item '{item}' has at most {limit} characters in '{base}', and no more are allowed here.",
        sv="Frågan '{item}' har högst {limit} tecken i '{base}', och fler är inte tillåtna här.",
    ),
    "questionnaire.derived-no-options": Text(
        en="The item '{item}' has answer options in '{base}', so it must have some here.",
        sv="Punkten '{item}' har svarsalternativ i '{base}' och måste ha några här.",
    ),
    "questionnaire.derived-option": Text(
        en="The answer option is not one of the item '{item}' in '{base}'.",
        sv="Svarsalternativet finns inte för frågan '{item}' i '{base}'.",
    ),
    "answers.no-questionnaire": Text(
        en="No questionnaire is named, so the answers were not held to one.",
        sv="Inget formulär anges, så svaren har inte jämförts med något.",
    ),
    "answers.questionnaire-unknown": Text(
        en="The questionnaire '{questionnaire}' is not known here, so the answers were not held to it.",
        sv="Formuläret '{questionnaire}' är inte känt här, så svaren har inte jämförts med det.",
    ),
    "answers.before-period": Text(
        en="Authored {authored}, before the questionnaire came into use ({limit}).",
        sv="Besvarat {authored}, innan formuläret började gälla ({limit}).",
    ),
    "answers.after-period": Text(
        en="Authored {authored}, after the questionnaire went out of use ({limit}).",
        sv="Besvarat {authored}, efter att formuläret slutade gälla ({limit}).",
    ),
    "answers.no-link": Text(
        en="An item without linkId answers nothing.",
        sv="En post utan linkId besvarar ingen fråga.",
    ),
    "answers.unknown-link": Text(
        en="The questionnaire has no item '{link}'.",
        sv="Formuläret har ingen fråga '{link}'.",
    ),
    "answers.misplaced": Text(
        en="The item '{link}' stands in another place in the questionnaire.",
        sv="Frågan '{link}' står på ett annat ställe i formuläret.",
    ),
    "answers.order": Text(
        en="The item '{link}' comes too late: items follow the order of the questionnaire.",
        sv="Frågan '{link}' kommer för sent: frågorna följer formulärets ordning.",
    ),
    "answers.item-once": Text(
        en="The item '{link}' does not repeat, and is here {count} times.",
        sv="Frågan '{link}' upprepas inte, men finns här {count} gånger.",
    ),
    "answers.answer-once": Text(
        en="The question '{link}' takes one answer, and has {count}.",
        sv="Frågan '{link}' tar ett svar, men har {count}.",
    ),
    "answers.required": Text(
        en="The question '{link}' must be answered.",
        sv="Frågan '{link}' måste besvaras.",
    ),
    "answers.group-empty": Text(
        en="The group '{link}' is required, and nothing in it is answered.",
        sv="Gruppen '{link}' är obligatorisk, men inget i den är besvarat.",
    ),
    "answers.not-enabled": Text(
        en="The question '{link}' is answered though its condition (enableWhen) does not hold.",
        sv="Frågan '{link}' är besvarad fast dess villkor (enableWhen) inte är uppfyllt.",
    ),
    "answers.text": Text(
        en="The text of the item '{link}' differs from the questionnaire's. Leave it out, or copy it.",
        sv="Texten för frågan '{link}' skiljer sig från formulärets. Utelämna den eller kopiera den.",
    ),
    "answers.group-answer": Text(
        en="'{link}' is a group: it holds items, not answers.",
        sv="'{link}' är en grupp: den innehåller frågor, inte svar.",
    ),
    "answers.display-answer": Text(
        en="'{link}' is only shown: it takes no answer.",
        sv="'{link}' visas bara: den tar inget svar.",
    ),
    "answers.display-item": Text(
        en="'{link}' is only shown: it holds no items.",
        sv="'{link}' visas bara: den innehåller inga frågor.",
    ),
    "answers.item-outside-answer": Text(
        en="Items under the question '{link}' stand inside its answer (answer.item).",
        sv="Frågor under '{link}' står i svaret (answer.item).",
    ),
    "answers.no-type": Text(
        en="The questionnaire states no type for the item '{link}', so it was not checked.",
        sv="Formuläret anger ingen typ för frågan '{link}', så den har inte kontrollerats.",
    ),
    "answers.type": Text(
        en="The answer must be of type {wanted}, and is a {found}.",
        sv="Svaret ska vara av typen {wanted}, men är {found}.",
    ),
    "answers.option": Text(
        en="'{value}' is not one of the answer options.",
        sv="'{value}' är inte ett av svarsalternativen.",
    ),
    "answers.no-option-of-type": Text(
        en="None of the answer options is of type {type}.",
        sv="Inget av svarsalternativen är av typen {type}.",
    ),
    "answers.text-is-option": Text(
        en="The text '{value}' is what one of the options is called. Answer with its code.",
        sv="Texten '{value}' är benämningen på ett av alternativen. Svara med dess kod.",
    ),
    "answers.exclusive": Text(
        en="'{value}' excludes every other answer.",
        sv="'{value}' utesluter alla andra svar.",
    ),
    "answers.value-set": Text(
        en="'{value}' is not in the value set {value_set} of the question.",
        sv="'{value}' finns inte i frågans värdemängd {value_set}.",
    ),
    "answers.value-set-unknown": Text(
        en="The value set '{value_set}' of the question is not known here, so the answer was not checked.",
        sv="Frågans värdemängd '{value_set}' är inte känd här, så svaret har inte kontrollerats.",
    ),
    "answers.value-set-undecided": Text(
        en="It cannot be told here whether '{value}' is in the value set {value_set} of the question.",
        sv="Det går inte att avgöra här om '{value}' finns i frågans värdemängd {value_set}.",
    ),
    "answers.new-line": Text(
        en="The answer is one line of text, and has a line break.",
        sv="Svaret är en rad text, men har en radbrytning.",
    ),
    "answers.short": Text(
        en="The answer has fewer than {limit} characters.",
        sv="Svaret har färre än {limit} tecken.",
    ),
    "answers.long": Text(
        en="The answer has more than {limit} characters.",
        sv="Svaret har fler än {limit} tecken.",
    ),
    "answers.pattern": Text(
        en="The answer does not have the form that is asked for ({pattern}).",
        sv="Svaret har inte den form som efterfrågas ({pattern}).",
    ),
    "answers.minimum": Text(
        en="{value} is less than the least that is allowed, {limit}.",
        sv="{value} är mindre än det minsta tillåtna, {limit}.",
    ),
    "answers.maximum": Text(
        en="{value} is more than the most that is allowed, {limit}.",
        sv="{value} är mer än det största tillåtna, {limit}.",
    ),
    "answers.incomparable": Text(
        en="{value} cannot be compared with the limit {limit}: give units as UCUM codes.",
        sv="{value} kan inte jämföras med gränsen {limit}: ange enheter som UCUM-koder.",
    ),
    "answers.decimals": Text(
        en="{value} has more than {limit} decimal places.",
        sv="{value} har fler än {limit} decimaler.",
    ),
    "answers.too-few": Text(
        en="The question '{link}' takes at least {limit} answers, and has {count}.",
        sv="Frågan '{link}' tar minst {limit} svar, men har {count}.",
    ),
    "answers.too-many": Text(
        en="The question '{link}' takes at most {limit} answers, and has {count}.",
        sv="Frågan '{link}' tar högst {limit} svar, men har {count}.",
    ),
    "answers.content-type-missing": Text(
        en="The attachment says no contentType, and one of {allowed} is asked for.",
        sv="Bilagan anger ingen contentType, men någon av {allowed} efterfrågas.",
    ),
    "answers.content-type": Text(
        en="The contentType {found} is not among those asked for: {allowed}.",
        sv="contentType {found} är inte bland dem som efterfrågas: {allowed}.",
    ),
    "answers.size": Text(
        en="The attachment has {found} bytes, and at most {limit} are allowed.",
        sv="Bilagan är {found} byte, och högst {limit} är tillåtna.",
    ),
    "answers.reference-type": Text(
        en="The reference {reference} is to a {found}, and {allowed} is asked for.",
        sv="Referensen {reference} leder till {found}, men {allowed} efterfrågas.",
    ),
    "answers.unit": Text(
        en="The unit '{unit}' is not among those asked for: {allowed}.",
        sv="Enheten '{unit}' är inte bland dem som efterfrågas: {allowed}.",
    ),
}
