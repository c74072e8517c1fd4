"""Why a whole contract is not kept, read or replaced."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "refused.with-key": Text("{said} ({key})", "{said} ({key})"),
    "refused.send-care-plan": Text(
        "Send a CarePlan, or a Bundle with one.",
        "Skicka en CarePlan, eller en Bundle med en.",
    ),
    "refused.no-such-contract": Text(
        "There is no contract with this id.",
        "Det finns inget patientkontrakt med detta id.",
    ),
    "refused.contract-deleted": Text(
        "This contract was deleted.",
        "Patientkontraktet är borttaget.",
    ),
    "refused.other-kind-of-plan": Text(
        "{no_contract} The CarePlan with this id is another kind of plan.",
        "{no_contract} CarePlan med detta id är en annan sorts plan.",
    ),
    "refused.patient-identifier": Text(
        "Give the system and the value of the patient's identifier.",
        "Ange system och värde för patientens identitet.",
    ),
    "refused.version-back": Text(
        "The version may not go back: the contract is at version {version}.",
        "Versionen får inte gå tillbaka: kontraktet är i version {version}.",
    ),
    "refused.contract-if-match": Text(
        "Send If-Match with the ETag of the contract that you read, so that no change is lost.",
        "Skicka If-Match med ETag för kontraktet som du läste, så att ingen ändring går förlorad.",
    ),
    "refused.contract-changed": Text(
        "The contract has changed since you read it. Read it again, and make your change to that.",
        "Kontraktet har ändrats sedan du läste det. Läs det igen och gör din ändring i det.",
    ),
    "refused.contract-keeps-identifier": Text(
        "A contract keeps its identifier.",
        "Ett kontrakt behåller sin identifierare.",
    ),
    "refused.contract-identifier-in-use": Text(
        "A contract with this identifier is kept here: change it with PUT /contracts/{plan_id}.",
        "Ett kontrakt med denna identifierare finns här: ändra det med PUT /contracts/{plan_id}.",
    ),
    "refused.would-be-lost": Text(
        "This stands in the contract's FHIR and cannot be said in contract JSON; it would be lost (send Prefer: handling=lenient to accept that, or change the FHIR resource instead).",
        "Detta står i kontraktets FHIR och kan inte sägas i kontrakts-JSON; det skulle gå förlorat (skicka Prefer: handling=lenient för att godta det, eller ändra FHIR-resursen i stället).",
    ),
    "refused.several-contracts": Text(
        "The patient has {value} contracts. CarePlan/{chosen} was used; name another as context to use that.",
        "Patienten har {value} kontrakt. CarePlan/{chosen} användes; nämn ett annat som context för att använda det.",
    ),
}
