"""Texts about an agreement: what it still lacks."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "pk-part-agreement": Text(
        'the part "överenskommelse" is not stated as discussed; an active contract states all four parts: add it to `discussed` with its outcome',
        'delen "överenskommelse" är inte angiven som diskuterad; ett gällande kontrakt anger alla fyra delar: lägg till den i `discussed` med vad det ledde till',
    ),
    "pk-part-contact": Text(
        'the part "fast vårdkontakt" is not stated as discussed; an active contract states all four parts: add it to `discussed` with its outcome',
        'delen "fast vårdkontakt" är inte angiven som diskuterad; ett gällande kontrakt anger alla fyra delar: lägg till den i `discussed` med vad det ledde till',
    ),
    "pk-part-time": Text(
        'the part "överenskommen tid" is not stated as discussed; an active contract states all four parts: add it to `discussed` with its outcome',
        'delen "överenskommen tid" är inte angiven som diskuterad; ett gällande kontrakt anger alla fyra delar: lägg till den i `discussed` med vad det ledde till',
    ),
    "pk-part-planning": Text(
        'the part "sammanhållen planering" is not stated as discussed; an active contract states all four parts: add it to `discussed` with its outcome',
        'delen "sammanhållen planering" är inte angiven som diskuterad; ett gällande kontrakt anger alla fyra delar: lägg till den i `discussed` med vad det ledde till',
    ),
    "pk-part-twice": Text(
        "the part `{part}` is stated twice: keep the latest",
        "delen `{part}` är angiven två gånger: behåll den senaste",
    ),
    "pk-part-when-by": Text(
        "it is not stated when the part was discussed, or by whom in care: add `when` and `by`",
        "det anges inte när delen diskuterades eller av vem i vården: lägg till `when` och `by`",
    ),
    "pk-part-agreement-empty": Text(
        'the part "överenskommelse" is agreed, but the contract has no goal and no commitment: add one, or change the outcome',
        'delen "överenskommelse" är överenskommen, men kontraktet har inget mål och inget åtagande: lägg till ett, eller ändra utfallet',
    ),
    "pk-part-contact-empty": Text(
        'the part "fast vårdkontakt" is agreed, but the contract has no fast vårdkontakt: add one to `fixedContacts`, or change the outcome',
        'delen "fast vårdkontakt" är överenskommen, men kontraktet har ingen fast vårdkontakt: lägg till en i `fixedContacts`, eller ändra utfallet',
    ),
    "pk-part-time-empty": Text(
        'the part "överenskommen tid" is agreed, but the contract has no time: add one to `times`, or change the outcome',
        'delen "överenskommen tid" är överenskommen, men kontraktet har ingen tid: lägg till en i `times`, eller ändra utfallet',
    ),
    "pk-part-planning-empty": Text(
        'the part "sammanhållen planering" is agreed, but the contract has no plan and no commitment of care: add one, or change the outcome',
        'delen "sammanhållen planering" är överenskommen, men kontraktet har ingen plan och inget åtagande från vården: lägg till ett, eller ändra utfallet',
    ),
    "pk-indication": Text(
        "no indication is stated; an active contract has at least one: add it to `indications`",
        "ingen indikation är angiven; ett gällande kontrakt har minst en: lägg till den i `indications`",
    ),
    "pk-patient-identifier": Text(
        "the patient has no number; an active contract names one: add a personnummer, samordningsnummer or reservnummer",
        "patienten har inget nummer; ett gällande kontrakt anger ett: lägg till personnummer, samordningsnummer eller reservnummer",
    ),
    "pk-title": Text(
        'the contract has no title: add one, such as "Patientkontrakt"',
        'kontraktet saknar rubrik: lägg till en, till exempel "Patientkontrakt"',
    ),
    "pk-established": Text(
        "it is not stated when the contract was established: add `established`",
        "det anges inte när kontraktet upprättades: lägg till `established`",
    ),
    "pk-author": Text(
        "it is not stated who drew up the contract: name the fast vårdkontakt in `author`",
        "det anges inte vem som upprättat kontraktet: ange den fasta vårdkontakten i `author`",
    ),
    "pk-period": Text(
        "it is not stated from when the contract is in force: add `period.start`",
        "det anges inte från när kontraktet gäller: lägg till `period.start`",
    ),
    "pk-agreed-patient": Text(
        "nobody has agreed to version {version} on the patient's side: add the patient, or the one who agreed instead of the patient, to `agreements`",
        "ingen på patientens sida har godkänt version {version}: lägg till patienten, eller den som godkänt i patientens ställe, i `agreements`",
    ),
    "pk-agreed-care": Text(
        "nobody has agreed to version {version} on care's side: add the fast vårdkontakt to `agreements`",
        "ingen på vårdens sida har godkänt version {version}: lägg till den fasta vårdkontakten i `agreements`",
    ),
    "pk-contact-telecom": Text(
        "the fast vårdkontakt can not be reached: add `telecom` to the professional",
        "den fasta vårdkontakten går inte att nå: lägg till `telecom` för personen",
    ),
    "pk-next-review": Text(
        "no next follow-up is planned: add one to `reviews`",
        "ingen nästa uppföljning är planerad: lägg till en i `reviews`",
    ),
    "pk-time-start": Text(
        "only a wished, cancelled or waiting-list time can lack a start and an end: add them",
        "bara en önskad eller avbokad tid, eller en på väntelista, kan sakna början och slut: lägg till dem",
    ),
    "pk-time-wished": Text(
        "a wished time has `wished` periods and no start: move the start there",
        "en önskad tid har perioder i `wished` och ingen början: flytta den dit",
    ),
    "pk-time-agreed": Text(
        "an agreed time is accepted by the patient: set `patientReply` to accepted, or the status to offered",
        "en överenskommen tid är accepterad av patienten: sätt `patientReply` till accepted, eller status till offered",
    ),
    "pk-effort-start": Text(
        "an ongoing effort has a start: add `period.start`",
        "en pågående insats har en början: lägg till `period.start`",
    ),
    "pk-external-responsible": Text(
        "nobody is responsible for the external effort: add the organisation to `performers`",
        "ingen är ansvarig för den externa insatsen: lägg till organisationen i `performers`",
    ),
    "pk-warning-where": Text(
        "it is not stated where to turn when the sign shows: add a place to `whereToTurn`",
        "det anges inte vart man vänder sig när tecknet visar sig: lägg till ett ställe i `whereToTurn`",
    ),
    "pk-team-members": Text(
        "the team has no members: add them, or leave the team out",
        "teamet har inga medlemmar: lägg till dem, eller utelämna teamet",
    ),
    "pk-one-coordinator": Text(
        "another fast vårdkontakt already has the coordinating responsibility: only one has it",
        "en annan fast vårdkontakt har redan samordningsansvaret: bara en har det",
    ),
    "pk-chosen-from": Text(
        "what was chosen from is not an alternative: set its standing to `alternative`, or remove `chosenFrom`",
        "det som valdes är inget alternativ: sätt dess `standing` till `alternative`, eller ta bort `chosenFrom`",
    ),
    "pk-standing-fixed": Text(
        "the standing of `{name}` can not change between an alternative and a commitment: keep it, and add what was chosen as a commitment of its own, with `chosenFrom`",
        "`standing` för `{name}` kan inte ändras mellan alternativ och åtagande: låt den stå, och lägg till det som valdes som ett eget åtagande med `chosenFrom`",
    ),
    "pk-chosen-open": Text(
        "the alternative `{name}` has been chosen, but is still open: set its status to completed",
        "alternativet `{name}` har valts men är fortfarande öppet: sätt dess status till completed",
    ),
    "pk-representation": Text(
        "only a representative may decide: add the relation (god man, förvaltare, vårdnadshavare), or remove `mayDecide`",
        "bara en företrädare får besluta: lägg till relationen (god man, förvaltare, vårdnadshavare), eller ta bort `mayDecide`",
    ),
    "pk-agreed-for-patient": Text(
        "only a relative or representative agrees instead of the patient: name one in `party`, or remove `forPatient`",
        "bara en närstående eller företrädare godkänner i patientens ställe: ange en i `party`, eller ta bort `forPatient`",
    ),
    "pk-agreed-version": Text(
        "the version agreed to does not exist yet: it is at most the contract's version",
        "versionen som godkänts finns inte än: den är högst kontraktets version",
    ),
    "pk-period-backwards": Text(
        "the end is before the start: exchange or correct them",
        "slutet är före början: byt plats på dem eller rätta dem",
    ),
    "pk-two-coordinators": Text(
        "two fasta vårdkontakter have the coordinating responsibility",
        "två fasta vårdkontakter har samordningsansvaret",
    ),
    "pk-two-physicians": Text(
        "there are two fasta läkarkontakter in primary care",
        "det finns två fasta läkarkontakter i primärvården",
    ),
    "pk-times-overlap": Text(
        "two times overlap",
        "två tider överlappar varandra",
    ),
    "pk-goal-status": Text(
        "a goal is active, and also reached or not attainable",
        "ett mål är pågående, och samtidigt uppnått eller omöjligt att uppnå",
    ),
    "pk-time-cancel-reason": Text(
        "only a cancelled time, or one that the patient missed, has a reason for cancelling: remove it or set the status",
        "bara en avbokad tid, eller en som patienten uteblev från, har ett skäl till avbokning: ta bort det eller ändra status",
    ),
    "pk-five-questions": Text(
        "a completed follow-up answers all five questions: answer them (`unknown` will do), or set the status to in-progress",
        "en klar uppföljning besvarar alla fem frågor: besvara dem (`unknown` går bra) eller sätt status till in-progress",
    ),
    "pk-organization-telecom": Text(
        "an organisation has no home telephone: use `work`, or leave the use out",
        "en organisation har ingen hemtelefon: använd `work` eller utelämna användningen",
    ),
}
