"""Where every rule of the validator reports what it found.

A rule names a severity, an issue-type code, a place and the key of a text in the catalogue; the sink
turns that into an `Issue` (https://hl7.org/fhir/R4/operationoutcome.html). Texts of the rules stand in
`pk_fhir.messages` (`validation.py`, and a module for each further group of rules), in English and
Swedish.

A place is a FHIRPath location with an index on every repeating element and a choice written with its
type, as the official validator writes it: ``Patient.contact[0].name``,
``Observation.value.ofType(Quantity)``, ``Bundle.entry[2].resource.status``. Rules that only know
where they are when something is wrong may pass a function without arguments instead of a text; one whose
place is not where the mistake stands in the text (a key that is no element's, an extension that is wrong
for what it is on) says so with `Marked`.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from msgspec.structs import replace

from pk_fhir.fhir.outcome import Issue, Severity
from pk_fhir.messages import Language, text


class Marked(NamedTuple):
    """The place that is told, and where in the text the reader has to look: its line is the one told."""

    expression: str
    mark: str


Place = str | Callable[[], str]
MakeIssue = Callable[..., Issue]

# More than this says nothing new to a person, and a hostile body must not fill the memory.
MOST_ISSUES = 5000


def _nowhere(*, mark: str | None, **values: Any) -> Issue:  # noqa: ARG001 - there is no text
    return Issue(**values)


class Sink:
    """Collects the issues of one validation, each finding once.

    `errors` counts those that are errors or fatal. A rule that must know whether something *would*
    be right (a slice decided by profile, a choice of profiles) checks into a `trial()` sink, looks
    at its `errors`, and lets it go or adds it with `take`.
    """

    __slots__ = ("_seen", "errors", "issue", "issues", "language", "told", "withdrawn")

    def __init__(
        self,
        language: Language = "en",
        issue: MakeIssue = _nowhere,
        withdrawn: set[tuple[str, str]] | None = None,
    ) -> None:
        self.language: Language = language
        # What makes an issue: one that knows the text that it was found in can tell its line.
        self.issue = issue
        self.issues: list[Issue] = []
        self.errors = 0
        # How often anything was reported, what was told before too.
        self.told = 0
        self._seen: set[tuple[str, str, str]] = set()
        # Keys and places of what turned out to be right, for this sink and its trials.
        self.withdrawn: set[tuple[str, str]] = set() if withdrawn is None else withdrawn

    def add(
        self, severity: Severity, code: str, path: Place | Marked, key: str, /, **values: object
    ) -> None:
        """Report one finding; `values` fill the placeholders of the text of `key`."""
        mark = None
        if isinstance(path, Marked):
            path, mark = path
        self._keep(
            self.issue(
                mark=mark,
                severity=severity,
                code=code,
                expression=path if isinstance(path, str) else path(),
                diagnostics=text(key, self.language, **values),
                key=key,
            )
        )

    def error(self, code: str, path: Place | Marked, key: str, /, **values: object) -> None:
        """Report an error; `values` fill the sentence of `key`."""
        self.add("error", code, path, key, **values)

    def warning(self, code: str, path: Place | Marked, key: str, /, **values: object) -> None:
        """Report a warning; `values` fill the sentence of `key`."""
        self.add("warning", code, path, key, **values)

    def information(self, code: str, path: Place | Marked, key: str, /, **values: object) -> None:
        """Report information; `values` fill the sentence of `key`."""
        self.add("information", code, path, key, **values)

    def trial(self) -> "Sink":
        """An empty sink in the same language, to be looked at and let go or taken."""
        return Sink(self.language, self.issue, self.withdrawn)

    def take(self, other: "Sink", *, softened: bool = False) -> None:
        """Report everything that a trial found; `softened`, with its errors as warnings."""
        for issue in other.issues:
            soften = softened and issue.severity == "error"
            self._keep(replace(issue, severity="warning") if soften else issue)

    def withdraw(self, key: str, place: str) -> None:
        """Take back a finding of this key at this place, which a profile says is none."""
        self.withdrawn.add((key, place))

    def settled(self) -> list[Issue]:
        """What was found in the end."""
        if not self.withdrawn:
            return self.issues
        return [one for one in self.issues if (one.key, one.expression) not in self.withdrawn]

    def _keep(self, issue: Issue) -> None:
        if issue.severity in ("error", "fatal"):
            self.errors += 1
        self.told += 1
        identity = (issue.severity, issue.expression, issue.diagnostics)
        if len(self.issues) < MOST_ISSUES and identity not in self._seen:
            self._seen.add(identity)
            self.issues.append(issue)
