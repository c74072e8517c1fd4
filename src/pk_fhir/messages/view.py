"""Texts of the view across care providers: states of sources, why, what to know, and what differs.

Read by patients: whole sentences, no codes, no abbreviations.
"""

from pk_fhir.messages.catalogue import Text, under

_STATES = {
    "fresh": Text("{source} answered just now.", "{source} svarade alldeles nyss."),
    "stale": Text(
        "{source} does not answer right now. What you see from them was fetched earlier.",
        "{source} svarar inte just nu. Det du ser därifrån hämtades tidigare.",
    ),
    "empty": Text("{source} has nothing about you.", "{source} har inga uppgifter om dig."),
    "empty.staff": Text(
        "{source} has nothing about the patient.", "{source} har inga uppgifter om patienten."
    ),
    "timed-out": Text(
        "Information is missing from {source}. They did not answer in time.",
        "Uppgifter saknas från {source}. De svarade inte i tid.",
    ),
    "failed": Text(
        "Information is missing from {source}. Their system did not work as it should.",
        "Uppgifter saknas från {source}. Deras system fungerade inte som det ska.",
    ),
    "truncated": Text(
        "Only a part of the information from {source} is here.",
        "Bara en del av uppgifterna från {source} finns med.",
    ),
    "not-authorised": Text(
        "Information is missing from {source}. They did not let us fetch it.",
        "Uppgifter saknas från {source}. Vi fick inte hämta dem.",
    ),
    "blocked": Text(
        "Information from {source} is blocked and not shown.",
        "Uppgifter från {source} är spärrade och visas inte.",
    ),
    "no-endpoint": Text(
        "Information is missing from {source}. They cannot be asked yet.",
        "Uppgifter saknas från {source}. De går inte att fråga ännu.",
    ),
    "stale-not-asked": Text(
        "What you see from {source} was fetched earlier. They were not asked now.",
        "Det du ser från {source} hämtades tidigare. De tillfrågades inte nu.",
    ),
    "timed-out-not-asked": Text(
        "Information is missing from {source}. They were not asked now, and nothing is kept.",
        "Uppgifter saknas från {source}. De tillfrågades inte nu, och inget finns sparat.",
    ),
    "in-part": Text(
        "Some of the information from {source} could not be fetched.",
        "En del av uppgifterna från {source} gick inte att hämta.",
    ),
}

_REASONS = {
    "no-answer": Text("It did not answer.", "Systemet svarade inte."),
    "deadline": Text(
        "It had not answered when we stopped waiting. A late answer is kept for next time.",
        "Svaret hade inte kommit när vi slutade vänta. Kommer det senare visas det nästa gång.",
    ),
    "too-slow": Text("It sent its answer too slowly.", "Svaret skickades för långsamt."),
    "unreachable": Text("It could not be reached.", "Systemet gick inte att nå."),
    "certificate": Text(
        "It cannot prove that it is the one we mean (its certificate is not valid).",
        "Systemet kan inte visa att det är rätt system (dess certifikat gäller inte).",
    ),
    "refused": Text(
        "It does not let us in (HTTP {status}).", "Systemet släpper inte in oss (HTTP {status})."
    ),
    "token-refused": Text(
        "The one who gives out its tokens refuses us one (HTTP {status}).",
        "Vi nekas den biljett som systemet kräver (HTTP {status}).",
    ),
    "no-token": Text(
        "The one who gives out its tokens gives none that can be used.",
        "Det gick inte att få den biljett som systemet kräver.",
    ),
    "no-credentials": Text(
        "Our own credentials for it cannot be read.",
        "Våra egna inloggningsuppgifter till systemet gick inte att läsa.",
    ),
    "redirect": Text(
        "It points to another address (HTTP {status}), which we do not follow.",
        "Systemet hänvisar till en annan adress (HTTP {status}). Dit går vi inte.",
    ),
    "status": Text(
        "It answered with an error (HTTP {status}).",
        "Systemet svarade med ett fel (HTTP {status}).",
    ),
    "encoding": Text(
        "Its answer is packed in a way we do not open.",
        "Svaret är packat på ett sätt som vi inte öppnar.",
    ),
    "too-large": Text("Its answer is too large.", "Svaret är för stort."),
    "not-fhir": Text(
        "Its answer is not FHIR that can be read.", "Svaret är inte läsbart i formatet FHIR."
    ),
    "not-a-bundle": Text(
        "Its answer to a search is not a Bundle.", "Svaret på en sökning har fel form."
    ),
    "next-elsewhere": Text(
        "Its next page is on another server, which we do not follow.",
        "Nästa sida ligger hos ett annat system. Dit går vi inte.",
    ),
    "page-loop": Text("Its pages lead in a circle.", "Sidorna i svaret går runt i en cirkel."),
    "too-many": Text(
        "It has more than we fetch at once.", "Det finns mer än vi hämtar på en gång."
    ),
    "private-address": Text(
        "Its address leads inside our own network, and it is not registered so.",
        "Adressen leder in i vårt eget nät, och källan är inte registrerad för det.",
    ),
    "unreadable": Text("Its answer could not be read.", "Svaret gick inte att läsa."),
    "not-kept": Text("Its answer could not be stored.", "Svaret gick inte att spara."),
    "no-endpoint": Text("It has no address to ask.", "Det finns ingen adress att fråga."),
    "other-provider": Text(
        "Your care provider may not read another provider's records without the patient's consent.",
        "Din vårdgivare får inte läsa en annan vårdgivares uppgifter utan patientens samtycke.",
    ),
    "not-asked": Text("It was not asked now.", "Systemet tillfrågades inte nu."),
    "birth-date": Text(
        "It has another birth date for this number, so its information is not joined.",
        "Där står ett annat födelsedatum för det här numret. Därför visas inte uppgifterna.",
    ),
}

