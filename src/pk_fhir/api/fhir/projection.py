"""How much of an answer is sent: `_pretty`, `_summary`, `_elements` (https://hl7.org/fhir/R4/search.html#summary)."""

from pk_fhir.api.fhir.exchange import Exchange
from pk_fhir.fhir import json as fhir_json
from pk_fhir.fhir.outcome import FhirError
from pk_fhir.interactions import summaries
from pk_fhir.messages import told


def projected(exchange: Exchange, content: bytes) -> bytes:
    """The resource (or Bundle of resources) as `_summary`, `_elements` and `_pretty` ask for it."""
    if not exchange.parameters:
        return content
    # A parameter without a value is as good as none.
    summary = exchange.parameter("_summary") or None
    stated = [value for name, value in exchange.parameters if name == "_elements" and value]
    elements = ",".join(stated) or None
    if summary not in (None, "false") or elements is not None:
        content = fhir_json.dump(_cut(fhir_json.parse(content), summary, elements))
    if exchange.parameter("_pretty") == "true":
        content = fhir_json.pretty(fhir_json.parse(content))
    return content


def _cut(
    resource: dict[str, object], summary: str | None, elements: str | None
) -> dict[str, object]:
    if summary not in (None, *summaries.KINDS):
        raise FhirError(
            "invalid",
            told(
                "request.summary-kind",
                names=", ".join(summaries.KINDS),
                summary=repr(str(summary)[:20]),
            ),
        )
    names = frozenset(elements.split(",")) if elements is not None else None
    return summaries.cut(resource, summary, names)
