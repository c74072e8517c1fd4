"""Invariants that R4 published wrong, as the official validator reads them.

Each is an expression that cannot mean what its own text says; R4's technical corrections and R5 have
the ones here. https://hl7.org/fhir/R4/conformance-rules.html#constraints
"""

CORRECTED: dict[str, str] = {
    "app-4": "cancelationReason.exists() implies (status = 'noshow' or status = 'cancelled')",
    "bdl-8": "fullUrl.exists() implies fullUrl.contains('/_history/').not()",
    "que-7": "operator = 'exists' implies (answer is boolean)",
    "que-12": "enableWhen.count() > 1 implies enableBehavior.exists()",
    "tim-9": "offset.empty() or (when.exists() and when.select($this in ('C' | 'CM' | 'CD' | 'CV')).allFalse())",
    "ras-2": "(probability is decimal) implies ((probability as decimal) <= 100)",
    # A regular expression that is not anchored finds a good part in every bad path.
    "eld-19": (
        r"path.matches('^[^\\s\\.,:;\\\'\"\\/|?!@#$%&*()\\[\\]{}]{1,64}"
        r"(\\.[^\\s\\.,:;\\\'\"\\/|?!@#$%&*()\\[\\]{}]{1,64}(\\[x\\])?(\\:[^\\s\\.]+)?)*$')"
    ),
    "eld-20": r"path.matches('^[A-Za-z][A-Za-z0-9]*(\\.[a-z][A-Za-z0-9]*(\\[x])?)*$')",
    "ctm-1": "onBehalfOf.exists() implies (member.resolve().empty() or member.resolve().ofType(Practitioner).exists())",
}

# What has no name at all has no wrong one, and a right one is so from its beginning to its end.
_NAME = "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')"
NAME = "name.exists() implies name.matches('^[A-Z]([A-Za-z0-9_]){0,254}$')"


def corrected(key: str, expression: str) -> str:
    """The expression of an invariant of R4 as it is to be read."""
    return NAME if expression == _NAME else CORRECTED.get(key, expression)