_ERRORS = {
    "system": Text(
        "A person is named by a national identifier. Use one of these systems: {systems}.",
        "En person anges med ett nationellt nummer. Använd ett av dessa system: {systems}.",
    ),
    "number": Text(
        "This number cannot be right: check its digits and its length.",
        "Numret kan inte stämma. Kontrollera siffrorna och längden.",
    ),
    "not-yours": Text(
        "A patient's token opens that person's own view only.",
        "Med en patients inloggning visas bara den personens egen vy.",
    ),
    "staff-only": Text(
        "A unit's overview is for staff and systems of the care provider.",
        "En enhets översikt är för vårdgivarens personal och system.",
    ),
    "no-provider": Text(
        "This care provider is not among those of this service.",
        "Vårdgivaren finns inte i den här tjänsten.",
    ),
    "no-person": Text(
        "This token names no patient. Use a patient's token, or POST {path}.",
        "Inloggningen anger ingen patient. Logga in som patient, eller använd POST {path}.",
    ),
}

_NOTES = {
    "withheld": Text(
        "{source} has records that are not released to you yet. How many: {count}.",
        "Hos {source} finns uppgifter som inte är utlämnade till dig ännu. Antal: {count}.",
    ),
    "not-to-be-done": Text(
        "{source} says that this is not to be done: {what}.",
        "{source} skriver att det här inte ska göras: {what}.",
    ),
    "not-valid": Text(
        "{record} from {source} does not keep to the FHIR standard, and may be incomplete.",
        "Uppgiften kom från {source} i en form som inte följer standarden. Den kan vara ofullständig.",
    ),
    "r5-lost": Text(
        "{record} from {source} came as FHIR R5; R4 has no place for {elements}.",
        "Uppgiften från {source} kom i en nyare form (FHIR R5). Det här gick inte att visa: {elements}.",
    ),
    "r5-not-shown": Text(
        "{record} from {source} says that something is not to be done, and is not shown.",
        "{source} har en uppgift om att något inte ska göras. Den visas inte här.",
    ),
    "broken-entry": Text(
        "{source} sent something that could not be read as a record.",
        "{source} skickade något som inte gick att läsa.",
    ),
    "source-reports-error": Text(
        "{source} says itself that something went wrong in its answer.",
        "{source} säger själv att något gick fel i svaret.",
    ),
    "type-not-read": Text(
        "{source} did not give its {type} records.",
        "{source} lämnade inte ut sina uppgifter av typen {type}.",
    ),
    "not-asked-for": Text(
        "By agreement, {source} is not asked for its {types} records.",
        "Enligt överenskommelse frågas {source} inte efter uppgifter av typen {types}.",
    ),
    "not-about-you": Text(
        "{source} sent records about somebody else. They were left out. How many: {count}.",
        "{source} skickade uppgifter om någon annan. De togs bort. Antal: {count}.",
    ),
    "unreadable": Text(
        "{record} from {source} could not be read.",
        "En uppgift från {source} gick inte att läsa.",
    ),
    "not-expressed": Text(
        "{expression} in {record} from {source} has no place in a patient contract: {why}.",
        "{expression} i {record} från {source} ryms inte i ett patientkontrakt: {why}.",
    ),
}

_CONTRADICTIONS = {
    "two-physicians": Text(
        "You have more than one named physician: {names}. Ask care which one applies.",
        "Du har mer än en fast läkarkontakt: {names}. Fråga vården vilken som gäller.",
    ),
    "two-physicians.staff": Text(
        "The patient has more than one named physician: {names}. Agree on which one applies.",
        "Patienten har mer än en fast läkarkontakt: {names}. Kom överens om vilken som gäller.",
    ),
    "two-coordinators": Text(
        "More than one person is said to coordinate your care: {names}. Ask which one does.",
        "Det står att flera samordnar din vård: {names}. Fråga vem som gör det.",
    ),
    "two-coordinators.staff": Text(
        "More than one person is said to coordinate the patient's care: {names}. Agree on who does.",
        "Det står att flera samordnar patientens vård: {names}. Kom överens om vem som gör det.",
    ),
    "overlapping-times": Text(
        "Two of your times overlap: {one} and {other}. Contact one of them to change.",
        "Två av dina tider krockar: {one} och {other}. Kontakta en av dem och byt tid.",
    ),
    "overlapping-times.staff": Text(
        "Two of the patient's times overlap: {one} and {other}. One of them needs a new time.",
        "Två av patientens tider krockar: {one} och {other}. En av dem behöver en ny tid.",
    ),
    "differing-times": Text(
        "The time for “{about}” is told differently: {states}.",
        "Tiden för ”{about}” står på olika sätt: {states}.",
    ),
    "differing-copies": Text(
        "{others} tells another thing about “{about}” than {source}. What {source} has is shown here.",
        "{others} har en annan uppgift om ”{about}” än {source}. Här visas den från {source}.",
    ),
    "goal-status": Text(
        "The goal “{goal}” is described differently: {states}.",
        "Målet ”{goal}” beskrivs på olika sätt: {states}.",
    ),
    "next-review": Text(
        "{sources} have different dates for your next follow-up.",
        "{sources} har olika datum för din nästa uppföljning.",
    ),
    "next-review.staff": Text(
        "{sources} have different dates for the patient's next follow-up.",
        "{sources} har olika datum för patientens nästa uppföljning.",
    ),
}

