"""Texts of staff's page about what is sent to other servers: refusals, rules, types and the parts of a record."""

from pk_fhir.messages.catalogue import Text

_RULES = {
    "all": Text("All contracts", "Alla kontrakt"),
    "units": Text("Contracts of the units {units}", "Kontrakt från enheterna {units}"),
    "consent": Text(
        "Contracts of patients who consent to it", "Kontrakt för patienter som samtycker till det"
    ),
}

_TYPES = {
    "Appointment": Text("Time", "Tid"),
    "CarePlan": Text("Contract or plan", "Kontrakt eller plan"),
    "CareTeam": Text("Contact or team", "Kontakt eller team"),
    "Goal": Text("Goal", "Mål"),
    "HealthcareService": Text("What a unit offers", "Det en mottagning erbjuder"),
    "Organization": Text("Unit or care provider", "Enhet eller vårdgivare"),
    "Patient": Text("The patient's details", "Patientens personuppgifter"),
    "Practitioner": Text("Member of staff", "Personal"),
    "PractitionerRole": Text("Commission of staff", "Personalens uppdrag"),
    "Provenance": Text("Who wrote or agreed", "Vem som har skrivit eller godkänt"),
    "QuestionnaireResponse": Text("Answers to questions", "Svar på frågor"),
    "RelatedPerson": Text("Relative", "Närstående"),
    "ServiceRequest": Text("Effort of care", "Insats från vården"),
    "Task": Text("Undertaking", "Åtagande"),
    "other": Text("Record", "Uppgift"),
}

# The elements that contracts are made of, by their names in FHIR.
_FIELDS = {
    "achievementStatus": Text("How far it is reached", "Hur långt det har nåtts"),
    "activity": Text("What is in the plan", "Det som ingår i planen"),
    "address": Text("Address", "Adress"),
    "author": Text("Drawn up by", "Skriven av"),
    "category": Text("Kind", "Typ"),
    "code": Text("What it is", "Vad det är"),
    "comment": Text("Comment", "Kommentar"),
    "contributor": Text("Took part", "Medverkade"),
    "description": Text("Description", "Beskrivning"),
    "end": Text("End", "Slut"),
    "executionPeriod": Text("When it was done", "När det gjordes"),
    "for": Text("For whom", "För vem"),
    "goal": Text("Goals", "Mål"),
    "identifier": Text("Identifier", "Identitet"),
    "item": Text("Answers", "Svar"),
    "lifecycleStatus": Text("State", "Läge"),
    "name": Text("Name", "Namn"),
    "note": Text("Notes", "Anteckningar"),
    "occurrencePeriod": Text("When", "När"),
    "occurrenceTiming": Text("How often", "Hur ofta"),
    "owner": Text("Who does it", "Vem som gör det"),
    "participant": Text("Participants", "Deltagare"),
    "patientInstruction": Text("What the patient does", "Det patienten gör"),
    "performer": Text("Who does it", "Vem som gör det"),
    "period": Text("Period", "Period"),
    "reasonCode": Text("Reason", "Skäl"),
    "restriction": Text("Planned until", "Planerat till"),
    "start": Text("Start", "Början"),
    "startDate": Text("From", "Från"),
    "status": Text("State", "Läge"),
    "statusDate": Text("State since", "Läget gäller från"),
    "subject": Text("Patient", "Patient"),
    "supportingInfo": Text("What belongs to it", "Det som hör till"),
    "target": Text("When it is reached", "När målet är nått"),
    "telecom": Text("How to reach", "Så når man"),
    "title": Text("Title", "Rubrik"),
}

_APPOINTMENTS = {
    "booked": Text("booked", "bokad"),
    "cancelled": Text("cancelled", "avbokad"),
    "fulfilled": Text("held", "genomförd"),
    "noshow": Text("not kept", "uteblev"),
    "pending": Text("waits for an answer", "väntar på svar"),
    "proposed": Text("wished", "önskad"),
}

TEXTS: dict[str, Text] = {
    **{f"portal.rule.{key}": value for key, value in _RULES.items()},
    **{f"portal.type.{key}": value for key, value in _TYPES.items()},
    **{f"portal.field.{key}": value for key, value in _FIELDS.items()},
    **{f"portal.status.appointment.{key}": value for key, value in _APPOINTMENTS.items()},
    "portal.no-such-target": Text(
        "Nothing is sent to such a server.", "Ingenting skickas till en sådan server."
    ),
    "portal.problem.refused": Text(
        "The other server said: {words}", "Den andra servern svarade: {words}"
    ),
    "portal.problem.stopped": Text(
        "Something went wrong here ({words}).", "Något gick fel hos oss ({words})."
    ),
    "portal.value.none": Text("is not there", "finns inte"),
}
