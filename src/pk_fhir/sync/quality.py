"""What is wrong with what a source sent ("kvalitet"): judged, recorded beside it, and never a reason to refuse it.

Each resource is held to FHIR R4 itself. An error means that it cannot be taken for whole: the line
that shows it says so. Profiles that the resource claims are its source's business. What a plan says
that a contract has no place for is noted here too, once, and not at each view.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from pk_fhir.fhir.outcome import Issue
from pk_fhir.interactions.quoting import PERSONAL
from pk_fhir.messages import Language
from pk_fhir.sync.belongs import key
from pk_fhir.sync.outcome import Note
from pk_fhir.sync.unexpressed import unexpressed

# So many things are said of one resource, and so many resources are judged of one answer.
MOST_SAID = 3
MOST_JUDGED = 2000


class Validates(Protocol):
    """What is asked of `pk_fhir.validation.Validator`."""

    def validate(
        self, resource: bytes | dict[str, Any], *, language: Language = "en"
    ) -> list[Issue]: ...


class Judge:
    """Judges what sources sent; pure, and meant for a worker thread."""

    def __init__(self, validator: Validates) -> None:
        self._validator = validator

    def __call__(self, resources: Sequence[dict[str, Any]]) -> list[Note]:
        """A note for each resource that is not right, in their order, whose values say what is wrong; then
        one for each element that a contract cannot say."""
        notes: list[Note] = []
        for _, resource in zip(range(MOST_JUDGED), resources, strict=False):
            found = self._validator.validate(_without_claims(resource), language="sv")
            wrong = [issue for issue in found if issue.severity in ("fatal", "error")]
            if wrong:
                notes.append(_note(resource, wrong))
        return notes + unexpressed(resources)


def _note(resource: dict[str, Any], wrong: list[Issue]) -> Note:
    said = "; ".join(issue.diagnostics for issue in wrong[:MOST_SAID])
    return Note(
        key="view.note.not-valid",
        values={"problem": PERSONAL.sub("…", said)},
        resource=key(resource),
        expression=wrong[0].expression,
    )


def _without_claims(resource: dict[str, Any]) -> dict[str, Any]:
    meta = resource.get("meta")
    if not isinstance(meta, dict) or "profile" not in meta:
        return resource
    rest = {name: value for name, value in meta.items() if name != "profile"}
    others = {name: value for name, value in resource.items() if name != "meta"}
    return {**others, "meta": rest} if rest else others
