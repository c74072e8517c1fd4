"""Vital signs: R4 holds every Observation with one of these codes to a profile of its own.

https://hl7.org/fhir/R4/observation-vitalsigns.html
"""

from collections.abc import Iterator
from typing import Any

LOINC = "http://loinc.org"
CORE = "http://hl7.org/fhir/StructureDefinition/"
PROFILES = {
    "85353-1": "vitalspanel",
    "9279-1": "resprate",
    "8867-4": "heartrate",
    "2708-6": "oxygensat",
    "59408-5": "oxygensat",
    "8310-5": "bodytemp",
    "8302-2": "bodyheight",
    "9843-4": "headcircum",
    "29463-7": "bodyweight",
    "39156-5": "bmi",
    "85354-9": "bp",
}


def vital_signs(observation: dict[str, Any]) -> Iterator[str]:
    """The profiles that an Observation must meet by its code, whatever it claims."""
    code = observation.get("code")
    codings = code.get("coding") if type(code) is dict else None
    for coding in codings if type(codings) is list else ():
        if type(coding) is dict and coding.get("system") == LOINC:
            name = PROFILES.get(coding["code"]) if type(coding.get("code")) is str else None
            if name is not None:
                yield CORE + name
