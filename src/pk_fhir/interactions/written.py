"""What a write came to, before it becomes an HTTP answer or a Bundle entry's response."""

from typing import Literal, Self

import msgspec

from pk_fhir.fhir.etag import etag
from pk_fhir.fhir.outcome import Issue
from pk_fhir.store import Change, Version

Effect = Literal["created", "updated", "unchanged", "deleted"]


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """The version that stands after a write.

    `unchanged` is a conditional create that found its resource, or a deletion of what was not there.
    `version` is 0 where there is none. `last_updated` is microseconds since 1970, UTC. `issues` are
    warnings of the validator.
    """

    effect: Effect
    type: str
    id: str
    version: int = 0
    last_updated: int = 0
    body: bytes | None = None
    issues: tuple[Issue, ...] = ()

    @classmethod
    def left(cls, found: Version | Change) -> Self:
        """What stood already, or is to stand by another entry: nothing was written."""
        return cls(
            effect="unchanged",
            type=found.type,
            id=found.id,
            version=found.version,
            last_updated=found.last_updated,
            body=found.body,
        )

    @property
    def status(self) -> int:
        """The HTTP status of the interaction (https://hl7.org/fhir/R4/http.html#summary)."""
        if self.effect == "created":
            return 201
        return 204 if self.effect == "deleted" or not self.version else 200

    @property
    def etag(self) -> str:
        """Its ETag, `W/"version"`."""
        return etag(self.version)
