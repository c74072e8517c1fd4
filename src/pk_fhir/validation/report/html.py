"""For a person with a browser: one page that needs nothing else, readable by everyone (WCAG 2.2 AA)."""

from html import escape as escaped

from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language, text
from pk_fhir.validation.report.checked import Checked
from pk_fhir.validation.report.text import excerpt, printable, summary

_STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #212b32; background: #fff; }
h2 { font-size: 1.125rem; overflow-wrap: anywhere; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #aeb7bd; padding: .5rem; text-align: left; vertical-align: top; }
pre { margin: .25rem 0 0; overflow-x: auto; background: #f0f4f5; padding: .5rem; }
code { overflow-wrap: anywhere; }
.fatal, .error { color: #a00f05; font-weight: 700; }
.warning { color: #7a4a00; font-weight: 700; }
.information { color: #003f7d; }
"""


def report(checked: list[Checked], language: Language, _version: str = "") -> str:
    """The whole page."""
    title = text("report.title", language)
    sections = "".join(_section(each, language) for each in checked if each.issues)
    nothing = f"<p>{escape(text('report.all-well', language))}</p>"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n<p>{escape(summary(checked, language))}</p>\n"
        f"{sections or nothing}\n</main>\n</body>\n</html>\n"
    )


def _section(checked: Checked, language: Language) -> str:
    lines = checked.data.decode(errors="replace").splitlines()
    rows = "".join(_row(issue, lines, language) for issue in checked.issues)
    heads = "".join(
        f'<th scope="col">{escape(text(f"report.{name}", language))}</th>'
        for name in ("severity", "line", "place", "message")
    )
    name = escape(checked.name)
    return f"<h2>{name}</h2>\n<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n"


def _row(issue: Issue, lines: list[str], language: Language) -> str:
    severity = escape(text(f"report.{issue.severity}", language))
    line = f"{issue.line}:{issue.column or 1}" if issue.line else ""
    source = "\n".join(excerpt(lines, issue.line, issue.column or 1))
    # The caret says nothing to a person who listens; line and column stand in their own cell.
    shown = f"<pre>{escape(source)}</pre>" if source else ""
    return (
        f'<tr><td class="{issue.severity}">{severity}</td><td>{line}</td>'
        f"<td><code>{escape(issue.expression)}</code></td>"
        f"<td>{escape(issue.diagnostics)}{shown}</td></tr>\n"
    )


def escape(shown: str) -> str:
    """Text from strangers, as HTML."""
    return "\n".join(escaped(printable(line)) for line in shown.split("\n"))
