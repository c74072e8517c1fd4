"""What `pk-fhir source check` says of an external FHIR server: what will work, and what will not."""

from pk_fhir.messages.catalogue import Text

_FINDINGS = {
    "address.fails": Text("It cannot be asked at all.", "Den går inte att fråga alls."),
    "certificate.fails": Text(
        "Our certificate for it cannot be shown, so that it cannot be asked at all.",
        "Vårt certifikat till den går inte att visa upp, så den går inte att fråga alls.",
    ),
    "no-statement.limited": Text(
        "It does not say what it can do: /metadata gives no answer that can be read.",
        "Den talar inte om vad den kan: /metadata ger inget läsbart svar.",
    ),
    "not-a-statement.limited": Text(
        "It does not say what it can do: /metadata gives something else than a CapabilityStatement.",
        "Den talar inte om vad den kan: /metadata ger något annat än en CapabilityStatement.",
    ),
    "no-rest.fails": Text(
        "Its CapabilityStatement describes no server (rest.mode = server).",
        "Dess CapabilityStatement beskriver ingen server (rest.mode = server).",
    ),
    "version.works": Text("FHIR {version} is read as it is.", "FHIR {version} läses som det är."),
    "version.near.limited": Text(
        "FHIR {version} is read as R4: what differs between them is noted or missing in the view.",
        "FHIR {version} läses som R4: det som skiljer sig noteras eller saknas i vyn.",
    ),
    "version.turned.limited": Text(
        "FHIR {version} is turned into R4: what R4 cannot say is noted, and missing in the view.",
        "FHIR {version} görs om till R4: det som R4 inte kan säga noteras och saknas i vyn.",
    ),
    "version.other.fails": Text(
        "It speaks FHIR {version} and is registered as {release}, so that it would be misread: register it with release {spoken}.",
        "Den talar FHIR {version} men är registrerad som {release} och skulle läsas fel: registrera den med release {spoken}.",
    ),
    "version.fails": Text(
        "FHIR {version} cannot be read: ask for an R4 endpoint (4.0.1).",
        "FHIR {version} går inte att läsa: be om en R4-adress (4.0.1).",
    ),
    "version.unstated.limited": Text(
        "It does not state its FHIR version (fhirVersion); it is read as {release}.",
        "Den anger ingen FHIR-version (fhirVersion); den läses som {release}.",
    ),
    "format.works": Text("It speaks JSON.", "Den talar JSON."),
    "format.fails": Text(
        "It states the formats {formats} and not JSON, which is what we read.",
        "Den anger formaten {formats} och inte JSON, som är det vi läser.",
    ),
    "format.unstated.limited": Text(
        "It states no formats; we ask for JSON.", "Den anger inga format; vi frågar efter JSON."
    ),
    "patient.works": Text(
        "Patients are found by personal number.", "Patienter hittas på personnummer."
    ),
    "patient.fails": Text(
        "It does not state search of Patient by identifier: nobody will be found.",
        "Den anger inte sökning av Patient på identifier: ingen kommer att hittas.",
    ),
    "everything.works": Text(
        "A patient's record comes in one request ($everything).",
        "En patients uppgifter kommer i en enda fråga ($everything).",
    ),
    "by-type.works": Text(
        "It has no $everything; each type is searched for, which takes more requests.",
        "Den har inte $everything; varje typ söks för sig, vilket tar fler frågor.",
    ),
    "types.limited": Text(
        "It has no $everything, and states no search by patient of {types}: these may be missing.",
        "Den har inte $everything och anger ingen sökning på patient av {types}: de kan saknas.",
    ),
    "chosen-types.works": Text(
        "It is asked for {types} only, as it is registered; each type is searched for.",
        "Den frågas bara efter {types}, som den är registrerad; varje typ söks för sig.",
    ),
    "chosen-types.limited": Text(
        "It states no search by patient of {types}, which it is to be asked for: these may be missing.",
        "Den anger ingen sökning på patient av {types}, som den ska frågas efter: de kan saknas.",
    ),
    "task.works": Text("Commitments are found (Task?patient).", "Åtaganden hittas (Task?patient)."),
    "task.limited": Text(
        "It does not state search of Task by patient: commitments may be missing.",
        "Den anger inte sökning av Task på patient: åtaganden kan saknas.",
    ),
    "provenance.works": Text(
        "Who wrote what comes along (_revinclude=Provenance:target).",
        "Vem som skrivit vad följer med (_revinclude=Provenance:target).",
    ),
    "provenance.search.works": Text(
        "Who wrote what is found by a search of its own (Provenance?target).",
        "Vem som skrivit vad hittas med en egen sökning (Provenance?target).",
    ),
    "provenance.search.limited": Text(
        "It states neither _revinclude=Provenance:target nor Provenance?target: who wrote what may be missing.",
        "Den anger varken _revinclude=Provenance:target eller Provenance?target: vem som skrivit vad kan saknas.",
    ),
    "changes.history-type.works": Text(
        "What changes and what is deleted is read from the history of each type (_history?_since).",
        "Det som ändras och det som tas bort läses ur varje typs historik (_history?_since).",
    ),
    "changes.history-system.works": Text(
        "What changes and what is deleted is read from the history of the whole server (_history?_since).",
        "Det som ändras och det som tas bort läses ur hela serverns historik (_history?_since).",
    ),
    "changes.search.limited": Text(
        "It states no history: changes are searched for (_lastUpdated), and a deletion is found when everybody is read again, every {hours} hours.",
        "Den anger ingen historik: ändringar söks (_lastUpdated), och en borttagning märks när alla läses på nytt, var {hours}:e timme.",
    ),
    "changes.unfollowed.works": Text(
        "It states no history, and is not followed: it is read when a view asks for it.",
        "Den anger ingen historik och följs inte: den läses när en vy frågar efter den.",
    ),
    "security.open.works": Text(
        "It states no authentication, and we have no credentials for it.",
        "Den anger ingen inloggning, och vi har inga inloggningsuppgifter till den.",
    ),
    "security.with.works": Text(
        "It states {services}, and we have credentials for it.",
        "Den anger {services}, och vi har inloggningsuppgifter till den.",
    ),
    "security.unstated.works": Text(
        "It states no authentication; we send our credentials all the same.",
        "Den anger ingen inloggning; vi skickar våra inloggningsuppgifter ändå.",
    ),
    "security.without.limited": Text(
        "It states {services}, and we have no credentials for it.",
        "Den anger {services}, och vi har inga inloggningsuppgifter till den.",
    ),
    "search.works": Text(
        "A search for a person whom nobody knows was answered as it should be.",
        "En sökning efter en person som ingen känner till besvarades som den ska.",
    ),
    "search.fails": Text(
        "A search for a person whom nobody knows was not answered.",
        "En sökning efter en person som ingen känner till besvarades inte.",
    ),
    "ignores-parameters.limited": Text(
        "It answers a search for a person whom nobody knows with other people's data. These are left out of the view, but should not be sent.",
        "Den svarar på en sökning efter en person som ingen känner till med andras uppgifter. De visas inte i vyn, men borde inte skickas.",
    ),
}
_REGISTERING = {
    "taken.provider": Text(
        "{name} is a care provider of this service", "{name} är en vårdgivare i den här tjänsten"
    ),
    "taken.configured": Text(
        "{name} is a source of the configuration, which wins",
        "{name} är en källa i konfigurationen, som går före",
    ),
    "taken.registered": Text(
        "{name} is registered already: remove it first",
        "{name} är redan registrerad: ta bort den först",
    ),
    "remove.configured": Text(
        "{name} stands in the configuration: remove it there",
        "{name} står i konfigurationen: ta bort den där",
    ),
    "remove.unknown": Text("{name} is not registered", "{name} är inte registrerad"),
}
_STATE = {
    "left-alone.limited": Text(
        "It is not asked until {until}: it kept failing, or asked to be left alone.",
        "Den frågas inte förrän {until}: den har inte svarat, eller bett om att få vara i fred.",
    ),
}
TEXTS = {f"source.{key}": value for key, value in (_FINDINGS | _REGISTERING | _STATE).items()}
