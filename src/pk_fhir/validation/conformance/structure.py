"""StructureDefinition: a profile that can be used (https://hl7.org/fhir/R4/structuredefinition.html)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pk_fhir.definitions.canonicals import CORE
from pk_fhir.validation.conformance.contexts import check_contexts
from pk_fhir.validation.conformance.derivation import Derivation
from pk_fhir.validation.conformance.element_definition import check_elements
from pk_fhir.validation.conformance.obligations import check_obligations
from pk_fhir.validation.conformance.parts import objects, text
from pk_fhir.validation.conformance.sequence import check_sequence
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node, Snapshots, write

SLICED_BY_THEMSELVES = ("extension", "modifierExtension")
# A base that is not known here may be known elsewhere: that is told as an error where the profile is used.
ELSEWHERE = frozenset({"snapshot-circular", "snapshot-no-base"})


def check_structure(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report what keeps a definition from being applied, and profiles on types that they are not for."""
    check_obligations(resource, path, run)
    check_contexts(resource, path, run)
    _check_base(resource, path, run)
    if text(resource, "derivation") == "constraint":
        check_sequence(resource, path, run)
        _check_snapshot(resource, path, run)
    for view in ("differential", "snapshot"):
        check_elements(resource, view, path, run)
    _check_extension_url(resource, path, run)


def _check_base(resource: dict[str, Any], path: str, run: Run) -> None:
    url, derivation = text(resource, "baseDefinition"), text(resource, "derivation")
    if url and not derivation:
        run.sink.error("not-found", path, "definition-derivation")
    base = run.definitions.get(url, "StructureDefinition") if url else None
    if base is None:
        return
    kind = text(base, "type")
    if derivation == "specialization" and text(resource, "type") == kind:
        run.sink.error("not-found", path, "definition-same-type", type=kind)
    for name in _kept(base, derivation):
        if text(base, name) != text(resource, name):
            run.sink.error(
                "invalid", path, "definition-base", name=name, found=text(resource, name),
                wanted=text(base, name), base=url,
            )  # fmt: skip


def _kept(base: dict[str, Any], derivation: str) -> tuple[str, ...]:
    """What a definition has in common with its base: a new type is of its kind, unless that is abstract."""
    if derivation == "constraint":
        return "type", "kind"
    return () if base.get("abstract") is True else ("kind",)


def _check_snapshot(resource: dict[str, Any], path: str, run: Run) -> None:
    snapshots = Snapshots(run.definitions, run.program.snapshots)
    tree = snapshots.generate(resource, Derivation(path, run))
    for problem in snapshots.problems.get(text(resource, "url"), ()):
        report = run.sink.warning if problem.key in ELSEWHERE else run.sink.error
        values = {**problem.values, "profile": text(resource, "url")}
        report("processing", path, problem.key, **values)
    if tree is not None:
        _check_slices(tree, path, run)
        _check_stated(resource, tree, path, run)


def _check_slices(tree: Node, path: str, run: Run) -> None:
    """Slices belong to an element that says how it is sliced; extensions and choices are by themselves."""
    for index, node in enumerate(_nodes(tree)):
        alone = node.name in SLICED_BY_THEMSELVES or node.name.endswith("[x]")
        if node.slices and not alone and not node.slice_name and "slicing" not in node.element:
            run.sink.error(
                "invalid", f"{path}.snapshot.element[{index}]", "definition-slice-unannounced",
                name=clipped(node.slices[0].slice_name),
            )  # fmt: skip


def _nodes(node: Node) -> Iterator[Node]:
    """The nodes of a tree in the order of its flat list."""
    yield node
    for each in (*(node.children or ()), *node.slices):
        yield from _nodes(each)


def _check_stated(resource: dict[str, Any], tree: Node, path: str, run: Run) -> None:
    """A snapshot that is given has the elements that the differential makes."""
    stated = [each for _, each in objects(resource.get("snapshot"), "element", "")]
    if not stated:
        return
    made = list(write(tree))
    own = _own_paths(text(resource, "type"), run)
    wanted = Counter(each["path"] for each in made if each["path"] in own)
    found = Counter(text(each, "path") for each in stated)
    _check_stated_types(resource, made, path, run)
    strange = [each for each in found if each not in {e["path"] for e in made}]
    differing = [each for each in wanted if wanted[each] != found[each]] or strange
    if differing and len(made) != len(stated):
        run.sink.error(
            "not-found", path, "definition-snapshot",
            found=len(stated), wanted=len(made), path=clipped(differing[0]),
        )  # fmt: skip


def _check_stated_types(
    resource: dict[str, Any], made: list[dict[str, Any]], path: str, run: Run
) -> None:
    allowed: dict[str, set[str]] = {}
    for each in made:
        codes = {text(declared, "code") for _, declared in objects(each, "type", "")}
        allowed.setdefault(each["path"], set()).update(codes)
    for place, element in objects(resource.get("snapshot"), "element", f"{path}.snapshot"):
        codes = allowed.get(text(element, "path"), set())
        for where, declared in objects(element, "type", place):
            code = text(declared, "code")
            if code and codes and code not in codes:
                run.sink.error(
                    "structure", where, "definition-snapshot-type",
                    found=clipped(code), allowed=", ".join(sorted(codes)),
                )  # fmt: skip


def _own_paths(name: str, run: Run) -> set[str]:
    definition = run.definitions.structure(name) if name.isalnum() else None
    return {each["path"] for each in definition["snapshot"]["element"]} if definition else set()


def _check_extension_url(resource: dict[str, Any], path: str, run: Run) -> None:
    """An extension's url is fixed to that of its definition."""
    url = text(resource, "url")
    if text(resource, "baseDefinition") != f"{CORE}Extension" or not url:
        return
    elements = objects(resource.get("differential"), "element", "")
    stated = [each for _, each in elements if text(each, "path") == "Extension.url"]
    fixed = next(
        (value for each in stated for name, value in each.items() if name.startswith("fixed")), None
    )
    if fixed is None:
        run.sink.error("invalid", path, "definition-extension-url", url=url)
    elif fixed != url:
        run.sink.error("invalid", path, "definition-extension-other", url=url, found=clipped(fixed))
