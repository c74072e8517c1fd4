"""Texts about a profile held to what it derives from."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "derived-order": Text(
        en="'{path}' does not stand in the order of the base, and is not found there.",
        sv="'{path}' står inte i basens ordning och hittas inte där.",
    ),
    "derived-max": Text(
        en="{path}: the max {found} is more than the {base} of the base.",
        sv="{path}: max {found} är mer än basens {base}.",
    ),
    "derived-min": Text(
        en="{path}: the min {found} is less than the {base} of the base.",
        sv="{path}: min {found} är mindre än basens {base}.",
    ),
    "derived-type": Text(
        en="{path}: the type {found} is none of those of the base: {allowed}.",
        sv="{path}: typen {found} är ingen av basens: {allowed}.",
    ),
    "derived-target": Text(
        en="{path}: the base does not allow references to {found}.",
        sv="{path}: basen tillåter inte referenser till {found}.",
    ),
    "derived-value-type": Text(
        en="{path}: the {what} value is of type {found}, and the element is {allowed}.",
        sv="{path}: värdet i {what} har typen {found}, men elementet är {allowed}.",
    ),
    "derived-value": Text(
        en="{path}: the value is not the one that the base has fixed, or not within its pattern.",
        sv="{path}: värdet är inte det som basen har fastställt, eller ryms inte i dess mönster.",
    ),
    "derived-binding": Text(
        en="{path}: a required binding cannot become {found}.",
        sv="{path}: en bindning som är required kan inte bli {found}.",
    ),
    "derived-value-set": Text(
        en="{path}: {found} has codes that {base} does not have: {codes}.",
        sv="{path}: {found} har koder som {base} inte har: {codes}.",
    ),
    "derived-slicing-single": Text(
        en="{path} stands at most once and cannot be sliced.",
        sv="{path} finns högst en gång och kan inte delas i slices.",
    ),
    "derived-slicing-choice": Text(
        en="{path}: a choice of types is sliced by type.",
        sv="{path}: ett val av typer delas efter typ.",
    ),
    "derived-discriminators": Text(
        en="{path}: the discriminators are not those of the base.",
        sv="{path}: diskriminatorerna är inte basens.",
    ),
    "derived-slicing-rules": Text(
        en="{path}: a slicing cannot become more open than in the base: {found}.",
        sv="{path}: en slicing kan inte bli öppnare än i basen: {found}.",
    ),
    "derived-closed": Text(
        en="{path}: the base has closed its slicing, and '{name}' is a new slice.",
        sv="{path}: basen har stängt sin slicing, och '{name}' är en ny slice.",
    ),
    "derived-slice-name": Text(
        en="{path}: the slice of that type is called '{wanted}'.",
        sv="{path}: slicen för den typen heter '{wanted}'.",
    ),
    "derived-no-slice-name": Text(
        en="{path}: a slice has a sliceName.",
        sv="{path}: en slice har ett sliceName.",
    ),
    "derived-twice": Text(
        en="{path} is constrained twice: say all of it at once, or give the second a sliceName.",
        sv="{path} begränsas två gånger: säg allt på en gång, eller ge den andra ett sliceName.",
    ),
    "derived-slice-order": Text(
        en="{path}: the slice '{name}' of the base stands after those that it comes before there.",
        sv="{path}: basens slice '{name}' står efter dem som den kommer före i basen.",
    ),
    "derived-choice-alone": Text(
        en="{path} must be there, so no other type of the same choice can be.",
        sv="{path} måste finnas, så ingen annan typ av samma val kan finnas.",
    ),
    "derived-must-support": Text(
        en="{path}: mustSupport is true in the base, and stays so.",
        sv="{path}: mustSupport är true i basen och förblir det.",
    ),
    "derived-slicing-order": Text(
        en="{path}: whether slices are ordered is said by the base, and otherwise here.",
        sv="{path}: om slices är ordnade sägs av basen, och annorlunda här.",
    ),
    "derived-root-type": Text(
        en="{path}: the root of a profile has no type of its own: its type is that of the profile.",
        sv="{path}: en profils rot har ingen egen typ: dess typ är profilens.",
    ),
}
