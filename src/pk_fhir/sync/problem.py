"""The one error inside sync: a source that did not give what it was asked for."""

from pk_fhir.sync.outcome import Reason, State


class SourceError(Exception):
    """A source that did not give what it was asked for. `status` is its HTTP status, if any."""

    def __init__(self, state: State, reason: Reason, status: int | None = None) -> None:
        super().__init__(reason.key)
        self.state = state
        self.reason = reason
        self.status = status
