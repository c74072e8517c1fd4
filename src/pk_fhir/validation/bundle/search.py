"""Search results: what matched, what was included, and what went wrong, told apart.

https://hl7.org/fhir/R4/bundle.html#searchset.
"""

from typing import Any
from urllib.parse import unquote

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.bundle.parts import objects, resource_of, text
from pk_fhir.validation.run import Run


def check_search(
    bundle: dict[str, Any], entries: list[tuple[int, dict[str, Any]]], path: str, run: Run
) -> None:
    """Report entries that do not fit the search of the self link, or their search.mode."""
    if not entries:
        return
    own = next(
        (each for _, each in objects(bundle.get("link")) if text(each, "relation") == "self"), None
    )
    wanted: list[str] = []
    if own is None:
        run.sink.warning("invalid", path, "bundle.search-no-self")
    else:
        wanted = searched_types(text(own, "url"), run)
        if not wanted:
            run.sink.information("invalid", path, "bundle.search-self-unclear")
    modes = [_mode(entry) for _, entry in entries]
    if not any(modes):
        run.sink.warning("invalid", path, "bundle.search-no-mode")
    for (index, entry), mode in zip(entries, modes, strict=True):
        place = f"{path}.entry[{index}]"
        resource = resource_of(entry)
        if not mode and any(modes):
            run.sink.warning("invalid", place, "bundle.search-no-mode")
        if resource is None:
            run.sink.error("invalid", place, "bundle.search-no-resource")
        else:
            _check_entry(resource, mode, wanted, f"{place}.resource", run)


def _check_entry(
    resource: dict[str, Any], mode: str, wanted: list[str], place: str, run: Run
) -> None:
    kind = text(resource, "resourceType")
    if mode == "outcome":
        if kind != "OperationOutcome":
            run.sink.error("invalid", place, "bundle.search-outcome", type=kind)
        return
    if not mode and kind == "OperationOutcome":
        return
    tell = run.sink.error if mode in ("match", "include") else run.sink.warning
    if not text(resource, "id"):
        tell("invalid", place, "bundle.search-no-id")
    if mode != "include" and wanted and kind not in wanted:
        tell("invalid", place, "bundle.search-type", type=kind, wanted=", ".join(wanted))


def _mode(entry: dict[str, Any]) -> str:
    search = entry.get("search")
    return text(search, "mode") if isinstance(search, dict) else ""


def searched_types(url: str, run: Run) -> list[str]:
    """The resource types that a search url asks for; empty where it does not tell."""
    address, _, query = url.partition("?")
    last = address.rpartition("/")[2]
    if last and last[0].isupper() and run.definitions.find(CORE + last) is not None:
        return [last]
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name == "_type":
            return [each for each in unquote(value).split(",") if each]
    return []
