"""Snapshots: what a profile says in full, made from what it says differently from its base.

https://hl7.org/fhir/R4/profiling.html#snapshot. `Snapshots.tree` gives the tree that profiles are
compiled from, `Snapshots.elements` the flat list of ElementDefinitions as FHIR publishes it.
"""

from pk_fhir.validation.snapshot.generate import Snapshots
from pk_fhir.validation.snapshot.tree import Node, SnapshotProblem, Watch, profiles_of, write

__all__ = ["Node", "SnapshotProblem", "Snapshots", "Watch", "profiles_of", "write"]
