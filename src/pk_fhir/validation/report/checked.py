"""A checked file, and the choice of a rendering."""

from collections.abc import Callable, Iterable
from importlib import import_module
from typing import Literal, NamedTuple, cast

from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language

Format = Literal["text", "json", "sarif", "junit", "html"]


class Checked(NamedTuple):
    """A file by its name as the user wrote it, what it holds, and what was found in it."""

    name: str
    data: bytes
    issues: list[Issue]

    @property
    def errors(self) -> list[Issue]:
        """What makes it invalid."""
        return [issue for issue in self.issues if issue.severity in ("fatal", "error")]


class Counts(NamedTuple):
    """How much was found in several files."""

    files: int
    invalid: int
    errors: int
    warnings: int
    notes: int


def counted(checked: Iterable[Checked]) -> Counts:
    """Files, files with errors, errors, warnings and information."""
    files = list(checked)
    severities = [issue.severity for each in files for issue in each.issues]
    errors = sum(severity in ("fatal", "error") for severity in severities)
    warnings = severities.count("warning")
    invalid = sum(bool(each.errors) for each in files)
    return Counts(len(files), invalid, errors, warnings, len(severities) - errors - warnings)


def render(
    form: Format, checked: Iterable[Checked], *, language: Language = "en", version: str = ""
) -> str:
    """The whole report; `version` is that of the program, for the forms that name their tool."""
    module = import_module(f"pk_fhir.validation.report.{form}")
    whole = cast("Callable[[list[Checked], Language, str], str]", module.report)
    return whole(list(checked), language, version)
