"""A refusal whose answer says more in its headers: what is allowed, or what a patch may be."""

from collections.abc import Iterable

from pk_fhir.fhir.outcome import FhirError, Issue, Kind


class HeadedError(FhirError):
    """A refusal with headers of its own (https://www.rfc-editor.org/rfc/rfc9110#section-10.2.1)."""

    def __init__(self, kind: Kind, issues: Iterable[Issue] | str, headers: dict[str, str]) -> None:
        self.headers = headers
        super().__init__(kind, issues)
