"""OperationDefinition: its parameters agree with the profiles of its input and output.

https://hl7.org/fhir/R4/operationdefinition-definitions.html#OperationDefinition.inputProfile
"""

from collections.abc import Iterator
from typing import Any

from pk_fhir.validation.conformance.parts import items, text
from pk_fhir.validation.primitives import clipped
from pk_fhir.validation.run import Run
from pk_fhir.validation.snapshot import Node
from pk_fhir.validation.values import stated


def check_operation(resource: dict[str, Any], path: str, run: Run) -> None:
    """Report parameters of which the profile says another number of times or another type."""
    for use, name in (("in", "inputProfile"), ("out", "outputProfile")):
        tree = _tree(text(resource, name), f"{path}.{name}", run)
        slices = dict(_by_name(tree)) if tree is not None else {}
        for index, parameter in enumerate(items(resource, "parameter")):
            if isinstance(parameter, dict) and text(parameter, "use") == use:
                node = slices.get(text(parameter, "name"))
                if node is not None:
                    _compare(parameter, node, use, f"{path}.{name}.parameter[{index}]", run)


def _tree(profile: str, path: str, run: Run) -> Node | None:
    """The tree of a profile on Parameters; None, with an issue, where it is none."""
    if not profile:
        return None
    definition = run.definitions.get(profile, "StructureDefinition")
    if definition is None:
        run.sink.error("not-found", path, "operation-profile-unknown", profile=clipped(profile))
        return None
    if text(definition, "type") != "Parameters":
        kind = clipped(text(definition, "type"))
        run.sink.error("invalid", path, "operation-profile-type", profile=profile, type=kind)
        return None
    return run.program.tree(profile)


def _by_name(tree: Node) -> Iterator[tuple[str, Node]]:
    """The slices of `Parameters.parameter` by the name that they fix."""
    parameter = tree.child("parameter")
    for each in parameter.slices if parameter else ():
        name = each.child("name")
        fixed = stated(name.element, "fixed") if name else None
        if isinstance(fixed, str):
            yield fixed, each


def _compare(parameter: dict[str, Any], node: Node, use: str, path: str, run: Run) -> None:
    name = text(parameter, "name")
    for limit in ("min", "max"):
        told, wanted = node.element.get(limit), parameter.get(limit)
        if told is not None and wanted is not None and str(told) != str(wanted):
            run.sink.error(
                "business-rule", path, "operation-limit", name=name, limit=limit, use=use,
                profile=told, stated=wanted,
            )  # fmt: skip
    types, targets = _allowed(node)
    kind = text(parameter, "type")
    if types and kind and kind not in types and not types & {"Resource", "DomainResource"}:
        run.sink.error(
            "invalid",
            path,
            "operation-type",
            name=name,
            use=use,
            type=kind,
            types=", ".join(sorted(types)),
        )
    wanted_targets = {
        each for each in parameter.get("targetProfile") or () if isinstance(each, str)
    }
    if wanted_targets != targets:
        run.sink.error(
            "invalid", path, "operation-target", name=name, use=use,
            targets=", ".join(sorted(wanted_targets ^ targets)),
        )  # fmt: skip


def _allowed(node: Node) -> tuple[set[str], set[str]]:
    """Types and target profiles that a slice of `parameter` allows in its value or resource."""
    types: set[str] = set()
    targets: set[str] = set()
    for child in node.children or ():
        if child.name in ("value[x]", "resource") and str(child.element.get("max")) != "0":
            for each in child.element.get("type", ()):
                types.add(str(each.get("code", "")))
                targets.update(map(str, each.get("targetProfile", ())))
    return types, targets if len(types) < MANY else set()


# `value[x]` unconstrained allows every type, and says nothing about targets.
MANY = 20
