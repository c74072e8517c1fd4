"""The entries of a batch or transaction, read from a Bundle (https://hl7.org/fhir/R4/http.html#transaction)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

import msgspec

from pk_fhir.fhir.outcome import FhirError, Issue
from pk_fhir.interactions.quoting import quoted
from pk_fhir.messages import told

# https://hl7.org/fhir/R4/bundle.html#resource
_ANY = frozenset({"id", "extension", "modifierExtension"})
_BUNDLE = frozenset(
    {"resourceType", "id", "meta", "implicitRules", "language", "identifier", "type", "timestamp"}
    | {"total", "link", "entry", "signature"}
)
_ENTRY = _ANY | {"link", "fullUrl", "resource", "search", "request", "response"}
_REQUEST = _ANY | {"method", "url", "ifNoneMatch", "ifModifiedSince", "ifMatch", "ifNoneExist"}
METHODS = ("DELETE", "POST", "PUT", "PATCH", "GET", "HEAD")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: what is asked, where it stands (`Bundle.entry[3]`), and its resource.

    `path` and `query` are the parts of `request.url`; `full_url` is how others in the Bundle refer to it.
    `head` is a GET whose answer has no resource.
    """

    place: str
    method: str
    head: bool
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
    def reads(self) -> bool:
        """Whether it is run as a request of its own: a read, an operation, or a search by POST."""
        last = self.path[-1] if self.path else ""
        called = last.startswith("$") or last == "_search"
        return self.method == "GET" or (self.method == "POST" and called)


def read_entries(bundle: dict[str, Any], base: str, most: int) -> list[Entry]:
    """The entries in their order; FhirError with every entry that cannot be read."""
    entries, issues = [], []
    for _, entry in read_each(bundle, base, most):
        if isinstance(entry, FhirError):
            issues += entry.issues
        else:
            entries.append(entry)
    issues += _same_full_urls(entries)
    if issues:
        raise FhirError("invalid", issues)
    return entries


def read_each(
    bundle: dict[str, Any], base: str, most: int
) -> Iterator[tuple[str, Entry | FhirError]]:
    """Each entry by its place, or why it cannot be read; FhirError for a Bundle that has no such list."""
    unknown = next((each for each in bundle if _name(each) not in _BUNDLE), None)
    if unknown is not None:
        raise _unknown("Bundle", unknown)
    listed = bundle.get("entry", [])
    if not isinstance(listed, list):
        raise FhirError("invalid", [_issue("Bundle.entry", told("refused.entry-list"))])
    if len(listed) > most:
        raise FhirError(
            "too-large",
            told("refused.too-many-entries", count=len(listed), most=most),
        )
    for number, value in enumerate(listed):
        place = f"Bundle.entry[{number}]"
        try:
            yield place, _entry(value, place, base)
        except FhirError as error:
            yield place, error


def _entry(value: Any, place: str, base: str) -> Entry:
    request = value.get("request") if isinstance(value, dict) else None
    if not isinstance(request, dict):
        raise _refused(place, told("refused.entry-no-request"))
    _only_known(value, _ENTRY, place)
    _only_known(request, _REQUEST, f"{place}.request")
    method, resource = request.get("method"), value.get("resource")
    if method not in METHODS:
        raise _refused(
            f"{place}.request.method", told("refused.entry-method", names=", ".join(METHODS))
        )
    address = request["url"] if "url" in request else _address_of(method, resource)
    if not isinstance(address, str):
        raise _refused(f"{place}.request.url", told("refused.entry-url"))
    path, _, query = address.removeprefix(base).strip("/").partition("?")
    if "://" in path:
        raise _refused(f"{place}.request.url", told("rest.entry-elsewhere", base=base))
    called = path.rpartition("/")[2].startswith(("$", "_search"))
    if method in ("POST", "PUT", "PATCH") and not called and not isinstance(resource, dict):
        raise _refused(f"{place}.resource", told("refused.entry-resource", method=method))
    if isinstance(resource, dict) and not isinstance(resource.get("resourceType", ""), str):
        raise _refused(f"{place}.resource", told("refused.no-type"))
    return Entry(
        place=place,
        method="GET" if method == "HEAD" else method,
        head=method == "HEAD",
        path=tuple(unquote(part) for part in path.split("/") if part),
        query=query,
        resource=resource,
        full_url=_text(value, "fullUrl", place),
        if_match=_text(request, "ifMatch", place),
        if_none_match=_text(request, "ifNoneMatch", place),
        if_none_exist=_text(request, "ifNoneExist", place),
        if_modified_since=_text(request, "ifModifiedSince", place),
    )


def _address_of(method: str, resource: Any) -> str | None:
    """Where a resource goes whose entry says nothing but how, as those of HAPI FHIR's client: by its type and id."""
    steps = {"POST": ("resourceType",), "PUT": ("resourceType", "id")}.get(method)
    if steps is None or not isinstance(resource, dict):
        return None
    parts = [part for step in steps if isinstance(part := resource.get(step), str)]
    return "/".join(parts) if len(parts) == len(steps) else None


def _only_known(value: dict[str, Any], known: frozenset[str], place: str) -> None:
    """A misspelt condition would be none: what is not known is refused, as in a resource."""
    unknown = next((each for each in value if _name(each) not in known), None)
    if unknown is not None:
        raise _unknown(place, unknown)


def _name(key: str) -> str:
    return key.removeprefix("_")


def _unknown(place: str, name: str) -> FhirError:
    return _refused(place, told("rest.unknown-in-bundle", name=quoted(name), place=place))


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
        else msgspec.structs.replace(issue, expression=_under(place, issue.expression))
        for issue in error.issues
    ]
    return FhirError(error.kind, issues)


class Faults:
    """What is wrong with the entries of a transaction: who wrote it is told of all of them at once.

    The kind is that of the first.
    """

    # Who has made so many has made one.
    MOST = 50

    def __init__(self) -> None:
        self._found: list[FhirError] = []

    @contextmanager
    def of(self, entry: Entry) -> Iterator[None]:
        """Keep the FhirError of an entry, and go on."""
        try:
            yield
        except FhirError as error:
            self._found.append(at(entry.place, error))
            if len(self._found) == self.MOST:
                self.tell()

    def tell(self) -> None:
        """FhirError with every issue that was kept, where there is one."""
        if self._found:
            issues = [issue for error in self._found for issue in error.issues]
            raise FhirError(self._found[0].kind, issues)


def _under(place: str, expression: str) -> str:
    if expression.startswith("http."):
        # A parameter of the request's own query.
        return f"{place}.request.url"
    if expression.startswith("Parameters."):
        return f"{place}.resource.{expression.partition('.')[2]}"
    return f"{place}.{expression}" if expression else place


def replayed(bundle: dict[str, Any]) -> dict[str, Any]:
    """A history as a batch: each version as an update of its id, or as a deletion, oldest first.

    https://hl7.org/fhir/R4/http.html#other-bundles: what one server tells of the past, another follows.
    Its entries stand in their order; who runs them begins with the last.
    """
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        return bundle
    return {**bundle, "entry": [_replayed(entry) for entry in entries]}


def _replayed(entry: Any) -> Any:
    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict) or "id" not in resource:
        return entry
    url = f"{resource.get('resourceType')}/{resource['id']}"
    return {"resource": resource, "request": {"method": "PUT", "url": url}}
