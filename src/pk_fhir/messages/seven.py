"""Sju frågor: the statements that the patient and care each judge, in our own words."""

from pk_fhir.messages.catalogue import Text, under

_SEVEN = {
    "patient.life": Text(
        "I can put my strength into living my life, and trust that help is easy to get.",
        "Jag kan lägga min kraft på att leva mitt liv och litar på att hjälpen är lätt att få.",
    ),
    "patient.agreement": Text(
        "Care and I have an agreement that begins with what matters to me.",
        "Vården och jag har en överenskommelse som börjar i det som är viktigt för mig.",
    ),
    "patient.easy-contact": Text(
        "It is easy for me to reach care.",
        "Det är lätt för mig att nå vården.",
    ),
    "patient.fixed-contact": Text(
        "I have a named care contact when I need one.",
        "Jag har en fast vårdkontakt när jag behöver det.",
    ),
    "patient.next-step": Text(
        "I know what my next step is.",
        "Jag vet vad som är mitt nästa steg.",
    ),
    "patient.agreed-time": Text(
        "I took part in deciding my next time.",
        "Jag har varit med och bestämt min nästa tid.",
    ),
    "patient.overview": Text(
        "I see all my plans in one place and get help to coordinate them.",
        "Jag ser alla mina planer samlade och får hjälp att samordna dem.",
    ),
    "care.life": Text(
        "The patient can put their strength into living their life, and trusts that help is easy to get here.",
        "Patienten kan lägga sin kraft på att leva sitt liv och litar på att hjälpen är lätt att få hos oss.",
    ),
    "care.agreement": Text(
        "The patient and we have an agreement that begins with what matters to the patient.",
        "Patienten och vi har en överenskommelse som börjar i det som är viktigt för patienten.",
    ),
    "care.easy-contact": Text(
        "It is easy for the patient to reach us.",
        "Det är lätt för patienten att nå oss.",
    ),
    "care.fixed-contact": Text(
        "The patient has a named care contact when one is needed.",
        "Patienten har en fast vårdkontakt när det behövs.",
    ),
    "care.next-step": Text(
        "The patient knows what the next step is.",
        "Patienten vet vad som är nästa steg.",
    ),
    "care.agreed-time": Text(
        "The patient took part in deciding their next time.",
        "Patienten har varit med och bestämt sin nästa tid.",
    ),
    "care.overview": Text(
        "The patient sees all their plans in one place and gets our help to coordinate them.",
        "Patienten ser alla sina planer samlade och får hjälp av oss att samordna dem.",
    ),
}

TEXTS: dict[str, Text] = under("view.seven", _SEVEN)
