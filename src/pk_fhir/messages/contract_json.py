"""Texts about contract JSON that cannot be read: its fields, its keys and links, its identifiers."""

from pk_fhir.messages.catalogue import Text, under

# What a key can stand for.
_KINDS = {
    "answer": Text("answer", "svar"),
    "care-commitment": Text("care commitment", "vårdens åtagande"),
    "external-effort": Text("external effort", "övrig insats"),
    "fixed-contact": Text("fixed contact", "fast vårdkontakt"),
    "follow-up": Text("follow-up", "uppföljning"),
    "goal": Text("goal", "mål"),
    "mediated-contact": Text("mediated contact", "förmedlad kontakt"),
    "organization": Text("organization", "organisation"),
    "patient": Text("patient", "patient"),
    "patient-commitment": Text("patient commitment", "patientens åtagande"),
    "plan": Text("plan", "egen vårdplan"),
    "professional": Text("professional", "personal"),
    "reception": Text("reception", "mottagning"),
    "relative": Text("relative", "närstående"),
    "review": Text("review", "nästa uppföljning"),
    "story": Text("story", "berättelse"),
    "team": Text("team", "team"),
    "time": Text("time", "tid"),
    "warning-sign": Text("warning sign", "något att hålla koll på"),
}

TEXTS: dict[str, Text] = {
    # Reading the JSON
    "pk-json-missing": Text(
        "`{name}` is missing: add it",
        "`{name}` saknas: lägg till det",
    ),
    "pk-json-not-a-field": Text(
        "`{name}` is not a field here: remove it",
        "`{name}` är inget fält här: ta bort det",
    ),
    "pk-json-unknown": Text(
        "`{name}` is not a field here: remove it, or use one of {known}",
        "`{name}` är inget fält här: ta bort det eller använd något av {known}",
    ),
    "pk-json-unknown-near": Text(
        "`{name}` is not a field here: did you mean `{near}`?",
        "`{name}` är inget fält här: menade du `{near}`?",
    ),
    "pk-json-code": Text(
        "the code is not one of those that can stand here: use one of {known}",
        "koden är inte någon av dem som kan stå här: använd någon av {known}",
    ),
    "pk-json-type": Text(
        "the value has the wrong type: write {expected}",
        "värdet har fel typ: skriv {expected}",
    ),
    "contract.a-string": Text("a string", "en text"),
    "contract.an-integer": Text("an integer", "ett heltal"),
    "contract.a-number": Text("a number", "ett tal"),
    "contract.true-or-false": Text("true or false", "true eller false"),
    "contract.an-array": Text("an array", "en lista"),
    "contract.an-object": Text("an object", "ett objekt"),
    "pk-json-pattern": Text(
        "the value does not have the form that this field takes: write it {form}",
        "värdet har inte den form som fältet tar: skriv det {form}",
    ),
    "contract.such-as": Text("like {example}", "som {example}"),
    "contract.matching": Text("so that it matches {pattern}", "så att det stämmer med {pattern}"),
    "pk-json-empty": Text(
        "the text is empty: write something, or leave the field out",
        "texten är tom: skriv något eller utelämna fältet",
    ),
    "pk-json-long": Text(
        "the text is too long: at most {max_length} characters",
        "texten är för lång: högst {max_length} tecken",
    ),
    "pk-json-few": Text(
        "the list has too few members: at least {min_length}, or leave it out",
        "listan har för få delar: minst {min_length}, eller utelämna den",
    ),
    "pk-json-many": Text(
        "the list has too many members: at most {max_length}",
        "listan har för många delar: högst {max_length}",
    ),
    "pk-json-small": Text(
        "the number is too small: at least {ge}",
        "talet är för litet: minst {ge}",
    ),
    "pk-json-large": Text(
        "the number is too large: at most {le}",
        "talet är för stort: högst {le}",
    ),
    "pk-json-syntax": Text(
        "the body is not JSON: {error}",
        "innehållet är inte JSON: {error}",
    ),
    "pk-json-value": Text(
        "the value cannot be read: see the schema at /contracts/schema",
        "värdet kan inte läsas: se schemat på /contracts/schema",
    ),
    "pk-json-characters": Text(
        "the text holds half a character (a lone surrogate): write whole Unicode characters",
        "texten innehåller ett halvt tecken (ensamt surrogat): skriv hela Unicode-tecken",
    ),
    "pk-json-control": Text(
        "the text holds a control character: remove it (tab and line breaks may stay)",
        "texten innehåller ett styrtecken: ta bort det (tabb och radbrytningar får vara kvar)",
    ),
    "pk-json-date": Text(
        "the date or the time does not exist: write a real one, such as 2026-11-25 or 2026-11-25T10:00:00+01:00",
        "datumet eller tiden finns inte: skriv en riktig, till exempel 2026-11-25 eller 2026-11-25T10:00:00+01:00",
    ),
    "pk-json-personal-number": Text(
        "the value holds a personal identity number and is used in addresses: use another identifier or key",
        "värdet innehåller ett personnummer och används i adresser: använd en annan identitet eller nyckel",
    ),
    "pk-json-one-author": Text(
        "`by` and `byName` both stand here: keep one of them",
        "både `by` och `byName` står här: behåll ett av dem",
    ),
    "pk-json-custody": Text(
        "neither care giver nor care unit is said: add one, or leave `custody` out",
        "varken vårdgivare eller vårdenhet anges: lägg till en, eller utelämna `custody`",
    ),
    "pk-json-other-plan": Text(
        "the plan can not be found: add its identifier or its title",
        "planen går inte att hitta: lägg till dess identitet eller rubrik",
    ),
    "pk-json-other-plan-provider": Text(
        "a provider is named but the plan has no identifier: add the plan's identifier",
        "en vårdgivare anges men planen saknar identitet: lägg till planens identitet",
    ),
    "pk-json-goal-note": Text(
        "a dated note on a goal is a reassessment: move it to `reassessments`",
        "en daterad anteckning om ett mål är en ny bedömning: flytta den till `reassessments`",
    ),
    "pk-json-code-or-words": Text(
        "neither a code nor words are said: add `{code}` or `{words}`",
        "varken kod eller ord anges: lägg till `{code}` eller `{words}`",
    ),
    "pk-json-where-to-turn": Text(
        "say one place to turn to: `party` or `telecom`, and not both",
        "ange ett ställe att vända sig till: `party` eller `telecom`, inte båda",
    ),
    "pk-json-occurrence": Text(
        "more than one of `period`, `when` and `repeated` is said: keep one",
        "mer än ett av `period`, `when` och `repeated` anges: behåll ett",
    ),
    "pk-json-commitment": Text(
        "it is not said what the patient does: add `what` or `description`",
        "det sägs inte vad patienten gör: lägg till `what` eller `description`",
    ),
    "pk-json-appointer": Text(
        "say who appointed: `by` or `byName`, and not both",
        "ange vem som utsett: `by` eller `byName`, inte båda",
    ),
    "pk-json-answer": Text(
        "neither an answer nor a comment is said: add one, or leave the question out",
        "varken svar eller kommentar anges: lägg till ett, eller utelämna frågan",
    ),
    "pk-json-key-patient": Text(
        "`patient` is the patient's key: choose another",
        "`patient` är patientens nyckel: välj en annan",
    ),
    "pk-json-local-system": Text(
        "a local number has a `localSystem`, and no other number has: add or remove it",
        "ett lokalt nummer har `localSystem`, och inget annat nummer har det: lägg till eller ta bort det",
    ),
    "pk-json-national-system": Text(
        "the system is a national one: use the kind of that number instead of `local`",
        "systemet är nationellt: använd numrets eget slag i stället för `local`",
    ),
    "pk-json-organization-key": Text(
        "an organisation has an HSA-id or an organisationsnummer, or else an `id`: give it one key",
        "en organisation har HSA-id eller organisationsnummer, annars ett `id`: ge den en nyckel",
    ),
    "pk-json-start-end": Text(
        "a time has both a start and an end: add the other, or remove both",
        "en tid har både början och slut: lägg till det andra, eller ta bort båda",
    ),
    "pk-json-repetition": Text(
        "it is not said how often: add `text`, `times` or another field, or leave `repeated` out",
        "det sägs inte hur ofta: lägg till `text`, `times` eller ett annat fält, eller utelämna `repeated`",
    ),
    "pk-json-repetition-when": Text(
        "`at` and `when` both stand here: keep one of them",
        "både `at` och `when` står här: behåll ett av dem",
    ),
    "pk-json-repetition-unit": Text(
        "`every` and `unit` belong together: add the other",
        "`every` och `unit` hör ihop: lägg till det andra",
    ),
    "pk-json-period": Text(
        "a period has a start or an end: add one, or leave the period out",
        "en period har en början eller ett slut: lägg till ett, eller utelämna perioden",
    ),
    "pk-json-name": Text(
        "the name is empty: add `given`, `family` or `text`, or leave the name out",
        "namnet är tomt: lägg till `given`, `family` eller `text`, eller utelämna namnet",
    ),
    "pk-json-hours": Text(
        "neither days nor hours are said: add them, or leave it out",
        "varken dagar eller tider anges: lägg till dem, eller utelämna det",
    ),
    # Keys and links
    "pk-link-key-twice": Text(
        "the key `{name}` is used by another part: give this one a key of its own",
        "nyckeln `{name}` används av en annan del: ge den här en egen nyckel",
    ),
    **under("contract.kind", _KINDS),
    "contract.kinds": Text("{kinds}, {kind}", "{kinds}, {kind}"),
    "pk-link-missing": Text(
        "nothing in the contract has the key `{name}`: add it, or name another ({allowed})",
        "inget i kontraktet har nyckeln `{name}`: lägg till det, eller ange något annat ({allowed})",
    ),
    "pk-link-kind": Text(
        "`{name}` is a {kind}, which can not stand here: name one of {allowed}",
        "`{name}` är av slaget {kind}, som inte kan stå här: ange något av {allowed}",
    ),
    "pk-link-person": Text(
        "here a person is meant, not a role: name `{first}`, the first with the same HSA-id as `{name}`",
        "här menas personen, inte rollen: ange `{first}`, den första med samma HSA-id som `{name}`",
    ),
    "pk-link-same-person": Text(
        "two professionals with the same HSA-id have different names: write the same name",
        "två i personalen med samma HSA-id har olika namn: skriv samma namn",
    ),
    "pk-link-agreed-twice": Text(
        "`{name}` agrees to version {version} twice: say it once",
        "`{name}` godkänner version {version} två gånger: ange det en gång",
    ),
    "pk-link-unused": Text(
        "nothing in the contract names `{name}`: name it where it has a part, or leave it out",
        "inget i kontraktet nämner `{name}`: nämn den där den har en del, eller utelämna den",
    ),
    # Identifiers
    "pk-id-personnummer-form": Text(
        "a personnummer has 12 digits: write it with the century and without hyphen",
        "ett personnummer har 12 siffror: skriv det med sekel och utan bindestreck",
    ),
    "pk-id-personnummer-is-samordningsnummer": Text(
        "the number has a day above 60, so it is a samordningsnummer: use that kind",
        "numret har en dag över 60 och är ett samordningsnummer: använd det slaget",
    ),
    "pk-id-personnummer-check": Text(
        "the personnummer can not be right (date or check digit): correct it",
        "personnumret kan inte stämma (datum eller kontrollsiffra): rätta det",
    ),
    "pk-id-samordningsnummer-form": Text(
        "a samordningsnummer has 12 digits: write it with the century and without hyphen",
        "ett samordningsnummer har 12 siffror: skriv det med sekel och utan bindestreck",
    ),
    "pk-id-samordningsnummer-check": Text(
        "the samordningsnummer can not be right (day plus 60, or check digit): correct it",
        "samordningsnumret kan inte stämma (dag plus 60, eller kontrollsiffra): rätta det",
    ),
    "pk-id-reservnummer-form": Text(
        "the reservnummer does not look like a national one (8 digits, then 4 digits or letters): see that it is right",
        "reservnumret ser inte ut som ett nationellt (8 siffror, sedan 4 siffror eller bokstäver): kontrollera det",
    ),
    "pk-id-hsa-form": Text(
        "an HSA-id is SE, 10 digits, a hyphen, then letters and digits, at most 31 characters: correct it",
        "ett HSA-id är SE, 10 siffror, bindestreck, sedan bokstäver och siffror, högst 31 tecken: rätta det",
    ),
    "pk-id-orgnr-form": Text(
        "an organisationsnummer has 10 digits: correct it",
        "ett organisationsnummer har 10 siffror: rätta det",
    ),
    "pk-id-orgnr-check": Text(
        "the check digit of the organisationsnummer is wrong: correct it",
        "organisationsnumrets kontrollsiffra är fel: rätta det",
    ),
}
