"""Systems of identifiers, codings and quantities: absolute URIs (https://hl7.org/fhir/R4/datatypes.html).

And an identifier that is a URI is a whole one (https://hl7.org/fhir/R4/datatypes.html#Identifier).
"""

from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import ABSOLUTE, clipped
from pk_fhir.validation.run import Run

URI_SYSTEM = "urn:ietf:rfc:3986"
UCUM = "http://unitsofmeasure.org"


def check_identifier(value: Any, at: At, run: Run) -> None:
    """Check that the system is absolute, and the value a URI where the system says so."""
    system = value.get("system")
    if system is None:
        return
    check_system(value, at, run)
    own = value.get("value")
    if system == URI_SYSTEM and type(own) is str and ABSOLUTE.fullmatch(own) is None:
        run.sink.error("code-invalid", expression(at), "identifier-uri", value=clipped(own))


def check_coding(value: Any, at: At, run: Run) -> None:
    """Check the system of a Coding that stands alone; in a CodeableConcept, words may do."""
    system = value.get("system")
    if type(system) is str and ":" not in system and at[0][1].type != "CodeableConcept":
        check_system(value, at, run)


def check_system(value: Any, at: At, run: Run) -> None:
    """Check that a system leads out of the resource, and is not a canonical with a version."""
    system = value.get("system")
    if type(system) is not str or ":" in system:
        return
    if system and not any(map(str.isspace, system)):
        shown = clipped(system)
        run.sink.error("code-invalid", expression(at), "system-relative", system=shown)


def check_unit_system(value: Any, at: At, run: Run) -> None:
    """Check the system of a quantity's unit, which has no version."""
    system = value.get("system")
    if type(system) is str:
        check_system(value, at, run)
        if system != UCUM and system.replace("https:", "http:").rstrip("/") == UCUM:
            key = "terminology.system-form"
            run.sink.error("code-invalid", expression(at), key, system=clipped(system), right=UCUM)
        if "|" in system:
            run.sink.error("code-invalid", expression(at), "system-version", system=clipped(system))
