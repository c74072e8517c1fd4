"""Making and reading Bundles (https://hl7.org/fhir/R4/bundle.html)."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from pk_fhir.fhir.references import parse

Method = Literal["POST", "PUT", "DELETE", "GET"]


def full_url(base: str, resource: dict[str, Any]) -> str:
    """The fullUrl of a resource on a server."""
    return f"{base.rstrip('/')}/{resource['resourceType']}/{resource['id']}"


def minted(resource_type: str, identity: str) -> str:
    """A ``urn:uuid`` for a resource that has no address yet: the same for the same id, every time."""
    return uuid5(NAMESPACE_URL, f"{resource_type}/{identity}").urn


def transaction(entries: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A transaction of entries made by `entry`."""
    return {"resourceType": "Bundle", "type": "transaction", "entry": list(entries)}


def entry(  # noqa: PLR0913 - what a request may say
    method: Method,
    url: str,
    resource: dict[str, Any] | None = None,
    *,
    full_url: str = "",
    if_match: str = "",
    if_none_exist: str = "",
) -> dict[str, Any]:
    """One entry of a transaction or batch; `if_match` is a version id, `if_none_exist` a query."""
    request: dict[str, Any] = {"method": method, "url": url}
    if if_match:
        request["ifMatch"] = f'W/"{if_match}"'
    if if_none_exist:
        request["ifNoneExist"] = if_none_exist
    made: dict[str, Any] = {"fullUrl": full_url} if full_url else {}
    if resource is not None:
        made["resource"] = resource
    return {**made, "request": request}


class Entry(NamedTuple):
    """An entry that holds a resource: its place in the Bundle, its fullUrl (or empty), the resource."""

    number: int
    full_url: str
    resource: dict[str, Any]


def entries(bundle: dict[str, Any]) -> Iterator[Entry]:
    """The entries that hold a resource; what is malformed is passed over."""
    listed = bundle.get("entry")
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        resource = each.get("resource") if isinstance(each, dict) else None
        if isinstance(resource, dict):
            url = each.get("fullUrl")
            yield Entry(index, url if isinstance(url, str) else "", resource)


def find(bundle: dict[str, Any], reference: str, holder: str = "") -> Entry | None:
    """The entry that a reference leads to, from the entry whose fullUrl is `holder`.

    By the rules of https://hl7.org/fhir/R4/bundle.html#references: a relative reference is read on the
    server of its holder, and a version asks for that version.
    """
    parsed = parse(reference)
    if parsed is None or parsed.kind in ("contained", "search"):
        return None
    if parsed.kind == "relative":
        base = parse(holder)
        if base is None or base.kind != "absolute":
            return None
        parsed = parsed.on(base.base)
    target = f"{parsed.base}{parsed.local}" if parsed.local else parsed.text
    for each in entries(bundle):
        if each.full_url == target and parsed.version in ("", _version(each.resource)):
            return each
    return None


def _version(resource: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON as it came
    meta = resource.get("meta")
    return meta.get("versionId") if isinstance(meta, dict) else None
