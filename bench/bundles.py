#!/usr/bin/env python3
"""How the time of validating a Bundle grows with its entries: twice the entries, twice the time.

Usage: python bench/bundles.py [--largest N] [--max-growth RATIO]
"""

import argparse
import sys
import time
from typing import Any

from pk_fhir.validation import Validator

DIV = '<div xmlns="http://www.w3.org/1999/xhtml">x</div>'


def url(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012d}"


def bundle(kind: str, count: int) -> dict[str, Any]:
    """A Bundle of so many entries, each but the first two referring to the one before it."""
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "x"},
        "date": "2020",
        "title": "x",
        "author": [{"reference": url(1)}],
        "section": [{"title": "x", "entry": [{"reference": url(1)}]}],
    }
    patients = [
        {
            "resourceType": "Patient",
            "text": {"status": "generated", "div": DIV},
            "link": [{"type": "seealso", "other": {"reference": url(max(number - 1, 1))}}],
        }
        for number in range(1, count)
    ]
    entries = [
        {"fullUrl": url(number), "resource": resource}
        for number, resource in enumerate([composition, *patients])
    ]
    return {
        "resourceType": "Bundle",
        "type": kind,
        "timestamp": "2020-01-01T00:00:00Z",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": url(0)},
        "entry": entries,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=4000)
    parser.add_argument("--max-growth", type=float, default=0.0, help="of the time of one entry")
    args = parser.parse_args()
    validator = Validator.for_r4()
    worst = 0.0
    for kind in ("document", "collection"):
        validator.validate(bundle(kind, 50))
        each: list[float] = []
        for count in (args.largest // 8, args.largest // 4, args.largest // 2, args.largest):
            made = bundle(kind, count)
            started = time.perf_counter()
            validator.validate(made)
            seconds = time.perf_counter() - started
            each.append(seconds / count * 1e6)
            print(f"{kind}: {count} entries in {seconds:.3f} s, {each[-1]:.0f} µs an entry")
        worst = max(worst, each[-1] / each[0])
    print(f"an entry of the largest costs {worst:.2f} times one of the smallest")
    return int(bool(args.max_growth) and worst > args.max_growth)


if __name__ == "__main__":
    sys.exit(main())
