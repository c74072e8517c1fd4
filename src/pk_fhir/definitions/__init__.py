"""FHIR packages, and the definitions in them, lazily loaded.

`Definitions.r4()` is R4 4.0.1 (https://hl7.org/fhir/R4/), `Definitions.ours()` has pk-fhir's profiles
over it; `.overlay(resources)` and `.with_package(place)` lay more over either. What a person does with
packages (list, install, build, inspect) is in `pk_fhir.definitions.tools`.
"""

from pk_fhir.definitions.archive import PackageError
from pk_fhir.definitions.elements import Children, Element
from pk_fhir.definitions.entry import Entry
from pk_fhir.definitions.package import Package
from pk_fhir.definitions.registry import Definitions

__all__ = [
    "Children",
    "Definitions",
    "Element",
    "Entry",
    "Package",
    "PackageError",
]
