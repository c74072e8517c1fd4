"""What went wrong, in FHIR's words: issues and the one error that carries them.

An `Issue` is one `OperationOutcome.issue` (https://hl7.org/fhir/R4/operationoutcome.html). The
validator returns lists of them; everything above it raises `FhirError`, whose kind is mapped to an
HTTP status in one table in `web`, and which is rendered in one place.
"""

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from pk_fhir.messages import Language, in_language, text
from pk_fhir.messages.numbers import without_numbers

Severity = Literal["fatal", "error", "warning", "information"]

Kind = Literal[
    "invalid",  # the body is not well-formed, or a parameter cannot be read: 400
    "login",  # no valid token: 401
    "forbidden",  # known, but not allowed: 403
    "not-found",  # never was, or is not to be seen: 404
    "not-supported",  # this server does not do that: 404 or 405, by route
    "not-acceptable",  # no format that the caller accepts: 406
    "conflict",  # a rule between resources forbids it (delete of something referenced): 409
    "gone",  # deleted: 410
    "precondition-failed",  # If-Match or a conditional interaction with several matches: 412
    "too-large",  # 413
    "media-type",  # 415
    "unprocessable",  # well-formed but against a rule of FHIR or a profile: 422
    "precondition-required",  # If-Match is asked for: 428
    "throttled",  # 429
    "timeout",  # 503 with Retry-After
    "internal",  # an error id, and no internals: 500
]


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """One finding.

    `code` is an issue-type code, `expression` a FHIRPath location such as
    ``CarePlan.activity[2].reference``, `key` the stable id of the message in the catalogue, `line`
    and `column` count from 1 and are None where no bytes were given.
    """

    severity: Severity
    code: str
    expression: str = ""
    diagnostics: str = ""
    key: str = ""
    line: int | None = None
    column: int | None = None

    def to_fhir(self, language: Language = "en") -> dict[str, Any]:
        """`OperationOutcome.issue` as JSON, without personal numbers that were sent."""
        said = without_numbers(in_language(self.diagnostics, language))
        issue: dict[str, Any] = {"severity": self.severity, "code": self.code}
        if self.key:
            coding = {"system": MESSAGE_SYSTEM, "code": self.key}
            issue["details"] = {"coding": [coding], "text": said}
        issue["diagnostics"] = said
        if self.expression:
            issue["expression"] = [without_numbers(self.expression)]
        if self.line is not None:
            issue["extension"] = [
                {"url": f"{OUTCOME_EXTENSION}-line", "valueInteger": self.line},
                {"url": f"{OUTCOME_EXTENSION}-col", "valueInteger": self.column or 1},
            ]
        return issue


MESSAGE_SYSTEM = "https://pk-fhir.example/fhir/CodeSystem/message"
# The extensions that HL7's own validator writes for line and column.
OUTCOME_EXTENSION = "http://hl7.org/fhir/StructureDefinition/operationoutcome-issue"


class FhirError(Exception):
    """An interaction that was refused, with every reason at once."""

    def __init__(self, kind: Kind, issues: Iterable[Issue] | str) -> None:
        self.kind: Kind = kind
        if isinstance(issues, str):
            issues = [Issue(severity="error", code=ISSUE_CODES[kind], diagnostics=issues)]
        self.issues = list(issues)
        super().__init__("; ".join(issue.diagnostics for issue in self.issues))


# The issue-type code of a kind where nobody says a better one (https://hl7.org/fhir/R4/valueset-issue-type.html).
ISSUE_CODES: dict[Kind, str] = {
    "invalid": "invalid",
    "login": "login",
    "forbidden": "forbidden",
    "not-found": "not-found",
    "not-supported": "not-supported",
    "not-acceptable": "not-supported",
    "conflict": "conflict",
    "gone": "deleted",
    "precondition-failed": "conflict",
    "too-large": "too-long",
    "media-type": "not-supported",
    "unprocessable": "processing",
    "precondition-required": "required",
    "throttled": "throttled",
    "timeout": "timeout",
    "internal": "exception",
}


def operation_outcome(issues: Iterable[Issue], language: Language = "en") -> dict[str, Any]:
    """An OperationOutcome of these issues; of none, one that says that all is well.

    What the catalogue has is said in `language`.
    """
    listed = [issue.to_fhir(language) for issue in issues]
    if not listed:
        said = text("report.all-well", language)
        listed = [{"severity": "information", "code": "informational", "diagnostics": said}]
    return {"resourceType": "OperationOutcome", "issue": listed}
