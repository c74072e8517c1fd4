"""Evaluations per second of R4's own invariants, bound to their types and not.

Usage: python bench/fhirpath.py [--seconds 0.5]
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

from pk_fhir import fhirpath
from pk_fhir.fhirpath import Context, Node, model_of, resource_node

SAMPLES: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "pat-1",
        "Patient.contact",
        "name.exists() or telecom.exists() or address.exists() or organization.exists()",
        {"name": {"family": "Ek"}},
    ),
    (
        "per-1",
        "Period",
        "start.hasValue().not() or end.hasValue().not() or (start <= end)",
        {"start": "2026-01-01", "end": "2026-12-31"},
    ),
    ("qty-3", "Quantity", "code.empty() or system.exists()", {"code": "kg", "system": "u"}),
    ("ext-1", "Extension", "extension.exists() != value.exists()", {"valueCode": "x"}),
    (
        "ele-1",
        "HumanName",
        "hasValue() or (children().count() > id.count())",
        {"family": "Ek", "given": ["Eva"]},
    ),
    (
        "ait-1",
        "AllergyIntolerance",
        ("verificationStatus.coding.where(system = 'http://terminology.hl7.org/CodeSystem/"
        "allergyintolerance-verification' and code = 'entered-in-error').exists() "
        "or clinicalStatus.exists()"),
        {"verificationStatus": {"coding": [{"system": "u", "code": "confirmed"}]}},
    ),
    (
        "que-1",
        "Questionnaire.item",
        ("(type='group' implies item.empty().not()) and "
        "(type.trace('type')='display' implies item.trace('item').empty())"),
        {"linkId": "1", "type": "string"},
    ),
    ("rng-2", "Range", "low.empty() or high.empty() or (low <= high)", {"low": {"value": 1}, "high": {"value": 2}}),
    ("sdf-0", "StructureDefinition", "name.matches('[A-Z]([A-Za-z0-9_]){0,254}')", {"name": "Plan"}),
]  # fmt: skip


def rate(run: Callable[[], object], seconds: float) -> float:
    """Calls per second, measured for at least that long."""
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        for _ in range(1000):
            run()
        count += 1000
    return count / spent


def main() -> None:
    """Print a line for each invariant."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.5, help="time for each measurement")
    seconds = parser.parse_args().seconds
    print(f"{'':8}{'bound/s':>12}{'by nodes/s':>12}")
    for key, kind, text, value in SAMPLES:
        context = Context(model_of(), resource_node({"resourceType": "Basic"}))
        expression = fhirpath.compile(text, invariant=True)
        bound, node = expression.bind(kind).test, Node(value, kind, None, value, kind)
        fast = rate(lambda: bound(context, value, None), seconds)  # noqa: B023 - called at once
        slow = rate(lambda: expression.test(context, node), seconds)  # noqa: B023 - as above
        print(f"{key:8}{fast:12,.0f}{slow:12,.0f}   {text[:70]}")


if __name__ == "__main__":
    main()