_DUPLICATES = {
    "goal": Text(
        "{sources} have a goal with the same words.", "{sources} har ett mål med samma ord."
    ),
    "time": Text(
        "{sources} have the same time for the same thing.",
        "{sources} har samma tid för samma sak.",
    ),
    "commitment": Text("{sources} have the same commitment.", "{sources} har samma åtagande."),
    "contact": Text("{sources} name the same person.", "{sources} anger samma person."),
    "plan": Text(
        "{sources} have a plan with the same title.", "{sources} har en plan med samma namn."
    ),
    "warning-sign": Text(
        "{sources} say the same thing to watch for.",
        "{sources} anger samma sak att hålla koll på.",
    ),
}

_OTHER = {
    "view.notice": Text(
        "A patient contract changes nobody's responsibility for your treatment.",
        "Ett patientkontrakt ändrar inte vem som har ansvar för din behandling.",
    ),
    "view.notice.staff": Text(
        "A patient contract changes nobody's responsibility for the treatment.",
        "Ett patientkontrakt ändrar inte vem som har ansvar för behandlingen.",
    ),
    "view.bundle.complete": Text(
        "Every source answered, and all of it is here.",
        "Alla källor svarade, och allt finns med.",
    ),
    "view.bundle.partial": Text(
        "This is not everything. Never read it as the whole.",
        "Det här är inte allt. Läs det aldrig som helheten.",
    ),
    "view.bundle.withheld": Text(
        "The person has protected identity. Records that show where the person lives or is treated "
        "are not given in this form.",
        "Personen har skyddade personuppgifter. Uppgifter som visar var personen bor eller får vård "
        "lämnas inte ut i den här formen.",
    ),
    "view.bundle.copy": Text(
        "These are copies of one record. The first is the one to read.",
        "Det här är kopior av samma uppgift. Läs den första.",
    ),
    "view.overview.nobody": Text("nobody is named", "ingen är utsedd"),
    "view.overview.wish": Text("wishes for a time: {about}", "önskar en tid: {about}"),
    "view.overview.declined": Text("cannot come: {about}", "kan inte komma: {about}"),
    "view.overview.tentative": Text("is not sure about: {about}", "är osäker på: {about}"),
    "view.overview.on-hold": Text(
        "this does not work now: {about}", "det går inte just nu: {about}"
    ),
    "view.overview.words": Text("has written what matters", "har skrivit vad som är viktigt"),
    "view.calendar.name": Text("Times with care", "Tider i vården"),
    "view.calendar.from": Text("From {source}.", "Från {source}."),
    "view.answered": Text("{name} {answer}", "{name} {answer}"),
    "view.and": Text(" and ", " och "),
    "view.agreement.untitled": Text("Patient contract", "Patientkontrakt"),
    "view.plan.untitled": Text("Care plan", "Vårdplan"),
    "view.plan.elsewhere": Text("kept elsewhere", "finns hos en annan vårdgivare"),
    "view.goal.untitled": Text("Goal without words", "Mål utan beskrivning"),
    "view.task.untitled": Text("Undertaking without words", "Åtagande utan beskrivning"),
    "view.task.contact": Text("Contact with {name}.", "Kontakt med {name}."),
    "view.request.untitled": Text("Effort without words", "Insats utan beskrivning"),
    "view.review": Text("Follow-up of your contract", "Uppföljning av ditt patientkontrakt"),
    "view.review.staff": Text("Follow-up of the contract", "Uppföljning av patientkontraktet"),
    "view.relative": Text("relative", "närstående"),
    "view.hours.all-day": Text("{days}, day and night", "{days}, dygnet runt"),
    "view.hours.every-day": Text("every day", "alla dagar"),
}


TEXTS: dict[str, Text] = {
    **_OTHER,
    **under("view.state", _STATES),
    **under("view.reason", _REASONS),
    **under("view.error", _ERRORS),
    **under("view.note", _NOTES),
    **under("view.contradiction", _CONTRADICTIONS),
    **under("view.duplicate", _DUPLICATES),
}
