"""The demonstration: three care providers, made-up persons, and the examples of this project."""

from pk_fhir.demo.examples import EXAMPLES, example
from pk_fhir.demo.load import Loaded, load
from pk_fhir.demo.persons import PERSONS
from pk_fhir.demo.providers import KOMMUNEN, main_settings, source_settings

__all__ = [
    "EXAMPLES",
    "KOMMUNEN",
    "PERSONS",
    "Loaded",
    "example",
    "load",
    "main_settings",
    "source_settings",
]
