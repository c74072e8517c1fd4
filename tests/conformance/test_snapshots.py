"""The snapshots of R4 core, made anew from its differentials, where the published package is at hand."""

from pathlib import Path

import pytest
from bench.snapshots import differences

from pk_fhir.definitions import Definitions
from pk_fhir.definitions.package import Package
from pk_fhir.validation.snapshot import Snapshots

FOLDER = Path.home() / ".fhir" / "packages" / "hl7.fhir.r4.core#4.0.1"


def test_all_but_a_few_elements_are_as_published() -> None:
    if not FOLDER.is_dir():
        pytest.skip(f"the published package of R4 core is not in {FOLDER}")
    package = Package.read(FOLDER)
    definitions = Definitions(package)
    snapshots = Snapshots(definitions)
    same = total = 0
    for entry in package.entries:
        structure = definitions.load(entry) if entry.kind == "StructureDefinition" else {}
        if {"snapshot", "differential", "baseDefinition"} <= structure.keys():
            rows = list(differences(structure, snapshots.elements(structure)))
            total += len(rows)
            same += sum(not what for _, what in rows)
    assert total > 12_000
    assert same / total > 0.99
