"""Search parameters as a query string has them: of an address, a form, a condition (https://hl7.org/fhir/R4/http.html#parameters)."""

from urllib.parse import parse_qsl

from pk_fhir.fhir.outcome import FhirError
from pk_fhir.messages import told

MOST_PAIRS = 1000


def read_pairs(query: str | bytes) -> list[tuple[str, str]]:
    """The pairs of a query string or form, decoded; FhirError "invalid" for what is not UTF-8."""
    try:
        text = query if isinstance(query, str) else query.decode()
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PAIRS)
    except ValueError as error:
        raise FhirError("invalid", told("request.query")) from error
