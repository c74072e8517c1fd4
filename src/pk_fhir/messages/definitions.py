"""Texts about FHIR packages: files that cannot be read, and dependencies that are not there."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "definitions.unreadable-file": Text(
        en="{file} of package {package} cannot be read as a FHIR resource and is left out: {problem}",
        sv="{file} i paketet {package} kan inte läsas som en FHIR-resurs och utelämnas: {problem}",
    ),
    "definitions.missing-dependency": Text(
        en="Package {package} depends on a package that is not here: {problem}",
        sv="Paketet {package} bygger på ett paket som inte finns här: {problem}",
    ),
    "definitions.other-release": Text(
        en=(
            "Package {package} is made for another release of FHIR ({release}); "
            "what it says is read as FHIR R4 (4.0.1)"
        ),
        sv=(
            "Paketet {package} är gjort för en annan utgåva av FHIR ({release}); "
            "det som står i det läses som FHIR R4 (4.0.1)"
        ),
    ),
}
