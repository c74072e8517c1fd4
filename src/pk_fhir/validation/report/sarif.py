"""For code scanning: SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/)."""

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import msgspec

from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language
from pk_fhir.validation.report.checked import Checked

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"fatal": "error", "error": "error", "warning": "warning", "information": "note"}


def report(checked: list[Checked], language: Language, version: str = "") -> str:
    """One run with every issue as a result; the stable key of the message is the rule."""
    rules = sorted({_rule(issue) for each in checked for issue in each.issues})
    driver: dict[str, Any] = {
        "name": "pk-fhir",
        "informationUri": "https://hl7.org/fhir/R4/validation.html",
        "rules": [{"id": rule} for rule in rules],
    }
    if version:
        driver["version"] = version
    run = {
        "tool": {"driver": driver},
        "language": language,
        "columnKind": "unicodeCodePoints",
        "results": [_result(each.name, issue, rules) for each in checked for issue in each.issues],
    }
    whole = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode()


def _rule(issue: Issue) -> str:
    return issue.key or issue.code


def _result(name: str, issue: Issue, rules: list[str]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(name)}}
    if issue.line:
        physical["region"] = {"startLine": issue.line, "startColumn": issue.column or 1}
    location: dict[str, Any] = {"physicalLocation": physical}
    if issue.expression:
        location["logicalLocations"] = [{"fullyQualifiedName": issue.expression}]
    rule = _rule(issue)
    return {
        "ruleId": rule,
        "ruleIndex": rules.index(rule),
        "level": LEVELS[issue.severity],
        "message": {"text": issue.diagnostics},
        "locations": [location],
    }


def _uri(name: str) -> str:
    path = PurePath(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
