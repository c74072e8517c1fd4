"""Our validator beside fhir.resources (which only parses) on the same published resources, turn by turn.

    python bench/throughput.py [--rounds 15]

Rates by CPU time of one thread are the ones to compare on a machine with other work; the turns are
taken in alternation, so that such work falls on both. `first sight`: before every round all that the
validator remembers of values (systems, codings, tags of narratives, names of objects) is let go, so
that each document is met as if for the first time; what is compiled of definitions is kept.
"""
# ruff: noqa: SLF001 - to forget is nothing that a user of the validator should need

import argparse
import gc
import importlib
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import msgspec

from pk_fhir.validation import Validator, glance, primitives

FILES = Path(__file__).resolve().parents[2] / "shared" / "bench-validation" / "valid"
Documents = list[bytes]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    if not FILES.is_dir():
        print("bench/throughput.py: ../shared is not here, skipped")
        return 0
    documents = [path.read_bytes() for path in sorted(FILES.glob("*.json"))]
    documents = [each for each in documents if _parses(each)]
    validator = Validator.for_r4()
    validate = validator.validate
    for each in documents:
        validate(each)
    warm, first, theirs = [], [], []
    for _ in range(rounds):
        warm.append(_timed(validate, documents))
        theirs.append(_timed(_parse, documents))
        _forget(validator)
        first.append(_timed(validate, documents))
    print(f"{len(documents)} documents, {rounds} rounds; resources/s, median (best)")
    for name, measured in (
        ("pk-fhir", warm),
        ("at first sight", first),
        ("fhir.resources", theirs),
    ):
        wall, cpu = zip(*measured, strict=True)
        print(
            f"{name:15} {median(wall):6.0f} ({max(wall):.0f}) by the clock, "
            f"{median(cpu):6.0f} ({max(cpu):.0f}) by CPU time"
        )
    for name, measured in (("over fhir.resources", warm), ("at first sight", first)):
        ratios = [ours[1] / other[1] for ours, other in zip(measured, theirs, strict=True)]
        best = max(each[1] for each in measured) / max(each[1] for each in theirs)
        print(f"{name}: {median(ratios):.2f} times by CPU time, best over best {best:.2f}")
    return 0


def _timed(function: Callable[[bytes], object], documents: Documents) -> tuple[float, float]:
    """Documents each second, by the clock and by CPU time."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    for each in documents:
        function(each)
    spent = time.process_time() - cpu
    return len(documents) / (time.perf_counter() - wall), len(documents) / spent


def _parse(data: bytes) -> object:
    resource = msgspec.json.decode(data)
    kind = resource["resourceType"]
    model = getattr(importlib.import_module(f"fhir.resources.R4B.{kind.lower()}"), kind)
    return model.model_validate(resource)


def _parses(data: bytes) -> bool:
    try:
        _parse(data)
    except ValueError:
        return False
    return True


def _forget(validator: Validator) -> None:
    """Let go of all that was remembered of values."""
    program: Any = validator._program
    glance._marks.clear()
    for strings in primitives.RIGHT.values():
        strings.clear()
    program._right.clear()
    for shape in program._shapes.values():
        if shape is not None:
            shape.layouts.clear()
    for compiled in program.compiled.values():
        getattr(compiled, "plain", {}).clear()
    terminology = program.terminology
    terminology.tables.memory.clear()
    for _, binding in terminology._bindings.values():
        binding._known.clear()


if __name__ == "__main__":
    raise SystemExit(main())
