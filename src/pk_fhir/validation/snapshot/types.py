"""Elements that a new type adds to its base (`derivation: specialization`).

A backbone element has the children of BackboneElement before its own, and every element has the
invariants of Element, which its type brings along (https://hl7.org/fhir/R4/backboneelement.html).
"""

from typing import Any

from pk_fhir.definitions.elements import FHIRPATH_TYPES
from pk_fhir.validation.snapshot.tree import Node, Trees

BACKBONES = frozenset({"BackboneElement", "Element"})


def specialised(node: Node, snapshots: Trees) -> Node:
    """A new element with what its type gives to it."""
    codes = [str(each.get("code", "")) for each in node.element.get("type", ())]
    general = snapshots.type_tree("Element")
    element = dict(node.element)
    own = element.get("constraint", [])
    inherited = general.element.get("constraint", []) if general else []
    if (codes or "contentReference" in element) and not _typeless(codes):
        element["constraint"] = [*inherited, *own]
    children = node.children
    if children is not None or (len(codes) == 1 and codes[0] in BACKBONES):
        children = _backbone(codes, children or (), snapshots)
    return Node(node.name, element, children, node.slices, node.index)


def _typeless(codes: list[str]) -> bool:
    """Whether what stands here is no Element: a resource, or a bare value."""
    return bool(codes) and (
        codes[0] in ("Resource", "DomainResource") or codes[0].startswith(FHIRPATH_TYPES)
    )


def _backbone(codes: list[Any], own: tuple[Node, ...], snapshots: Trees) -> tuple[Node, ...]:
    base = snapshots.type_tree(codes[0]) if len(codes) == 1 and codes[0] in BACKBONES else None
    inherited = tuple(base.children or ()) if base else ()
    return (*inherited, *(specialised(each, snapshots) for each in own))
