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
        en="Files: {files}, with errors: {invalid}. Errors: {errors}, warnings: {warnings}, notes: {notes}.",
        sv="Filer: {files}, med fel: {invalid}. Fel: {errors}, varningar: {warnings}, upplysningar: {notes}.",
    ),
}
