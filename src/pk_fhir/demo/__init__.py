"""The demonstration: five care providers, made-up persons, and the examples of this project."""

from pk_fhir.demo.examples import EXAMPLES, example
from pk_fhir.demo.load import Loaded, agree, answer_seven, differ, load, look
from pk_fhir.demo.persons import PERSONS
from pk_fhir.demo.providers import KOMMUNEN, main_settings, source_settings
from pk_fhir.demo.rehab import rehab_server

__all__ = [
    "EXAMPLES",
    "KOMMUNEN",
    "PERSONS",
    "Loaded",
    "agree",
    "answer_seven",
    "differ",
    "example",
    "load",
    "look",
    "main_settings",
    "rehab_server",
    "source_settings",
]
