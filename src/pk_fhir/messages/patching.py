"""Why a patch is refused: JSON Patch, FHIRPath Patch and XML Patch (https://hl7.org/fhir/R4/http.html#patch)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "refused.patch-no-operation": Text(
        "The Parameters have no operation.",
        "Parameters har ingen operation.",
    ),
    "refused.patch-too-many": Text(
        "A patch has at most {most_operations} operations.",
        "En patch har högst {most_operations} operationer.",
    ),
    "refused.patch-form": Text(
        "A patch is a list of JSON Patch operations, a Parameters resource, or a Binary with a JSON Patch, a JSON Merge Patch or an XML Patch.",
        "En patch är en lista med JSON Patch-operationer, en Parameters-resurs eller en Binary med en JSON Patch, JSON Merge Patch eller XML Patch.",
    ),
    "refused.patch-identity": Text(
        "A patch may not change the id or the type of a resource.",
        "En patch får inte ändra en resurs id eller typ.",
    ),
    "refused.json-patch-list": Text(
        "A JSON Patch is a list of operations.",
        "En JSON Patch är en lista med operationer.",
    ),
    "refused.patch-leaves-nothing": Text(
        "The patch leaves no resource.",
        "Patchen lämnar ingen resurs kvar.",
    ),
    "refused.patch-test": Text(
        "A test of the patch does not hold.",
        "Ett test i patchen stämmer inte.",
    ),
    "refused.no-json-patch": Text(
        "The patch is not a JSON Patch: {error}",
        "Patchen är ingen JSON Patch: {error}",
    ),
    "refused.patch-no-place": Text(
        "The patch names a place that the resource does not have.",
        "Patchen nämner en plats som resursen inte har.",
    ),
    "refused.fp-named-operation": Text(
        "Each parameter of a FHIRPath Patch is named operation.",
        "Varje parameter i en FHIRPath Patch heter operation.",
    ),
    "refused.fp-path-and-type": Text(
        "An operation has a path, and a type: {names}.",
        "En operation har en path, och en typ: {names}.",
    ),
    "refused.fp-no-element": Text(
        "{type} has no element {name}.",
        "{type} har inget element {name}.",
    ),
    "refused.fp-there-already": Text(
        "{name} is there already, and is no list: replace it.",
        "{name} finns redan och är ingen lista: ersätt det.",
    ),
    "refused.fp-several": Text(
        "The path finds several elements. It must find one.",
        "Sökvägen hittar flera element. Den ska hitta ett.",
    ),
    "refused.fp-no-value": Text(
        "The operation has no value.",
        "Operationen har inget värde.",
    ),
    "refused.fp-index": Text(
        "{name} is a whole number from 0 to {most}.",
        "{name} är ett heltal från 0 till {most}.",
    ),
    "refused.fp-no-list": Text(
        "The path does not end at a list.",
        "Sökvägen slutar inte vid en lista.",
    ),
    "refused.fp-begin": Text(
        "A path begins with the resource's type: {type_name}.",
        "En sökväg börjar med resursens typ: {type_name}.",
    ),
    "refused.fp-whole": Text(
        "The path finds the whole resource. Update it instead.",
        "Sökvägen hittar hela resursen. Uppdatera den i stället.",
    ),
    "refused.fp-condition": Text(
        "The condition {argument} is no FHIRPath: {error}",
        "Villkoret {argument} är ingen FHIRPath: {error}",
    ),
    "refused.fp-step": Text(
        "The step {step} is not one that a patch can follow.",
        "Steget {step} är inget som en patch kan följa.",
    ),
    "refused.fp-finds-nothing": Text(
        "The path {path} finds nothing. It must find one element.",
        "Sökvägen {path} hittar inget. Den ska hitta ett element.",
    ),
    "refused.fp-finds-several": Text(
        "The path {path} finds several elements. It must find one element.",
        "Sökvägen {path} hittar flera element. Den ska hitta ett.",
    ),
}
