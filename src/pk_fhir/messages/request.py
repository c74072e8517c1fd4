"""What is wrong with a request before an interaction begins (https://hl7.org/fhir/R4/http.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "request.administrators": Text(
        "This is for administrators of the care provider.",
        "Detta är för vårdgivarens administratörer.",
    ),
    "request.source-no-address": Text(
        "It has no address to ask.",
        "Den har ingen adress att fråga.",
    ),
    "request.operation-knows": Text(
        "This operation knows {known}.",
        "Den här operationen känner till {known}.",
    ),
    "request.operation-knows-none": Text(
        "This operation has no parameters.",
        "Den här operationen har inga parametrar.",
    ),
    "request.no-such-source": Text(
        "There is no source of this name.",
        "Det finns ingen källa med det namnet.",
    ),
    "request.nothing-sent": Text(
        "Nothing is sent to a server of this name.",
        "Inget skickas till en server med det namnet.",
    ),
    "request.send-care-plan": Text(
        "Send a CarePlan, or a Bundle with one, as resource.",
        "Skicka en CarePlan, eller en Bundle med en, som resource.",
    ),
    "request.security-context": Text(
        "X-Security-Context names no resource here: write it like Patient/1.",
        "X-Security-Context anger ingen resurs här: skriv den som Patient/1.",
    ),
    "request.content-type": Text(
        "The Content-Type is no media type, such as application/pdf.",
        "Content-Type är ingen medietyp, till exempel application/pdf.",
    ),
    "request.only-bundle": Text(
        "Only a Bundle is posted here. Post a resource to its type, such as /Patient.",
        "Bara en Bundle skickas hit. Skicka en resurs till sin typ, till exempel /Patient.",
    ),
    "request.bundle-type": Text(
        "Bundle.type must be transaction or batch here. Post a Bundle that is to be kept to /Bundle.",
        "Bundle.type ska vara transaction eller batch här. Skicka en Bundle som ska sparas till /Bundle.",
    ),
    "request.query": Text(
        "The query cannot be read: percent-encode it as UTF-8.",
        "Frågan kan inte läsas: procentkoda den som UTF-8.",
    ),
    "request.parameter-unknown": Text(
        "The parameter {name} is not known here. This interaction knows {known}.",
        "Parametern {name} är inte känd här. Den här interaktionen känner till {known}.",
    ),
    "request.no-answer-as": Text(
        "There is no answer as {wanted}. Ask for {json} or {xml}, of FHIR version 4.0.",
        "Det finns inget svar som {wanted}. Be om {json} eller {xml}, i FHIR version 4.0.",
    ),
    "request.body-type": Text(
        "A body of type {name} is not read here. Send {json} or {xml}.",
        "En kropp av typen {name} läses inte här. Skicka {json} eller {xml}.",
    ),
    "request.charset": Text(
        "FHIR is read in UTF-8: send it in that, or name no charset.",
        "FHIR läses i UTF-8: skicka det så, eller ange ingen teckenkodning.",
    ),
    "request.fhir-version": Text(
        "This server reads FHIR version 4.0.",
        "Den här servern läser FHIR version 4.0.",
    ),
    "request.metadata-mode": Text(
        "mode is one of full, normative and terminology.",
        "mode är en av full, normative och terminology.",
    ),
    "request.method": Text(
        "This path does not know that method. It has {methods}.",
        "Sökvägen känner inte till den metoden. Den har {methods}.",
    ),
    "request.send-json": Text(
        "A body of type {name} is not read here. Send {json}.",
        "En kropp av typen {name} läses inte här. Skicka {json}.",
    ),
    "request.no-such-path": Text(
        "There is nothing at this path.",
        "Det finns inget på den här sökvägen.",
    ),
    "request.no-such-method": Text(
        "This path does not know that method.",
        "Sökvägen känner inte till den metoden.",
    ),
    "request.no-http": Text(
        "This is no HTTP request. Percent-encode what is not ASCII in its address, such as name=%C3%85ke for name=Åke.",
        "Det här är ingen HTTP-förfrågan. Procentkoda det i adressen som inte är ASCII, såsom name=%C3%85ke för name=Åke.",
    ),
    "request.problems": Text(
        "{count} problems",
        "{count} problem",
    ),
    "request.no-such-operation": Text(
        "There is no such operation here.",
        "Det finns ingen sådan operation här.",
    ),
    "request.called-by": Text(
        "{name} is called by {names}.",
        "{name} anropas med {names}.",
    ),
    "request.parameter-form": Text(
        "Each parameter has a name, and one value, resource or list of parts.",
        "Varje parameter har ett namn, och ett enda värde, en resurs eller en lista med delar.",
    ),
    "request.parameter-text": Text(
        "The parameter {name} is text, and is not empty.",
        "Parametern {name} är text och är inte tom.",
    ),
    "request.parameter-parts-post": Text(
        "The parameter {name} has parts: send it in Parameters by POST.",
        "Parametern {name} har delar: skicka den i Parameters med POST.",
    ),
    "request.parameter-boolean": Text(
        "The parameter {name} is true or false.",
        "Parametern {name} är true eller false.",
    ),
    "request.send-parameters": Text(
        "Send the resource Parameters, with a list called parameter.",
        "Skicka resursen Parameters, med en lista som heter parameter.",
    ),
    "request.parameter-date": Text(
        "The parameter {name} is a date, such as 2026-11-25.",
        "Parametern {name} är ett datum, till exempel 2026-11-25.",
    ),
    "request.parameter-number": Text(
        "The parameter {name} is a whole number, 0 or more.",
        "Parametern {name} är ett heltal, 0 eller mer.",
    ),
    "request.parameter-parts": Text(
        "The parameter {name} has parts: send it in Parameters.",
        "Parametern {name} har delar: skicka den i Parameters.",
    ),
    "request.operation-parameter-unknown": Text(
        "The parameter {name} is not known here. {knows}",
        "Parametern {name} är inte känd här. {knows}",
    ),
    "request.parameter-twice": Text(
        "The parameter {name} is given twice: give it once.",
        "Parametern {name} anges två gånger: ange den en gång.",
    ),
    "request.give-reference": Text(
        "Give {name}, a Reference such as Patient/1.",
        "Ange {name}, en Reference som Patient/1.",
    ),
    "request.form-by-canonical": Text(
        "Name the form by canonical here: forms are not known by identifier.",
        "Nämn formuläret med canonical här: formulär är inte kända med identifier.",
    ),
    "request.which-form": Text(
        "Say which form in one way: by the id in the path, canonical, questionnaire or questionnaireRef.",
        "Säg vilket formulär på ett sätt: med id i sökvägen, canonical, questionnaire eller questionnaireRef.",
    ),
    "request.questionnaire": Text(
        "The parameter questionnaire is a Questionnaire.",
        "Parametern questionnaire är en Questionnaire.",
    ),
    "request.questionnaire-ref": Text(
        "questionnaireRef is a reference to a Questionnaire here.",
        "questionnaireRef är en referens till en Questionnaire här.",
    ),
    "request.context-form": Text(
        "Each {name} has a name and a content.",
        "Varje {name} har ett name och ett content.",
    ),
    "request.context-content": Text(
        "The content of {name} is a Reference or resource.",
        "Innehållet i {name} är en Reference eller en resurs.",
    ),
    "request.summary-kind": Text(
        "_summary is one of {names}, not {summary}.",
        "_summary är en av {names}, inte {summary}.",
    ),
    "request.no-instant": Text(
        "{name} is no instant: write it like 2026-11-25T10:00:00+01:00.",
        "{name} är ingen tidpunkt: skriv den som 2026-11-25T10:00:00+01:00.",
    ),
    "request.list-id": Text(
        "_list takes the id of a List: there are no current lists here.",
        "_list tar id för en List: det finns inga aktuella listor här.",
    ),
    "request.no-date-time": Text(
        "{name} is no date: write it like 2026-11-25, or with a time.",
        "{name} är inget datum: skriv det som 2026-11-25, eller med en tid.",
    ),
    "request.which-work": Text(
        "Say which work: job=...",
        "Säg vilket arbete: job=...",
    ),
    "request.nothing-under-path": Text(
        "This server has nothing under this path.",
        "Den här servern har inget under den sökvägen.",
    ),
    "request.compartments": Text(
        "This server has the compartments of these types: {types}.",
        "Den här servern har compartments för de här typerna: {types}.",
    ),
    "request.log-compartment": Text(
        "The log is searched in the compartment of a Patient, not of a {type}.",
        "Loggen kan sökas i en Patients compartment, inte i en {type}s.",
    ),
    "request.search-form": Text(
        "A search by POST has its parameters as {form}.",
        "En sökning med POST har sina parametrar som {form}.",
    ),
    "request.context-direction": Text(
        "contextDirection is incoming or outgoing.",
        "contextDirection är incoming eller outgoing.",
    ),
    "request.system-version": Text(
        "A version of a code system is written as system|version.",
        "En version av ett kodsystem skrivs som system|version.",
    ),
    "request.which-system": Text(
        "Say of which system the code is.",
        "Säg vilket kodsystem koden hör till.",
    ),
    "request.one-system": Text(
        "Both codes are of one system: compare no codes of two.",
        "Båda koderna är av ett kodsystem: jämför inte koder av två.",
    ),
    "request.path-system": Text(
        "The codes are of another system than the one of the path.",
        "Koderna är av ett annat kodsystem än sökvägens.",
    ),
    "request.one-of-codes": Text(
        "Give one of code, coding and codeableConcept where it is known.",
        "Ange en av code, coding och codeableConcept där den är känd.",
    ),
    "request.no-coding": Text(
        "The codeableConcept has no coding to look at.",
        "codeableConcept har ingen kodning att se på.",
    ),
    "request.coding-code": Text(
        "A coding has a code.",
        "En kodning har en kod.",
    ),
    "request.patch-type": Text(
        "A patch of this type is not read here. Send {known}.",
        "En patch av den typen läses inte här. Skicka {known}.",
    ),
    "request.conditional": Text(
        "Without an id this interaction is conditional: add search parameters, such as ?identifier=system|value.",
        "Utan id är interaktionen villkorad: lägg till sökparametrar, till exempel ?identifier=system|value.",
    ),
    "request.nothing-here": Text(
        "There is nothing here.",
        "Det finns inget här.",
    ),
    "request.no-issuer": Text(
        "No token issuer of this service tells applications where to get tokens.",
        "Ingen utfärdare för den här tjänsten säger var program får åtkomstintyg.",
    ),
    "request.refresh": Text(
        "refresh is one of {names}.",
        "refresh är en av {names}.",
    ),
    "request.no-national-identifier": Text(
        "This Patient has no national identifier, and other sources know a person by nothing else.",
        "Denna Patient har ingen nationell identitet, och andra källor känner en person på inget annat.",
    ),
    "request.whose-view": Text(
        "Say whose view: the parameter identifier, as valueIdentifier with system and value.",
        "Säg vems översikt: parametern identifier, som valueIdentifier med system och värde.",
    ),
    "request.body-too-large": Text(
        "The body is larger than this server reads: {limit} bytes.",
        "Kroppen är större än den här servern läser: {limit} byte.",
    ),
    "request.content-encoding": Text(
        "The Content-Encoding is not known here: send the body as gzip, or plain.",
        "Content-Encoding är inte känd här: skicka kroppen som gzip, eller okomprimerad.",
    ),
    "request.gzip-ends": Text(
        "The body ends in the middle of its gzip, or goes on after it.",
        "Kroppen slutar mitt i sin gzip, eller fortsätter efter den.",
    ),
    "request.no-gzip": Text(
        "The body is not gzip, as its Content-Encoding says.",
        "Kroppen är inte gzip, som dess Content-Encoding säger.",
    ),
    "request.no-such-provider": Text(
        "There is no such care provider here.",
        "Det finns ingen sådan vårdgivare här.",
    ),
    "request.send-token": Text(
        "Send a token as `Authorization: Bearer ...`.",
        "Skicka ett åtkomstintyg som `Authorization: Bearer ...`.",
    ),
    "request.no-tokens": Text(
        "This service is not set up to accept tokens.",
        "Den här tjänsten är inte inställd för att ta emot åtkomstintyg.",
    ),
    "request.internal": Text(
        "Something went wrong here. Tell the service's operators this id: {identity}.",
        "Något gick fel här. Berätta detta id för dem som driver tjänsten: {identity}.",
    ),
    "problem.invalid": Text(
        "The request cannot be read",
        "Begäran kan inte läsas",
    ),
    "problem.login": Text(
        "A valid token is needed",
        "Ett giltigt åtkomstintyg behövs",
    ),
    "problem.forbidden": Text(
        "Not allowed",
        "Inte tillåtet",
    ),
    "problem.not-found": Text(
        "Not found",
        "Hittades inte",
    ),
    "problem.not-supported": Text(
        "Not supported",
        "Stöds inte",
    ),
    "problem.not-acceptable": Text(
        "No acceptable format",
        "Inget godtagbart format",
    ),
    "problem.conflict": Text(
        "Conflict",
        "Konflikt",
    ),
    "problem.gone": Text(
        "Deleted",
        "Borttagen",
    ),
    "problem.precondition-failed": Text(
        "A precondition does not hold",
        "Ett förbehåll stämmer inte",
    ),
    "problem.too-large": Text(
        "Too large",
        "För stort",
    ),
    "problem.media-type": Text(
        "Unsupported media type",
        "Medietypen stöds inte",
    ),
    "problem.unprocessable": Text(
        "The content breaks a rule",
        "Innehållet bryter mot en regel",
    ),
    "problem.precondition-required": Text(
        "A precondition is required",
        "Ett förbehåll krävs",
    ),
    "problem.throttled": Text(
        "Too many requests",
        "För många anrop",
    ),
    "problem.internal": Text(
        "Internal error",
        "Internt fel",
    ),
    "problem.timeout": Text(
        "Try again later",
        "Försök igen senare",
    ),
}
