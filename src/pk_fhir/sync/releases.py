"""What a source sent, as FHIR R4, whatever release it speaks."""

from typing import Any

from pk_fhir.sync.outcome import Note
from pk_fhir.sync.r5 import to_r4
from pk_fhir.sync.source import Source


def as_r4(
    source: Source, resources: list[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[Note]]:
    """The resources as R4, without those that R4 cannot say, and what was lost by it."""
    if source.release == "R4":
        return resources, []
    turned = [to_r4(resource) for resource in resources]
    return (
        [resource for resource, _ in turned if resource is not None],
        [note for _, notes in turned for note in notes],
    )
