"""`Bundle.link`: paging belongs to searches and histories, and a relation is told once.

https://hl7.org/fhir/R4/bundle.html#Bundle.link.
"""

from typing import Any

from pk_fhir.validation.bundle.parts import objects, resource_of, text
from pk_fhir.validation.primitives import ABSOLUTE
from pk_fhir.validation.run import Run

PAGING = ("first", "previous", "next", "last")
PAGED = ("searchset", "history")
HL7_STYLESHEET = "https://hl7.org/fhir/fhir.css"


def check_links(bundle: dict[str, Any], kind: str, path: str, run: Run) -> None:
    """Report relations that are given twice or do not belong to this type of Bundle."""
    told: set[str] = set()
    for index, link in objects(bundle.get("link")):
        place = f"{path}.link[{index}]"
        relation = text(link, "relation")
        if kind in PAGED:
            if relation in (*PAGING, "self") and relation in told:
                run.sink.error("invalid", place, "bundle.link-twice", relation=relation)
        elif relation in PAGING:
            run.sink.error(
                "invalid",
                f"{place}.relation",
                "bundle.link-of-search",
                relation=relation,
                kind=kind,
            )
        elif relation == "self" and relation in told:
            run.sink.error("invalid", f"{place}.relation", "bundle.link-twice", relation=relation)
        if kind == "document" and relation == "stylesheet":
            _check_stylesheet(bundle, text(link, "url"), f"{place}.url", run)
        told.add(relation)


def _check_stylesheet(bundle: dict[str, Any], url: str, place: str, run: Run) -> None:
    if ABSOLUTE.match(url):
        if url != HL7_STYLESHEET:
            run.sink.warning("business-rule", place, "bundle.stylesheet-external")
        return
    held = (resource_of(entry) or {} for _, entry in objects(bundle.get("entry")))
    if url and not any(f"{text(r, 'resourceType')}/{text(r, 'id')}" == url for r in held):
        run.sink.error("not-found", place, "bundle.stylesheet-missing", url=url)
