"""The state of one validation: who is being looked at, inside what, and where findings go."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pk_fhir.validation.issues import Sink
from pk_fhir.validation.options import Options
from pk_fhir.validation.place import At, element_at
from pk_fhir.validation.ports import TerminologyPort
from pk_fhir.validation.resolution import (
    ByUrl,
    Found,
    bundles,
    contained_in,
    entries_by_id,
    entries_by_url,
    matches_in,
)
from pk_fhir.validation.scope import Scope
from pk_fhir.validation.terminology.asking import Ask, Asking

if TYPE_CHECKING:
    from pk_fhir.definitions import Definitions
    from pk_fhir.validation.ports import Library

Resolve = Callable[[str], dict[str, Any] | None]


class Run:
    """One validation. `sink` and `scope` change as the walk goes down and comes back."""

    __slots__ = (
        "_now",
        "asking",
        "memory",
        "options",
        "program",
        "resolve",
        "right",
        "scope",
        "sink",
        "terminology",
    )

    def __init__(
        self,
        program: "Library",
        sink: Sink,
        options: Options,
        resolve: Resolve | None,
        scope: Scope,
        now: datetime | None,
        ask: Ask | None = None,
    ) -> None:
        self.program = program
        self.terminology: TerminologyPort = program.terminology
        # Every package that the resource rests on is taken to be loaded where an unknown extension is an error.
        self.asking = Asking(options.unknown_extension == "error", options.display_errors, ask)
        # Codings that are known to be right; None where a server is asked.
        self.right = None if ask is not None else program.right(self.asking)
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
        return self.element_at(at)[0]

    def element_at(self, at: At) -> tuple[Any, Any]:
        """The same, and what stands beside a primitive (`_name`)."""
        return element_at(at, self.scope.at, self.scope.resource)

    def find(self, reference: str) -> dict[str, Any] | None:
        """What a reference in the resource at hand leads to: contained, in the Bundle, or outside."""
        found = self.found(reference)
        return found.resource if found else None

    def found(self, reference: str, *, outside: bool = True) -> Found | None:
        """As `find`, with the kind of the reference and the scope of its target."""
        if reference.startswith("#"):
            return contained_in(reference[1:], self.scope)
        key = ("find", reference, id(self.scope.resource), outside)
        if key not in self.memory:
            found = self._bundled(reference)
            self.memory[key] = found or (self._remote(reference) if outside else None)
        known: Found | None = self.memory[key]
        return known

    def _bundled(self, reference: str) -> Found | None:
        for bundle, full_url in bundles(self.scope):
            matches = matches_in(self.by_url(bundle.resource), reference, full_url)
            if not matches and self.options.relative_by_id:
                matches = self._by_id(bundle.resource).get(reference, [])
            if matches:
                resource, url = matches[0]["resource"], matches[0].get("fullUrl", "")
                scope = Scope(resource, self.scope.at, bundle, full_url=url)
                return Found(resource, "bundled", scope)
        return None

    def by_url(self, bundle: dict[str, Any]) -> ByUrl:
        """The entries of a Bundle by fullUrl, put together once for each validation."""
        key = ("entries", id(bundle))
        if key not in self.memory:
            self.memory[key] = entries_by_url(bundle)
        table: ByUrl = self.memory[key]
        return table

    def _by_id(self, bundle: dict[str, Any]) -> ByUrl:
        key = ("entries by id", id(bundle))
        if key not in self.memory:
            self.memory[key] = entries_by_id(self.by_url(bundle))
        table: ByUrl = self.memory[key]
        return table

    def _remote(self, reference: str) -> Found | None:
        resource = self.resolve(reference) if self.resolve is not None else None
        if not isinstance(resource, dict):
            return None
        return Found(resource, "remote", Scope(resource, self.scope.at))
