"""What is said of the rules of law and trust: what is hidden, and why."""

from pk_fhir.messages.catalogue import Text

TEXTS = {
    "refused.token-too-long": Text(
        "The token is valid for longer than this service accepts: ask its issuer for one that ends sooner.",
        "Token gäller längre än den här tjänsten godtar: be utfärdaren om en som upphör tidigare.",
    ),
    "refused.host": Text(
        "Nobody logs in to this service, so it answers by its own names alone. Set PK_FHIR_PUBLIC_URL to the "
        "address that people use.",
        "Ingen loggar in i den här tjänsten, så den svarar bara under sina egna namn. Ange adressen som används i "
        "PK_FHIR_PUBLIC_URL.",
    ),
    "refused.who-is-said-by-care": Text(
        "Who the patient is, and who represents them, is said by the care provider, not by the patient's program.",
        "Vem patienten är, och vem som företräder patienten, anges av vårdgivaren och inte av patientens program.",
    ),
    "refused.block-by-proxy": Text(
        "Who acts for another sets and ends no blocks for them.",
        "Den som agerar för någon annan sätter och häver inga spärrar åt den personen.",
    ),
    "refused.block-of-another-unit": Text(
        "A block is changed or ended by the care unit that it is about. You may lift it for your own unit, for a "
        "time: add a provision of type permit with your unit as actor and a period.",
        "En spärr ändras och hävs av den vårdenhet som den gäller. Du får häva den tillfälligt för din egen enhet: "
        "lägg till en provision av typen permit med din enhet som aktör och en period.",
    ),
    "refused.id-number": Text(
        "An id may not be a personal number: it stands in addresses, which are logged. Choose another.",
        "Ett id får inte vara ett personnummer: det står i adresser, som loggas. Välj ett annat.",
    ),
    "view.reason.block": Text(
        "The patient has blocked what {source} has written. It can be opened with the patient's "
        "help, or by a temporary lifting of the block.",
        "Patienten har spärrat uppgifter hos {source}. Spärren kan hävas med patientens hjälp, eller "
        "tillfälligt.",
    ),
    "view.reason.no-consent": Text(
        "The patient's consent to read from {source} is missing. Ask for it, or open in an emergency "
        "with a reason.",
        "Patientens samtycke till att läsa från {source} saknas. Fråga patienten, eller gör en "
        "nödöppning med ett skäl.",
    ),
    "view.reason.no-care-relation": Text(
        "A care relation with your unit is missing, so nothing is read from {source}.",
        "En vårdrelation med din enhet saknas, därför läses inget från {source}.",
    ),
    "view.reason.no-commission": Text(
        "Your login says no care unit and care giver, so nothing is read from {source}.",
        "Din inloggning anger inte vårdenhet och vårdgivare, därför läses inget från {source}.",
    ),
    "view.reason.purpose": Text(
        "You have logged in for another purpose than care, so nothing is read from {source}.",
        "Du har loggat in för ett annat ändamål än vård, därför läses inget från {source}.",
    ),
    "view.reason.unknown-provider": Text(
        "It is not known which care giver {source} is, so nothing is read from there.",
        "Det är inte känt vilken vårdgivare {source} är, därför läses inget därifrån.",
    ),
    "view.reason.not-shown": Text("Nothing is shown from {source}.", "Inget visas från {source}."),
    "view.note.scope": Text(
        "Your program's login does not open everything that {source} has, and some of it is not shown.",
        "Ditt programs inloggning öppnar inte allt som finns hos {source}, så en del visas inte.",
    ),
    "view.note.blocked": Text(
        "Some of what {source} has is blocked by the patient, and not shown.",
        "En del av uppgifterna hos {source} är spärrade av patienten och visas inte.",
    ),
    "view.note.unknown-owner": Text(
        "Some of what {source} has does not say which care unit wrote it, and is not shown to another "
        "care giver.",
        "En del av uppgifterna hos {source} anger inte vilken vårdenhet som skrivit dem. De visas inte "
        "för en annan vårdgivare.",
    ),
    "view.error.not-represented": Text(
        "You may not read for this person: no such relation is registered, it has ended, or the "
        "person's age or protection does not allow it.",
        "Du får inte läsa för den här personen: ingen sådan relation är registrerad, den har upphört, "
        "eller så tillåter personens ålder eller skydd det inte.",
    ),
    "view.error.too-young": Text(
        "The own record is read from the age of {age}.",
        "Man kan läsa sina egna uppgifter från {age} års ålder.",
    ),
    "emergency.error.staff-only": Text(
        "Only staff open in an emergency.", "Bara personal kan göra en nödöppning."
    ),
    "emergency.error.commission": Text(
        "An emergency opening needs a login that says care unit and care giver.",
        "En nödöppning kräver en inloggning som anger vårdenhet och vårdgivare.",
    ),
    "emergency.error.off": Text(
        "Emergency openings are switched off in this service.",
        "Nödöppning är avstängd i den här tjänsten.",
    ),
    "emergency.error.reason": Text(
        "State the reason for the emergency opening, in at least {least} characters.",
        "Ange skälet till nödöppningen, med minst {least} tecken.",
    ),
    "emergency.error.hours": Text(
        "An emergency opening lasts at least one hour and at most {days} days.",
        "En nödöppning gäller minst en timme och högst {days} dagar.",
    ),
}
