"""Texts about FHIR that a contract cannot say."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "map-no-place": Text(
        "the contract has no place for this element",
        "kontraktet har ingen plats för det här elementet",
    ),
    "map-extension": Text(
        "the extension is not one that the contract knows",
        "tillägget (extension) är inte något som kontraktet känner till",
    ),
    "map-modifier": Text(
        "a modifierExtension can turn the meaning around, so this is not read",
        "en modifierExtension kan vända på betydelsen, så det här läses inte",
    ),
    "map-prohibited": Text(
        "it says what shall not be done, which is nobody's commitment",
        "det säger vad som inte ska göras, och det är ingens åtagande",
    ),
    "map-value": Text(
        "the value is not of the form or within the limits that the contract takes",
        "värdet har inte den form eller håller sig inte inom de gränser som kontraktet tar",
    ),
    "map-shape": Text(
        "the element has another shape than FHIR gives it",
        "elementet har en annan form än FHIR ger det",
    ),
    "map-code": Text(
        "the code is not one that the contract has a word for",
        "koden är inte någon som kontraktet har ett ord för",
    ),
    "map-empty": Text(
        "the element has nothing in it that the contract can say",
        "elementet innehåller inget som kontraktet kan säga",
    ),
    "map-essential": Text(
        "this is missing or can not be read, and without it the contract can not say the rest",
        "det här saknas eller går inte att läsa, och utan det kan kontraktet inte säga resten",
    ),
    "map-second": Text(
        "the contract has one of these, and another was read",
        "kontraktet har en sådan, och en annan lästes",
    ),
    "map-together": Text(
        "what it says does not hold together",
        "det som sägs går inte ihop",
    ),
    "map-differs": Text(
        "the CarePlan says something else than the story: what the CarePlan says is in the contract",
        "vårdplanen (CarePlan) säger något annat än berättelsen: det som vårdplanen säger står i kontraktet",
    ),
    "map-language": Text(
        "the contract is in Swedish and does not say another language",
        "kontraktet är på svenska och anger inget annat språk",
    ),
    "map-narrative": Text(
        "the narrative was written by hand and may say more than the elements: read it in the resource",
        "texten är skriven för hand och kan säga mer än elementen: läs den i resursen",
    ),
    "map-reference": Text(
        "the reference leads to nothing that was given",
        "hänvisningen leder inte till något som fanns med",
    ),
    "map-reference-named": Text(
        "the reference leads to nothing that was given; its display is in the contract",
        "hänvisningen leder inte till något som fanns med; dess visningsnamn står i kontraktet",
    ),
    "map-reference-kind": Text(
        "the reference leads to something else than the contract can have there ({allowed})",
        "hänvisningen leder till något annat än kontraktet kan ha där ({allowed})",
    ),
    "map-not-linked": Text(
        "nothing in the agreement leads to this resource",
        "inget i överenskommelsen leder till den här resursen",
    ),
    "map-pruned": Text(
        "{pointer} of the contract could not stand ({problem}) and is left out",
        "{pointer} i kontraktet kunde inte stå kvar ({problem}) och är utelämnat",
    ),
    "map-no-careplan": Text(
        "there is no CarePlan among the resources: send the one that the contract is to be read from",
        "det finns ingen CarePlan bland resurserna: skicka den som kontraktet ska läsas från",
    ),
    "map-no-focus": Text(
        "there is no CarePlan `{focus}` among the resources: send it, or name another",
        "det finns ingen CarePlan `{focus}` bland resurserna: skicka den, eller ange en annan",
    ),
}
