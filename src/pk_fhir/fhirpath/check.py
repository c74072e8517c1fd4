"""Strict checks: does every path exist, and is order asked only of what has one?"""

from pk_fhir.fhirpath.context import Context
from pk_fhir.fhirpath.syntax import Tree


def check(tree: Tree, type_name: str, context: Context) -> None:
    """FhirPathError for the first fault."""
