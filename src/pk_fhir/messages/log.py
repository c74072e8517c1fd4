"""The patient's extract of the log (loggutdrag), in plain words."""

from pk_fhir.messages.catalogue import Text

# What was done, and what somebody tried to do and was refused.
_DID = {
    "read": (Text("read {what}", "läste {what}"), Text("read {what}", "läsa {what}")),
    "vread": (
        Text("read an earlier version of {what}", "läste en tidigare version av {what}"),
        Text("read an earlier version of {what}", "läsa en tidigare version av {what}"),
    ),
    "history-instance": (
        Text("read how {what} has changed", "läste hur {what} har ändrats"),
        Text("read how {what} has changed", "läsa hur {what} har ändrats"),
    ),
    "history-type": (
        Text("read how {what} has changed", "läste hur {what} har ändrats"),
        Text("read how {what} has changed", "läsa hur {what} har ändrats"),
    ),
    "history-system": (
        Text("read how the record has changed", "läste hur journalen har ändrats"),
        Text("read how the record has changed", "läsa hur journalen har ändrats"),
    ),
    "search-type": (
        Text("searched for {what}", "sökte efter {what}"),
        Text("search for {what}", "söka efter {what}"),
    ),
    "search-system": (
        Text("searched the record", "sökte i journalen"),
        Text("search the record", "söka i journalen"),
    ),
    "everything": (
        Text("read everything about you", "läste allt som finns om dig"),
        Text("read everything about you", "läsa allt som finns om dig"),
    ),
    "view": (
        Text(
            "read the view across care providers", "läste den sammanhållna vyn över dina vårdgivare"
        ),
        Text(
            "read the view across care providers", "läsa den sammanhållna vyn över dina vårdgivare"
        ),
    ),
    "contract": (
        Text("read your agreement", "läste din överenskommelse"),
        Text("read your agreement", "läsa din överenskommelse"),
    ),
    "match": (
        Text("looked you up by your number", "sökte fram dig med ditt personnummer"),
        Text("look you up by your number", "söka fram dig med ditt personnummer"),
    ),
    "validate": (
        Text("had {what} checked", "lät kontrollera {what}"),
        Text("have {what} checked", "låta kontrollera {what}"),
    ),
    "create": (Text("wrote {what}", "skrev {what}"), Text("write {what}", "skriva {what}")),
    "update": (Text("changed {what}", "ändrade {what}"), Text("change {what}", "ändra {what}")),
    "patch": (Text("changed {what}", "ändrade {what}"), Text("change {what}", "ändra {what}")),
    "delete": (Text("removed {what}", "tog bort {what}"), Text("remove {what}", "ta bort {what}")),
    "notification": (
        Text("was sent {what}, as subscribed to", "fick {what} skickad enligt en prenumeration"),
        Text("be sent {what}, as subscribed to", "få {what} skickad enligt en prenumeration"),
    ),
    "log": (
        Text("read this log", "läste den här loggen"),
        Text("read this log", "läsa den här loggen"),
    ),
    "emergency": (
        Text("opened your record in an emergency", "öppnade dina uppgifter genom nödöppning"),
        Text("open your record in an emergency", "öppna dina uppgifter genom nödöppning"),
    ),
    "other": (Text("handled {what}", "hanterade {what}"), Text("handle {what}", "hantera {what}")),
}
# Names of interactions and operations that a patient reads as one and the same.
SAME = {
    "sammanhallen-vy": "view",
    "contracts": "contract",
    "transaction": "create",
    "batch": "read",
    "meta": "read",
    "populate": "read",
}

# Why somebody was refused, as far as it is a rule of law that the patient can do something about.
_REFUSED = {
    "blocked": Text("you have blocked the records", "du har spärrat uppgifterna"),
    "no-consent": Text("your consent is missing", "ditt samtycke saknas"),
    "no-care-relation": Text(
        "they have no care relation with you", "de har ingen vårdrelation med dig"
    ),
    "no-commission": Text("their login was not enough", "deras inloggning räckte inte till"),
    "purpose": Text("it was for something else than care", "det gällde något annat än vård"),
    "unknown-provider": Text(
        "it is not known whose records they are", "det är inte känt vems uppgifterna är"
    ),
}

