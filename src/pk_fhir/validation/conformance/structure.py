"""StructureDefinition: a profile that can be used (https://hl7.org/fhir/R4/structuredefinition.html)."""

from collections.abc import Iterator
from typing import Any

from pk_fhir import fhirpath
from pk_fhir.validation.conformance.obligations import check_obligations
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Snapshots

CORE = "http://hl7.org/fhir/StructureDefinition/"
ANY = frozenset({"Resource", "DomainResource", "Element", "BackboneElement"})
# A base that is not known here may be known elsewhere: that is told as an error where the profile is used.
ELSEWHERE = frozenset({"snapshot-circular", "snapshot-no-base"})


def check_structure(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report what keeps a definition from being applied, and profiles on types that they are not for."""
    check_obligations(resource, path, run)
    _check_base(resource, path, run)
    if text(resource, "derivation") == "constraint":
        _check_snapshot(resource, path, run)
    for view in ("differential", "snapshot"):
        for place, element in objects(resource.get(view), "element", f"{path}.{view}"):
            _check_types(element, place, run)
            _check_constraints(element, place, run)


def _check_base(resource: dict[str, Any], path: str, run: Run) -> None:
    url = text(resource, "baseDefinition")
    if url and not text(resource, "derivation"):
        run.sink.error("not-found", path, "definition-derivation")
    base = run.definitions.get(url, "StructureDefinition") if url else None
    if base is None or text(resource, "derivation") != "constraint":
        return
    for name in ("type", "kind"):
        if text(base, name) != text(resource, name):
            run.sink.error(
                "invalid", path, "definition-base", name=name, found=text(resource, name),
                wanted=text(base, name), base=url,
            )  # fmt: skip


def _check_snapshot(resource: dict[str, Any], path: str, run: Run) -> None:
    snapshots = Snapshots(run.definitions, run.program.snapshots)
    snapshots.generate(resource)
    for problem in snapshots.problems.get(text(resource, "url"), ()):
        report = run.sink.warning if problem.key in ELSEWHERE else run.sink.error
        values = {**problem.values, "profile": text(resource, "url")}
        report("processing", path, problem.key, **values)


def _check_types(element: dict[str, Any], path: str, run: Run) -> None:
    for place, each in objects(element, "type", path):
        code = text(each, "code")
        for where, url in _canonicals(each, "profile", place):
            definition = run.definitions.get(url, "StructureDefinition")
            kind = text(definition, "type")
            if (
                definition is not None
                and kind != code
                and code not in ANY
                and not _within(kind, code)
            ):
                run.sink.error(
                    "processing",
                    where,
                    "definition-profile-type",
                    profile=url,
                    type=kind,
                    wanted=code,
                )


def _within(kind: str, code: str) -> bool:
    return kind in ANY or "#" in code


def _canonicals(owner: dict[str, Any], name: str, path: str) -> Iterator[tuple[str, str]]:
    listed = owner.get(name)
    for index, each in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(each, str):
            yield f"{path}.{name}[{index}]", each


def _check_constraints(element: dict[str, Any], path: str, run: Run) -> None:
    for place, each in objects(element, "constraint", path):
        _check_expression(each, place, run)


def _check_expression(constraint: dict[str, Any], path: str, run: Run) -> None:
    expression = text(constraint, "expression")
    if not expression:
        return
    try:
        fhirpath.compile(expression, invariant=True)
    except fhirpath.FhirPathError as error:
        run.sink.error(
            "invalid",
            f"{path}.expression",
            "definition-expression",
            problem=clipped(error.text(run.sink.language), 200),
        )
