"""For a person at a terminal: file, line and column, the line itself with a caret under the place.

The first line of each finding is ``file:line:column: severity: message``, which editors can follow.
"""

from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language, text
from pk_fhir.validation.report.checked import Checked, counted

# A line of minified JSON is cut to this many characters around the place.
WIDTH = 100
_COLOURS = {"fatal": "1;31", "error": "31", "warning": "33", "information": "36"}


def report(checked: list[Checked], language: Language, _version: str = "") -> str:
    """Every finding of every file, and a last line that counts them."""
    parts = [file(each, language) for each in checked if each.issues]
    parts.append(summary(checked, language))
    return "\n".join(parts)


def summary(checked: list[Checked], language: Language) -> str:
    """One line: how many files, errors and warnings."""
    return text("report.summary", language, **counted(checked)._asdict())


def file(checked: Checked, language: Language, *, colour: bool = False) -> str:
    """The findings of one file, worst first and then in order; `colour` adds ANSI colours."""
    lines = checked.data.decode(errors="replace").splitlines()
    order = list(_COLOURS)
    issues = sorted(
        checked.issues, key=lambda issue: (order.index(issue.severity), issue.line or 0)
    )
    return "\n".join(
        _finding(checked.name, issue, lines, language, colour=colour) for issue in issues
    )


def _finding(name: str, issue: Issue, lines: list[str], language: Language, *, colour: bool) -> str:
    severity = text(f"report.{issue.severity}", language)
    if colour:
        severity = f"\x1b[{_COLOURS[issue.severity]}m{severity}\x1b[0m"
    name = printable(name)
    place = f"{name}:{issue.line}:{issue.column or 1}" if issue.line else name
    told = [f"{place}: {severity}: {printable(issue.diagnostics)}"]
    if issue.expression:
        told.append(f"    {printable(issue.expression)}")
    told.extend(f"    {line}" for line in excerpt(lines, issue.line, issue.column or 1))
    return "\n".join(told)


def excerpt(lines: list[str], line: int | None, column: int) -> list[str]:
    """The source line and a caret under the column, cut to `WIDTH`; nothing where there is no such line."""
    if line is None or not 1 <= line <= len(lines):
        return []
    written = lines[line - 1].replace("\t", " ")
    at = min(max(column - 1, 0), len(written))
    if len(written) > WIDTH:
        start = max(0, min(at - WIDTH // 4, len(written) - WIDTH))
        before, after = "…" if start else "", "…" if start + WIDTH < len(written) else ""
        at = at - start + len(before)
        written = f"{before}{written[start : start + WIDTH]}{after}"
    return [printable(written), " " * at + "^"]


def printable(shown: str) -> str:
    """Text from strangers without the control characters that terminals act on."""
    return "".join(each if each.isprintable() else "�" for each in shown)
