"""Compile a profile's tree to a `Profile`: what it adds, element by element."""

from typing import TYPE_CHECKING, Any

from pk_fhir.definitions.elements import FHIRPATH_TYPES, json_name
from pk_fhir.validation.constraints import value_checks
from pk_fhir.validation.place import Slot
from pk_fhir.validation.profile import ElementRule, OccurrenceCheck, Profile
from pk_fhir.validation.slicing import Slice, Slicing
from pk_fhir.validation.snapshot import Node

if TYPE_CHECKING:
    from pk_fhir.validation.ports import Library

Element = dict[str, Any]
UNBOUNDED = 1 << 30
# Trees that unfold into themselves (an extension within itself) are cut here.
DEEPEST = 24


def compile_profile(url: str, kind: str, tree: Node, program: "Library") -> Profile:
    """The compiled form of a profile's tree; `kind` is the type or backbone element that it is about."""
    profile = Profile(url, kind)
    compiler = _Compiler(url, program)
    base = program.shape_or_none(kind)
    root: Element = {}
    if base is not None:
        root = {"constraint": base.constraints, "min": 0, "max": "*", "type": [{"code": kind}]}
    profile.checks = tuple(value_checks(tree, root, kind, url, program, root=True))
    profile.rules = compiler.children(tree, kind, kind, 0)
    return profile


class _Compiler:
    def __init__(self, url: str, program: "Library") -> None:
        self.url = url
        self.program = program

    def children(self, node: Node, base: str, path: str, depth: int) -> tuple[ElementRule, ...]:
        """Rules of the children of a node whose base type or backbone is `base`."""
        if depth > DEEPEST or not node.children:
            return ()
        shape = self.program.shape_or_none(base)
        known = shape.elements if shape else {}
        rules = []
        for child in node.children:
            plain: Element = known.get(f"{base}.{child.name}", {})
            if not plain and shape is not None and base in _PRIMITIVES:
                continue
            rule = self.rule(child, plain, base, f"{path}.{child.name}", depth)
            if not rule.empty:
                rules.append(rule)
        return tuple(rules)

    def rule(self, node: Node, plain: Element, base: str, path: str, depth: int) -> ElementRule:
        """What a node adds to the element of the base that it is about."""
        many = plain.get("max", node.element.get("max")) != "1"
        slots = tuple(_slots(node, plain, base))
        rule = ElementRule(path, self.url, slots, many=many)
        least, most = limits(node.element)
        base_least, base_most = limits(plain)
        rule.least = least if least > base_least else None
        rule.most = most if most < base_most else None
        rule.checks = tuple(self.value(node, plain, base, path, depth))
        if node.slices and "slicing" in node.element:
            rule.slicing = self.slicing(node, plain, base, path, depth).check
        return rule

    def value(
        self, node: Node, plain: Element, base: str, path: str, depth: int
    ) -> list[OccurrenceCheck]:
        """The checks of one value of an element: what is stated of it, and what of its children."""
        checks = list(value_checks(node, plain, path, self.url, self.program))
        if node.children:
            below = self.below(node, plain, base)
            rules = self.children(node, below, path, depth + 1)
            if rules:
                checks.append(_children_check(rules))
        return checks

    def below(self, node: Node, plain: Element, base: str) -> str:
        """The base type or backbone of an element's children."""
        reference = plain.get("contentReference")
        if isinstance(reference, str):
            return reference.partition("#")[2]
        codes = {each.get("code", "") for each in node.element.get("type", ())}
        if not codes:
            codes = {each.get("code", "") for each in plain.get("type", ())}
        if len(codes) != 1:
            return "Element"
        code = str(next(iter(codes)))
        if code in ("BackboneElement", "Element"):
            own = f"{base}.{node.name}"
            return own if self.program.shape_or_none(own) else code
        return "string" if code.startswith(FHIRPATH_TYPES) else code

    def slicing(self, node: Node, plain: Element, base: str, path: str, depth: int) -> Slicing:
        slicing = Slicing(node, path, self.url)
        # A slice of a slice has both names in its own: `telecom:phone/home`.
        sliced = path.rpartition(":")[0] if node.slice_name else path
        for each in node.slices:
            named = f"{sliced}:{each.slice_name}"
            piece = Slice(each, named)
            piece.least, piece.most = limits(each.element)
            piece.checks = tuple(self.value(each, plain, base, named, depth))
            if each.slices and "slicing" in each.element:
                piece.slicing = self.slicing(each, plain, base, named, depth)
            slicing.slices.append(piece)
        slicing.prepare(self.program)
        return slicing


_PRIMITIVES = frozenset(
    [
        "boolean",
        "integer",
        "unsignedInt",
        "positiveInt",
        "decimal",
        "string",
        "markdown",
        "code",
        "id",
        "uri",
        "url",
        "canonical",
        "oid",
        "uuid",
        "date",
        "dateTime",
        "instant",
        "time",
        "base64Binary",
        "xhtml",
    ]
)


def _children_check(rules: tuple[ElementRule, ...]) -> OccurrenceCheck:
    def check(one: Any, run: Any) -> None:
        owner = one.owner
        for rule in rules:
            rule.check(owner, one.at, run)

    return check


def limits(element: Element) -> tuple[int, int]:
    """min and max of an ElementDefinition as numbers; no limit where nothing usable is stated."""
    least, most = element.get("min"), element.get("max")
    lower = least if isinstance(least, int) else 0
    if not isinstance(most, str) or not most.isdecimal() or len(most) > 9:  # noqa: PLR2004 - more than any list holds
        return lower, UNBOUNDED
    return lower, int(most)


def _slots(node: Node, plain: Element, base: str) -> list[Slot]:
    """The JSON names under which an element may stand, by the base's types."""
    name = node.name
    path = f"{base}.{name}"
    source = plain if plain.get("type") else node.element
    codes = [str(each.get("code", "")) for each in source.get("type", ())]
    if name.endswith("[x]"):
        stem = name[:-3]
        return [Slot(f"{stem}.ofType({code})", path, code, json_name(stem, code)) for code in codes]
    reference = plain.get("contentReference")
    if isinstance(reference, str):
        return [Slot(name, path, reference.partition("#")[2])]
    code = codes[0] if codes else "BackboneElement"
    if code.startswith(FHIRPATH_TYPES):
        code = "uri" if name == "url" else "string"
    elif code in ("BackboneElement", "Element"):
        code = path
    return [Slot(name, path, code)]
