"""The one error inside sync: a source that did not give what it was asked for."""

from pk_fhir.sync.outcome import Reason, State


class SourceError(Exception):
    """A source that did not give what it was asked for.

    `status` is its HTTP status, if any; `wait` how many seconds it asks to be left alone.
    """

    def __init__(
        self, state: State, reason: Reason, status: int | None = None, wait: float = 0.0
    ) -> None:
        super().__init__(reason.key)
        self.wait = wait
        self.state = state
        self.reason = reason
        self.status = status


class UnreadableError(SourceError):
    """A source that sent what is no FHIR: `body` is what it sent."""

    def __init__(self, body: bytes) -> None:
        super().__init__("failed", Reason(key="view.reason.not-fhir"))
        self.body = body
