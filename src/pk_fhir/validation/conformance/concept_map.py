"""ConceptMap: its codes are in the code systems and value sets that it maps between.

https://hl7.org/fhir/R4/conceptmap.html. Only where those are known completely.
"""

from typing import Any

from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run


def check_concept_map(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report source and target codes that are surely not where the map says."""
    source_set = text(resource, "sourceCanonical") or text(resource, "sourceUri")
    target_set = text(resource, "targetCanonical") or text(resource, "targetUri")
    for side in ("source", "target"):
        _check_scope(resource, side, path, run)
    for place, group in objects(resource, "group", path):
        source, target = _system(group, "source"), _system(group, "target")
        for where, element in objects(group, "element", place):
            _check_code("source", element, source, source_set, where, run)
            for below, each in objects(element, "target", where):
                _check_code("target", each, target, target_set, below, run)


def _check_scope(resource: dict[str, Any], side: str, path: str, run: Run) -> None:
    url = text(resource, f"{side}Canonical") or text(resource, f"{side}Uri")
    found = run.definitions.find(url) if url else None
    if found is not None and found[1].kind != "ValueSet":
        run.sink.error(
            "invalid", f"{path}.{side}", "concept-map-not-value-set", url=url, kind=found[1].kind
        )


def _system(group: dict[str, Any], side: str) -> str:
    """The code system of one side as a canonical, with its version where that is stated."""
    url, version = text(group, side), text(group, f"{side}Version")
    return f"{url}|{version}" if url and version else url


def _check_code(
    side: str, element: dict[str, Any], system: str, value_set: str, path: str, run: Run
) -> None:
    code = text(element, "code")
    if not code or not _complete(system, run):
        return
    place = f"{path}.code"
    trial = run.sink.trial()
    system = system.partition("|")[0]
    run.terminology.check_coding({"system": system, "code": code}, place, trial, alone=False)
    if trial.errors:
        run.sink.error(
            "code-invalid", place, f"concept-map-{side}-code", code=clipped(code), system=system
        )
    elif (
        value_set
        and run.terminology.contains(value_set, {"system": system, "code": code}, "Coding") is False
    ):
        run.sink.error(
            "required",
            place,
            f"concept-map-{side}-value-set",
            code=clipped(code),
            value_set=value_set,
        )


def _complete(system: str, run: Run) -> bool:
    found = run.definitions.get(system, "CodeSystem") if system else None
    return found is not None and found.get("content") == "complete"
