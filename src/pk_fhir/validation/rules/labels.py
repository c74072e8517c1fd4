"""Security labels are a set: each is given once (https://hl7.org/fhir/R4/resource.html#Meta, security-labels.html)."""

from typing import Any

from pk_fhir.validation.place import At, expression
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_labels(value: Any, at: At, run: Run) -> None:
    """Check that no label, by its system and code, stands twice in `Meta.security`."""
    labels = value.get("security")
    if type(labels) is not list or len(labels) < 2:  # noqa: PLR2004 - one alone is no pair
        return
    seen: set[tuple[str, str]] = set()
    for index, label in enumerate(labels):
        code = label.get("code") if type(label) is dict else None
        if type(code) is not str:
            continue
        key = (str(label.get("system", "")), code)
        if key in seen:
            place = f"{expression(at)}.security[{index}]"
            run.sink.error("business-rule", place, "meta-label-twice", label=clipped("#".join(key)))
        seen.add(key)
