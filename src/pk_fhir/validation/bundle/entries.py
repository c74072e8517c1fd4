"""`Bundle.entry.fullUrl`: absolute, there when it must be, and in accord with the resource.

https://hl7.org/fhir/R4/bundle.html#bundle-unique.
"""

import re
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.bundle.parts import resource_of, text
from pk_fhir.validation.primitives import ABSOLUTE
from pk_fhir.validation.run import Run

OPTIONAL = ("transaction", "transaction-response", "batch", "batch-response")
_ON_A_SERVER = re.compile(
    r"https?://(?:[A-Za-z0-9\-\\.:%$]*/)+?([A-Z][A-Za-z]+)/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?"
)


def check_entries(
    entries: list[tuple[int, dict[str, Any]]], kind: str, path: str, run: Run
) -> None:
    """Report fullUrls that are missing, relative, or at odds with the resource's type and id."""
    for index, entry in entries:
        place = f"{path}.entry[{index}]"
        url = entry.get("fullUrl")
        if not isinstance(url, str):
            optional = kind in OPTIONAL and not _must_be_told(entry, kind, run)
            if url is None and not optional and "_fullUrl" not in entry:
                run.sink.error("invalid", place, "bundle.full-url-missing")
            continue
        resource = resource_of(entry)
        if not ABSOLUTE.match(url):
            run.sink.error("invalid", place, "bundle.full-url-relative", url=url)
        elif resource is not None:
            _check_identity(url, resource, place, run)


def _must_be_told(entry: dict[str, Any], kind: str, run: Run) -> bool:
    """Whether an entry of a request refers beyond itself, where the options ask for its fullUrl then."""
    if not run.options.full_url_to_refer or kind not in ("transaction", "batch"):
        return False
    waiting: list[Any] = [entry.get("resource")]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            reference = text(value, "reference")
            if reference and not reference.startswith("#"):
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False


def _check_identity(url: str, resource: dict[str, Any], place: str, run: Run) -> None:
    kind, identity = text(resource, "resourceType"), text(resource, "id")
    on_server = is_on_server(url, run)
    if on_server and not identity:
        run.sink.error("invalid", place, "bundle.full-url-no-id", url=url)
    elif on_server and not url.endswith(f"/{kind}/{identity}"):
        run.sink.error(
            "invalid", place, "bundle.full-url-mismatch", url=url, type=kind, id=identity
        )
    canonical = text(resource, "url")
    if canonical and canonical == url and not (on_server and url.endswith(f"/{identity}")):
        run.sink.error("invalid", place, "bundle.canonical-mismatch", url=url)


def is_on_server(url: str, run: Run) -> bool:
    """Whether a url is that of a resource by the rules of the RESTful API."""
    match = _ON_A_SERVER.fullmatch(url)
    return match is not None and run.definitions.find(CORE + match[1]) is not None
