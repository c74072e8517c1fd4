"""The state of one validation: who is being looked at, inside what, and where findings go."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.issues import Sink
from pk_fhir.validation.options import Options
from pk_fhir.validation.place import At, value_at

if TYPE_CHECKING:
    from pk_fhir.definitions import Definitions
    from pk_fhir.validation.ports import TerminologyPort
    from pk_fhir.validation.program import Program

Resolve = Callable[[str], dict[str, Any] | None]


class Scope:
    """A resource that is being validated, and the resource that it lies in.

    `full_url` is that of the Bundle entry which holds the resource, or "". `container` is the scope
    whose `contained` or `entry` it is; None at the top.
    """

    __slots__ = ("at", "contained", "container", "full_url", "ids", "resource")

    def __init__(
        self,
        resource: dict[str, Any],
        at: At,
        container: "Scope | None" = None,
        *,
        contained: bool = False,
        full_url: str = "",
    ) -> None:
        self.resource = resource
        self.at = at
        self.container = container
        self.contained = contained
        self.full_url = full_url
        # Ids of elements met so far.
        self.ids: set[str] = set()

    @property
    def root(self) -> dict[str, Any]:
        """FHIRPath's `%rootResource`: the resource that holds a contained one, else the resource."""
        scope = self
        while scope.contained and scope.container is not None:
            scope = scope.container
        return scope.resource


class Run:
    """One validation. `sink` and `scope` change as the walk goes down and comes back."""

    __slots__ = ("_now", "memory", "options", "program", "resolve", "scope", "sink")

    def __init__(
        self,
        program: "Program",
        sink: Sink,
        options: Options,
        resolve: Resolve | None,
        scope: Scope,
        now: datetime | None,
    ) -> None:
        self.program = program
        self.sink = sink
        self.options = options
        self.resolve = resolve
        self.scope = scope
        self._now = now
        # What has been worked out once for this validation: (resource id, profile url) pairs that
        # were checked or are being checked, references resolved, and the like.
        self.memory: dict[Any, Any] = {}

    @property
    def definitions(self) -> "Definitions":
        return self.program.definitions

    @property
    def terminology(self) -> "TerminologyPort":
        return self.program.terminology

    @property
    def given_now(self) -> datetime | None:
        """The time that the caller gave, or that has been asked for already."""
        return self._now

    @property
    def now(self) -> datetime:
        """The time of the call, the same throughout one validation."""
        if self._now is None:
            self._now = datetime.now().astimezone()
        return self._now

    def value_at(self, at: At) -> Any:
        """The JSON value at a place in the resource at hand."""
        return value_at(at, self.scope.at, self.scope.resource)

    def find(self, reference: str) -> dict[str, Any] | None:
        """What a reference in the resource at hand leads to: contained, in the Bundle, or outside."""
        from pk_fhir.validation.references import find  # noqa: PLC0415 - references need a Run

        found = find(reference, self)
        return found.resource if found else None
