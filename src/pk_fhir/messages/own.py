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
    "own.reply.title": Text("Answer to an offered time", "Svar på kallelse"),
}
