"""For CI: JUnit's XML, a test case for each file (https://github.com/testmoapp/junitxml)."""

from xml.sax.saxutils import escape, quoteattr

from pk_fhir.messages import Language
from pk_fhir.validation.report.checked import Checked, counted
from pk_fhir.validation.report.text import file


def report(checked: list[Checked], language: Language, _version: str = "") -> str:
    """Errors fail their file's case; warnings and information are its output."""
    counts = counted(checked)
    totals = f'tests="{counts.files}" failures="{counts.invalid}" errors="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="pk-fhir validate" {totals}>',
            f'  <testsuite name="pk-fhir validate" {totals}>',
            *(_case(each, language) for each in checked),
            "  </testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _case(checked: Checked, language: Language) -> str:
    head = f'    <testcase name={_attribute(checked.name)} classname="pk-fhir.validate"'
    if not checked.issues:
        return f"{head}/>"
    errors = checked._replace(issues=checked.errors)
    others = checked._replace(
        issues=[issue for issue in checked.issues if issue not in errors.issues]
    )
    lines = [f"{head}>"]
    if errors.issues:
        first = errors.issues[0].diagnostics
        lines.append(
            f"      <failure message={_attribute(first)} type={_attribute(errors.issues[0].code)}>"
            f"{_text(file(errors, language))}</failure>"
        )
    if others.issues:
        lines.append(f"      <system-out>{_text(file(others, language))}</system-out>")
    lines.append("    </testcase>")
    return "\n".join(lines)


def _text(value: str) -> str:
    return escape(_written(value))


def _attribute(value: str) -> str:
    return quoteattr(_written(value))


def _written(value: str) -> str:
    """Without the characters that XML does not have."""
    return "".join(each if each in "\t\n\r" or each.isprintable() else "�" for each in value)