_TYPES = {
    "Basic": Text("a record", "en uppgift"),
    "Binary": Text("a file", "en fil"),
    "Composition": Text("a document", "ett dokument"),
    "List": Text("a list", "en lista"),
    "Subscription": Text("a subscription", "en prenumeration"),
    "Appointment": Text("a booked time", "en bokad tid"),
    "AppointmentResponse": Text("an answer to a time", "ett svar på en tid"),
    "AuditEvent": Text("the log", "loggen"),
    "CarePlan": Text("an agreement or care plan", "en överenskommelse eller vårdplan"),
    "CareTeam": Text("your contacts in care", "dina kontakter i vården"),
    "Communication": Text("a message", "ett meddelande"),
    "Condition": Text("a diagnosis", "en diagnos"),
    "Consent": Text("a consent or block", "ett samtycke eller en spärr"),
    "DocumentReference": Text("a document", "ett dokument"),
    "Encounter": Text("a visit", "ett besök"),
    "EpisodeOfCare": Text("a care relation", "en vårdrelation"),
    "Flag": Text("an alert", "en uppmärksamhetssignal"),
    "Goal": Text("a goal", "ett mål"),
    "MedicationRequest": Text("a prescription", "en läkemedelsordination"),
    "Observation": Text("a test result or observation", "ett provsvar eller en mätning"),
    "Patient": Text("your personal details", "dina personuppgifter"),
    "Procedure": Text("a treatment", "en åtgärd"),
    "Provenance": Text("who wrote a record", "vem som skrivit en uppgift"),
    "QuestionnaireResponse": Text("answers to questions", "svar på frågor"),
    "RelatedPerson": Text("a relative", "en närstående"),
    "ServiceRequest": Text("an effort of care", "en insats från vården"),
    "Task": Text("a commitment", "ett åtagande"),
    "other": Text("a record", "en uppgift"),
}

_ROLES = {
    "patient": Text("You", "Du själv"),
    "proxy": Text("Somebody who represents you", "Någon som företräder dig"),
    "claimed-proxy": Text(
        "Somebody who said that they represent you", "Någon som sade sig företräda dig"
    ),
    "staff": Text("Staff", "Personal"),
    "system": Text("A computer system", "Ett datasystem"),
    "admin": Text("An administrator", "En administratör"),
    "none": Text("Somebody without a valid login", "Någon utan giltig inloggning"),
}

# v3-PurposeOfUse (https://terminology.hl7.org/CodeSystem-v3-PurposeOfUse.html).
_PURPOSES = {
    "TREAT": Text("for care and treatment", "för vård och behandling"),
    "ETREAT": Text("for emergency care", "för akut vård"),
    "CAREMGT": Text("to coordinate care", "för att samordna vård"),
    "BTG": Text("in an emergency", "i en nödsituation"),
    "PATRQT": Text("at your own request", "på din egen begäran"),
    "behalf": Text("on your behalf", "för din räkning"),
    "HOPERAT": Text("for administration", "för administration"),
    "HQUALIMP": Text("to improve care", "för att förbättra vården"),
    "other": Text("for a purpose with the code {code}", "för ett ändamål med koden {code}"),
}

TEXTS = {
    **{f"log.did.{key}": did for key, (did, _) in _DID.items()},
    **{f"log.try.{key}": tried for key, (_, tried) in _DID.items()},
    **{f"log.refused.{key}": value for key, value in _REFUSED.items()},
    **{f"log.type.{key}": value for key, value in _TYPES.items()},
    **{f"log.role.{key}": value for key, value in _ROLES.items()},
    **{f"log.purpose.{key}": value for key, value in _PURPOSES.items()},
    "log.refused": Text(
        "tried to {did} {why}, but was refused", "försökte {did} {why}, men nekades"
    ),
    "log.because": Text(": {because}", ": {because}"),
    "log.titled": Text("{name}, {title},", "{name}, {title},"),
    "log.untitled": Text("{role} ({title})", "{role} ({title})"),
    "log.sentence": Text("{who}{where} {did}.", "{who}{where} {did}."),
    "log.done": Text("{did} {why}", "{did} {why}"),
    "log.where": Text(" at {place}", " vid {place}"),
    "log.reason": Text(" The reason that was given: {reason}", " Skälet som angavs: {reason}"),
    "log.owners": Text(
        " It concerned records kept by {owners}.", " Det gällde uppgifter hos {owners}."
    ),
    "log.owner.unknown": Text("another care provider", "en annan vårdgivare"),
    "log.more": Text(" {count} times in a row.", " {count} gånger i följd."),
    "log.notice": Text(
        "Here is who has read, written or asked for your records in this service, newest first. "
        "If you do not understand why, ask the care provider named.",
        "Här ser du vem som har läst, skrivit eller frågat efter dina uppgifter i den här tjänsten, "
        "det senaste först. Fråga den vårdgivare som står vid raden om du undrar varför.",
    ),
    "log.cut": Text(
        "There are more rows than {most}. Choose a shorter time to see the rest.",
        "Det finns fler rader än {most}. Välj en kortare tid för att se resten.",
    ),
    "log.error.not-yours": Text(
        "A patient reads the log of the own record only.",
        "En patient kan bara läsa loggen för sina egna uppgifter.",
    ),
    "log.error.not-allowed": Text(
        "The log is read by the patient it is about, and by administrators.",
        "Loggen läses av patienten som den handlar om och av administratörer.",
    ),
}
