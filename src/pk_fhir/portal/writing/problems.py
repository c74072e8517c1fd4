"""What is said of a form that was not sent: the field, and what to do about it."""

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages.catalogue import in_language

Problem = tuple[str, str]
# Kinds of refusal that the person can do something about.
THEIRS = frozenset({"conflict", "invalid", "unprocessable", "precondition-failed"})


def refused(error: FhirError, field: str) -> list[Problem]:
    """What an interaction refused, beside the field that it is about; any other error goes on."""
    if error.kind not in THEIRS:
        raise error
    return [(field, in_language(error.issues[0].diagnostics, "sv"))]
