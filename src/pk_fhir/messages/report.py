"""Words of the validator's reports: headings and counts."""

from pk_fhir.messages.catalogue import Text

TEXTS: dict[str, Text] = {
    "report.fatal": Text(en="fatal", sv="avbrott"),
    "report.error": Text(en="error", sv="fel"),
    "report.warning": Text(en="warning", sv="varning"),
    "report.information": Text(en="information", sv="information"),
    "report.title": Text(en="FHIR validation", sv="FHIR-validering"),
    "report.file": Text(en="File", sv="Fil"),
    "report.severity": Text(en="Severity", sv="Allvarlighet"),
    "report.place": Text(en="Place", sv="Plats"),
    "report.line": Text(en="Line", sv="Rad"),
    "report.message": Text(en="Message", sv="Meddelande"),
    "report.all-well": Text(en="No issues found.", sv="Inga anmärkningar."),
    "report.summary": Text(
        en="{files} files, {invalid} with errors: {errors} errors, {warnings} warnings, {notes} notes",
        sv="{files} filer, {invalid} med fel: {errors} fel, {warnings} varningar, {notes} upplysningar",
    ),
}
