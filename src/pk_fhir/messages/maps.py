"""Texts about StructureMaps."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "map-name": Text(
        en="The mapping language cannot write the name '{name}': letters and digits, a letter first.",
        sv="Kartspråket kan inte skriva namnet '{name}': bokstäver och siffror, en bokstav först.",
    ),
    "map-source-context": Text(
        en="No source is called '{name}' at this point.",
        sv="Ingen källa heter '{name}' här.",
    ),
    "map-target-context": Text(
        en="No target is called '{name}' at this point.",
        sv="Inget mål heter '{name}' här.",
    ),
    "map-source-path": Text(
        en="The source '{name}' has no element '{element}'.",
        sv="Källan '{name}' har inget element '{element}'.",
    ),
    "map-target-path": Text(
        en="The target '{name}' has no element '{element}'.",
        sv="Målet '{name}' har inget element '{element}'.",
    ),
    "map-source-type": Text(
        en="The element is not of type {type}; it may be {types}.",
        sv="Elementet är inte av typen {type}; det kan vara {types}.",
    ),
    "map-unknown-type": Text(
        en="The type '{type}' is not known.",
        sv="Typen '{type}' är okänd.",
    ),
    "map-unknown-structure": Text(
        en="The structure {alias} ({url}) is not known here, so what is said of it is not checked.",
        sv="Strukturen {alias} ({url}) är okänd här, så det som sägs om den kontrolleras inte.",
    ),
    "map-import": Text(
        en="No map {url} is known here.",
        sv="Ingen karta {url} är känd här.",
    ),
    "map-orphan": Text(
        en="The group {name} does not state the types of its inputs, and nothing in this map calls it.",
        sv="Gruppen {name} anger inte typer för sina indata, och inget i kartan anropar den.",
    ),
    "map-input-twice": Text(
        en="The name '{name}' is already that of another input.",
        sv="Namnet '{name}' har redan en annan indatapost.",
    ),
    "map-input-no-type": Text(
        en="The input '{name}' states no type, so its paths cannot be checked.",
        sv="Indata '{name}' anger ingen typ, så dess sökvägar kan inte kontrolleras.",
    ),
    "map-input-mode": Text(
        en="The structure {alias} is a {wanted}, and cannot be a {found}.",
        sv="Strukturen {alias} är {wanted} och kan inte vara {found}.",
    ),
    "map-no-group": Text(
        en="There is no group '{name}' in this map, nor in those that it imports.",
        sv="Det finns ingen grupp '{name}' i kartan eller i dem som den importerar.",
    ),
    "map-group-variables": Text(
        en="The group {name} takes {wanted} variables, and is given {found}.",
        sv="Gruppen {name} tar {wanted} variabler men får {found}.",
    ),
    "map-no-variable": Text(
        en="No {mode} variable is called '{name}' at this point.",
        sv="Ingen variabel ({mode}) heter '{name}' här.",
    ),
    "map-variable-type": Text(
        en="The input {name} is a {wanted}, and this is {found}.",
        sv="Indata {name} är {wanted}, och detta är {found}.",
    ),
    "map-no-transform": Text(
        en="Parameters belong to a transform, and there is none.",
        sv="Parametrar hör till en transform, och här finns ingen.",
    ),
    "map-parameters": Text(
        en="The transform {transform} takes {least} to {most} parameters, and has {found}.",
        sv="Transformen {transform} tar {least} till {most} parametrar men har {found}.",
    ),
    "map-expression": Text(
        en="The FHIRPath of this transform cannot be read: {problem}",
        sv="Transformens FHIRPath kan inte läsas: {problem}",
    ),
    "map-translate-output": Text(
        en="'{found}' is nothing that translate gives: it is one of {outputs}.",
        sv="'{found}' är inget som translate ger: det är något av {outputs}.",
    ),
}
