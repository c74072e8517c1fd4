"""What clients write in other words than R4 has, read as R4 would say it.

Prefixes and the modifiers of ``_sort`` are those of FHIR's first releases
(http://hl7.org/fhir/DSTU1/search.html#ordered, http://hl7.org/fhir/DSTU2/search.html#sort), which SMART's
Python client still writes; HAPI FHIR's client writes ``estimated``, and fhirpy counts by ``_totalMethod``.
"""

PREFIXES = {">=": "ge", "<=": "le", ">": "gt", "<": "lt"}

_TOTALS = {
    ("_total", "estimated"): ("_total", "estimate"),
    ("_totalMethod", "count"): ("_total", "accurate"),
}


def as_r4(name: str, value: str) -> tuple[str, str]:
    """A pair of a query, such as ``_sort=-date`` for ``_sort:desc=date``; others as they are."""
    if name == "_sort:asc":
        return "_sort", value
    if name == "_sort:desc":
        return "_sort", ",".join(f"-{part}" for part in value.split(","))
    return _TOTALS.get((name, value), (name, value))
