"""Texts about what a profile asks: presence, slices, pinned and limited values, invariants."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    # Profiles
    "profile-not-known": Text(
        en="The profile {profile} is not known here, so nothing of it has been checked.",
        sv="Profilen {profile} är inte känd här, så inget i den har kontrollerats.",
    ),
    "profile-not-known-near": Text(
        en="The profile {profile} is not known here, so nothing of it has been checked. Did you mean {near}?",
        sv="Profilen {profile} är inte känd här, så inget i den har kontrollerats. Menade du {near}?",
    ),
    "profile-unknown": Text(
        en="The profile {profile}, to which this element must conform, is not known here.",
        sv="Profilen {profile}, som elementet måste följa, är inte känd här.",
    ),
    "profile-wrong-type": Text(
        en="The profile {profile} is for {type}, and this is {found}.",
        sv="Profilen {profile} gäller {type}, men detta är {found}.",
    ),
    "profile-no-match": Text(
        en="None of the profiles allowed here fits: {profiles}.",
        sv="Ingen av de profiler som är tillåtna här passar: {profiles}.",
    ),
    "profile-type": Text(
        en="The type {found} is not allowed here, only {types} (from {url}).",
        sv="Typen {found} är inte tillåten här, bara {types} (enligt {url}).",
    ),
    "reference-profile": Text(
        en="What the reference '{reference}' leads to fits none of {profiles}.",
        sv="Det som hänvisningen '{reference}' leder till passar ingen av {profiles}.",
    ),
    "reference-aggregation": Text(
        en="The reference '{reference}' is {kind}; only {modes} is allowed here.",
        sv="Hänvisningen '{reference}' är {kind}; bara {modes} är tillåtet här.",
    ),
    "snapshot-no-base": Text(
        en="The profile {profile} cannot be used: its base {base} is not known here.",
        sv="Profilen {profile} kan inte användas: dess bas {base} är inte känd här.",
    ),
    "snapshot-circular": Text(
        en="The profile {profile} cannot be used: {url} is derived from itself.",
        sv="Profilen {profile} kan inte användas: {url} är härledd från sig själv.",
    ),
    "snapshot-path": Text(
        en="The profile {profile} is broken: '{path}' is no path of an element.",
        sv="Profilen {profile} är trasig: '{path}' är ingen sökväg till ett element.",
    ),
    "snapshot-no-type": Text(
        en="The profile {profile} is broken: it says something below '{path}', whose type is not known.",
        sv="Profilen {profile} är trasig: den säger något under '{path}', vars typ inte är känd.",
    ),
    "snapshot-unknown-path": Text(
        en="The profile {profile} is broken: there is no element '{path}' in its base.",
        sv="Profilen {profile} är trasig: elementet '{path}' finns inte i dess bas.",
    ),
    # Slices
    "slice-minimum": Text(
        en="Slice {path}: at least {min} needed, {found} found (from {url}).",
        sv="Delmängden {path}: minst {min} behövs, {found} finns (enligt {url}).",
    ),
    "slice-closed": Text(
        en="This value belongs to none of the slices of {slice}, and no others are allowed (from {url}).",
        sv="Värdet hör till ingen av delmängderna av {slice}, och inga andra är tillåtna (enligt {url}).",
    ),
    "slice-several": Text(
        en="This value belongs to two slices, {first} and {second} (from {url}); only one is allowed.",
        sv="Värdet hör till två delmängder, {first} och {second} (enligt {url}); bara en är tillåten.",
    ),
    "slice-order": Text(
        en="Values of the slice {slice} must stand earlier (from {url}).",
        sv="Värden i delmängden {slice} måste stå tidigare (enligt {url}).",
    ),
    "slice-at-end": Text(
        en="Values of the slice {slice} must stand before those that belong to no slice (from {url}).",
        sv="Värden i delmängden {slice} måste stå före dem som inte hör till någon delmängd (enligt {url}).",
    ),
    "slice-undecidable": Text(
        en="The profile {url} is broken: nothing tells which values belong to the slice {path}.",
        sv="Profilen {url} är trasig: inget avgör vilka värden som hör till delmängden {path}.",
    ),
    # Values
    "value-fixed-other": Text(
        en="The value '{value}' must be exactly '{fixed}' (from {url}).",
        sv="Värdet '{value}' måste vara exakt '{fixed}' (enligt {url}).",
    ),
    "value-fixed-missing": Text(
        en="Something of the fixed value is missing: it must be exactly '{fixed}' (from {url}).",
        sv="Något i det fasta värdet saknas: det måste vara exakt '{fixed}' (enligt {url}).",
    ),
    "value-fixed-extra": Text(
        en="This is not part of the fixed value, which must be exactly '{fixed}' (from {url}).",
        sv="Detta ingår inte i det fasta värdet, som måste vara exakt '{fixed}' (enligt {url}).",
    ),
    "value-pattern": Text(
        en="The value does not have everything of '{pattern}' (from {url}).",
        sv="Värdet har inte allt i '{pattern}' (enligt {url}).",
    ),
    "value-needed": Text(
        en="{path} needs a value; extensions alone are not enough (from {url}).",
        sv="{path} behöver ett värde; enbart tillägg räcker inte (enligt {url}).",
    ),
    "value-too-long": Text(
        en="The text is {length} characters long; at most {most} are allowed.",
        sv="Texten är {length} tecken lång; högst {most} är tillåtna.",
    ),
    "value-below": Text(
        en="{value} is below the smallest value allowed, {limit}.",
        sv="{value} är under det minsta tillåtna värdet, {limit}.",
    ),
    "value-incomparable": Text(
        en="{value} cannot be compared with the limit {limit}: they measure different things.",
        sv="{value} kan inte jämföras med gränsen {limit}: de mäter olika saker.",
    ),
    "value-above": Text(
        en="{value} is above the largest value allowed, {limit}.",
        sv="{value} är över det största tillåtna värdet, {limit}.",
    ),
    "extension-choice-part": Text(
        en="'{name}' is no part of the extension {url}: a choice element is named without [x].",
        sv="'{name}' är ingen del av tillägget {url}: ett valbart element anges utan [x].",
    ),
    "extension-relative": Text(
        en="'{url}': the url of an extension that stands in no other extension must be absolute.",
        sv="'{url}': url för ett tillägg som inte står i ett annat tillägg måste vara absolut.",
    ),
    "extension-part": Text(
        en="The extension {url} has no part '{name}'.",
        sv="Tillägget {url} har ingen del '{name}'.",
    ),
    "extension-release": Text(
        en="The extension {url} stands for an element of FHIR {release}, which is no other release than this one.",
        sv="Tillägget {url} står för ett element i FHIR {release}, som inte är en annan utgåva än denna.",
    ),
    "extension-unknown": Text(
        en="The extension {url} is not known here.", sv="Tillägget {url} är inte känt här."
    ),
    "extension-unknown-modifier": Text(
        en="The modifier extension {url} is not known here: what it changes cannot be judged.",
        sv="Det modifierande tillägget {url} är inte känt här: vad det ändrar kan inte bedömas.",
    ),
    "extension-not-modifier": Text(
        en="The extension {url} does not modify and belongs in 'extension', not 'modifierExtension'.",
        sv="Tillägget {url} är inte modifierande och hör hemma i 'extension', inte 'modifierExtension'.",
    ),
    "extension-is-modifier": Text(
        en="The extension {url} modifies and belongs in 'modifierExtension', not 'extension'.",
        sv="Tillägget {url} är modifierande och hör hemma i 'modifierExtension', inte 'extension'.",
    ),
    "extension-context": Text(
        en="The extension {url} may not be used here, only on {contexts}.",
        sv="Tillägget {url} får inte användas här, bara på {contexts}.",
    ),
    "extension-context-invariant": Text(
        en="The extension {url} may only be used where this holds: {rule}",
        sv="Tillägget {url} får bara användas där detta gäller: {rule}",
    ),
    # Invariants
    "invariant": Text(en="{rule}: {human} (from {url}).", sv="{rule}: {human} (enligt {url})."),
    "attachment-hash": Text(
        en="The hash is not that of the data, whose SHA-1 in base64 is {actual}.",
        sv="Hashvärdet är inte innehållets, vars SHA-1 i base64 är {actual}.",
    ),
    "attachment-size": Text(
        en="The attachment states a size of {size} bytes, and its data has {actual}.",
        sv="Bilagan anger storleken {size} byte, och dess data har {actual}.",
    ),
    "invariant-broken": Text(
        en="The invariant {rule} of {url} cannot be evaluated: {problem}.",
        sv="Invarianten {rule} i {url} kan inte beräknas: {problem}.",
    ),
}
