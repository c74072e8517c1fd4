"""Texts about what a patient writes: why something cannot be written, and how it stands."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "own.not-known": Text(
        "This care provider does not know the person.",
        "Vårdgivaren känner inte till personen.",
    ),
    "own.not-registered": Text(
        "This care provider has not registered that you may act for the person. Ask them to.",
        "Vårdgivaren har inte skrivit in att du får företräda personen. Be dem göra det.",
    ),
    "own.not-found": Text(
        "There is nothing of yours with this address.", "Det finns inget av ditt på den adressen."
    ),
    "own.changed": Text(
        "This has changed since you opened the page. Read it again before you answer.",
        "Det här har ändrats sedan du öppnade sidan. Läs igen innan du svarar.",
    ),
    "own.time.cancelled": Text(
        "The time has been cancelled, and cannot be answered.",
        "Tiden är avbokad och går inte att svara på.",
    ),
    "own.time.past": Text(
        "The time has passed, and cannot be answered.",
        "Tiden har redan varit och går inte att svara på.",
    ),
    "own.time.agreed": Text(
        "You have already agreed on this time. Contact care to change it.",
        "Ni är redan överens om tiden. Kontakta vården om du vill ändra den.",
    ),
    "own.time.not-offered": Text(
        "This time is not offered to you, so there is nothing to answer.",
        "Tiden är inte erbjuden dig, så det finns inget att svara på.",
    ),
    "own.time.comment": Text(
        "The comment is too long: at most {most} characters.",
        "Kommentaren är för lång. Den får ha högst {most} tecken.",
    ),
    "own.task.cares": Text(
        "This is for care to do, so care says how it goes.",
        "Det här gör vården, så vården skriver hur det går.",
    ),
    "own.task.over": Text(
        "This is done or ended. Contact care if that is wrong.",
        "Det här är klart eller avslutat. Kontakta vården om det är fel.",
    ),
    "own.task.title": Text("The patient's undertaking", "Patientens åtagande"),
    "own.wish.title": Text("Wished time", "Önskad tid"),
    "own.wish.about": Text(
        "Write what the time is about, in at most 200 characters.",
        "Skriv vad tiden gäller, med högst 200 tecken.",
    ),
    "own.wish.day": Text("Choose a day.", "Välj en dag."),
    "own.wish.past": Text(
        "Choose a first day that is today or later.",
        "Välj en första dag som är i dag eller senare.",
    ),
    "own.wish.order": Text(
        "Choose a last day that is the first day or later.",
        "Välj en sista dag som är samma dag som den första eller senare.",
    ),
    "own.wish.far": Text("Choose a last day within a year.", "Välj en sista dag inom ett år."),
    "own.wish.comment": Text(
        "Shorten what you wrote: at most 1000 characters.",
        "Korta det du skrev. Det får vara högst 1000 tecken.",
    ),
    "own.wish.answered": Text(
        "Care has already answered this wish. Contact them if you have changed your mind.",
        "Vården har redan svarat på önskemålet. Kontakta dem om du har ändrat dig.",
    ),
    "own.wish.agreed": Text(
        "This wish stands in your agreement. Contact care to change it.",
        "Önskemålet står i överenskommelsen. Kontakta vården om du vill ändra det.",
    ),
    "own.wish.withdrawn": Text(
        "The patient has taken the wish back.", "Patienten har tagit tillbaka önskemålet."
    ),
    "own.words.length": Text(
        "Own words are at least one and at most {most} characters.",
        "Skriv något, med högst {most} tecken.",
    ),
    "own.seven.missing": Text(
        "Answer every statement, on both sides; “do not know” is an answer too.",
        "Svara på alla påståenden, för båda. ”Vet inte” är också ett svar.",
    ),
    "own.seven.unit": Text("Choose a unit.", "Välj en enhet."),
    "own.seven.title.patient": Text(
        "Seven questions to the patient", "Sju frågor till dig som patient"
    ),
    "own.seven.title.care": Text("Seven questions to care", "Sju frågor till dig i vården"),
    "own.seven.degree.fully": Text("holds fully", "stämmer helt"),
    "own.seven.degree.mostly": Text("holds for the most part", "stämmer till stor del"),
    "own.seven.degree.slightly": Text("holds for a small part", "stämmer till liten del"),
    "own.seven.degree.not-at-all": Text("does not hold at all", "stämmer inte alls"),
    "own.seven.degree.unknown": Text("does not know", "vet inte"),
    "own.reply.title": Text("Answer to an offered time", "Svar på kallelse"),
}
