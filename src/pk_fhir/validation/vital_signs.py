"""Vital signs: R4 holds every Observation of one to a profile of its own.

https://hl7.org/fhir/R4/observation-vitalsigns.html. Beside R4's own codes, the official validator takes
codes that say the same by a method or a place of measuring for vital signs; these are they.
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.definitions.canonicals import CORE

BY_LOINC = {
    "vitalspanel": "85353-1",
    "resprate": "9279-1 76170-0 76171-8 76172-6 76270-8 19840-8 33438-3 11291-2",
    "heartrate": (
        "8867-4 11328-2 68999-2 69000-8 8889-8 8890-6 8891-4 8892-2 8893-0 40443-4 73795-7 73799-9"
        " 76477-9"
    ),
    "oxygensat": "2708-6 59408-5 20564-1 2709-4 2710-2 2713-6 51733-4 59417-6 89276-0 97549-0",
    "bodytemp": (
        "8310-5 8328-7 8329-5 8330-3 8331-1 8332-9 8333-7 8334-5 75539-7 75987-8 76010-8 76011-6"
        " 91371-5"
    ),
    "bodyheight": "8302-2 3137-7 3138-5 8306-3 8308-9",
    "headcircum": "9843-4 8287-5",
    "bodyweight": "29463-7 3141-9 3142-7 8351-9 75292-3 79348-9",
    "bmi": "39156-5 89270-3",
    "bp": "85354-9 8480-6 55284-4 8459-0 35094-2 76534-7",
}
BY_SNOMED = {
    "resprate": "86290005 271306003",
    "oxygensat": "442476006 431314004",
    "bodytemp": ("386725007 276885007 415945006 415882003 415929009 415974002 307047009 431598003"),
    "bodyheight": "50373000 1153637007",
    "headcircum": "363812007 169876006",
    "bmi": "60621009",
    "bp": "271649006 271650006 399304008 407554009",
}
PROFILES = {
    (system, code): CORE + name
    for system, table in (("http://loinc.org", BY_LOINC), ("http://snomed.info/sct", BY_SNOMED))
    for name, codes in table.items()
    for code in codes.split()
}


def vital_signs(observation: dict[str, Any]) -> Iterator[str]:
    """The profiles that an Observation must meet by its code, whatever it claims."""
    code = observation.get("code")
    codings = code.get("coding") if type(code) is dict else None
    for coding in codings if type(codings) is list else ():
        if type(coding) is dict:
            system, value = coding.get("system"), coding.get("code")
            if type(system) is str and type(value) is str:
                profile = PROFILES.get((system, value))
                if profile is not None:
                    yield profile
