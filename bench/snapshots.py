#!/usr/bin/env python3
"""Regenerate the snapshots of a FHIR package from its differentials, and compare element by element.

Usage: python bench/snapshots.py [PACKAGE] [--show N] [--min PERCENT]

PACKAGE is a folder, a .tgz or name#version in the package cache; by default R4 core. The published
snapshot is the oracle: of each element the parts that a validator acts on are compared.
"""

import argparse
import collections
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pk_fhir.definitions import Definitions
from pk_fhir.definitions.cache import package_place
from pk_fhir.definitions.package import Package
from pk_fhir.validation.snapshot import Snapshots

PARTS = ("min", "max", "contentReference", "sliceName", "maxLength", "isModifier")
CHOICES = ("fixed", "pattern", "minValue", "maxValue")


def compared(element: dict[str, Any]) -> dict[str, Any]:
    """What of an element is compared, without the order of lists that have none."""
    parts = {name: element.get(name) for name in PARTS}
    parts |= {k: v for k, v in element.items() if k.startswith(CHOICES)}
    parts["isModifier"] = bool(element.get("isModifier"))
    parts["type"] = sorted(
        (
            each.get("code", ""),
            tuple(sorted(each.get("profile", ()))),
            tuple(sorted(each.get("targetProfile", ()))),
            tuple(sorted(each.get("aggregation", ()))),
        )
        for each in element.get("type", ())
    )
    binding = element.get("binding", {})
    parts["binding"] = (binding.get("strength"), binding.get("valueSet"))
    parts["constraint"] = sorted(each["key"] for each in element.get("constraint", ()))
    # That extensions are sliced by url goes without saying, and is said or not at random.
    by_url = element["path"].rpartition(".")[2] in ("extension", "modifierExtension")
    slicing = {} if by_url else element.get("slicing", {})
    parts["slicing"] = (
        tuple((d["type"], d["path"]) for d in slicing.get("discriminator", ())),
        slicing.get("rules"),
    )
    return parts


def differences(structure: dict[str, Any], made: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Each element's id with what differs: `missing`, `extra`, or the names of parts; "" if nothing."""
    ours = {each["id"]: compared(each) for each in made}
    published = {each["id"]: compared(each) for each in structure["snapshot"]["element"]}
    for identity, wanted in published.items():
        found = ours.pop(identity, None)
        if found is None:
            yield identity, "missing"
        else:
            keys = sorted(wanted.keys() | found.keys())
            yield identity, ",".join(k for k in keys if wanted.get(k) != found.get(k))
    for identity in ours:
        yield identity, "extra"


def main() -> int:
    args = argparse.ArgumentParser()
    args.add_argument("package", nargs="?", default="hl7.fhir.r4.core#4.0.1")
    args.add_argument("--show", type=int, default=20)
    args.add_argument("--min", type=float, default=0)
    args = args.parse_args()
    package = Package.read(Path(package_place(args.package, None)))
    below = None if "hl7.fhir.r4.core" in args.package else Definitions.r4()
    definitions = Definitions(package, below)
    snapshots = Snapshots(definitions)
    same = whole = structures = total = 0
    kinds: collections.Counter[str] = collections.Counter()
    for entry in package.entries:
        if entry.kind != "StructureDefinition":
            continue
        structure = definitions.load(entry)
        if not {"snapshot", "differential", "baseDefinition"} <= structure.keys():
            continue
        structures += 1
        rows = list(differences(structure, snapshots.elements(structure)))
        total += len(rows)
        good = sum(not what for _, what in rows)
        same += good
        whole += good == len(rows)
        for identity, what in rows:
            if what:
                kinds[what] += 1
                if kinds.total() <= args.show:
                    print(f"{structure['url']} {identity}: {what}")
    percent = 100 * same / max(total, 1)
    print(
        f"{same} of {total} elements the same ({percent:.2f} %), "
        f"{whole} of {structures} structures whole; {dict(kinds.most_common(8))}"
    )
    return int(percent < args.min)


if __name__ == "__main__":
    sys.exit(main())
