"""Elements of a resource with their FHIR type, and the way from one to its children.

FHIRPath sees a primitive and its ``_`` sibling as one element that has a value and children
(https://hl7.org/fhir/R4/fhirpath.html). Values of the System types stand for themselves.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from pk_fhir.fhirpath.model import PRIMITIVES, QUANTITIES, Model, Step
from pk_fhir.fhirpath.quantity import UCUM, Quantity
from pk_fhir.fhirpath.temporal import Kind, parse_temporal

Item = Any
Items = list[Item]

TEMPORAL_TYPES: dict[str, Kind] = {
    "date": "Date",
    "dateTime": "DateTime",
    "instant": "DateTime",
    "time": "Time",
}
RESOURCE_TYPES = frozenset({"Resource", "DomainResource"})
MAX_DESCENDANTS = 1_000_000


class Node:
    """An element: its JSON `value` (None for a primitive that has only extensions) and FHIR `type`.

    `type` is a type name, a path for a backbone element (``Patient.contact``), or empty where nothing
    is known. `sibling` is the ``_`` object of a primitive. `owner` is the resource dict that it stands
    in (for a contained resource the container), `path` the path that defines it.
    """

    __slots__ = ("owner", "path", "sibling", "type", "value")

    def __init__(
        self,
        value: Any,  # noqa: ANN401 - any JSON value
        type: str,  # noqa: A002 - FHIR's word
        sibling: Any = None,  # noqa: ANN401 - a JSON object, or what stands in its place
        owner: Any = None,  # noqa: ANN401 - the same
        path: str = "",
    ) -> None:
        self.value = value
        self.type = type
        self.sibling = sibling
        self.owner = owner
        self.path = path

    def __repr__(self) -> str:
        return f"Node({self.value!r}, {self.type!r})"


def resource_node(resource: Any) -> Node:  # noqa: ANN401 - what callers hand in may be anything
    """The node of a whole resource."""
    kind = resource.get("resourceType") if isinstance(resource, dict) else None
    name = kind if isinstance(kind, str) else ""
    return Node(resource, name, None, resource, name)


def add(out: Items, parent: Node, raw: Any, sibling: Any, step: Step) -> None:  # noqa: ANN401 - JSON
    """Append the node, or the nodes of an array, that stand at one JSON name of `parent`."""
    owner = parent.owner
    if raw.__class__ is list or sibling.__class__ is list:
        values = raw if isinstance(raw, list) else [raw]
        siblings = sibling if isinstance(sibling, list) else []
        missing = len(values) - len(siblings)
        for each, beside in zip(
            [*values, *[None] * -missing], [*siblings, *[None] * missing], strict=True
        ):
            if each is not None or beside is not None:
                out.append(_node(each, beside, step, owner))
    elif raw is not None or sibling is not None:
        out.append(_node(raw, sibling, step, owner))


def _node(value: Any, sibling: Any, step: Step, owner: Any) -> Node:  # noqa: ANN401 - JSON
    kind = step.type
    if kind in RESOURCE_TYPES and isinstance(value, dict):
        named = value.get("resourceType")
        kind = named if isinstance(named, str) else kind
        if step.key != "contained":
            owner = value
    return Node(value, kind, sibling, owner, step.path)


def children(node: Node, model: Model, name: str | None = None) -> Items:
    """All children, or those of one name, in the order of the JSON."""
    out: Items = []
    for source in (node.value, node.sibling):
        if isinstance(source, dict):
            _children(out, node, source, model, name)
    return out


def _children(
    out: Items, node: Node, source: dict[str, Any], model: Model, name: str | None
) -> None:
    primitive = source is node.sibling
    known = model.by_json_name("Element" if primitive else node.type)
    for key in source:
        plain = key[1:] if key[:1] == "_" else key
        if key == "resourceType" or (plain != key and plain in source):
            continue
        step = known.get(plain) or Step(
            plain, f"_{plain}", _guess(source.get(plain)), f"{node.type}.{plain}"
        )
        if name is None or _named(step, name, known=bool(known)):
            add(out, node, source.get(plain), source.get(f"_{plain}"), step)


def _named(step: Step, name: str, *, known: bool) -> bool:
    if step.key == name or step.path.rpartition(".")[2] == name:
        return True
    rest = step.key.removeprefix(name)
    return not known and rest != step.key and rest[:1].isupper()


def _guess(value: Any) -> str:  # noqa: ANN401 - JSON
    return "Resource" if isinstance(value, dict) and "resourceType" in value else ""


def part(item: Item, name: str) -> Items:
    """An element of a System value: a quantity has a value and a unit, other values have none."""
    if not isinstance(item, Quantity) or name not in ("value", "unit"):
        return []
    return [item.value if name == "value" else item.unit]


def member(
    node: Node, steps: "tuple[Step, ...] | None", name: str, model: Model, out: Items
) -> None:
    """Append the children of `node` by `name`, following the steps of its type.

    The `value` of a primitive is the System value that it holds
    (https://hl7.org/fhir/R4/fhirpath.html#types).
    """
    value = node.value
    if value.__class__ is dict:
        if steps is None:
            out.extend(children(node, model, name))
            return
        for step in steps:
            raw = value.get(step.key)
            sibling = value.get(step.sibling) if step.sibling is not None else None
            if raw is not None or sibling is not None:
                add(out, node, raw, sibling, step)
        return
    if name == "value" and value is not None and node.type in PRIMITIVES:
        out.append(system(node))
    if node.sibling is not None:
        out.extend(children(node, model, name))


def descendants(items: Items, model: Model) -> Iterator[Item]:
    """Children, their children, and so on; depth first."""
    stack = [iter(items)]
    count = 0
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        if len(stack) > 1:
            yield node
        count += 1
        if isinstance(node, Node) and count < MAX_DESCENDANTS:
            stack.append(iter(children(node, model)))


def system(item: Item) -> Item:
    """The System value of an item: its implicit conversion from FHIR, where it has one.

    Complex elements other than quantities stay nodes, and so do primitives without a value.
    """
    if item.__class__ is not Node:
        return item
    value, kind = item.value, item.type
    if value.__class__ is str:
        temporal = TEMPORAL_TYPES.get(kind)
        return (parse_temporal(temporal, value) or value) if temporal else value
    if value.__class__ is float:
        return Decimal(repr(value))
    if value.__class__ is dict:
        return (as_quantity(value) or item) if kind in QUANTITIES else item
    if value is None:
        return item
    return Decimal(value) if kind == "decimal" and value.__class__ is int else value


def as_quantity(value: dict[str, Any]) -> Quantity | None:
    """A FHIR Quantity as a System quantity; None where it has a comparator or no number."""
    number = value.get("value")
    if (
        isinstance(number, bool)
        or not isinstance(number, int | float | Decimal)
        or value.get("comparator")
    ):
        return None
    unit = value.get("code") if value.get("system") == UCUM else None
    named = unit or value.get("code") or value.get("unit") or "1"
    return Quantity(Decimal(str(number)), named if isinstance(named, str) else "1")


def is_primitive(item: Item) -> bool:
    """Whether an item is a System value or a FHIR primitive."""
    return (
        item.__class__ is not Node
        or item.type in PRIMITIVES
        or not isinstance(item.value, dict | None)
    )


def plain(item: Item) -> Item:
    """What `evaluate` gives out: JSON values for elements, System values as they are."""
    if item.__class__ is not Node:
        return item
    return item.value if item.value is not None else item.sibling
