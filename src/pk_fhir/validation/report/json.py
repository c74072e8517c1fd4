"""For programs: every file with its issues, as JSON."""

import msgspec

from pk_fhir.fhir.outcome import Issue
from pk_fhir.messages import Language
from pk_fhir.validation.report.checked import Checked, counted


def report(checked: list[Checked], _language: Language, version: str = "") -> str:
    """``{"version", "summary": {...}, "files": [{"file", "valid", "issues": [...]}]}``."""
    files = [
        {
            "file": each.name,
            "valid": not each.errors,
            "issues": [
                {name: getattr(issue, name) for name in Issue.__struct_fields__}
                for issue in each.issues
            ],
        }
        for each in checked
    ]
    whole = {"version": version, "summary": counted(checked)._asdict(), "files": files}
    return msgspec.json.format(msgspec.json.encode(whole), indent=2).decode()
