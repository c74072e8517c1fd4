"""Rules for definitions that are to be published, where the options ask for them."""

from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.place import At, expression
from pk_fhir.validation.run import Run

WORK_GROUP = f"{CORE}structuredefinition-wg"
HL7 = ("http://hl7.org/", "https://hl7.org/", "http://terminology.hl7.org/")


def check_publication(value: dict[str, Any], at: At, run: Run) -> None:
    """Report experimental content, and what HL7 would publish without an owner."""
    options = run.options
    if not options.experimental and value.get("experimental") is True:
        run.sink.error("business-rule", expression(at), "definition-experimental")
    url = value.get("url")
    if not options.publication or not isinstance(url, str) or not url.startswith(HL7):
        return
    extensions = value.get("extension")
    listed = extensions if isinstance(extensions, list) else []
    if not any(isinstance(each, dict) and each.get("url") == WORK_GROUP for each in listed):
        run.sink.error("business-rule", expression(at), "definition-work-group")
