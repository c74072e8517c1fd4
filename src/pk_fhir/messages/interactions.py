"""Texts of the interactions about what is validated (https://hl7.org/fhir/R4/operation-resource-validate.html)."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "validate.mode": Text(
        "mode is one of {modes}.",
        "mode är en av {modes}.",
    ),
    "validate.no-resource": Text(
        "Send the resource to validate, as the body or as the parameter resource.",
        "Skicka resursen som ska valideras, som kropp eller som parametern resource.",
    ),
    "validate.no-profile": Text(
        "mode=profile needs the parameter profile: the canonical url of the profile to hold the resource to.",
        "mode=profile behöver parametern profile: den kanoniska adressen till profilen som resursen ska hållas till.",
    ),
    "validate.delete-what": Text(
        "mode=delete is asked of a resource: /Type/id/$validate.",
        "mode=delete frågas om en resurs: /Typ/id/$validate.",
    ),
    "wrong-resource-type": Text(
        "The resource is a {stated}, and the URL is for {type}.",
        "Resursen är en {stated}, och adressen är för {type}.",
    ),
    "no-model": Text(
        "There is no model of '{type}'.",
        "Det finns ingen modell av '{type}'.",
    ),
    "no-resource-type": Text(
        "The resource does not say what it is: add resourceType.",
        "Resursen säger inte vad den är: lägg till resourceType.",
    ),
    "id-differs-from-url": Text(
        "An update's resource has the id of its URL: {id}.",
        "En uppdaterad resurs har samma id som sin adress: {id}.",
    ),
    "validate.no-id": Text(
        "mode=update needs to know which resource is updated: give it its id, or ask /Type/id/$validate.",
        "mode=update behöver veta vilken resurs som uppdateras: ge den sitt id, eller fråga /Typ/id/$validate.",
    ),
}
