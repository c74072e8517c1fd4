"""The entries of a batch or transaction, read from a Bundle (https://hl7.org/fhir/R4/http.html#transaction)."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import msgspec

from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.messages import told

METHODS = ("DELETE", "POST", "PUT", "PATCH", "GET", "HEAD")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: what is asked, where it stands (`Bundle.entry[3]`), and its resource.

    `path` and `query` are the parts of `request.url`; `full_url` is how others in the Bundle refer to it.
    """

    place: str
    method: str
    path: tuple[str, ...]
    query: str
    resource: dict[str, Any] | None
    full_url: str | None
    if_match: str | None
    if_none_match: str | None
    if_none_exist: str | None
    if_modified_since: str | None

    @property
    def type(self) -> str:
        return self.path[0] if self.path else ""

    @property
    def calls(self) -> bool:
        """Whether it is an operation, or a search by POST: it is run, and writes nothing itself."""
        last = self.path[-1] if self.path else ""
        return self.method == "POST" and (last.startswith("$") or last == "_search")


def read_entries(bundle: dict[str, Any], base: str, most: int) -> list[Entry]:
    """The entries in their order; FhirError with every entry that cannot be read."""
    listed = bundle.get("entry", [])
    if not isinstance(listed, list):
        raise FhirError("invalid", [_issue("Bundle.entry", told("refused.entry-list"))])
    if len(listed) > most:
        raise FhirError(
            "too-large",
            told("refused.too-many-entries", count=len(listed), most=most),
        )
    entries, issues = [], []
    for number, value in enumerate(listed):
        try:
            entries.append(_entry(value, f"Bundle.entry[{number}]", base))
        except FhirError as error:
            issues += error.issues
    issues += _same_full_urls(entries)
    if issues:
        raise FhirError("invalid", issues)
    return entries


def _entry(value: Any, place: str, base: str) -> Entry:
    request = value.get("request") if isinstance(value, dict) else None
    if not isinstance(request, dict):
        raise _refused(place, told("refused.entry-no-request"))
    method, address = request.get("method"), request.get("url")
    if method not in METHODS:
        raise _refused(
            f"{place}.request.method", told("refused.entry-method", names=", ".join(METHODS))
        )
    if not isinstance(address, str):
        raise _refused(f"{place}.request.url", told("refused.entry-url"))
    resource = value.get("resource")
    path, _, query = address.removeprefix(base).strip("/").partition("?")
    called = path.rpartition("/")[2].startswith(("$", "_search"))
    if method in ("POST", "PUT", "PATCH") and not called and not isinstance(resource, dict):
        raise _refused(f"{place}.resource", told("refused.entry-resource", method=method))
    return Entry(
        place=place,
        method="GET" if method == "HEAD" else method,
        path=tuple(unquote(part) for part in path.split("/") if part),
        query=query,
        resource=resource,
        full_url=_text(value, "fullUrl", place),
        if_match=_text(request, "ifMatch", place),
        if_none_match=_text(request, "ifNoneMatch", place),
        if_none_exist=_text(request, "ifNoneExist", place),
        if_modified_since=_text(request, "ifModifiedSince", place),
    )


def _text(value: dict[str, Any], name: str, place: str) -> str | None:
    found = value.get(name)
    if found is not None and not isinstance(found, str):
        raise _refused(f"{place}.{name}", told("refused.entry-text", name=name))
    return found


def _same_full_urls(entries: list[Entry]) -> Iterator[Issue]:
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.full_url is None or entry.method not in ("POST", "PUT"):
            continue
        first = seen.setdefault(entry.full_url, entry.place)
        if first != entry.place:
            yield _issue(
                f"{entry.place}.fullUrl",
                told("refused.same-full-url", first=first),
            )


def _refused(place: str, text: str) -> FhirError:
    return FhirError("invalid", [_issue(place, text)])


def _issue(place: str, text: str) -> Issue:
    return Issue(
        severity="error", code="invalid", expression=place, diagnostics=text, key="bad-entry"
    )


def at(place: str, error: FhirError) -> FhirError:
    """The error of one entry, with each issue under the entry's place."""
    issues = [
        issue
        if issue.expression.startswith(place)
        else msgspec.structs.replace(
            issue, expression=f"{place}.{issue.expression}" if issue.expression else place
        )
        for issue in error.issues
    ]
    return FhirError(error.kind, issues)
